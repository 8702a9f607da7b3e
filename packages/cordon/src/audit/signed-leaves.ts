import { CordonError } from '@cordon/contract'
import { LedgerError, openCheckpoint, type TreeHead } from '@cordon/ledger'
import type { Disk } from './disk.ts'
import { noteVerifier } from './ed25519.ts'
import { type JournalFiles, openJournalFiles } from './journal-files.ts'
import { readWitnessed } from './witness/kept.ts'

/** What a third party may see of a log: its signed head, its key, and the leaves under that head. */
export interface SignedLeaves {
  readonly head: TreeHead
  readonly checkpoint: string
  /** The newest checkpoint with a witness's cosignature; `undefined` without one. */
  readonly witnessed: string | undefined
  readonly vkey: string
  /** Exactly `head.size` leaves. Throws `journal_damaged` when the files hold fewer. */
  readonly leaves: () => AsyncGenerator<Uint8Array>
}

/**
 * The log under its newest checkpoint; under the newest witnessed one when that covers `enough` entries, or all. Throws
 * `not_found` when there is no checkpoint, `journal_damaged` when the key beside it did not sign it.
 */
export async function openSignedLeaves(disk: Disk, folder: string, enough = Infinity): Promise<SignedLeaves> {
  const witnessed = (await readWitnessed(disk, folder))?.checkpoint
  const files = await openJournalFiles(disk, folder)
  const { vkey } = files
  if (files.checkpoint === undefined || vkey === undefined)
    throw new CordonError('not_found', { at: 'checkpoint, log.vkey' })
  const newest = await openSigned('checkpoint', files.checkpoint, vkey)
  const own = witnessed !== undefined && isOf(newest.head.origin, witnessed) ? witnessed : undefined
  const cosigned = own === undefined ? undefined : await openSigned('witnessed', own, vkey)
  const chosen = cosigned !== undefined && cosigned.head.size >= Math.min(enough, newest.head.size) ? cosigned : newest
  return { ...chosen, witnessed: own, vkey, leaves: () => readLeaves(files, chosen.head.size) }
}

async function* readLeaves(files: JournalFiles, signed: number): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const read of files.frames()) {
    if (size === signed || read.kind !== 'frame') break
    size += 1
    yield read.leaf
  }
  if (size < signed) throw new CordonError('journal_damaged', { at: `holds ${size} of ${signed} signed entries` })
}

/** After a declared loss the log has another name: what a witness knows of the one before is no head of this one. */
function isOf(origin: string, note: string): boolean {
  return note.startsWith(`${origin}\n`)
}

async function openSigned(
  at: string,
  checkpoint: string,
  vkey: string,
): Promise<{ head: TreeHead; checkpoint: string }> {
  try {
    return { head: await openCheckpoint(checkpoint, noteVerifier(vkey)), checkpoint }
  } catch (cause) {
    if (cause instanceof LedgerError) throw new CordonError('journal_damaged', { at, cause })
    throw cause
  }
}
