import { equal } from './bytes.ts'
import { areHashes, isWhole, nodeHash, type Sha256 } from './tree.ts'

/** Whether the proof leads from this leaf hash at `index` to `root` (RFC 9162 §2.1.3.2). Never throws. */
export function verifyInclusion(
  sha256: Sha256,
  claim: {
    readonly index: number
    readonly size: number
    readonly leaf: Uint8Array
    readonly proof: readonly Uint8Array[]
    readonly root: Uint8Array
  },
): boolean {
  const { index, size, leaf, proof, root } = claim
  if (!isWhole(index) || !isWhole(size) || index >= size || !areHashes([leaf, root, ...proof])) return false
  let fn = index
  let sn = size - 1
  let hash = leaf
  for (const next of proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sha256, next, hash)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else {
      hash = nodeHash(sha256, hash, next)
    }
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && equal(hash, root)
}

/**
 * Whether the log of `size2` begins with the log of `size1` (RFC 9162 §2.1.4.2). `size1` = 0 is refused: every log
 * begins with the empty one, so the answer would say nothing and invite being taken for a check. Never throws.
 */
export function verifyConsistency(
  sha256: Sha256,
  claim: {
    readonly size1: number
    readonly size2: number
    readonly root1: Uint8Array
    readonly root2: Uint8Array
    readonly proof: readonly Uint8Array[]
  },
): boolean {
  const { size1, size2, root1, root2, proof } = claim
  if (!isWhole(size1) || !isWhole(size2) || size1 === 0 || size1 > size2) return false
  if (size1 === size2) return proof.length === 0 && equal(root1, root2)
  if (proof.length === 0 || !areHashes([root1, root2, ...proof])) return false
  const [first = root1, ...rest] = isPowerOfTwo(size1) ? [root1, ...proof] : proof
  return climb(sha256, { fn: size1 - 1, sn: size2 - 1, first, rest, root1, root2 })
}

function climb(
  sha256: Sha256,
  at: {
    fn: number
    sn: number
    first: Uint8Array
    rest: readonly Uint8Array[]
    root1: Uint8Array
    root2: Uint8Array
  },
): boolean {
  let { fn, sn } = at
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)]
  let [old, now] = [at.first, at.first]
  for (const next of at.rest) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      old = nodeHash(sha256, next, old)
      now = nodeHash(sha256, next, now)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else {
      now = nodeHash(sha256, now, next)
    }
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && equal(old, at.root1) && equal(now, at.root2)
}

// By division, not by shifts: sizes go past 2^31.
const half = (n: number): number => Math.floor(n / 2)

function isPowerOfTwo(n: number): boolean {
  return n === 1 || (n % 2 === 0 && isPowerOfTwo(n / 2))
}
