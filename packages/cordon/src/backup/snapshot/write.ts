import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { NoteSigner } from '@cordon/ledger'
import type pg from 'pg'
import type { Disk } from '../../audit/disk.ts'
import type { Checkpoint } from '../../audit/journal.ts'
import type { Clock } from '../../kernel/clock.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { encrypt } from '../age/encrypt.ts'
import { one, watched } from '../chunks.ts'
import { openDump } from '../database/dump.ts'
import type { DumpedTable } from '../database/load.ts'
import { createTail, listLossFiles, readFile, readShare } from '../journal/tail.ts'
import { type Manifest, type SnapshotFile, signManifest, snapshotKey } from './manifest.ts'
import { registerFloor } from './register-floor.ts'

export interface SnapshotDeps {
  readonly node: string
  readonly journalFolder: string
  readonly disk: Disk
  /** How the owner of the tables reaches the store. */
  readonly owner: pg.ClientConfig
  /** The configuration, without secrets, as YAML. */
  readonly configuration: string
  readonly recipients: readonly string[]
  /** The log's own key. */
  readonly signer: NoteSigner
  readonly vkey: string
  readonly registerFolder: string
  /** A signed checkpoint over everything that is durable now. */
  readonly checkpoint: () => Promise<Checkpoint>
  readonly now: Clock
  readonly random: RandomBytes
  /** Told the bytes read so far. */
  readonly onProgress?: (bytes: number) => void
}

/**
 * Writes a snapshot to a place: the store at one moment, the journal up to a checkpoint taken after that moment (so no
 * row is younger than the log), the configuration; last the manifest, without which there is no snapshot. No key is in
 * it. Memory stays constant. What fails leaves nothing that counts.
 */
export async function writeSnapshot(store: ObjectStore, deps: SnapshotDeps): Promise<Manifest> {
  const id = newId(deps)
  const writer = createFileWriter(store, id, deps)
  const dump = await openDump(deps.owner)
  try {
    const checkpoint = await deps.checkpoint()
    const registers = await registerFloor(store, deps.registerFolder)
    const mark = dump.marks.find(({ node }) => node === deps.node)
    invariant((mark?.size ?? 0) <= checkpoint.size, 'the journal is not shorter than the store knows')
    await writeJournal(writer, deps, checkpoint)
    const tables: DumpedTable[] = []
    for (const table of dump.tables) {
      const copy = dump.copy(table)
      await writer.write(`database/${table.name}`, copy.chunks)
      tables.push({ ...table, rows: copy.rows() })
    }
    await writer.write('database.json', one(Buffer.from(JSON.stringify(tables))))
    await writer.write('cordon.yaml', one(Buffer.from(deps.configuration)))
    const manifest = { ...manifestOf(id, deps, checkpoint, [...dump.migrations], writer.files), registers }
    await store.put(snapshotKey(id, 'manifest'), Buffer.from(await signManifest(manifest, deps.signer)))
    return manifest
  } catch (error) {
    await removeSnapshot(store, id).catch(() => undefined)
    throw error
  } finally {
    await dump.close().catch(() => undefined)
  }
}

/** Removes a snapshot, its manifest first: what remains of a removal that was killed is no snapshot any more. */
export async function removeSnapshot(store: ObjectStore, id: string): Promise<void> {
  await store.remove(snapshotKey(id, 'manifest'))
  const keys: string[] = []
  for await (const { key } of store.list(snapshotKey(id, ''))) keys.push(key)
  for (const key of keys) await store.remove(key)
}

async function writeJournal(
  writer: FileWriter,
  { disk, journalFolder, vkey }: SnapshotDeps,
  { size, note }: Checkpoint,
): Promise<void> {
  for (const share of await createTail(disk, journalFolder).sharesOf(size))
    await writer.write(`journal/${share.segment}`, readShare(disk, journalFolder, share))
  await writer.write('journal/checkpoint', one(Buffer.from(note)))
  await writer.write('journal/log.vkey', one(Buffer.from(`${vkey}\n`)))
  for (const name of await listLossFiles(disk, journalFolder))
    await writer.write(`journal/${name}`, readFile(disk, join(journalFolder, name)))
}

interface FileWriter {
  readonly files: SnapshotFile[]
  write(name: string, plain: AsyncIterable<Uint8Array>): Promise<void>
}

function createFileWriter(store: ObjectStore, id: string, deps: SnapshotDeps): FileWriter {
  const files: SnapshotFile[] = []
  let done = 0
  return {
    files,
    async write(name, plain) {
      const [read, sealed] = [createCount(), createCount()]
      const counted = watched(plain, (chunk) => {
        read.see(chunk)
        done += chunk.length
        deps.onProgress?.(done)
      })
      const bytes = watched(encrypt(deps.recipients, counted, deps.random), sealed.see)
      await store.put(snapshotKey(id, `${name}.age`), bytes)
      const [{ bytes: plainBytes, sha256 }, there] = [read.end(), sealed.end()]
      files.push({ name, bytes: plainBytes, sha256, sealedBytes: there.bytes, sealedSha256: there.sha256 })
    },
  }
}

export interface Count {
  readonly see: (chunk: Uint8Array) => void
  readonly end: () => { bytes: number; sha256: string }
}

export function createCount(): Count {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    see(chunk) {
      hash.update(chunk)
      bytes += chunk.length
    },
    end: () => ({ bytes, sha256: hash.digest('hex') }),
  }
}

function manifestOf(
  id: string,
  { node, now, recipients }: SnapshotDeps,
  { note, size, root }: Checkpoint,
  migrations: Manifest['migrations'],
  files: SnapshotFile[],
): Manifest {
  const createdAt = new Date(now()).toISOString()
  return { id, node, createdAt, checkpoint: note, size, root, migrations, recipients: [...recipients], files }
}

/** `20261122T193000Z-1f09ab`: sorts by time, and two of one second differ. */
function newId({ now, random }: SnapshotDeps): string {
  const time = new Date(now()).toISOString().replace(/[-:]|\.\d{3}/g, '')
  return `${time}-${Buffer.from(random(3)).toString('hex')}`
}
