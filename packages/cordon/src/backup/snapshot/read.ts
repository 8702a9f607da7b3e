import { CordonError } from '@cordon/contract'
import type { NoteVerifier } from '@cordon/ledger'
import type { Decrypter } from 'age-encryption'
import { z } from 'zod'
import type { ObjectStore } from '../../kernel/object-store.ts'
import { decrypt } from '../age/decrypt.ts'
import { watched } from '../chunks.ts'
import type { DumpedTable } from '../database/load.ts'
import { MANIFEST_BYTES_MAX, type Manifest, openManifest, type SnapshotFile, snapshotKey } from './manifest.ts'
import { createCount } from './write.ts'

/** A snapshot in a place, whose manifest was found signed. */
export interface Snapshot {
  readonly manifest: Manifest
  /**
   * A file, decrypted as it arrives. Only its end says that it was whole: it throws `backup_incomplete`,
   * `backup_damaged` or `backup_key_wrong` there, so nothing of it may be used before.
   */
  read(name: string): AsyncGenerator<Uint8Array>
  /** The same, for a small file. */
  text(name: string): Promise<string>
  tables(): Promise<DumpedTable[]>
}

export interface ReadDeps {
  readonly store: ObjectStore
  readonly decrypter: Decrypter
  /** The log's key, under each name that the log may have had (`log-keys.ts`). */
  readonly verifiers: readonly NoteVerifier[]
}

/** Ids of the snapshots in a place, oldest first; those without a manifest are none. */
export async function listSnapshots(store: ObjectStore): Promise<string[]> {
  const ids: string[] = []
  for await (const { key } of store.list('snapshots/')) {
    const [, id] = /^snapshots\/(\d{8}T\d{6}Z-[0-9a-f]{6})\/manifest$/.exec(key) ?? []
    if (id !== undefined) ids.push(id)
  }
  return ids.sort((a, b) => (a < b ? -1 : 1))
}

/** The same snapshot; how much of it was read is told as it goes. What `told` throws ends the reading. */
export function followed(snapshot: Snapshot, told: (bytes: number) => void): Snapshot {
  let bytes = 0
  const see = (chunk: Uint8Array) => {
    bytes += chunk.length
    told(bytes)
  }
  return { ...snapshot, read: (name) => watched(snapshot.read(name), see) }
}

/** Ids of everything that was begun in a place, finished or not. */
export async function listBegun(store: ObjectStore): Promise<string[]> {
  const ids = new Set<string>()
  for await (const { key } of store.list('snapshots/')) {
    const [, id] = /^snapshots\/(\d{8}T\d{6}Z-[0-9a-f]{6})\//.exec(key) ?? []
    if (id !== undefined) ids.add(id)
  }
  return [...ids]
}

/** Reads the manifest and that every file is there with its size, before any is opened. */
export async function openSnapshot(id: string, deps: ReadDeps): Promise<Snapshot> {
  const { store } = deps
  const note = await store.get(snapshotKey(id, 'manifest'), MANIFEST_BYTES_MAX)
  if (note === undefined) throw new CordonError('backup_incomplete', { at: `${id}: manifest` })
  const manifest = await openManifest(Buffer.from(note).toString('utf8'), deps.verifiers, id)
  if (manifest.id !== id) throw new CordonError('backup_damaged', { at: `${id}: the manifest of another` })
  await checkPresence(store, manifest)
  const fileOf = (name: string): SnapshotFile => {
    const file = manifest.files.find((one) => one.name === name)
    if (file === undefined) throw new CordonError('backup_incomplete', { at: `${id}: ${name}` })
    return file
  }
  const read = (name: string) => readFile(deps, id, fileOf(name))
  const text = async (name: string) => {
    const { bytes } = fileOf(name)
    if (bytes > TEXT_BYTES_MAX) throw new CordonError('backup_damaged', { at: `${id}: ${name} is too long` })
    const parts: Uint8Array[] = []
    for await (const chunk of read(name)) parts.push(chunk)
    return Buffer.concat(parts).toString('utf8')
  }
  return { manifest, read, text, tables: async () => parseTables(await text('database.json'), id) }
}

const TEXT_BYTES_MAX = 16 * 1024 * 1024

async function checkPresence(store: ObjectStore, { id, files }: Manifest): Promise<void> {
  const there = new Map<string, number>()
  for await (const { key, bytes } of store.list(snapshotKey(id, ''))) there.set(key, bytes)
  for (const { name, sealedBytes } of files) {
    const bytes = there.get(snapshotKey(id, `${name}.age`))
    if (bytes === undefined) throw new CordonError('backup_incomplete', { at: `${id}: ${name}` })
    if (bytes !== sealedBytes)
      throw new CordonError('backup_damaged', { at: `${id}: ${name} has ${bytes} of ${sealedBytes} bytes` })
  }
}

async function* readFile(deps: ReadDeps, id: string, file: SnapshotFile): AsyncGenerator<Uint8Array> {
  const at = `${id}: ${file.name}`
  const [sealed, plain] = [createCount(), createCount()]
  const there = watched(deps.store.read(snapshotKey(id, `${file.name}.age`)), sealed.see)
  yield* watched(decrypt(deps.decrypter, there, at), plain.see)
  const [found, read] = [sealed.end(), plain.end()]
  const same = found.sha256 === file.sealedSha256 && read.sha256 === file.sha256 && read.bytes === file.bytes
  if (!same) throw new CordonError('backup_damaged', { at: `${at} is not the file that was signed` })
}

const Tables = z
  .array(z.strictObject({ name: z.string(), columns: z.array(z.string()).min(1), rows: z.int().min(0) }))
  .max(10_000)

function parseTables(text: string, id: string): DumpedTable[] {
  const parsed = Tables.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  throw new CordonError('backup_damaged', { at: `${id}: database.json` })
}
