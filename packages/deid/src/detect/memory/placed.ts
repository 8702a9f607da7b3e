import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  DRUG,
  GIVEN,
  MONTH,
  PERSON_VERB,
  PREPOSITION,
  STATE_WORD,
  WORDLIKE,
} from '../flags.ts'
import { isProtectedAt, sentenceStart } from '../names/protection.ts'
import { BLANK, CAPS, TITLE } from '../tokens.ts'
import type { Part, Store } from './name-store.ts'
import { isThing } from './things.ts'

/** An ambiguous part alone: written with a capital where capitals mean something, no clinical noun after it, no sentence's first word. */
export function placed(reading: Reading, k: number, part: Part, store: Store): boolean {
  const { tokens } = reading
  if (tokens.shape[k] !== TITLE && tokens.shape[k] !== CAPS) return false
  const caps = inCapsLine(reading, k)
  const flags = tokens.flags[k] ?? 0
  if (tokens.shape[k] === CAPS && !caps && (tokens.lower[k] ?? '').length < 4) return false
  if (isProtectedAt(reading, k, k) || isThing(reading, k)) return false
  const next = tokens.flags[k + 1] ?? 0
  const verb = (next & PERSON_VERB) !== 0 && (tokens.gap[k + 1] ?? 0) === BLANK
  if (INSTRUMENTS.has(tokens.lower[k] ?? ''))
    return verb && /ed$|s$/.test(tokens.lower[k + 1] ?? '') && (tokens.lower[k + 1] ?? '') !== 'was'
  if (flags & DRUG && !verb && !/^(?:with|for|by|from|told|and|asked)$/.test(tokens.lower[k - 1] ?? '')) return false
  if (flags & (STATE_WORD | CITY_WORD) && !part.surname && /^(?:in|from|near|to)$/.test(tokens.lower[k - 1] ?? ''))
    return false
  if (flags & MONTH && (tokens.type[k + 1] === 2 || /^(?:in|on|since|until|by|of)$/.test(tokens.lower[k - 1] ?? '')))
    return false
  if (caps) return (flags & (COMMON | CLINICAL | PREPOSITION | WORDLIKE)) === 0
  if (sentenceStart(reading, k) && flags & (COMMON | CLINICAL | PREPOSITION | WORDLIKE))
    return verb && !MODAL.has(tokens.lower[k + 1] ?? '') ? true : endsThere(reading, k)
  return store.parts.size > 0
}

/** `Hope:` or `Grace` alone on a line or in a list. */
function endsThere(reading: Reading, k: number): boolean {
  const next = reading.tokens.lower[k + 1] ?? ''
  return next === ',' && (reading.tokens.flags[k] ?? 0) & GIVEN
    ? true
    : reading.tokens.lower[k + 1] === "'" && reading.tokens.lower[k + 2] === 's'
}

const MODAL = new Set(['will', 'would', 'can', 'could', 'has', 'have', 'was'])

/** Eponyms that are things at the bedside: the bare word is the thing. */
const INSTRUMENTS = new Set(
  'foley swan hickman groshong broviac penrose kocher allis bovie jackson ringer lactated yankauer ambu bair hoyer mayo hemovac doppler holter bard salem levin miller macintosh army navy richardson babcock kelly moore charnley thompson austin bosu theraband unna braden morse norton apgar glasgow wells ranson child pugh gleason breslow clark likert snellen'.split(
    ' ',
  ),
)
