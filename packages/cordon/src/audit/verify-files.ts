import {
  LedgerError,
  type Policy,
  type Problem,
  parseCheckpoint,
  uncheckedText,
  type Verified,
  verifyLog,
} from '@cordon/ledger'
import type { Disk } from './disk.ts'
import { arithmetic } from './ed25519.ts'
import { openJournalFiles } from './journal-files.ts'
import { readLossNotes } from './loss.ts'
import { nodeDisk } from './node-disk.ts'
import { followLosses } from './verify-losses.ts'
import { readWitnessed } from './witness/kept.ts'

/** What an auditor brings along. */
export interface AuditorsOwn {
  /** The log's key as it was given; without one, the policy's, else the key beside the log is believed. */
  readonly vkey?: string
  /** A checkpoint kept from earlier. */
  readonly since?: string
  /** Whom to believe: with one, the newest witnessed checkpoint has to meet its quorum. */
  readonly policy?: Policy
}

/**
 * Checks a journal folder from its files alone: no server, no secret key, no lock. With only the key beside the log it
 * finds accidents, but not an owner who replaced log and key together. What is wrong is a value; it throws only when
 * the files cannot be read.
 *
 * @example const { ok, size, problems } = await verifyJournal('/var/lib/cordon/journal')
 */
export async function verifyJournal(folder: string, given: AuditorsOwn & { disk?: Disk } = {}): Promise<Verified> {
  const disk = given.disk ?? nodeDisk
  const witnessed = await readWitnessed(disk, folder)
  const files = await openJournalFiles(disk, folder)
  const { checkpoint } = files
  if (checkpoint === undefined) return nothing('checkpoint_missing', 'checkpoint', 'there is none in this folder')
  const vkey = given.vkey ?? keyIn(given.policy, checkpoint) ?? files.vkey
  if (vkey === undefined) return nothing('key_missing', 'log.vkey', 'there is none in this folder')
  const { policy } = given
  const lineage = await followLosses(await readLossNotes(disk, folder), { vkey, since: given.since })
  const { since } = lineage
  const verified = await verifyLog({
    ...arithmetic,
    frames: lineage.watch(files.frames()),
    checkpoint,
    vkey: lineage.vkey,
    ...(since === undefined ? {} : { since }),
    ...(policy === undefined ? {} : { witnessed: { policy, checkpoint: witnessed?.checkpoint ?? checkpoint } }),
  })
  return lineage.judge(verified)
}

/** The key that the policy knows for the log that this checkpoint claims to be of. */
export function keyIn(policy: Policy | undefined, checkpoint: string): string | undefined {
  try {
    const { origin } = parseCheckpoint(uncheckedText(checkpoint))
    return policy?.logs.find(({ verifier }) => verifier.name === origin)?.vkey
  } catch (error) {
    if (error instanceof LedgerError) return undefined
    throw error
  }
}

/** The verdict on a folder that has not even what a check begins with. */
export function nothing(...[code, at, what]: [Problem['code'], string, string]): Verified {
  const problems = [{ code, at, what }]
  return { ok: false, size: 0, root: '', signed: undefined, witnessed: undefined, intact: 0, problems, warnings: [] }
}
