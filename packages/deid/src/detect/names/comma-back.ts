import type { Reading } from '../evidence.ts'
import { BLANK, CAPS, NUMBER, TITLE } from '../tokens.ts'

/** `Goldfarb, S`, `Little, Tiny`: surname, comma, given name or initial, at the start of a line or after a number or bracket. */
export function commaBack(reading: Reading, last: number): { start: number } | undefined {
  const { tokens } = reading
  let i = last
  while (
    i > last - 3 &&
    i > 0 &&
    tokens.lower[i] !== ',' &&
    (tokens.shape[i] === TITLE || tokens.shape[i] === CAPS || tokens.lower[i] === '.')
  )
    i--
  if (tokens.lower[i] !== ',' || i === last) return undefined
  let first = i - 1
  while (first > 0 && i - first < 3 && tokens.shape[first - 1] === tokens.shape[first] && tokens.gap[first] === BLANK)
    first--
  const opens =
    (tokens.gap[first] ?? 0) >= 2 ||
    first === 0 ||
    tokens.type[first - 1] === NUMBER ||
    /^[(|:-]$/.test(tokens.lower[first - 1] ?? '')
  const shape = tokens.shape[first]
  return opens && (shape === TITLE || shape === CAPS) ? { start: tokens.start[first] ?? 0 } : undefined
}
