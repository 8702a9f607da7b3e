import { add, type Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  DRUG,
  EPONYM,
  GIVEN,
  HEAD,
  MONTH,
  RELATION,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, LOWER, PARAGRAPH, TITLE, type Tokens, WORD } from '../tokens.ts'
import { PHRASES } from './journey-phrases.ts'
import { LANDS, NEVER } from './lands.ts'

/** Phrases from their last word backwards. */
interface Tail {
  /** A phrase begins here. */
  begins: boolean
  readonly before: Map<string, Tail>
}

const createTail = (): Tail => ({ begins: false, before: new Map() })

const TAILS = tailsOf(PHRASES)

function tailsOf(phrases: readonly string[]): Tail {
  const tails = createTail()
  for (const phrase of phrases) {
    let tail = tails
    for (const word of phrase.split(' ').reverse()) {
      const next = tail.before.get(word) ?? createTail()
      tail.before.set(word, next)
      tail = next
    }
    tail.begins = true
  }
  return tails
}

/** `trips to Chinle`, `grew up in Yaak`, `rang from kandy`: a town after words of birth, dwelling, coming and going. */
export const journeys: Rule = { starts: { words: [...TAILS.before.keys()] }, read: journey }

function journey(reading: Reading, k: number): void {
  const { tokens } = reading
  const from = k + 1
  if ((tokens.gap[from] ?? LINE) !== BLANK || tokens.type[from] !== WORD) return
  if (!phraseEnds(tokens, k) && !farVerb(reading, k)) {
    if (tokens.lower[k] === 'in') strangeTown(reading, from)
    return
  }
  if (tokens.shape[from] === LOWER) smallTown(reading, k, from)
  else towns(reading, from)
}

const FAR_VERB =
  /\b(?:rang|call(?:ed|s|ing)|phoned|drove|drives?|driving|flew|flown|came|coming|travell?ed|brought|brings|bringing|moved|sent|due|arriv(?:ed|es|ing)|evacuated|airlifted|transferred|shipped|ambulance|ems|medics|bus|ride|traveling)\b[^.\n;:,]{0,24}$/i

/** `rang at 2115 from inverness`: the verb some words before. */
function farVerb({ tokens, text }: Reading, k: number): boolean {
  if (tokens.lower[k] !== 'from') return false
  const start = tokens.start[k] ?? 0
  return FAR_VERB.test(text.slice(Math.max(0, start - 36), start))
}

const SENTENCE_GOES_ON =
  /^(?:[,.;)]|$|\n| (?:where|with|and|since|for|by|until|last|when|but|as|to|before|after|on|he|she)\b)/

/** `in Decorah`: after `in`, one capitalised word that is in no list and built like no plain word. */
function strangeTown(reading: Reading, at: number): void {
  const { tokens, text } = reading
  if (tokens.shape[at] !== TITLE || tokens.word[at] !== 0 || (tokens.flags[at] ?? 0) !== 0 || tokens.caps[at] === 1)
    return
  if (possessive(tokens, at) || LANDS.at(text, tokens.start[at] ?? 0, tokens.lower[at] ?? '') !== undefined) return
  if (SENTENCE_GOES_ON.test(text.slice(tokens.end[at], (tokens.end[at] ?? 0) + 8)))
    add(reading, tokens.start[at] ?? 0, tokens.end[at] ?? 0, 'CITY', 'city/strange', 0.55)
}

/** Whether a phrase ends with token `k`, with no empty line in it. */
function phraseEnds(tokens: Tokens, k: number): boolean {
  let tail = TAILS.before.get(tokens.lower[k] ?? '')
  for (let i = k; tail !== undefined; i--) {
    if (tail.begins) return true
    if ((tokens.gap[i] ?? PARAGRAPH) > LINE) return false
    tail = tail.before.get(tokens.lower[i - 1] ?? '')
  }
  return false
}

/** Capitalised words that are no land, no person and no medicine. */
function towns(reading: Reading, from: number): void {
  const { tokens, text } = reading
  const last = townEnd(tokens, from)
  if (last < from || LANDS.at(text, tokens.start[from] ?? 0, tokens.lower[from] ?? '') !== undefined) return
  const flags = tokens.flags[from] ?? 0
  if (flags & NEVER || tokens.lower[from] === 'law') return
  const caps = tokens.caps[from] === 1
  if (last === from && flags & (caps ? COMMON | WORDLIKE | EPONYM | HEAD | GIVEN : COMMON | EPONYM | HEAD | GIVEN))
    return
  if (last > from && flags & GIVEN && (tokens.flags[last] ?? 0) & SURNAME) return
  if (CARE.has(tokens.lower[last] ?? '') || possessive(tokens, last)) return
  const after = text.slice(tokens.end[last], (tokens.end[last] ?? 0) + 18)
  if (
    /^(?:[\d-]| (?:disease|syndrome|criteria|virus|score|staff|ward|unit|ICU|ED|ER|service|team|clinic|hospital|medical|regional|memorial|general)\b)/i.test(
      after,
    )
  )
    return
  add(reading, tokens.start[from] ?? 0, tokens.end[last] ?? 0, 'CITY', 'city/journey', 0.66)
}

const CARE = new Set(
  'icu ed er or pacu micu sicu ct mri rehab snf hospital clinic center centre house home hall ward unit wing school church university college prison jail hospice lodge manor regional memorial general medical health care institute office court ems'.split(
    ' ',
  ),
)

const possessive = (tokens: Tokens, i: number): boolean => tokens.lower[i + 1] === "'" && tokens.gap[i + 1] === 0

function townEnd(tokens: Tokens, from: number): number {
  let last = from - 1
  for (let i = from; i < from + 4 && i < tokens.count; i++) {
    const stop = tokens.lower[i] === '.' && /^(?:st|mt|ft|ste)$/.test(tokens.lower[i - 1] ?? '')
    if (i > from && !stop && (tokens.gap[i] ?? LINE) !== BLANK) break
    if (
      !stop &&
      !(tokens.type[i] === WORD && (tokens.shape[i] === TITLE || (tokens.shape[i] === CAPS && tokens.caps[i] === 1)))
    )
      break
    if (!stop && i > from && (tokens.flags[i] ?? 0) & (MONTH | WEEKDAY | TITLE_WORD | DRUG)) break
    if (tokens.caps[i] === 1 && i > from && (tokens.flags[i] ?? 0) & (COMMON | CLINICAL | RELATION | WORDLIKE)) break
    if (!stop) last = i
  }
  return last
}

/** Verbs that say a place follows, whatever its capitals: `rang from kandy`. */
const SURE =
  /(?:rang|called|calling|phoned|moved|at \d{3,4}|live[sd]?|living|resides|born|grew up|raised|drove|flew|flown|flying|driving|drives|home|house|family|originally|cousins?|mom|dad|trips?|travels?|here|town|soti|rete|vive|vivo|in) (?:in |to |up |down |out |over |here )?$/i

/** One unlisted word in lower-case text. */
function smallTown(reading: Reading, k: number, at: number): void {
  const { tokens, text } = reading
  const flags = tokens.flags[at] ?? 0
  if (flags !== 0 || tokens.word[at] !== 0 || (tokens.lower[at] ?? '').length < 4) return
  if (LANDS.at(text, tokens.start[at] ?? 0, tokens.lower[at] ?? '') !== undefined) return
  const start = tokens.start[k] ?? 0
  if (
    !SURE.test(text.slice(Math.max(0, start - 20), start)) ||
    !/^(?:[,.;)\n]|$| (?:since|for|with|and|by|at|on|to|last|until|w|but|this|next|from|he|she)\b)/.test(
      text.slice(tokens.end[at], (tokens.end[at] ?? 0) + 7),
    )
  )
    return
  add(reading, tokens.start[at] ?? 0, tokens.end[at] ?? 0, 'CITY', 'city/journey', 0.6)
}
