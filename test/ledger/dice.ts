/** The same numbers for the same seed, on every machine (mulberry32): a case that failed can be thrown again. */
export interface Dice {
  readonly below: (bound: number) => number
  readonly bytes: (length: number) => Uint8Array
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number) => Math.floor(next() * bound)
  return { below, bytes: (length) => Uint8Array.from({ length }, () => below(256)) }
}
