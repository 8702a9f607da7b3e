import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  CREDENTIAL,
  DRUG,
  FACILITY_END,
  GENERATION,
  GIVEN,
  HEAD,
  MONTH,
  NUMBER_WORD,
  ORG_END,
  PARTICLE,
  PERSON_VERB,
  PREPOSITION,
  RELATION,
  SURNAME,
  TITLE_WORD,
  WORDLIKE,
} from '../flags.ts'
import { CAMEL, CAPS, LINE, LOWER, MARK, MIXED, PARAGRAPH, TIGHT, TITLE, type Tokens, WIDE, WORD } from '../tokens.ts'

/** A run of tokens that may be one person's name. `last` is inclusive. */
export interface NameRun {
  readonly first: number
  readonly last: number
  /** Words that are not initials. */
  readonly words: number
}

const WORDS_MAX = 5
const TOKENS_MAX = 16
const ORDINARY = COMMON | CLINICAL | WORDLIKE | DRUG | PREPOSITION | PERSON_VERB | NUMBER_WORD

/**
 * The name that starts at token `k`, trusting a cue before it: the first word may be any capitalised word (`Mrs. Day`), the following ones must
 * read on as a name. Undefined when no name starts there.
 */
export function cuedRun(reading: Reading, k: number, comma: boolean): NameRun | undefined {
  const { tokens } = reading
  if (k >= tokens.count) return undefined
  if (
    tokens.shape[k] === LOWER &&
    (tokens.flags[k] ?? 0) & PARTICLE &&
    isCapital(tokens, k + 1) &&
    tokens.gap[k + 1] === 1
  )
    return extend(reading, k, comma, true)
  if (!startsName(reading, k)) return undefined
  return extend(reading, k, comma, true)
}

function startsName(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  if (!isCapital(tokens, k) || (flags & (CREDENTIAL | TITLE_WORD) && !(flags & (GIVEN | SURNAME)))) return false
  if (NEVER.has(tokens.lower[k] ?? '')) return false
  if (inCapsLine(reading, k)) return (flags & (PERSON_VERB | PREPOSITION)) === 0 || (flags & (GIVEN | SURNAME)) !== 0
  return (flags & PREPOSITION) === 0
}

/** Pronouns, question words and such: never a name, whatever stands before. */
const NEVER = new Set(
  'the a an he she it they we you i his her their our my your this that these those who whom whose what which when where why how if and or but not no yes is was are were be been has have had do does did of in on at by to for from with as so than then there here please see also unknown none null pending unassigned n/a na tbd patient pt same new old age male female dob mrn ssn date time phone fax tel address email room bed unit floor clinic hospital department emergency internal general plan history note notes name names all any each both either some one on-call team staff office service services'.split(
    ' ',
  ),
)

/** A capitalised word; a word with digits only when written like a name (`Sumiko254`). */
export const isCapital = (tokens: Tokens, k: number): boolean => {
  const type = tokens.type[k]
  const shape = tokens.shape[k]
  return type === WORD ? shape === TITLE || shape === CAPS || shape === CAMEL : type === MIXED && shape === TITLE
}

/** Extends over given names, initials, particles, quoted nicknames, generations, and `, First` after a surname when `comma` is set. */
export function extend(reading: Reading, k: number, comma: boolean, cued: boolean): NameRun {
  const { tokens } = reading
  let last = k
  let words = isInitial(reading, k) ? 0 : 1
  let commas = comma ? 1 : 0
  for (let i = afterInitialDot(reading, k); i < tokens.count && i < k + TOKENS_MAX && words < WORDS_MAX; ) {
    const taken = more(reading, i, last, { cued, words, commas })
    if (taken === undefined) break
    if (taken.comma) commas--
    if (!taken.initial) words++
    last = taken.last
    i = taken.last + 1
  }
  return {
    first: k,
    last: Math.max(last, afterInitialDot(reading, k) - 1 > k && last === k ? afterInitialDot(reading, k) - 1 : last),
    words,
  }
}

interface State {
  readonly cued: boolean
  readonly words: number
  readonly commas: number
}

interface Taken {
  readonly last: number
  readonly comma: boolean
  readonly initial: boolean
}

function more(reading: Reading, i: number, last: number, state: State): Taken | undefined {
  const { tokens } = reading
  const gap = tokens.gap[i] ?? 0
  if (gap === PARAGRAPH || gap === WIDE) return undefined
  const lower = tokens.lower[i] ?? ''
  if (tokens.type[i] === MARK) return marked(reading, i, state)
  if (gap === LINE && !wraps(reading, i, last)) return undefined
  if (gap === TIGHT && tokens.type[last] !== MARK) return undefined
  const flags = tokens.flags[i] ?? 0
  if (flags & PARTICLE && particleGoesOn(tokens, i))
    return { last: particleEnd(tokens, i), comma: false, initial: false }
  if (flags & GENERATION && (tokens.shape[i] === TITLE || tokens.shape[i] === CAPS))
    return { last: dotted(tokens, i), comma: false, initial: true }
  if (isInitial(reading, i)) return initialAt(reading, i)
  if (!isCapital(tokens, i) || NEVER.has(lower)) return undefined
  return nameWord(reading, i, last, state) ? { last: i, comma: false, initial: false } : undefined
}

/** A comma between surname and given name; a quoted nickname; a bracketed one stays outside. */
function marked(reading: Reading, i: number, state: State): Taken | undefined {
  const { tokens } = reading
  const mark = tokens.lower[i] ?? ''
  if (mark === ',' && credentialText(reading, i)) return undefined
  if (mark === ',' && state.commas > 0 && state.words >= 1 && (tokens.gap[i + 1] ?? 0) <= LINE) {
    const next = i + 1
    if (isInitial(reading, next)) return { ...initialAt(reading, next), comma: true }
    if (!isCapital(tokens, next) || !givenLike(reading, next)) return undefined
    return { last: next, comma: true, initial: false }
  }
  if (/["“”']/.test(mark) && (tokens.gap[i] ?? 0) >= 1) return nickname(reading, i, mark)
  return undefined
}

/** `, M.D.`: letters after a comma that are a degree. */
function credentialText(reading: Reading, i: number): boolean {
  return /^,\s?(?:M\.? ?D|D\.? ?O|R\.? ?N|Ph\.? ?D|P\.? ?A|N\.? ?P)\b/.test(
    reading.text.slice(reading.tokens.start[i], (reading.tokens.start[i] ?? 0) + 7),
  )
}

function nickname(reading: Reading, i: number, mark: string): Taken | undefined {
  const { tokens } = reading
  for (let j = i + 1; j < Math.min(i + 4, tokens.count); j++) {
    if ((tokens.gap[j] ?? 0) > 1) return undefined
    if (tokens.lower[j] === mark || (mark === '"' && tokens.lower[j] === '"'))
      return j > i + 1 ? { last: j, comma: false, initial: true } : undefined
    if (tokens.type[j] === MARK || tokens.shape[j] === LOWER) return undefined
  }
  return undefined
}

/** After a comma: a word that can be a given name. */
function givenLike(reading: Reading, k: number): boolean {
  const flags = reading.tokens.flags[k] ?? 0
  const lower = reading.tokens.lower[k] ?? ''
  if (flags & GIVEN) return true
  if (flags & (CREDENTIAL | GENERATION | TITLE_WORD | CLINICAL) || NEVER.has(lower)) return false
  return (flags & (ORDINARY | RELATION)) === 0
}

function particleGoesOn(tokens: Tokens, i: number): boolean {
  if (tokens.lower[i] === 'st' && tokens.lower[i + 1] === '.')
    return isCapital(tokens, i + 2) && tokens.gap[i + 2] === 1
  return isCapital(tokens, i + 1) && tokens.gap[i + 1] === 1
    ? true
    : (tokens.flags[i + 1] ?? 0) & PARTICLE
      ? isCapital(tokens, i + 2)
      : false
}

function particleEnd(tokens: Tokens, i: number): number {
  if (tokens.lower[i + 1] === '.') return i + 2
  return isCapital(tokens, i + 1) && !((tokens.flags[i + 1] ?? 0) & PARTICLE && isCapital(tokens, i + 2))
    ? i + 1
    : i + 2
}

/** A single capital, with or without a dot; two dotted capitals (`A.J.`). */
export function isInitial(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (tokens.type[k] !== WORD || tokens.shape[k] !== CAPS) return false
  return (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0) === 1
}

function initialAt(reading: Reading, i: number): Taken {
  let last = dotted(reading.tokens, i)
  if (last > i && isInitial(reading, last + 1) && reading.tokens.gap[last + 1] === TIGHT)
    last = dotted(reading.tokens, last + 1)
  return { last, comma: false, initial: true }
}

function dotted(tokens: Tokens, i: number): number {
  return tokens.lower[i + 1] === '.' && tokens.gap[i + 1] === TIGHT ? i + 1 : i
}

function afterInitialDot(reading: Reading, k: number): number {
  return isInitial(reading, k) ? initialAt(reading, k).last + 1 : k + 1
}

/** A name goes on over one line break only when the next line starts with a capital that is no heading. */
function wraps(reading: Reading, i: number, last: number): boolean {
  const { tokens } = reading
  const next = tokens.flags[i] ?? 0
  if (
    !isCapital(tokens, i) ||
    tokens.lower[i + 1] === ':' ||
    (tokens.type[last] === MARK && tokens.lower[last] !== '.')
  )
    return false
  if (tokens.type[i] === MIXED) return true
  return inCapsLine(reading, i)
    ? (next & (ORDINARY | RELATION | TITLE_WORD)) === 0 || ((next & SURNAME) !== 0 && (next & COMMON) === 0)
    : (next & (SURNAME | GIVEN)) !== 0 && (next & ORDINARY) === 0 && narrow(reading, i)
}

/** Wrapped text: the line that ends before token `i` is long. */
function narrow(reading: Reading, i: number): boolean {
  const end = reading.tokens.end[i - 1] ?? 0
  const begin = reading.text.lastIndexOf('\n', end - 1)
  return end - begin > 55
}

/** A following word of a name. */
function nameWord(reading: Reading, i: number, last: number, state: State): boolean {
  const { tokens } = reading
  const flags = tokens.flags[i] ?? 0
  if (flags & CREDENTIAL && !(flags & (GIVEN | SURNAME)) && tokens.shape[i] === CAPS) return false
  if (flags & CREDENTIAL && !(flags & (GIVEN | SURNAME)) && state.words >= 2) return false
  if (tokens.shape[i] === CAPS && tokens.shape[last] === TITLE && !surnameCaps(reading, i, state)) return false
  if (flags & MONTH && tokens.type[i + 1] === 2) return false
  if (flags & (FACILITY_END | ORG_END | HEAD) && !(flags & (GIVEN | SURNAME))) return false
  if (inCapsLine(reading, i)) {
    if (flags & (PREPOSITION | PERSON_VERB)) return false
    return (flags & (GIVEN | SURNAME)) !== 0 || (flags & (ORDINARY | TITLE_WORD)) === 0
  }
  if (flags & (GIVEN | SURNAME)) return true
  if (flags & (TITLE_WORD | PREPOSITION | NUMBER_WORD)) return false
  if (flags & ORDINARY)
    return (
      (state.cued || plainGiven(tokens, last)) &&
      state.words === 1 &&
      (flags & (CLINICAL | DRUG | PERSON_VERB | PREPOSITION | TITLE_WORD | MONTH | RELATION)) === 0 &&
      !labelled(tokens, i) &&
      tokens.shape[i] === TITLE
    )
  return (flags & CITY_WORD) === 0 || state.cued
}

/** A given name that is nothing else, before a capitalised ordinary word: `Melvin Coats`. */
function plainGiven(tokens: Tokens, last: number): boolean {
  const flags = tokens.flags[last] ?? 0
  return (flags & GIVEN) !== 0 && (flags & (ORDINARY | CITY_WORD | MONTH)) === 0
}

/** `Geneviève LYNCH`: a surname in capitals after a given name. */
function surnameCaps(reading: Reading, i: number, state: State): boolean {
  const flags = reading.tokens.flags[i] ?? 0
  const length = (reading.tokens.end[i] ?? 0) - (reading.tokens.start[i] ?? 0)
  return state.words === 1 || state.words === 2
    ? length >= 3 && (flags & (CREDENTIAL | CLINICAL | COMMON)) === 0
    : false
}

const labelled = (tokens: Tokens, i: number): boolean => tokens.lower[i + 1] === ':'
