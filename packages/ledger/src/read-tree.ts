import { concat, equal } from './bytes.ts'
import { LedgerError } from './error.ts'
import type { Problem } from './problem.ts'
import { bundlePath, decodeBundle, tilePath, tileWidth } from './tile.ts'
import { createFrontier, leafHash, type Sha256 } from './tree.ts'
import type { EntryRead } from './verify.ts'

/** A file of the tree by its path, or `undefined` when there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined> | Uint8Array | undefined

/**
 * Reads an exported tree (c2sp.org/tlog-tiles) of `size` entries for `verifyLog`: the entries from their bundles, and,
 * as problems, every file that is missing, that does not hold what its name says, or whose hashes are not those of the
 * entries. Needs one tile of each level in memory.
 *
 * @example verifyLog({ frames: readTree({ size, read, sha256 }), checkpoint, vkey, sha256, verifyEd25519 })
 */
export async function* readTree(tree: { size: number; read: ReadFile; sha256: Sha256 }): AsyncGenerator<EntryRead> {
  const { size, sha256 } = tree
  const tiles = createTileCheck(tree)
  for (let index = 0; index * tileWidth < size; index++) {
    const width = Math.min(tileWidth, size - index * tileWidth)
    const path = bundlePath({ index, width })
    const bytes = await tree.read(path)
    if (bytes === undefined) return yield problem('bundle_missing', path, 'there is no such file')
    const entries = entriesOf(bytes)
    if (entries?.length !== width) return yield problem('bundle_malformed', path, `does not hold ${width} entries`)
    for (const leaf of entries) {
      yield { kind: 'leaf', leaf }
      yield* tiles.add(leafHash(sha256, leaf))
    }
  }
  yield* tiles.finish()
}

function entriesOf(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  try {
    return decodeBundle(bytes)
  } catch (error) {
    if (error instanceof LedgerError) return undefined
    throw error
  }
}

/** Hashes the tiles from the entries, and holds each file against them as soon as its tile is full. */
function createTileCheck({ read, sha256 }: { read: ReadFile; sha256: Sha256 }) {
  const levels: { index: number; hashes: Uint8Array[] }[] = []

  async function* add(hash: Uint8Array, level = 0): AsyncGenerator<EntryRead> {
    const tile = levels[level] ?? { index: 0, hashes: [] }
    levels[level] = tile
    tile.hashes.push(hash)
    if (tile.hashes.length < tileWidth) return
    yield* compare(level)
    levels[level] = { index: tile.index + 1, hashes: [] }
    yield* add(rootOf(tile.hashes, sha256), level + 1)
  }

  async function* compare(level: number): AsyncGenerator<EntryRead> {
    const { index, hashes } = levels[level] ?? { index: 0, hashes: [] }
    const path = tilePath({ level, index, width: hashes.length })
    const bytes = await read(path)
    if (bytes === undefined) yield problem('tile_missing', path, 'there is no such file')
    else if (!equal(bytes, concat(...hashes))) yield problem('tile_changed', path, 'does not hold the entries’ hashes')
  }

  return {
    add: (hash: Uint8Array) => add(hash),
    async *finish(): AsyncGenerator<EntryRead> {
      for (const [level, { hashes }] of levels.entries()) if (hashes.length > 0) yield* compare(level)
    },
  }
}

function rootOf(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  const tree = createFrontier(sha256)
  for (const hash of hashes) tree.append(hash)
  return tree.root()
}

const problem = (code: Problem['code'], at: string, what: string): EntryRead => ({
  kind: 'problem',
  code,
  at,
  what,
})
