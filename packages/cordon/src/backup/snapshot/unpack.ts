import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { CordonError } from '@cordon/contract'
import { type FrameRead, type Verified, verifyLog } from '@cordon/ledger'
import type { Disk } from '../../audit/disk.ts'
import { verifyEd25519 } from '../../audit/ed25519.ts'
import { writeAll } from '../../audit/files.ts'
import { openJournalFiles } from '../../audit/journal-files.ts'
import { sha256 } from '../../audit/sealed-entry.ts'
import type { Snapshot } from './read.ts'

/** Writes a file durably as it arrives; one whose source fails is removed again. */
export async function writeStream(disk: Disk, path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await disk.open(path, 'new')
  try {
    let at = 0
    for await (const chunk of source) {
      await writeAll(file, chunk, at)
      at += chunk.length
    }
    await file.datasync()
  } catch (error) {
    await disk.remove(path).catch(() => undefined)
    throw error
  } finally {
    await file.close()
  }
}

/** The snapshot's journal, as files in a new folder, verified against the manifest's checkpoint. */
export async function unpackJournal(disk: Disk, snapshot: Snapshot, folder: string, vkey: string): Promise<Verified> {
  await disk.makeFolder(folder)
  const { manifest } = snapshot
  for (const { name } of manifest.files) {
    const [, file] = /^journal\/([0-9]{12}\.log|checkpoint|log\.vkey|loss\.[1-9][0-9]{0,3})$/.exec(name) ?? []
    if (file !== undefined) await writeStream(disk, join(folder, file), snapshot.read(name))
  }
  await disk.syncFolder(folder)
  const verified = await verifyPaced(disk, folder, { vkey })
  const same = verified.signed === manifest.size && verified.size === manifest.size && verified.root === manifest.root
  if (!verified.ok || !same)
    throw new CordonError('backup_damaged', { at: `${manifest.id}: its journal does not verify` })
  return verified
}

/** Frames read before others get their turn. */
const FRAMES_AT_ONCE = 500

/** As `verifyJournal`, in slices: a server beside it goes on serving. `since`: a checkpoint it must still contain. */
export async function verifyPaced(
  disk: Disk,
  folder: string,
  given: { vkey: string; since?: string; checkpoint?: string },
): Promise<Verified> {
  const files = await openJournalFiles(disk, folder)
  const checkpoint = given.checkpoint ?? files.checkpoint
  if (checkpoint === undefined) throw new CordonError('backup_incomplete', { at: 'journal/checkpoint' })
  const since = given.since === undefined ? {} : { since: given.since }
  return verifyLog({ frames: paced(files.frames()), checkpoint, vkey: given.vkey, sha256, verifyEd25519, ...since })
}

async function* paced(frames: AsyncIterable<FrameRead>): AsyncGenerator<FrameRead> {
  let read = 0
  for await (const frame of frames) {
    yield frame
    read += 1
    if (read % FRAMES_AT_ONCE === 0) await turn()
  }
}
