import { LedgerError } from './error.ts'

/** SHA-256, as an argument: `node:crypto`, or a browser's library. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** A complete subtree: the hash over leaves `index·2^level` up to `(index+1)·2^level`. Level 0 is the leaf hashes. */
export interface HashAt {
  readonly level: number
  readonly index: number
}

/** Hashes of complete subtrees, in the order asked for; from memory, tiles or a server. */
export type ReadHashes = (at: readonly HashAt[]) => Promise<readonly Uint8Array[]> | readonly Uint8Array[]

/** The tree as it grows: the hashes of its complete subtrees only, so it stays under 54 hashes at any size. */
export interface Frontier {
  readonly size: number
  append(leaf: Uint8Array): void
  root(): Uint8Array
}

/**
 * An empty Merkle tree (RFC 6962 §2.1) that grows by leaf hashes. `keep` receives each subtree as it becomes complete,
 * which is what `ReadHashes` will be asked for.
 *
 * @example
 * const tree = createFrontier(sha256)
 * tree.append(leafHash(sha256, entry))
 * tree.root()
 */
export function createFrontier(sha256: Sha256, keep?: (at: HashAt, hash: Uint8Array) => void): Frontier {
  const peaks: Uint8Array[] = []
  let size = 0
  return {
    get size() {
      return size
    },
    append(leaf) {
      let hash = leaf
      keep?.({ level: 0, index: size }, hash)
      for (let level = 0, index = size; index % 2 === 1; level++, index = (index - 1) / 2) {
        hash = nodeHash(sha256, peaks.pop() ?? hash, hash)
        keep?.({ level: level + 1, index: (index - 1) / 2 }, hash)
      }
      peaks.push(hash)
      size += 1
    },
    root: () => (size === 0 ? emptyRoot(sha256) : foldRight(sha256, peaks)),
  }
}

/** RFC 6962 §2.1: the leading byte keeps a leaf from ever being read as a node. */
export function leafHash(sha256: Sha256, entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(entry.length + 1)
  input.set(entry, 1)
  return sha256(input)
}

export function nodeHash(sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(65)
  input[0] = 1
  input.set(left, 1)
  input.set(right, 33)
  return sha256(input)
}

export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0))
}

/** The root of the first `size` leaves. */
export async function treeRoot(size: number, read: ReadHashes, sha256: Sha256): Promise<Uint8Array> {
  if (size === 0) return emptyRoot(sha256)
  const [root] = await hashRanges([{ from: 0, to: size }], read, sha256)
  return root ?? emptyRoot(sha256)
}

/** PATH(index, D[size]) of RFC 6962 §2.1.1. Throws `range_invalid` unless 0 ≤ index < size. */
export async function inclusionProof(
  index: number,
  size: number,
  read: ReadHashes,
  sha256: Sha256,
): Promise<readonly Uint8Array[]> {
  if (!isWhole(index) || !isWhole(size) || index >= size) {
    throw new LedgerError('range_invalid', 'an inclusion proof needs 0 ≤ index < size')
  }
  return hashRanges(siblings(index, { from: 0, to: size }), read, sha256)
}

/** PROOF(size1, D[size2]) of RFC 6962 §2.1.2. Throws `range_invalid` unless 0 < size1 ≤ size2. */
export async function consistencyProof(
  size1: number,
  size2: number,
  read: ReadHashes,
  sha256: Sha256,
): Promise<readonly Uint8Array[]> {
  if (!isWhole(size1) || !isWhole(size2) || size1 === 0 || size1 > size2) {
    throw new LedgerError('range_invalid', 'a consistency proof needs 0 < size1 ≤ size2')
  }
  return hashRanges(subproof(size1, { from: 0, to: size2 }, true), read, sha256)
}

interface Range {
  readonly from: number
  readonly to: number
}

/** The ranges whose roots make the inclusion proof, from the leaf's sibling up. */
function siblings(index: number, { from, to }: Range): readonly Range[] {
  if (to - from === 1) return []
  const middle = from + split(to - from)
  return index < middle
    ? [...siblings(index, { from, to: middle }), { from: middle, to }]
    : [...siblings(index, { from: middle, to }), { from, to: middle }]
}

/** SUBPROOF of RFC 6962 §2.1.2: `whole` while the old tree's root is known to the verifier already. */
function subproof(size1: number, { from, to }: Range, whole: boolean): readonly Range[] {
  if (from + size1 === to) return whole ? [] : [{ from, to }]
  const left = split(to - from)
  const middle = from + left
  return size1 <= left
    ? [...subproof(size1, { from, to: middle }, whole), { from: middle, to }]
    : [...subproof(size1 - left, { from: middle, to }, false), { from, to: middle }]
}

/** All ranges' roots with one read. */
async function hashRanges(ranges: readonly Range[], read: ReadHashes, sha256: Sha256): Promise<readonly Uint8Array[]> {
  const parts = ranges.map(subtrees)
  const hashes = await read(parts.flat())
  let next = 0
  return parts.map((part) => {
    const own = hashes.slice(next, next + part.length)
    next += part.length
    if (own.length !== part.length || !areHashes(own))
      throw new LedgerError('range_invalid', 'a stored hash is missing')
    return foldRight(sha256, own)
  })
}

/** A range that starts where a subtree does, as complete subtrees from large to small. */
function subtrees({ from, to }: Range): readonly HashAt[] {
  const found: HashAt[] = []
  for (let at = from; at < to; ) {
    let [level, width] = [0, 1]
    while (width * 2 <= to - at) [level, width] = [level + 1, width * 2]
    found.push({ level, index: at / width })
    at += width
  }
  return found
}

function foldRight(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.reduceRight((right, left) => nodeHash(sha256, left, right))
}

/** The largest power of two smaller than n (n > 1). Not by shifts: sizes go past 2^31. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

export const isWhole = (n: number): boolean => Number.isSafeInteger(n) && n >= 0
export const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every((hash) => hash.length === 32)
