import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore, ownerConnection, removeStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { openDump } from './dump.ts'
import { type DumpedTable, loadDatabase } from './load.ts'

const random = (length: number): Uint8Array => randomBytes(length)
const TENANTS = ['north', 'south']
const PATIENTS = 300
const SEALED_BYTES = 4_000
const folders: string[] = []
const stores: Store[] = []
type Open = { store: Store; owner: pg.ClientConfig }
let live: Open
let target: Open

async function openEmpty(): Promise<{ store: Store; owner: pg.ClientConfig; dataFolder: string }> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'cordon-dump-'))
  folders.push(dataFolder)
  const source = { kind: 'supervised' } as const
  const store = await openStore({ source, dataFolder, random })
  stores.push(store)
  return { store, owner: await ownerConnection({ source, dataFolder, random }), dataFolder }
}

async function withoutTables(owner: pg.ClientConfig): Promise<void> {
  const session = new pg.Client(owner)
  await session.connect()
  await session.query(`do $$ declare t text; begin
    for t in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
    loop execute format('drop table %I cascade', t); end loop; end $$`)
  await session.end()
}

beforeAll(async () => {
  live = await openEmpty()
  target = await openEmpty()
  for (const tenant of TENANTS)
    await live.store.within(tenant, async (tx) => {
      const row = (n: number) => ({ tenant, ref: `p${n}`, sealed: randomBytes(SEALED_BYTES) })
      await tx
        .insertInto('patient')
        .values(Array.from({ length: PATIENTS }, (_, n) => row(n)))
        .execute()
      const definition = JSON.stringify({ id: 'a', name: 'ä "quoted" \n' })
      await tx.insertInto('application').values({ tenant, id: 'a', definition, revoked_at: null }).execute()
    })
  await live.store.shared.insertInto('journal_mark').values({ node: 'n', size: '7', root: 'r' }).execute()
})
afterAll(async () => {
  for (const store of stores) await store.close()
  for (const dataFolder of folders) {
    await removeStore({ dataFolder, random })
    await rm(dataFolder, { recursive: true })
  }
})

interface Held {
  readonly tables: DumpedTable[]
  readonly migrations: { name: string; checksum: string }[]
  readonly bytes: Map<string, Buffer>
}

async function dumpAll(): Promise<Held> {
  const dump = await openDump(live.owner)
  const bytes = new Map<string, Buffer>()
  const tables: DumpedTable[] = []
  for (const table of dump.tables) {
    const copy = dump.copy(table)
    const parts: Uint8Array[] = []
    for await (const chunk of copy.chunks) parts.push(chunk)
    bytes.set(table.name, Buffer.concat(parts))
    tables.push({ ...table, rows: copy.rows() })
  }
  await dump.close()
  return { tables, migrations: [...dump.migrations], bytes }
}

async function* slices(bytes: Buffer, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const sourceOf = (held: Held) => (table: DumpedTable) => slices(held.bytes.get(table.name) ?? Buffer.alloc(0))

// Each starts databases of its own, on a machine that may be busy.
describe('a dump of the store', { timeout: 120_000 }, () => {
  it('holds every tenant’s rows, though nobody who serves can see past one', async () => {
    const { tables } = await dumpAll()
    const rows = Object.fromEntries(tables.map((table) => [table.name, table.rows]))
    expect(rows).toMatchObject({
      patient: TENANTS.length * PATIENTS,
      application: TENANTS.length,
      journal_mark: 1,
      body: 0,
    })
    const session = new pg.Client(live.owner)
    await session.connect()
    expect((await session.query('select 1 from patient')).rows.length).toBe(0)
    await session.end()
  })

  it('is of one moment: what is written meanwhile is in none of its tables', async () => {
    const dump = await openDump(live.owner)
    await live.store.within('north', (tx) =>
      tx.insertInto('vendor').values({ tenant: 'north', id: 'late', definition: '{}' }).execute(),
    )
    const vendor = dump.tables.find(({ name }) => name === 'vendor')
    if (vendor === undefined) throw new Error('no such table')
    const copy = dump.copy(vendor)
    for await (const _ of copy.chunks);
    expect(copy.rows()).toBe(0)
    await dump.close()
    await live.store.within('north', (tx) => tx.deleteFrom('vendor').execute())
  })

  it('fills an empty database with the same rows, under the same rules', async () => {
    const held = await dumpAll()
    const { store, owner } = target
    await withoutTables(owner)
    await loadDatabase(owner, held, sourceOf(held))
    for (const tenant of TENANTS) {
      const ask = (from: Store) =>
        from.within(tenant, (tx) => tx.selectFrom('patient').selectAll().orderBy('ref').execute())
      expect(await ask(store)).toEqual(await ask(live.store))
    }
    const session = new pg.Client(owner)
    await session.connect()
    expect((await session.query('select 1 from patient')).rows.length).toBe(0)
    await session.end()
  })

  it('goes into an empty database only, and leaves none half full', async () => {
    const held = await dumpAll()
    await expect(loadDatabase(live.owner, held, sourceOf(held))).rejects.toMatchObject({
      code: 'restore_target_not_empty',
    })
    const { owner } = target
    await withoutTables(owner)
    const fewer = held.tables.map((table) => (table.name === 'patient' ? { ...table, rows: table.rows + 1 } : table))
    await expect(loadDatabase(owner, { ...held, tables: fewer }, sourceOf(held))).rejects.toMatchObject({
      code: 'backup_damaged',
      at: `patient: ${TENANTS.length * PATIENTS} of ${TENANTS.length * PATIENTS + 1} rows`,
    })
    await withoutTables(owner)
    const cut = (table: DumpedTable) => slices((held.bytes.get(table.name) ?? Buffer.alloc(0)).subarray(0, 100_000))
    await expect(loadDatabase(owner, held, cut)).rejects.toMatchObject({ name: 'CordonError' })
    await withoutTables(owner)
    const newer = [...held.migrations, { name: '9999-later.sql', checksum: 'x' }]
    await expect(loadDatabase(owner, { ...held, migrations: newer }, sourceOf(held))).rejects.toMatchObject({
      code: 'backup_newer',
    })
    const fails = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from('PGCOPY\n')
      throw new Error('a source that fails')
    }
    await expect(loadDatabase(owner, held, fails)).rejects.toMatchObject({ name: 'CordonError' })
  })

  it('that nobody reads to its end costs its own session alone', async () => {
    const dump = await openDump(live.owner)
    const patient = dump.tables.find(({ name }) => name === 'patient')
    if (patient === undefined) throw new Error('no such table')
    for await (const _ of dump.copy(patient).chunks) break
    await dump.close().catch(() => undefined)
    await live.store.ping()
  })
})
