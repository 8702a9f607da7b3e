import { dirname, join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { bundlePath, createFrontier, encodeBundle, leafHash, tilePath, tileWidth, toBase64 } from '@cordon/ledger'
import type { Disk } from './disk.ts'
import { replaceFile, writeAll } from './files.ts'
import { keepLossNote, readLossNotes } from './loss.ts'
import { nodeDisk } from './node-disk.ts'
import { sha256 } from './sealed-entry.ts'
import { openSignedLeaves } from './signed-leaves.ts'
import { keepWitnessed } from './witness/kept.ts'

/**
 * Writes the signed part of a journal as a c2sp.org/tlog-tiles tree, for anybody's verifier: `tile/…`,
 * `tile/entries/…`, `checkpoint`, and the key in `log.vkey`; where a witness cosigned an older head than the newest, that
 * one stands in `witnessed` beside it, else its cosignatures are in `checkpoint` itself; the statements of declared losses
 * in `loss.1` and so on. The entries are the leaves: nothing in them names a person or opens a body. Returns the number of entries. Throws `journal_damaged` when the files do not hash to the
 * checkpoint; the checkpoint is written last, so a tree without one was not finished.
 */
export async function exportTiles(
  folder: string,
  target: string,
  disk: Disk = nodeDisk,
): Promise<{ origin: string; size: number }> {
  const { head, checkpoint, witnessed, vkey, leaves } = await openSignedLeaves(disk, folder)
  const write = createFileWriter(disk, target)
  const tiles = createTileWriter(write)
  const bundles = createBundleWriter(write)
  const tree = createFrontier(sha256)
  for await (const leaf of leaves()) {
    const hash = leafHash(sha256, leaf)
    tree.append(hash)
    await bundles.add(Uint8Array.from(leaf))
    await tiles.add(hash)
  }
  if (toBase64(tree.root()) !== toBase64(head.root)) throw new CordonError('journal_damaged', { at: 'checkpoint' })
  await bundles.finish()
  await tiles.finish()
  await disk.makeFolder(target)
  await replaceFile(disk, target, 'log.vkey', new TextEncoder().encode(`${vkey}\n`))
  for (const [n, note] of (await readLossNotes(disk, folder)).entries()) await keepLossNote(disk, target, n + 1, note)
  if (witnessed !== undefined) await keepWitnessed(disk, target, { checkpoint: witnessed })
  await replaceFile(disk, target, 'checkpoint', new TextEncoder().encode(checkpoint))
  return { origin: head.origin, size: head.size }
}

type WriteFile = (path: string, bytes: Uint8Array) => Promise<void>

/** The entries, 256 to a file. */
function createBundleWriter(write: WriteFile) {
  let index = 0
  let entries: Uint8Array[] = []
  async function flush(): Promise<void> {
    if (entries.length > 0) await write(bundlePath({ index, width: entries.length }), encodeBundle(entries))
    index += 1
    entries = []
  }
  return {
    add: async (entry: Uint8Array) => {
      entries.push(entry)
      if (entries.length === tileWidth) await flush()
    },
    finish: flush,
  }
}

interface OpenTile {
  readonly index: number
  readonly hashes: Uint8Array[]
}

/** The hashes, 256 to a tile; a full tile's own root is one hash of the tile above. */
function createTileWriter(write: WriteFile) {
  const levels: OpenTile[] = []

  async function add(hash: Uint8Array, level = 0): Promise<void> {
    const tile = levels[level] ?? { index: 0, hashes: [] }
    levels[level] = tile
    tile.hashes.push(hash)
    if (tile.hashes.length < tileWidth) return
    await write(tilePath({ level, index: tile.index, width: tileWidth }), Buffer.concat(tile.hashes))
    levels[level] = { index: tile.index + 1, hashes: [] }
    await add(rootOf(tile.hashes), level + 1)
  }

  async function finish(): Promise<void> {
    for (const [level, { index, hashes }] of levels.entries()) {
      if (hashes.length > 0) await write(tilePath({ level, index, width: hashes.length }), Buffer.concat(hashes))
    }
  }

  return { add: (hash: Uint8Array) => add(hash), finish }
}

function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  const tree = createFrontier(sha256)
  for (const hash of hashes) tree.append(hash)
  return tree.root()
}

function createFileWriter(disk: Disk, target: string): WriteFile {
  const made = new Set<string>()
  return async (path, bytes) => {
    const whole = join(target, path)
    const folder = dirname(whole)
    if (!made.has(folder)) await disk.makeFolder(folder)
    made.add(folder)
    const file = await disk.open(whole, 'over')
    try {
      await writeAll(file, bytes, 0)
    } finally {
      await file.close()
    }
  }
}
