import { hashOf } from '../lexicon/word-table.ts'

/** Which words may be among those added, by one bit of their hash: no is certain, yes has to be checked. */
export interface WordFilter {
  add(lower: string): void
  mayHave(hash: number): boolean
  readonly bits: Int32Array
}

/** A power of two. */
const BITS = 1 << 13

export function createWordFilter(under?: WordFilter): WordFilter {
  const bits = under === undefined ? new Int32Array(BITS >> 5) : under.bits.slice()
  return {
    bits,
    add(lower) {
      const bit = hashOf(lower) & (BITS - 1)
      bits[bit >> 5] = (bits[bit >> 5] ?? 0) | (1 << (bit & 31))
    },
    mayHave(hash) {
      const bit = hash & (BITS - 1)
      return ((bits[bit >> 5] ?? 0) & (1 << (bit & 31))) !== 0
    },
  }
}
