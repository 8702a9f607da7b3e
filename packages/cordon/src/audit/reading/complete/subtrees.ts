import { emptyRoot, type HashAt, nodeHash, type Sha256 } from '@cordon/ledger'

/** The complete subtrees, from left to right, that cover the leaves from `from` up to, and without, `to`. */
export function* subtreesOf(from: number, to: number): Generator<HashAt> {
  for (let at = from; at < to; ) {
    let level = 0
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level += 1
    yield { level, index: at / 2 ** level }
    at += 2 ** level
  }
}

/** A tree put together from left to right out of leaves and whole subtrees; a few dozen hashes at any size. */
export interface Assembly {
  readonly size: number
  /** False where a subtree of this level cannot stand at this place. */
  add(level: number, hash: Uint8Array): boolean
  root(): Uint8Array
}

export function createAssembly(sha256: Sha256): Assembly {
  const stack: { level: number; hash: Uint8Array }[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    add(level, hash) {
      if (!Number.isSafeInteger(level) || level < 0 || level > 52 || size % 2 ** level !== 0) return false
      size += 2 ** level
      let top = { level, hash }
      for (let left = stack.at(-1); left?.level === top.level; left = stack.at(-1)) {
        stack.pop()
        top = { level: top.level + 1, hash: nodeHash(sha256, left.hash, top.hash) }
      }
      stack.push(top)
      return true
    },
    root: () =>
      stack.reduceRight<Uint8Array | undefined>(
        (right, { hash }) => (right === undefined ? hash : nodeHash(sha256, hash, right)),
        undefined,
      ) ?? emptyRoot(sha256),
  }
}
