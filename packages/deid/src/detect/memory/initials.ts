import type { Reading } from '../evidence.ts'
import { isInitial } from '../names/initial.ts'
import { isLetterMark } from '../names/list-letters.ts'
import { BLANK, LINE, LOWER, TIGHT } from '../tokens.ts'

/** `P. Allis`: the initial before belongs to the name. */
export function withInitial(reading: Reading, k: number): number {
  const { tokens } = reading
  if ((tokens.gap[k] ?? 0) > LINE || tokens.shape[k] === LOWER) return k
  if (tokens.lower[k - 1] === '.' && isInitial(reading, k - 2)) return isLetterMark(reading, k - 2) ? k : k - 2
  return isInitial(reading, k - 1) &&
    tokens.gap[k] === BLANK &&
    !/^[AI]$/.test(reading.text.charAt(tokens.start[k - 1] ?? 0))
    ? k - 1
    : k
}

/** `Hana W.`, `Smith, J.`: the initial after. */
export function withTrailingInitial(reading: Reading, k: number): number {
  const { tokens } = reading
  const comma = tokens.lower[k + 1] === ',' ? 1 : 0
  const at = k + 1 + comma
  if (
    !isInitial(reading, at) ||
    (tokens.gap[at] ?? 0) > BLANK ||
    (comma === 0 && tokens.gap[at] === TIGHT) ||
    reading.tokens.shape[k] === LOWER
  )
    return k
  return tokens.lower[at + 1] === '.' && tokens.gap[at + 1] === TIGHT ? at + 1 : comma ? at : k
}
