import { join } from 'node:path'
import { LedgerError, parseCheckpoint, readTree, uncheckedText, type Verified, verifyLog } from '@cordon/ledger'
import type { Disk } from './disk.ts'
import { arithmetic } from './ed25519.ts'
import { readWhole } from './files.ts'
import { checkpointBytesMax } from './limits.ts'
import { readLossNotes } from './loss.ts'
import { nodeDisk } from './node-disk.ts'
import { type AuditorsOwn, keyIn, nothing } from './verify-files.ts'
import { followLosses } from './verify-losses.ts'
import { readWitnessed } from './witness/kept.ts'

/** A full bundle of entries of the largest size that the format allows. */
const fileBytesMax = 256 * (2 + 65_535)

/**
 * Checks an exported tree (c2sp.org/tlog-tiles) as `verifyJournal` checks a journal: every entry, every tile, the
 * checkpoint; against a checkpoint kept from earlier, also of the log before a declared loss, and a policy where the
 * auditor brings them. Bodies are not in it.
 */
export async function verifyTiles(folder: string, given: AuditorsOwn & { disk?: Disk } = {}): Promise<Verified> {
  const disk = given.disk ?? nodeDisk
  const read = (path: string, bytesMax = fileBytesMax) => readWhole(disk, join(folder, ...path.split('/')), bytesMax)
  const bytes = await read('checkpoint', checkpointBytesMax)
  if (bytes === undefined) return nothing('checkpoint_missing', 'checkpoint', 'there is none in this folder')
  const checkpoint = new TextDecoder().decode(bytes)
  const beside = await read('log.vkey', checkpointBytesMax)
  const vkey = given.vkey ?? keyIn(given.policy, checkpoint) ?? (beside && new TextDecoder().decode(beside).trimEnd())
  if (vkey === undefined) return nothing('key_missing', 'log.vkey', 'there is none in this folder')
  const witnessed = (await readWitnessed(disk, folder))?.checkpoint ?? checkpoint
  const { policy } = given
  const lineage = await followLosses(await readLossNotes(disk, folder), { vkey, since: given.since })
  const { since } = lineage
  const verified = await verifyLog({
    ...arithmetic,
    frames: lineage.watch(readTree({ size: claimedSize(checkpoint), read, sha256: arithmetic.sha256 })),
    checkpoint,
    vkey: lineage.vkey,
    ...(since === undefined ? {} : { since }),
    ...(policy === undefined ? {} : { witnessed: { policy, checkpoint: witnessed } }),
  })
  return lineage.judge(verified)
}

/** How many entries to look for; whether it is true, the signature and the root show. */
function claimedSize(checkpoint: string): number {
  try {
    return parseCheckpoint(uncheckedText(checkpoint)).size
  } catch (error) {
    if (error instanceof LedgerError) return 0
    throw error
  }
}
