import { CordonError } from '@cordon/contract'
import { encodeProof, inclusionProof, leafHash } from '@cordon/ledger'
import { createCatalogue } from './catalogue.ts'
import type { Disk } from './disk.ts'
import { nodeDisk } from './node-disk.ts'
import { sha256 } from './sealed-entry.ts'
import { openSignedLeaves } from './signed-leaves.ts'

/**
 * The c2sp.org/tlog-proof text of one entry, and the entry itself (its leaf), from a journal's files alone: under the
 * newest witnessed checkpoint when that covers it, else under the newest. Throws `not_found` when the checkpoint does not cover the index.
 */
export async function proveEntry(
  folder: string,
  index: number,
  disk: Disk = nodeDisk,
): Promise<{ proof: string; entry: Uint8Array }> {
  const { head, checkpoint, leaves } = await openSignedLeaves(disk, folder, index + 1)
  const catalogue = createCatalogue()
  let entry: Uint8Array | undefined
  for await (const leaf of leaves()) {
    if (catalogue.size === index) entry = Uint8Array.from(leaf)
    catalogue.add({ leafHash: leafHash(sha256, leaf), pseudonym: '', offset: 0 })
  }
  if (entry === undefined) throw new CordonError('not_found', { at: `the checkpoint covers ${head.size} entries` })
  const hashes = await inclusionProof(index, head.size, catalogue.readHashes, sha256)
  return { proof: encodeProof({ index, hashes, checkpoint }), entry }
}
