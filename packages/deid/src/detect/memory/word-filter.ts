import { hashOf } from '../lexicon/word-table.ts'

/** Which words may be among those added, by one bit of their hash: no is certain, yes has to be checked. */
export interface WordFilter {
  add(lower: string): void
  mayHave(hash: number): boolean
}

/** A power of two. */
const BITS = 1 << 13

export function createWordFilter(): WordFilter {
  const bits = new Uint8Array(BITS)
  return {
    add(lower) {
      bits[hashOf(lower) & (BITS - 1)] = 1
    },
    mayHave: (hash) => bits[hash & (BITS - 1)] === 1,
  }
}
