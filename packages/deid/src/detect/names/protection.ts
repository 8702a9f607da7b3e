import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import { EPONYM, GIVEN, HEAD, PERSON_VERB, SURNAME } from '../flags.ts'
import { LINE, LOWER, NUMBER, TITLE, WORD } from '../tokens.ts'
import { BRAND_PAIRS, PLACEHOLDERS } from './brands.ts'
import { clinicalNoun } from './clinical-noun.ts'
import { isInitial } from './initial.ts'
import { isLetterMark } from './list-letters.ts'

/** Medicine, not a person: the words `first` to `last` stand before a clinical noun (`Parkinson disease`, `Kocher and Allis clamps`). */
export function isProtectedAt(reading: Reading, first: number, last: number): boolean {
  const { tokens } = reading
  if (isLetterMark(reading, first)) return true
  let next = last + 1
  const possessive = tokens.lower[next] === "'" && tokens.lower[next + 1] === 's'
  if (possessive) next += 2
  if (
    headAt(reading, next) &&
    (!possessive || ((tokens.flags[last] ?? 0) & EPONYM) !== 0 || tokens.lower[next] === 'wort')
  )
    return true
  if (TYPE_AFTER.has(tokens.lower[next] ?? '') && (tokens.gap[next] ?? 0) === 1)
    return ((tokens.flags[last] ?? 0) & EPONYM) !== 0
  if (branded(reading, first, last) || classed(reading, first, last)) return true
  if (((tokens.flags[last] ?? 0) & EPONYM) !== 0 && clinicalNoun(reading, next)) return true
  if (first === last && numberAfter(reading, last)) return true
  if (listHead(reading, last)) return true
  return first === last && pairedEponym(reading, first)
}

const TYPE_AFTER = new Set([
  'positive',
  'negative',
  'neg',
  'pos',
  'firm',
  'tight',
  'absent',
  'present',
  'flexor',
  'downgoing',
  'steady',
  'excluded',
  'like',
  'type',
  'i',
  'ii',
  'iii',
  'iv',
  '+',
  '1a',
  'questionnaire',
])

/** `Jack Russell`, `Braxton Hicks`: two words that together name something else. */
function branded(reading: Reading, first: number, last: number): boolean {
  const { tokens } = reading
  const surname = tokens.lower[last] === '.' ? last + 1 : last
  if (surname - first > 1 && isInitial(reading, first + 1) && PLACEHOLDERS.has(pair(reading, first, surname)))
    return true
  if (last - first === 1) return BRAND_PAIRS.has(`${tokens.lower[first] ?? ''} ${tokens.lower[last] ?? ''}`)
  const after =
    tokens.gap[last + 1] === 1 && BRAND_PAIRS.has(`${tokens.lower[first] ?? ''} ${tokens.lower[last + 1] ?? ''}`)
  const before =
    tokens.gap[first] === 1 && BRAND_PAIRS.has(`${tokens.lower[first - 1] ?? ''} ${tokens.lower[last] ?? ''}`)
  return first === last && (after || before)
}

const pair = ({ tokens }: Reading, first: number, last: number): string =>
  `${tokens.lower[first] ?? ''} ${tokens.lower[last] ?? ''}`

/** `Dukes C`, `Child-Pugh B`, `Forrest IIa`: an eponym that is no surname of ours, and its class. */
function classed({ tokens }: Reading, first: number, last: number): boolean {
  if (last - first !== 1 || tokens.gap[last] !== 1 || !CLASS.test(tokens.lower[last] ?? '')) return false
  const flags = tokens.flags[first] ?? 0
  return (flags & EPONYM) !== 0 && (flags & GIVEN) === 0 && tokens.shape[last] !== LOWER
}

const CLASS = /^(?:[a-eu]|i{1,3}v?[abc]?|iv[abc]?|vi{0,3}[abc]?|[1-6][abc])$/

/** `Epworth 7/24`, `Wells 6`: an eponym and its value. */
function numberAfter(reading: Reading, last: number): boolean {
  const { tokens } = reading
  return (
    ((tokens.flags[last] ?? 0) & EPONYM) !== 0 &&
    tokens.type[last + 1] === NUMBER &&
    tokens.gap[last + 1] === 1 &&
    tokens.shape[last] === TITLE
  )
}

function headAt(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  if ((flags & HEAD) === 0 || tokens.type[k] !== WORD || (tokens.gap[k] ?? 0) > LINE || flags & PERSON_VERB)
    return false
  return tokens.shape[k] === LOWER || inCapsLine(reading, k) || (flags & (GIVEN | SURNAME)) === 0
}

/** `Kocher and Allis clamps`, `Allis, Kocher and Babcock forceps`: eponyms in a row share the noun. */
function listHead(reading: Reading, last: number): boolean {
  const { tokens } = reading
  if (!((tokens.flags[last] ?? 0) & EPONYM)) return false
  for (let i = last + 1; i < last + 8 && i < tokens.count; i++) {
    if (/^(?:and|or|,|\/|&|-|vs)$/.test(tokens.lower[i] ?? '')) continue
    if (headAt(reading, i)) return i > last + 1
    if (!((tokens.flags[i] ?? 0) & EPONYM) || tokens.shape[i] !== TITLE) return false
  }
  return false
}

/** `Dix-Hallpike` is one word; `Hoehn & Yahr`, `Hoehn and Yahr 2` are two. */
function pairedEponym(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (!((tokens.flags[k] ?? 0) & EPONYM)) return false
  const ampersand = tokens.lower[k + 1] === '&' ? k + 2 : tokens.lower[k - 1] === '&' ? k - 2 : -1
  return ampersand >= 0 && ((tokens.flags[ampersand] ?? 0) & EPONYM) !== 0
}

/** Whether a token starts a sentence, a line or a list item, where a capital says nothing. */
export function sentenceStart(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (k === 0 || (tokens.gap[k] ?? 0) >= LINE) return true
  return /^[.!?:;•*>"“-]$/.test(tokens.lower[k - 1] ?? '')
}
