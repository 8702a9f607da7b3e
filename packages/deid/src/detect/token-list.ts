import type { Tokens } from './tokens.ts'

/** Tokens while they are being cut; the arrays grow. */
export interface TokenList extends Tokens {
  count: number
  start: Int32Array
  end: Int32Array
  type: Uint8Array
  gap: Uint8Array
  shape: Uint8Array
  word: Uint16Array
  hash: Int32Array
  flags: Int32Array
  caps: Uint8Array
  readonly lower: string[]
}

/** Characters per token in ordinary text; denser text makes the arrays grow. */
const CHARACTERS_PER_TOKEN = 3

/** All numbers in one piece of memory: many small pieces cost more to make than a short text does to read. */
export function createList(characters: number): TokenList {
  const size = (Math.ceil(characters / CHARACTERS_PER_TOKEN) + 16 + 3) & ~3
  const memory = new ArrayBuffer(size * BYTES_PER_TOKEN)
  return {
    count: 0,
    start: new Int32Array(memory, 0, size),
    end: new Int32Array(memory, size * 4, size),
    hash: new Int32Array(memory, size * 8, size),
    flags: new Int32Array(memory, size * 12, size),
    word: new Uint16Array(memory, size * 16, size),
    type: new Uint8Array(memory, size * 18, size),
    gap: new Uint8Array(memory, size * 19, size),
    shape: new Uint8Array(memory, size * 20, size),
    caps: new Uint8Array(memory, size * 21, size),
    lower: [],
  }
}

const BYTES_PER_TOKEN = 22

export function grow(list: TokenList): void {
  list.start = doubled(list.start, Int32Array)
  list.end = doubled(list.end, Int32Array)
  list.type = doubled(list.type, Uint8Array)
  list.gap = doubled(list.gap, Uint8Array)
  list.shape = doubled(list.shape, Uint8Array)
  list.word = doubled(list.word, Uint16Array)
  list.hash = doubled(list.hash, Int32Array)
  list.flags = doubled(list.flags, Int32Array)
  list.caps = doubled(list.caps, Uint8Array)
}

function doubled<T extends Int32Array | Uint16Array | Uint8Array>(array: T, make: new (size: number) => T): T {
  const next = new make(array.length * 2)
  next.set(array)
  return next
}
