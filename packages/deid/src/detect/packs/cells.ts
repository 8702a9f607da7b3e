import type { Reading } from '../evidence.ts'
import { BLANK, LINE, MARK, WIDE } from '../tokens.ts'
import { asWord } from './phrases.ts'

/** Marks that may stand between a label and its value. */
const FILLERS = new Set([':', '=', '#', '"', '-', '–', '(', '.', '°', '|', '>', '*', '/', '?', '{'])
const FILLERS_MAX = 8

/** Where the value of a label begins, and whether a mark says that it is a label; undefined when nothing follows. */
export function valueAt(
  reading: Reading,
  from: number,
  words: ReadonlySet<string>,
): { at: number; marked: boolean } | undefined {
  const { tokens } = reading
  let marked = false
  for (let i = from; i < tokens.count && i < from + FILLERS_MAX; i++) {
    const gap = tokens.gap[i] ?? 0
    if (gap > LINE || (gap === LINE && !marked)) return undefined
    const lower = asWord(tokens.lower[i] ?? '')
    if (
      tokens.type[i] === MARK
        ? FILLERS.has(lower)
        : words.has(lower) && !/^[A-Z]$/.test(reading.text.slice(tokens.start[i], tokens.end[i]))
    ) {
      if (/^[:=#|]$/.test(lower)) marked = true
      continue
    }
    return { at: i, marked }
  }
  return undefined
}

const CELL_TOKENS_MAX = 14

/** Last token of the cell that begins at `k`: up to a wide gap, the end of the line, or one of these marks. */
export function cellEnd({ tokens }: Reading, k: number, stops: RegExp): number {
  let last = k
  for (let i = k + 1; i < tokens.count && i < k + CELL_TOKENS_MAX; i++) {
    if ((tokens.gap[i] ?? 0) >= WIDE) break
    const lower = tokens.lower[i] ?? ''
    if (tokens.type[i] === MARK && stops.test(lower)) break
    if (lower === '.' && (tokens.gap[i + 1] ?? 0) > 0 && (tokens.end[i - 1] ?? 0) - (tokens.start[i - 1] ?? 0) > 3)
      break
    if (tokens.lower[i + 1] === ':' && (tokens.gap[i] ?? 0) >= BLANK) break
    last = i
  }
  while (last > k && tokens.type[last] === MARK) last--
  return last
}
