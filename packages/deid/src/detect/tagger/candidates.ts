import type { Finding, Reading } from '../evidence.ts'
import { CLINICAL, COMMON, EPONYM, GIVEN, PERSON_VERB, PREPOSITION, RELATION, ROLE, SURNAME } from '../flags.ts'
import { AMBIGUOUS } from '../memory/ambiguous.ts'
import { isProtectedAt } from '../names/protection.ts'
import { CAPS, LOWER, MARK, PARAGRAPH, TITLE, type Tokens, WIDE, WORD } from '../tokens.ts'
import { FIRST_SINGLE, isInside, KIND_OF, LABEL_OF, OUTSIDE } from './labels.ts'
import { isOrdinary, isPlausible } from './plausible.ts'
import { wordAt } from './said.ts'

/** A mark, or a word in small letters that is ordinary in itself. */
export const isFiller = ({ type, shape, flags }: Tokens, k: number): boolean =>
  type[k] === MARK || (shape[k] === LOWER && ((flags[k] ?? 0) & FILLING) !== 0)

const FILLING = PREPOSITION | COMMON | CLINICAL | PERSON_VERB | RELATION | ROLE

/** Whether a word is capitalised and known as a name, a disease's included. */
export function isListed({ flags, shape, type }: Tokens, k: number): boolean {
  return type[k] === WORD && shape[k] === TITLE && ((flags[k] ?? 0) & (GIVEN | SURNAME | EPONYM)) !== 0
}

/** A mention of a known name by a word that is also something else, or that no list has. */
export function isRecalled({ rule, start, end }: Finding, { tokens }: Reading): boolean {
  if (rule === 'memory/maybe') return true
  if (rule !== 'memory/name') return false
  const k = wordAt(tokens, start)
  const flags = tokens.flags[k] ?? 0
  if (tokens.end[k] !== end || (tokens.shape[k] !== TITLE && tokens.shape[k] !== CAPS)) return false
  const family = tokens.lower[k - 1] === 'a' && /^(?:is|was)$/.test(tokens.lower[k - 2] ?? '')
  return !family && (flags === 0 || (flags & AMBIGUOUS) !== 0)
}

/** A finding that a list alone made, and its words. */
export interface Doubtful {
  readonly finding: Finding
  readonly first: number
  readonly last: number
  readonly label: number
}

export function doubtfulOf({ tokens, found }: Reading): Doubtful[] {
  return found
    .filter(({ kind, score }) => MEDICINE.has(kind) && score < SURE)
    .map((finding) => {
      const first = wordAt(tokens, finding.start)
      return {
        finding,
        first,
        last: Math.max(first, wordAt(tokens, finding.end - 1)),
        label: LABEL_OF[finding.kind] ?? OUTSIDE,
      }
    })
}

/** Rules with a cue or a label in the text score this or more: nobody overrules them. */
const SURE = 0.8
/** Whether rules found every word of it already: they know better where one identifier ends and the next begins. */
export function isSaid({ type }: Tokens, said: Uint8Array, first: number, last: number): boolean {
  for (let k = first; k <= last; k++) if (type[k] !== MARK && (said[k] ?? 0) === 0) return false
  return true
}

/** Last place of the span that begins at `first`; a wide gap or an empty line ends every span, as columns do. */
export function spanEnd({ gap }: Tokens, from: number, labels: Uint8Array, first: number, count: number): number {
  const label = labels[first] ?? OUTSIDE
  const within = label >= FIRST_SINGLE || isInside(label) ? label : label + 1
  let last = first
  while (last + 1 < count && labels[last + 1] === within) {
    const space = gap[from + last + 1] ?? 0
    if (space === WIDE || space === PARAGRAPH) break
    last++
  }
  return last
}

/** Whether it holds what its kind must hold, and is no medicine. A letter alone is a list's, a label's or a grade far more often than a person's. */
export function mayBe(reading: Reading, first: number, last: number, label: number, mixedCase: boolean): boolean {
  const kind = KIND_OF[label] ?? null
  if (kind === null || !isPlausible(reading, first, last, kind)) return false
  if (kind === 'NAME' && (reading.tokens.end[last] ?? 0) - (reading.tokens.start[first] ?? 0) < 2) return false
  if (mixedCase && NAMED.has(kind) && isOrdinary(reading, first, last)) return false
  return !MEDICINE.has(kind) || !isProtectedAt(reading, first, last)
}

/** Kinds that are written with capitals where capitals are written. */
const NAMED: ReadonlySet<string> = new Set(['CITY', 'FACILITY', 'ORG'])

/** Kinds that a disease, a test or a drug is mistaken for; codes and dates are never protected. */
const MEDICINE: ReadonlySet<string> = new Set(['NAME', 'CITY', 'FACILITY', 'ORG'])
