/** A stream of choices that is the same for the same seed, on every machine. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number
  chance(probability: number): boolean
  /** One of `list`, which must not be empty. */
  pick<T>(list: readonly T[]): T
  shuffle<T>(list: readonly T[]): T[]
  digits(count: number): string
  /** Each `#` becomes a digit, `@` a letter, `*` a digit or a letter, `~` a hexadecimal digit; the rest stays. */
  pattern(shape: string): string
  /** An independent stream: what it yields does not depend on how much of this one was used. */
  fork(label: string | number): Random
}

/**
 * Seeds a stream (mulberry32 over an FNV-1a hash). Not for secrets: it is predictable by design.
 *
 * ```ts
 * createRandom(7).int(1, 6) === createRandom(7).int(1, 6)
 * ```
 */
export function createRandom(seed: number | string): Random {
  let state = fnv1a(String(seed))
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  const random: Random = {
    next,
    int,
    chance: (probability) => next() < probability,
    pick: (list) => at(list, int(0, list.length - 1)),
    shuffle: (list) => shuffled(list, int),
    digits: (count) => Array.from({ length: count }, () => int(0, 9)).join(''),
    pattern: (shape) => Array.from(shape, (sign) => drawn(sign, int)).join(''),
    fork: (label) => createRandom(`${seed}/${label}`),
  }
  return random
}

/** The item at `index`; the caller guarantees that it exists. */
export function at<T>(list: readonly T[], index: number): T {
  if (index < 0 || index >= list.length) throw new RangeError('index outside the list')
  return list[index] as T
}

// Letters without I, O and Q: VINs and most registries leave them out because they read as digits.
const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ'

function drawn(sign: string, int: (least: number, most: number) => number): string {
  const from: Record<string, string> = {
    '#': '0123456789',
    '@': LETTERS,
    '*': `0123456789${LETTERS}`,
    '~': '0123456789abcdef',
  }
  const alphabet = from[sign]
  return alphabet === undefined ? sign : alphabet.charAt(int(0, alphabet.length - 1))
}

function shuffled<T>(list: readonly T[], int: (least: number, most: number) => number): T[] {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = int(0, i)
    const held = at(copy, i)
    copy[i] = at(copy, j)
    copy[j] = held
  }
  return copy
}

/** FNV-1a, 32 bits, of the UTF-16 units of `text`, with a final avalanche so that near seeds differ. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
