import { decodeBase64 } from './base64.ts'
import { EVERYDAY, PERSON, RARE, TOWN } from './vocabulary-bits.ts'

/** What large lists say of a word, as bits: an everyday English word, a rarer one, somebody's name somewhere, part of a town's name. */
export interface Vocabulary {
  /** `hash` as of `wordHash`. */
  of(hash: number): number
}

/** Bloom filters: a listed word is always known, another is taken for one now and then. Features for the tagger, never verdicts. */
export function createVocabulary(): Vocabulary {
  const filters = [EVERYDAY, RARE, PERSON, TOWN].map((text) => decodeBase64(text))
  return {
    of(hash) {
      let known = 0
      for (let i = 0; i < filters.length; i++) if (holds(filters[i], hash)) known |= 1 << i
      return known
    },
  }
}

/** Bits that a word sets in each filter. */
export const PROBES = 4

function holds(filter: Uint8Array | undefined, hash: number): boolean {
  if (filter === undefined) return false
  const mask = filter.length * 8 - 1
  for (let i = 0; i < PROBES; i++) {
    const at = probe(hash, i) & mask
    if (((filter[at >> 3] ?? 0) & (1 << (at & 7))) === 0) return false
  }
  return true
}

/** FNV-1a of a lower-case word without accents. */
export function wordHash(word: string): number {
  let hash = 0x811c9dc5
  for (let c = 0; c < word.length; c++) hash = Math.imul(hash ^ word.charCodeAt(c), 0x01000193)
  return hash
}

/** Two hashes in one: the i-th bit of a word. */
export function probe(hash: number, i: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  const step = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) | 1
  return (mixed ^ (mixed >>> 13)) + Math.imul(i, step)
}
