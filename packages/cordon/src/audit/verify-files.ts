import { type Problem, type Verified, verifyLog } from '@cordon/ledger'
import type { Disk } from './disk.ts'
import { verifyEd25519 } from './ed25519.ts'
import { openJournalFiles } from './journal-files.ts'
import { nodeDisk } from './node-disk.ts'
import { sha256 } from './sealed-entry.ts'

/**
 * Checks a journal folder from its files alone: no server, no secret key, no lock. `vkey` is the log's key as the
 * auditor was given it; without one the key beside the log is believed, which finds accidents but not an owner who
 * replaced log and key together. `since` is a checkpoint kept from earlier. What is wrong is a value; it throws only
 * when the files cannot be read.
 *
 * @example const { ok, size, problems } = await verifyJournal('/var/lib/cordon/journal')
 */
export async function verifyJournal(
  folder: string,
  given: { vkey?: string; since?: string; disk?: Disk } = {},
): Promise<Verified> {
  const files = await openJournalFiles(given.disk ?? nodeDisk, folder)
  const { checkpoint } = files
  const vkey = given.vkey ?? files.vkey
  if (checkpoint === undefined) return nothing({ at: 'checkpoint', what: 'there is none in this folder' })
  if (vkey === undefined) return nothing({ at: 'log.vkey', what: 'there is none in this folder: give the key' })
  const since = given.since === undefined ? {} : { since: given.since }
  return verifyLog({ frames: files.frames(), checkpoint, vkey, sha256, verifyEd25519, ...since })
}

function nothing(problem: Problem): Verified {
  return { ok: false, size: 0, root: '', signed: undefined, problems: [problem], warnings: [] }
}
