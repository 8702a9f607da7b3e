import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import pg from 'pg'
import { parse, stringify } from 'yaml'
import type { Disk } from '../../audit/disk.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { NODE } from '../../crypto/register.ts'
import { createRegisters, type Registers } from '../../crypto/registers.ts'
import { createFile } from '../../crypto/replace-file.ts'
import type { Clock } from '../../kernel/clock.ts'
import { invariant } from '../../kernel/invariant.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { ownerConnection, type StoreSource } from '../../store/open.ts'
import { removeSupervised, supervise } from '../../store/postgres/supervise.ts'
import { loadDatabase } from '../database/load.ts'
import type { Manifest } from '../snapshot/manifest.ts'
import { timeOf } from '../snapshot/manifest.ts'
import { followed, listSnapshots, openSnapshot, type Snapshot } from '../snapshot/read.ts'
import { unpackJournal } from '../snapshot/unpack.ts'
import { changesSince, type Recorded } from './changes-since.ts'
import { extendJournal, type Head } from './journal.ts'
import { type Opening, openAway, type Way } from './keys.ts'
import { forgetShredded } from './shredded-digests.ts'
import { type TakenBack, takeBack } from './take-back.ts'
import { type Trust, trustFor } from './verifiers.ts'

export interface RestoreDeps {
  readonly store: ObjectStore
  /** Absent or empty; made. */
  readonly dataFolder: string
  readonly way: Exclude<Way, { kind: 'identity' }>
  /** What `keys:` of the restored configuration says. */
  readonly keysSetting: object
  /** Absent: the newest. */
  readonly snapshot?: string | undefined
  /** The log's key as it was kept elsewhere. */
  readonly vkey?: string | undefined
  readonly database: StoreSource
  readonly disk: Disk
  readonly now: Clock
  readonly random: RandomBytes
  /** Told the bytes read so far. */
  readonly onBytes?: (bytes: number) => void
}

export interface Restored {
  readonly snapshot: string
  readonly place: string
  /** Entries of the journal as it stands now, and how many the snapshot had. */
  readonly entries: number
  readonly entriesOfSnapshot: number
  readonly root: string
  /** Entries that the place knows were signed, and does not hold: from `entries` up to this one. */
  readonly known: number
  readonly tables: number
  readonly rows: number
  readonly trust: Trust['from']
  /** Objects among the key registers in the place that are none of this deployment's; nothing of them was followed. */
  readonly doubts: readonly string[]
  /** What the journal said was taken away after the snapshot, and is again; entries that no key opens are `closed`. */
  readonly takenBack: TakenBack & { readonly closed: number }
  readonly ms: number
}

/** Written first, removed last: a folder that holds it is no deployment. */
const UNFINISHED = 'restoring'
/** Told to the journal by the first server that opens it. */
export const RESTORED_FILE = 'restored.json'

/**
 * Makes a data folder from a place: the newest registers, a snapshot, and the journal as far as it was shipped since.
 * Verified before anything counts; `cordon.yaml` comes last, and whatever fails removes what was made. Where entries are
 * missing, the database's mark says so, and the server refuses to serve until somebody declares the loss.
 */
export async function restore(deps: RestoreDeps): Promise<Restored> {
  const { dataFolder, random } = deps
  await claim(deps)
  try {
    return await restoreInto(deps)
  } catch (error) {
    await empty({ dataFolder, random }).catch(() => undefined)
    throw error
  }
}

/** The folder is ours from here on. One that an interrupted restore left is made empty; any other is left alone. */
async function claim({ dataFolder, random }: RestoreDeps): Promise<void> {
  const names: string[] = await readdir(dataFolder).catch(() => [])
  if (names.length > 0 && !names.includes(UNFINISHED))
    throw new CordonError('restore_target_not_empty', { at: dataFolder })
  if (names.length > 0) await empty({ dataFolder, random })
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  await writeFile(join(dataFolder, UNFINISHED), '', { mode: 0o600 })
}

/** The folder itself stays: it may be a mount. What says that it is unfinished goes last. */
async function empty({ dataFolder, random }: Pick<RestoreDeps, 'dataFolder' | 'random'>): Promise<void> {
  await removeSupervised({ dataFolder, random })
  const names = (await readdir(dataFolder)).filter((name) => name !== UNFINISHED)
  for (const name of [...names, UNFINISHED])
    await rm(join(dataFolder, name), { recursive: true, force: true, maxRetries: 3 })
}

async function restoreInto(deps: RestoreDeps): Promise<Restored> {
  const { store, dataFolder, disk, onBytes = () => undefined } = deps
  const began = deps.now()
  const id = deps.snapshot ?? (await listSnapshots(store)).at(-1)
  if (id === undefined) throw new CordonError('backup_incomplete', { at: `${store.name}: no snapshot` })
  const opening = await openAway(deps.way, { ...deps })
  try {
    const { keyring, proven } = opening
    const trust = await trustFor(id, { store, keyring, proven, vkey: deps.vkey })
    const { decrypter } = opening
    const snapshot = followed(await openSnapshot(id, { store, decrypter, verifiers: trust.verifiers }), onBytes)
    const { manifest } = snapshot
    refuseOlder(manifest, opening)
    const folder = join(dataFolder, 'journal')
    await unpackJournal(disk, snapshot, folder, (await snapshot.text('journal/log.vkey')).trim())
    const { head, known } = await extendJournal({ disk, store, manifest, verifiers: trust.verifiers, folder })
    const tenants = [...opening.registers.keys()].filter((name) => name !== NODE)
    const begunMs = timeOf(id)
    const since = await changesSince({ disk, folder, keyring: opened(keyring), tenants, size: manifest.size, begunMs })
    const missing = known.size > head.size ? known : undefined
    const registers = createRegisters({ folder: opening.registerFolder, random: deps.random })
    const filled = await fillDatabase(snapshot, deps, missing, { tenants, changes: since.changes, registers })
    await writeConfiguration(snapshot, deps)
    const { size: entries, root } = head
    const place = store.name
    const told = { snapshot: id, place, entries, entriesOfSnapshot: manifest.size, known: known.size }
    const takenBack = { ...filled.takenBack, closed: since.closed }
    await createFile(
      join(dataFolder, RESTORED_FILE),
      `${JSON.stringify({ ...told, takenBack: takenBack.rows })}\n`,
      deps.random,
    )
    await rm(join(dataFolder, UNFINISHED))
    return { ...told, root, ...filled, takenBack, trust: trust.from, doubts: opening.doubts, ms: deps.now() - began }
  } finally {
    await opening.close()
  }
}

function opened(keyring: Keyring | undefined): Keyring {
  invariant(keyring !== undefined, 'who restores has the keys')
  return keyring
}

/** The signed manifest says how new each register was by then: an older one, or none, was put there since. */
export function refuseOlder({ id, registers = {} }: Manifest, taken: Pick<Opening, 'registers'>): void {
  for (const [name, change] of Object.entries(registers)) {
    const found = taken.registers.get(name)
    if (found !== undefined && found >= change) continue
    const what = found === undefined ? 'is missing' : `is older (${found}) than the snapshot ${id} knows (${change})`
    throw new CordonError('backup_damaged', { at: `the key register of ${name} in the place ${what}` })
  }
}

async function fillDatabase(
  snapshot: Snapshot,
  deps: RestoreDeps,
  known: Head | undefined,
  since: { tenants: readonly string[]; changes: readonly Recorded[]; registers: Pick<Registers, 'read'> },
): Promise<{ tables: number; rows: number; takenBack: TakenBack }> {
  const { database, dataFolder, random } = deps
  const server =
    database.kind === 'supervised' ? await supervise({ dataFolder, pgBin: database.pgBin, random }) : undefined
  try {
    const owner = await ownerConnection({ source: database, dataFolder, random })
    const tables = await snapshot.tables()
    const { migrations, node } = snapshot.manifest
    await loadDatabase(owner, { tables, migrations }, ({ name }) => snapshot.read(`database/${name}`))
    if (known !== undefined) await raiseMark(owner, node, known)
    const at = new Date(deps.now())
    const takenBack = await takeBack(owner, { ...since, snapshot: snapshot.manifest.id, at })
    await forgetShredded(owner, since)
    return { takenBack, tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) }
  } finally {
    await server?.stop()
  }
}

/** What the place knows was signed and could not give back: a journal that is shorter than this is a rollback. */
async function raiseMark(owner: pg.ClientConfig, node: string, { size, root }: Head): Promise<void> {
  const session = new pg.Client(owner)
  session.on('error', () => undefined)
  try {
    await session.connect()
    await session.query(
      `insert into journal_mark (node, size, root) values ($1, $2, $3)
         on conflict (node) do update set size = excluded.size, root = excluded.root`,
      [node, size, root],
    )
  } finally {
    await session.end().catch(() => undefined)
  }
}

/** The configuration as it was, but for what was never in it (secrets) and what is another here: the keys. */
async function writeConfiguration(snapshot: Snapshot, { dataFolder, keysSetting, random }: RestoreDeps): Promise<void> {
  const before: unknown = parse(await snapshot.text('cordon.yaml'))
  if (typeof before !== 'object' || before === null) throw new CordonError('backup_damaged', { at: 'cordon.yaml' })
  await createFile(join(dataFolder, 'cordon.yaml'), stringify({ ...before, keys: keysSetting }), random)
}
