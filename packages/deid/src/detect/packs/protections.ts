import type { Finding, Layer, Reading } from '../evidence.ts'
import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  DRUG,
  GIVEN,
  HEAD,
  NUMBER_WORD,
  PARTICLE,
  PREPOSITION,
  ROLE,
  SURNAME,
  WORDLIKE,
} from '../flags.ts'
import { BLANK, LINE, LOWER, MARK, type Tokens, WORD } from '../tokens.ts'
import type { LanguagePack } from './language-pack.ts'
import { wordList } from './pack-words.ts'
import { phrasesIn, wordsIn } from './phrases.ts'

/**
 * The pack's word on ambiguous names and places, after all layers and before what is known: an ordinary word of this language that a layer made
 * for another took for a name, and medicine (`síndrome de Cushing`). Codes, dates and what a label, a title or a kin word announced stay.
 */
export function protectionsOf({ protections, words, places }: LanguagePack): Layer {
  const kept = new Set(phrasesIn(places.regions).map((region) => wordsIn(region).join(' ')))
  const isRegion = ({ text }: Reading, { kind, start, end }: Finding): boolean =>
    kind === 'CITY' && kept.has(wordsIn(text.slice(start, end)).join(' '))
  const heads = new Set(wordList(protections))
  const endings = new RegExp(`.{3,}(?:${wordList(words.endings).join('|')})$`)
  return (reading) => {
    const stay = reading.found.filter(
      (finding) =>
        !isRegion(reading, finding) && !(isDoubtful(finding) && isHarmless(reading, finding, heads, endings)),
    )
    reading.found.splice(0, reading.found.length, ...stay.flatMap((finding) => pieces(reading, finding)))
  }
}

const AMBIGUOUS: ReadonlySet<string> = new Set(['NAME', 'CITY', 'FACILITY', 'ORG', 'STREET', 'COUNTY'])

/** Rules that a word of the text announced are believed. */
const ANNOUNCED =
  /^(?:label|name\/(?:label|pack-title|pack-kin|pack-cue|table)|street\/pack|facility\/pack|org\/pack|city\/pack-(?:cue|zip)|known|email|url)/

function isDoubtful({ kind, rule }: Finding): boolean {
  return (
    (AMBIGUOUS.has(kind) && !ANNOUNCED.test(rule)) ||
    (rule.startsWith('tagger/') && kind !== 'PHONE' && kind !== 'EMAIL')
  )
}

function isHarmless(reading: Reading, finding: Finding, heads: ReadonlySet<string>, endings: RegExp): boolean {
  const { tokens, text } = reading
  const first = tokenAt(reading, finding.start)
  if (AMBIGUOUS.has(finding.kind) && finding.rule !== 'name/title' && afterHead(reading, first, heads)) return true
  if (/\d/.test(text.slice(finding.start, finding.end))) return false
  let any = false
  for (let k = first; k < tokens.count && (tokens.start[k] ?? 0) < finding.end; k++) {
    if (tokens.type[k] !== WORD) continue
    any = true
    if (!isPlain(reading, k, endings)) return false
  }
  return any
}

const PLAIN = COMMON | CLINICAL | DRUG | HEAD | PREPOSITION | ROLE | NUMBER_WORD | PARTICLE

function isPlain({ tokens }: Reading, k: number, endings: RegExp): boolean {
  const flags = tokens.flags[k] ?? 0
  if ((flags & (GIVEN | SURNAME | CITY_WORD)) !== 0 && tokens.shape[k] !== LOWER)
    return (flags & COMMON) !== 0 && begins(tokens, k)
  if ((flags & PLAIN) !== 0) return true
  return (flags & WORDLIKE) !== 0 || tokens.shape[k] === LOWER || endings.test(tokens.lower[k] ?? '')
}

/** A tagger of another language runs on over small words: what it took for a name or a place is cut where they stand. */
function pieces(reading: Reading, finding: Finding): Finding[] {
  if (!AMBIGUOUS.has(finding.kind) || !finding.rule.startsWith('tagger/')) return [finding]
  const { tokens } = reading
  const out: Finding[] = []
  let open: { start: number; end: number } | undefined
  const close = (): void => {
    if (open !== undefined) out.push({ ...finding, ...open })
    open = undefined
  }
  for (let k = tokenAt(reading, finding.start); k < tokens.count && (tokens.start[k] ?? 0) < finding.end; k++) {
    const flags = tokens.flags[k] ?? 0
    const small = tokens.shape[k] === LOWER || (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0) < 2
    const particle = small && (flags & PARTICLE) !== 0
    if ((tokens.gap[k] ?? 0) >= LINE) close()
    if (tokens.type[k] === WORD && !particle && (flags & NAMED) === 0 && (small || (flags & PLAIN) !== 0)) close()
    else if (tokens.type[k] !== MARK && !particle)
      open = { start: open?.start ?? tokens.start[k] ?? 0, end: tokens.end[k] ?? 0 }
  }
  close()
  return out
}

const NAMED = GIVEN | SURNAME | CITY_WORD

const BACK_MAX = 9

/** Back over eponyms, `y`, commas and articles to a word like `síndrome` or `escala`. */
function afterHead({ tokens }: Reading, first: number, heads: ReadonlySet<string>): boolean {
  for (let i = first; i >= 0 && first - i <= BACK_MAX; i--) {
    if (heads.has(tokens.lower[i] ?? '')) return true
    if ((tokens.gap[i] ?? 0) > LINE) return false
    if (i === first) continue
    const lower = tokens.lower[i] ?? ''
    const small = ((tokens.flags[i] ?? 0) & PARTICLE) !== 0 || /^(?:y|o|e|i|,|-|\/|ni|and|segun|como)$/.test(lower)
    const eponym = tokens.type[i] === WORD && tokens.shape[i] !== LOWER && tokens.gap[i] === BLANK
    if (!small && !eponym) return false
    if (tokens.type[i] === MARK && lower === ',' && ((tokens.flags[first] ?? 0) & GIVEN) !== 0) return false
  }
  return false
}

function tokenAt({ tokens }: Reading, offset: number): number {
  let low = 0
  let high = tokens.count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens.end[middle] ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/** A capital that a sentence gives: the word may be an ordinary one, unless another name follows. */
function begins({ lower, gap, shape }: Tokens, k: number): boolean {
  return (k === 0 || (gap[k] ?? 0) >= LINE || /^[.!?¡¿]$/.test(lower[k - 1] ?? '')) && shape[k + 1] === LOWER
}
