import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBase64, utf8 } from './bytes.ts'
import {
  consistencyProof,
  createFrontier,
  emptyRoot,
  type HashAt,
  inclusionProof,
  leafHash,
  type ReadHashes,
  type Sha256,
  treeRoot,
} from './tree.ts'
import { verifyConsistency, verifyInclusion } from './tree-check.ts'

const sha256: Sha256 = (bytes) => createHash('sha256').update(bytes).digest()

/** A tree of `size` entries with every complete subtree kept, and the root at every size. */
function grow(size: number) {
  const kept = new Map<string, Uint8Array>()
  const tree = createFrontier(sha256, ({ level, index }, hash) => kept.set(`${level}/${index}`, hash))
  const leaves: Uint8Array[] = []
  const roots = [tree.root()]
  for (let i = 0; i < size; i++) {
    const leaf = leafHash(sha256, utf8(`entry ${i}`))
    leaves.push(leaf)
    tree.append(leaf)
    roots.push(tree.root())
  }
  const read: ReadHashes = (at: readonly HashAt[]) =>
    at.map(({ level, index }) => kept.get(`${level}/${index}`) ?? new Uint8Array(0))
  const root = (at: number): Uint8Array => roots[at] ?? new Uint8Array(0)
  return { read, root, leaf: (at: number) => leaves[at] ?? new Uint8Array(0) }
}

describe('the tree', () => {
  it('has the roots of RFC 6962 as other implementations compute them', () => {
    // The eight inputs and roots of the Certificate Transparency reference tests, which every implementation shares.
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
    const tree = createFrontier(sha256)
    for (const hex of inputs) tree.append(leafHash(sha256, Buffer.from(hex, 'hex')))
    expect(Buffer.from(emptyRoot(sha256)).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
    expect(Buffer.from(tree.root()).toString('hex')).toBe(
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    )
  })

  it('re-derives every earlier root from the kept subtrees', async () => {
    const { read, root } = grow(70)
    for (let size = 0; size <= 70; size++) {
      expect(toBase64(await treeRoot(size, read, sha256))).toBe(toBase64(root(size)))
    }
  })

  it('proves every entry of every tree up to 40', async () => {
    const { read, root, leaf } = grow(40)
    for (let size = 1; size <= 40; size++) {
      for (let index = 0; index < size; index++) {
        const proof = await inclusionProof(index, size, read, sha256)
        expect(verifyInclusion(sha256, { index, size, leaf: leaf(index), proof, root: root(size) })).toBe(true)
      }
    }
  })

  it('proves that every tree up to 40 begins with every smaller one', async () => {
    const { read, root } = grow(40)
    for (let size2 = 1; size2 <= 40; size2++) {
      for (let size1 = 1; size1 <= size2; size1++) {
        const proof = await consistencyProof(size1, size2, read, sha256)
        const claim = { size1, size2, root1: root(size1), root2: root(size2), proof }
        expect(verifyConsistency(sha256, claim)).toBe(true)
      }
    }
  })

  it('refuses a proof with any bit flipped, cut short, made longer, or told of another place', async () => {
    const { read, root, leaf } = grow(300)
    const sizes = fc.tuple(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat())
    await fc.assert(
      fc.asyncProperty(sizes, async ([size, a, b]) => {
        const index = a % size
        const proof = await inclusionProof(index, size, read, sha256)
        const claim = { index, size, leaf: leaf(index), proof, root: root(size) }
        expect(verifyInclusion(sha256, { ...claim, proof: flip(proof, b) })).toBe(false)
        expect(verifyInclusion(sha256, { ...claim, proof: proof.slice(1) })).toBe(false)
        expect(verifyInclusion(sha256, { ...claim, proof: [...proof, root(size)] })).toBe(false)
        expect(verifyInclusion(sha256, { ...claim, index: (index + 1) % size })).toBe(false)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('refuses a consistency claim from size zero, which would say nothing', () => {
    const claim = { size1: 0, size2: 5, root1: grow(0).root(0), root2: grow(5).root(5), proof: [] }
    expect(verifyConsistency(sha256, claim)).toBe(false)
  })

  it('throws range_invalid when asked for what the tree does not hold', async () => {
    const { read } = grow(4)
    await expect(inclusionProof(4, 4, read, sha256)).rejects.toMatchObject({ code: 'range_invalid' })
    await expect(consistencyProof(0, 4, read, sha256)).rejects.toMatchObject({ code: 'range_invalid' })
    await expect(treeRoot(8, read, sha256)).rejects.toMatchObject({ code: 'range_invalid' })
  })
})

function flip(proof: readonly Uint8Array[], at: number): readonly Uint8Array[] {
  return proof.map((hash, i) => {
    const changed = Uint8Array.from(hash)
    if (i === at % proof.length) changed[at % 32] = (changed[at % 32] ?? 0) ^ (1 << (at % 8))
    return changed
  })
}

/** The vectors of github.com/transparency-dev/merkle, when the workspace has them beside it. */
const published = join(import.meta.dirname, '../../../../shared/data/merkle-vectors/testdata')

describe.skipIf(!existsSync(published))('the published proof vectors (skipped where they are not at hand)', () => {
  const inclusion = vectors<{ leafIdx: number; treeSize: number; root: string; leafHash: string }>('inclusion')
  const consistency = vectors<{ size1: number; size2: number; root1: string; root2: string }>('consistency')

  it('decides all 98 inclusion cases as published', () => {
    const wrong = inclusion.filter(({ leafIdx, treeSize, root, leafHash: leaf, proof, wantErr }) => {
      const claim = { index: leafIdx, size: treeSize, root: bytes(root), leaf: bytes(leaf), proof: hashes(proof) }
      return verifyInclusion(sha256, claim) === wantErr
    })
    expect(wrong.map(({ desc }) => desc)).toEqual([])
    expect(inclusion).toHaveLength(98)
  })

  it('decides all 98 consistency cases as published', () => {
    const wrong = consistency.filter(({ size1, size2, root1, root2, proof, wantErr }) => {
      const claim = { size1, size2, root1: bytes(root1), root2: bytes(root2), proof: hashes(proof) }
      return verifyConsistency(sha256, claim) === wantErr
    })
    expect(wrong.map(({ desc }) => desc)).toEqual([])
    expect(consistency).toHaveLength(98)
  })
})

function vectors<T>(kind: string): readonly (T & { proof: string[] | null; desc: string; wantErr: boolean })[] {
  if (!existsSync(published)) return []
  return readdirSync(join(published, kind), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(published, kind, name), 'utf8')))
}

const bytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64')
const hashes = (proof: readonly string[] | null): readonly Uint8Array[] => (proof ?? []).map(bytes)
