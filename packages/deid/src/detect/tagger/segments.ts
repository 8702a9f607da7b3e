import { LINE, PARAGRAPH, type Tokens } from '../tokens.ts'

/** Words read at once. A segment ends at the first empty line after the soft bound, else at a line, else at the hard bound. */
export const SEGMENT_WORDS_MAX = 1024
const SOFT_WORDS = 256
const LINE_WORDS = 768

/** End of the segment that begins with word `from`: memory stays the same for a text of any length. */
export function segmentEnd(tokens: Tokens, from: number): number {
  const stop = Math.min(tokens.count, from + SEGMENT_WORDS_MAX)
  for (let k = from + SOFT_WORDS; k < stop; k++) {
    const gap = tokens.gap[k] ?? 0
    if (gap === PARAGRAPH || (gap === LINE && k - from >= LINE_WORDS)) return k
  }
  return stop
}
