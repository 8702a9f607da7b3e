import { createFrontier, type HashAt, type ReadHashes } from '@cordon/ledger'
import { sha256 } from './sealed-entry.ts'

/** What the running journal knows of its entries without reading them: about 90 bytes for each. */
export interface Catalogue {
  readonly size: number
  add(entry: { leafHash: Uint8Array; pseudonym: string; offset: number }): void
  root(): Uint8Array
  /** For proofs: the hash of any complete subtree. */
  readonly readHashes: ReadHashes
  /** The number of the tenant's next entry. */
  nextSeq(pseudonym: string): number
  /** The indexes of one tenant's entries, by their number. */
  indexesOf(pseudonym: string): readonly number[]
  /** Where the entry starts in its segment. */
  offsetOf(index: number): number
}

export function createCatalogue(): Catalogue {
  const levels: HashList[] = []
  const offsets: number[] = []
  const tenants = new Map<string, number[]>()
  const tree = createFrontier(sha256, ({ level }, hash) => {
    levels[level] ??= createHashList()
    levels[level]?.push(hash)
  })
  return {
    get size() {
      return tree.size
    },
    add: ({ leafHash, pseudonym, offset }) => {
      const own = tenants.get(pseudonym)
      if (own === undefined) tenants.set(pseudonym, [tree.size])
      else own.push(tree.size)
      offsets.push(offset)
      tree.append(leafHash)
    },
    root: () => tree.root(),
    readHashes: (at: readonly HashAt[]) => at.map(({ level, index }) => levels[level]?.at(index) ?? new Uint8Array(0)),
    nextSeq: (pseudonym) => tenants.get(pseudonym)?.length ?? 0,
    indexesOf: (pseudonym) => tenants.get(pseudonym) ?? [],
    offsetOf: (index) => offsets[index] ?? 0,
  }
}

interface HashList {
  push(hash: Uint8Array): void
  at(index: number): Uint8Array | undefined
}

const hashesPerChunk = 1_024

/** Hashes side by side: an object for each would take three times the memory. */
function createHashList(): HashList {
  const chunks: Uint8Array[] = []
  let length = 0
  return {
    push: (hash) => {
      if (length % hashesPerChunk === 0) chunks.push(new Uint8Array(hashesPerChunk * 32))
      chunks.at(-1)?.set(hash, (length % hashesPerChunk) * 32)
      length += 1
    },
    at: (index) => {
      const start = (index % hashesPerChunk) * 32
      return index < length ? chunks[Math.floor(index / hashesPerChunk)]?.subarray(start, start + 32) : undefined
    },
  }
}
