/** Chance that a seed repeats: the same seed gives the same answers, on every machine. */
export interface Dice {
  /** A whole number from 0, below the bound. */
  below(bound: number): number
  /** True as often as `share` of one says. */
  chance(share: number): boolean
  pick<T>(of: readonly [T, ...T[]]): T
  bytes(length: number): Uint8Array
}

/** Mulberry32. */
export function createDice(seed: number): Dice {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (bound: number): number => next() % bound
  return {
    below,
    chance: (share) => next() < share * 0x1_0000_0000,
    pick: (of) => of[below(of.length)] ?? of[0],
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
  }
}
