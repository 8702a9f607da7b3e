import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  DRUG,
  FACILITY_END,
  GIVEN,
  MONTH,
  NUMBER_WORD,
  PARTICLE,
  PREPOSITION,
  RELATION,
  ROLE,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
} from '../flags.ts'
import { BLANK, CAPS, LOWER, TIGHT, TITLE, WORD } from '../tokens.ts'

const ORDINARY =
  COMMON | CLINICAL | DRUG | MONTH | WEEKDAY | PREPOSITION | NUMBER_WORD | ROLE | RELATION | TITLE_WORD | FACILITY_END

const TOKENS_MAX = 14

/** Last token of the name that starts at `k` after a cue; -1 when none does. Several surnames, particles and initials belong to it. */
export function nameEnd(reading: Reading, k: number, comma = false): number {
  if (!isNameWord(reading, k)) return -1
  let last = -1
  let commas = comma ? 1 : 0
  for (let i = k; i < reading.tokens.count && i < k + TOKENS_MAX; ) {
    const { tokens } = reading
    if (i > k && (tokens.gap[i] ?? 0) > BLANK) break
    if (tokens.lower[i] === ',' && commas > 0 && last >= 0 && isNameWord(reading, i + 1)) commas--
    else if (tokens.lower[i] === '.' && last === i - 1 && isShort(reading, last)) last = i
    else if (isNameWord(reading, i)) last = i
    else if (!leadsOn(reading, i)) break
    i++
  }
  return last >= 0 && reading.tokens.lower[last] === '.' && !isShort(reading, last - 1) ? last - 1 : last
}

export function isNameWord(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  const capital =
    tokens.shape[k] === TITLE || (tokens.shape[k] === CAPS && (inCapsLine(reading, k) || isShort(reading, k)))
  if (tokens.type[k] !== WORD || !(capital || wholeCaps(reading, k))) return false
  if ((flags & PARTICLE) !== 0 && tokens.shape[k] === CAPS) return false
  return (flags & (GIVEN | SURNAME)) !== 0 || (flags & ORDINARY) === 0
}

/** A word in capitals that is a name, in a line that is not. */
const wholeCaps = ({ tokens }: Reading, k: number): boolean =>
  tokens.shape[k] === CAPS && ((tokens.flags[k] ?? 0) & (GIVEN | SURNAME)) !== 0

/** An initial, or an abbreviation of two letters: `J.`, `Mª`, `Ma.`. */
const isShort = ({ tokens }: Reading, k: number): boolean =>
  tokens.type[k] === WORD && tokens.shape[k] !== LOWER && (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0) <= 2

/** A particle with a word of a name after it, or the dot of an abbreviation. */
function leadsOn(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (((tokens.flags[k] ?? 0) & PARTICLE) === 0)
    return tokens.lower[k] === '.' && tokens.gap[k] === TIGHT && isShort(reading, k - 1)
  const next = ((tokens.flags[k + 1] ?? 0) & PARTICLE) !== 0 && !isNameWord(reading, k + 1) ? k + 2 : k + 1
  return tokens.gap[next] === BLANK && isNameWord(reading, next)
}
