import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import type pg from 'pg'
import type { Disk } from '../../audit/disk.ts'
import type { Keyring } from '../../crypto/keyring.ts'
import { NODE } from '../../crypto/register.ts'
import { readRegister, registerNames } from '../../crypto/registers.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { removeSupervised, supervise } from '../../store/postgres/supervise.ts'
import { checkSchema, loadDatabase } from '../database/load.ts'
import { type Opened, openEntries, openValues } from './open-samples.ts'
import type { Snapshot } from './read.ts'
import { unpackJournal, verifyPaced } from './unpack.ts'

export interface RehearseDeps {
  readonly disk: Disk
  /** Where the scratch folder is made. */
  readonly scratchIn: string
  readonly pgBin?: string | undefined
  /** Absent: nobody here has the keys, and sealed values stay sealed. */
  readonly keys?: { readonly keyring: Keyring; readonly registerFolder: string } | undefined
  /** The journal's folder, where the snapshot's log must still be contained. Absent: the machine is not there. */
  readonly live?: string | undefined
  readonly now: Clock
  readonly random: RandomBytes
}

/** What a test restore found: everything that is named here was restored and looked at. */
export interface Rehearsal {
  readonly snapshot: string
  readonly entries: number
  readonly root: string
  readonly tables: number
  readonly rows: number
  readonly bytes: number
  /** Sealed values and entries opened, by tenant; without keys none. */
  readonly opened: Readonly<Record<string, number>>
  readonly ms: number
}

const SCRATCH = 'restore-test-'

/**
 * Restores a snapshot into a scratch folder with a database of its own, verifies it there, and removes it. Throws what
 * is wrong by name. The configuration, the journal and every row are read; nothing of the deployment is touched.
 */
export async function rehearse(snapshot: Snapshot, deps: RehearseDeps): Promise<Rehearsal> {
  const began = deps.now()
  await removeAbandoned(deps)
  const scratch = join(deps.scratchIn, `${SCRATCH}${Buffer.from(deps.random(6)).toString('hex')}`)
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  try {
    const { manifest } = snapshot
    await checkSchema(manifest.migrations)
    await snapshot.text('cordon.yaml')
    await rehearseJournal(snapshot, join(scratch, 'journal'), deps)
    const { tables, rows, values } = await rehearseDatabase(snapshot, scratch, deps)
    const opened = await openedOf(values, join(scratch, 'journal'), deps)
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0)
    const { id, size, root } = manifest
    return { snapshot: id, entries: size, root, tables, rows, bytes, opened, ms: deps.now() - began }
  } finally {
    await removeScratch(scratch, deps)
  }
}

async function rehearseJournal(snapshot: Snapshot, folder: string, { disk, live }: RehearseDeps): Promise<void> {
  const vkey = (await snapshot.text('journal/log.vkey')).trim()
  await unpackJournal(disk, snapshot, folder, vkey)
  if (live === undefined) return
  const { ok } = await verifyPaced(disk, live, { vkey, since: snapshot.manifest.checkpoint })
  if (!ok) throw new CordonError('journal_damaged', { at: 'the journal does not contain the one that was backed up' })
}

async function rehearseDatabase(snapshot: Snapshot, scratch: string, deps: RehearseDeps) {
  const tables = await snapshot.tables()
  const server = await supervise({ dataFolder: scratch, pgBin: deps.pgBin, random: deps.random })
  try {
    const owner: pg.ClientConfig = server.connection('cordon_owner')
    const { migrations } = snapshot.manifest
    await loadDatabase(owner, { tables, migrations }, ({ name }) => snapshot.read(`database/${name}`))
    const names = tables.map(({ name }) => name)
    const values = deps.keys && (await openValues(owner, deps.keys.keyring, names))
    return { tables: tables.length, rows: tables.reduce((sum, table) => sum + table.rows, 0), values }
  } finally {
    await server.stop()
  }
}

/** Sums what opened; a tenant of whom nothing opens, though nobody destroyed its keys, has no backup. */
async function openedOf(values: Opened | undefined, journal: string, { disk, keys }: RehearseDeps) {
  if (values === undefined || keys === undefined) return {}
  const tenants = (await registerNames(keys.registerFolder)).filter((name) => name !== NODE)
  const entries = await openEntries(disk, journal, keys.keyring, tenants)
  const opened: Record<string, number> = {}
  for (const found of [values, entries])
    for (const [tenant, count] of Object.entries(found.opened)) opened[tenant] = (opened[tenant] ?? 0) + count
  for (const tenant of [values, entries].flatMap(({ keyless }) => Object.keys(keyless))) {
    if (opened[tenant] !== undefined) continue
    const register = await readRegister(keys.registerFolder, tenant)
    if ((register?.shreds ?? 0) === 0)
      throw new CordonError('backup_damaged', { at: `not one sealed value of ${tenant} opens` })
  }
  return opened
}

/** What a killed process left, its database included. */
async function removeAbandoned(deps: RehearseDeps): Promise<void> {
  await mkdir(deps.scratchIn, { recursive: true, mode: 0o700 })
  for (const name of await readdir(deps.scratchIn))
    if (name.startsWith(SCRATCH)) await removeScratch(join(deps.scratchIn, name), deps)
}

async function removeScratch(scratch: string, { random }: RehearseDeps): Promise<void> {
  await removeSupervised({ dataFolder: scratch, random }).catch(() => undefined)
  await rm(scratch, { recursive: true, force: true, maxRetries: 3 })
}
