import { CordonError } from '@cordon/contract'
import { LedgerError, type NoteSigner, type NoteVerifier, openNote, signNote } from '@cordon/ledger'
import { z } from 'zod'
import { AppliedMigration } from '../database/tables.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(0)

/** One file of a snapshot: what was read, and what lies in the place. */
export const SnapshotFile = z.strictObject({
  name: z.string().max(300),
  bytes: count,
  sha256: hash,
  sealedBytes: count,
  sealedSha256: hash,
})
export type SnapshotFile = z.infer<typeof SnapshotFile>

/**
 * What a snapshot is: its files by size and hash, and the journal's checkpoint that it goes to. A signed note
 * (c2sp.org/signed-note) under the log's own key, in clear: it names no person, and without any key one can see
 * whether a copy is whole.
 */
export const Manifest = z.strictObject({
  id: z.string().regex(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/),
  node: z.string().max(63),
  createdAt: z.iso.datetime(),
  /** The journal's signed checkpoint, whole. */
  checkpoint: z.string().max(65_536),
  size: count,
  root: z.string().max(44),
  /** The schema that the rows have. */
  migrations: z.array(AppliedMigration).max(10_000),
  recipients: z.array(z.string().max(5_000)).max(32),
  files: z.array(SnapshotFile).max(200_000),
  /** How often each key register had been replaced: one that is older than this was put back by somebody. */
  registers: z.record(z.string().max(63), count).optional(),
})
export type Manifest = z.infer<typeof Manifest>

const NAME = 'cordon-backup'
const VERSION = 1
export const MANIFEST_BYTES_MAX = 128 * 1024 * 1024

export const snapshotKey = (id: string, name: string): string => `snapshots/${id}/${name}`

/** `20261122T193000Z-1f09ab` says when it was begun, in milliseconds. */
export function timeOf(id: string): number {
  const [, y, m, d, h, min, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(id) ?? []
  return Date.parse(`${y}-${m}-${d}T${h}:${min}:${s}Z`)
}

export async function signManifest(manifest: Manifest, signer: NoteSigner): Promise<string> {
  return signNote(`${NAME}/${VERSION}\n${JSON.stringify(manifest)}\n`, [signer])
}

/**
 * The manifest, if the log's key signed it. Throws `backup_newer` for a later format, `backup_damaged` for a text that
 * the key did not sign or that is no manifest.
 */
export async function openManifest(note: string, verifiers: readonly NoteVerifier[], at: string): Promise<Manifest> {
  const version = Number(/^cordon-backup\/(\d{1,9})\n/.exec(note)?.[1] ?? 0)
  if (version > VERSION) throw new CordonError('backup_newer', { at: `${at}: format ${version}` })
  const text = await openSigned(note, verifiers, at)
  const parsed = Manifest.safeParse(parseJson(text.split('\n')[1] ?? ''))
  if (version === VERSION && parsed.success) return parsed.data
  throw new CordonError('backup_damaged', { at: `${at}: no manifest` })
}

async function openSigned(note: string, verifiers: readonly NoteVerifier[], at: string): Promise<string> {
  try {
    return (await openNote(note, verifiers)).text
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause
    throw new CordonError('backup_damaged', { at: `${at}: not signed by this log’s key`, cause })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
