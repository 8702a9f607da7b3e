/** Lower-case words and their numbers. A word inside a text is found by its letters as they stand there: nothing is cut out of the text. */
export interface WordTable {
  /** The number of a word; a new one when it has none. Numbers start at 1. */
  intern(word: string): number
  /** The number of the word at these offsets, read without case; 0 when it has none. `hash` is that of `hashOf`, ASCII only. */
  readonly find: (text: string, start: number, end: number, hash: number) => number
  /** The number of a lower-case word; 0 when it has none. */
  readonly numberOf: (word: string) => number
  /** Words by their number. */
  readonly words: readonly string[]
}

/** Slots; a power of two, and several times the number of words. */
const SLOTS = 1 << 16

export function createWordTable(): WordTable {
  const words: string[] = ['']
  const numbers = new Map<string, number>()
  const slots = new Uint16Array(SLOTS)
  return {
    words,
    numberOf: (word) => numbers.get(word) ?? 0,
    intern(word) {
      const known = numbers.get(word)
      if (known !== undefined) return known
      const number = words.length
      words.push(word)
      numbers.set(word, number)
      slots[freeSlot(slots, hashOf(word))] = number
      return number
    },
    find(text, start, end, hash) {
      let slot = hash & (SLOTS - 1)
      for (let number = slots[slot] ?? 0; number !== 0; number = slots[slot] ?? 0) {
        if (isSame(words[number] ?? '', text, start, end)) return number
        slot = (slot + 1) & (SLOTS - 1)
      }
      return 0
    },
  }
}

export const HASH_SEED = 0x811c9dc5

/** Adds a character to a hash (FNV-1a, its upper half folded in so that the low bits depend on all). */
export function hashStep(hash: number, code: number): number {
  const mixed = Math.imul(hash ^ code, 0x01000193)
  return mixed ^ (mixed >>> 15)
}

/** The hash of a lower-case word. */
export function hashOf(word: string): number {
  let hash = HASH_SEED
  for (let i = 0; i < word.length; i++) hash = hashStep(hash, word.charCodeAt(i))
  return hash
}

function freeSlot(slots: Uint16Array, hash: number): number {
  let slot = hash & (SLOTS - 1)
  while (slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1)
  return slot
}

function isSame(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false
  for (let i = 0; i < word.length; i++) {
    const code = text.charCodeAt(start + i)
    if (word.charCodeAt(i) !== (code >= 65 && code <= 90 ? code + 32 : code)) return false
  }
  return true
}
