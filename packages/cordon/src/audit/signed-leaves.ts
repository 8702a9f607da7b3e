import { CordonError } from '@cordon/contract'
import { LedgerError, openCheckpoint, type TreeHead } from '@cordon/ledger'
import type { Disk } from './disk.ts'
import { noteVerifier } from './ed25519.ts'
import { openJournalFiles } from './journal-files.ts'

/** What a third party may see of a log: its signed head, its key, and the leaves under that head. */
export interface SignedLeaves {
  readonly head: TreeHead
  readonly checkpoint: string
  readonly vkey: string
  /** Exactly `head.size` leaves. Throws `journal_damaged` when the files hold fewer. */
  readonly leaves: () => AsyncGenerator<Uint8Array>
}

/** Throws `not_found` when there is no checkpoint, `journal_damaged` when the key beside it did not sign it. */
export async function openSignedLeaves(disk: Disk, folder: string): Promise<SignedLeaves> {
  const files = await openJournalFiles(disk, folder)
  const { checkpoint, vkey } = files
  if (checkpoint === undefined || vkey === undefined) throw new CordonError('not_found', { at: 'checkpoint, log.vkey' })
  const head = await openHead(checkpoint, vkey)
  async function* leaves(): AsyncGenerator<Uint8Array> {
    let size = 0
    for await (const read of files.frames()) {
      if (size === head.size || read.kind !== 'frame') break
      size += 1
      yield read.leaf
    }
    if (size < head.size)
      throw new CordonError('journal_damaged', { at: `holds ${size} of ${head.size} signed entries` })
  }
  return { head, checkpoint, vkey, leaves }
}

async function openHead(checkpoint: string, vkey: string): Promise<TreeHead> {
  try {
    return await openCheckpoint(checkpoint, noteVerifier(vkey))
  } catch (cause) {
    if (cause instanceof LedgerError) throw new CordonError('journal_damaged', { at: 'checkpoint', cause })
    throw cause
  }
}
