import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openStore, removeStore } from './open.ts'
import { choosePlace, type Place } from './postgres/place.ts'
import { connectionTo, type Role } from './postgres/session.ts'
import { both, reading, type Statement, type Store, type Tx } from './store.ts'

const random = (length: number): Uint8Array => randomBytes(length)
let folder: string
let place: Place
let store: Store

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-store-'))
  store = await openStore({ source: { kind: 'supervised' }, dataFolder: folder, random })
  place = await choosePlace({ dataFolder: folder, random })
  const rows = [
    { tenant: 'north', id: 'a', definition: '{}' },
    { tenant: 'south', id: 'b', definition: '{}' },
  ]
  for (const row of rows) await store.within(row.tenant, (tx) => tx.insertInto('vendor').values(row).execute())
})
afterAll(async () => {
  await store.close()
  await removeStore({ dataFolder: folder, random })
  await rm(folder, { recursive: true })
})

const sessions: pg.Client[] = []
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.end()
})
async function sessionAs(role: Role): Promise<pg.Client> {
  const session = new pg.Client(connectionTo(place, role))
  await session.connect()
  sessions.push(session)
  return session
}
const vendors = (tx: Tx) => tx.selectFrom('vendor').select('id').execute()
const theVendor = (id: string): Statement<{ id: string }> => ({
  text: 'select id from vendor where tenant in ($1, $2, $3) and id = $4',
  values: ['north', 'south', id],
})
const written = (text: string, ...values: unknown[]): Statement<unknown> => ({ text, values })
const refusedStatement = expect.objectContaining({ code: 'internal' })

describe('a scope', () => {
  it('sees its own tenant’s rows and no other’s', async () => {
    expect(await store.within('north', vendors)).toEqual([{ id: 'a' }])
    expect(await store.within('south', vendors)).toEqual([{ id: 'b' }])
    expect(await store.within('west', vendors)).toEqual([])
  })

  it('cannot read, change or delete another tenant’s rows by naming them, nor write rows there', async () => {
    await store.within('north', async (tx) => {
      expect(await tx.selectFrom('vendor').selectAll().where('tenant', '=', 'south').execute()).toEqual([])
      const changed = await tx.updateTable('vendor').set({ definition: '[]' }).where('id', '=', 'b').executeTakeFirst()
      expect(changed.numUpdatedRows).toBe(0n)
      const deleted = await tx.deleteFrom('vendor').where('id', '=', 'b').executeTakeFirst()
      expect(deleted.numDeletedRows).toBe(0n)
    })
    const intrude = (tx: Tx) => tx.insertInto('vendor').values({ tenant: 'south', id: 'c', definition: '{}' }).execute()
    await expect(store.within('north', intrude)).rejects.toThrow(refusedStatement)
    const move = (tx: Tx) => tx.updateTable('vendor').set({ tenant: 'south' }).execute()
    await expect(store.within('north', move)).rejects.toThrow(refusedStatement)
  })

  it('answers several readings at once, in order, and of one tenant alone', async () => {
    const named = (id: string) => reading([theVendor(id)], (rows) => rows.length)
    const asked = [named('a'), named('b'), both(named('b'), named('a'))] as const
    const readings = () => store.read<[number, number, readonly [number, number]]>('north', asked)
    expect(await Promise.all([readings(), readings(), readings()])).toEqual(Array(3).fill([1, 0, [0, 1]]))
    expect(await store.read('south', [named('a'), named('b')])).toEqual([0, 1])
    expect(await store.read('west', [named('a'), named('b')])).toEqual([0, 0])
  })

  it('answers none of its readings when one fails, and keeps nothing that another wrote', async () => {
    const wrong = reading([written('select 1 / ($1::text <> $2)::int', 'north')], () => 'read')
    const text = `insert into vendor (tenant, id, definition) values ($1, $2, '{}')`
    const add = reading([written(text, 'd')], () => 'written')
    await expect(store.read('north', [add, wrong])).rejects.toThrow(refusedStatement)
    await expect(store.read('north', [wrong, add])).rejects.toThrow(refusedStatement)
    const intrude = reading([written(`${text.replace('$1', "'south'")} returning $1::text`, 'd')], () => 'in')
    await expect(store.read('north', [intrude])).rejects.toThrow(refusedStatement)
    expect(await store.within('north', vendors)).toEqual([{ id: 'a' }])
    expect(await store.within('south', vendors)).toEqual([{ id: 'b' }])
  })

  it('reads on where a statement failed before, of which the connection may have prepared a part', async () => {
    const half = (by: string) =>
      reading([written('select 1 / $2::int as half where $1 <> $3', by, 'x')], (rows) => rows)
    const named = reading([theVendor('a')], (rows) => rows)
    for (let round = 0; round < 4; round++) {
      const asked = (by: string) => Array.from({ length: 10 }, () => store.read('north', [named, half(by), named]))
      for (const failed of await Promise.allSettled(asked('0')))
        expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'internal' } })
      for (const read of await Promise.all(asked('1')))
        expect(read).toEqual([[{ id: 'a' }], [{ half: 1 }], [{ id: 'a' }]])
    }
  })

  it('writes texts, lists, bytes, dates and nothing, and reads them as they were', async () => {
    const values = [
      'a, "b" \\ {c}\n',
      ['', 'null', 'a "b" \\', 'ä,{}'],
      Buffer.from([0, 255]),
      new Date(1.7e12),
      null,
      7,
      true,
    ]
    const types = ['text', 'text[]', 'bytea', 'timestamptz', 'text', 'int', 'boolean']
    const columns = types.map((type, n) => `$${n + 2}::${type} as v${n}`)
    const echo = written(`select ${columns.join(', ')} where $1 <> ''`, ...values)
    for (let times = 0; times < 3; times++) {
      const [[row]] = await store.read<[unknown[]]>('north', [reading([echo], (rows) => rows)])
      expect(Object.values(row as object)).toEqual(values)
    }
    const other = reading([written('select $2::text where $1 <> $2', { of: 1 })], () => 'read')
    await expect(store.read('north', [other])).rejects.toThrow('invariant')
  })

  it('leaves no setting behind: not the tenant, the charts, nor how statements are planned', async () => {
    const view = { patients: ['p'], classes: ['c'] }
    const settings = `current_setting('cordon.tenant', true) as tenant, current_setting('cordon.patients', true) as patients,
      current_setting('plan_cache_mode') as plans`
    const seen = reading([written(`select ${settings} where $1 <> ''`)], ([row]) => row)
    expect(await store.read('north', [seen], view)).toEqual([
      { tenant: 'north', patients: 'p', plans: 'force_generic_plan' },
    ])
    const after = await store.within('south', async (tx) => (await sql.raw(`select ${settings}`).execute(tx)).rows)
    expect(after).toEqual([{ tenant: 'south', patients: '', plans: 'auto' }])
  })

  it('rolls back when its work throws, and gives the error through', async () => {
    const mine = new Error('of the caller')
    const work = async (tx: Tx) => {
      await tx.deleteFrom('vendor').execute()
      throw mine
    }
    await expect(store.within('north', work)).rejects.toBe(mine)
    expect(await store.within('north', vendors)).toEqual([{ id: 'a' }])
  })

  it('needs a tenant', async () => {
    await expect(store.within('', vendors)).rejects.toThrow('invariant')
  })

  it('keeps thirty callers on ten connections apart', async () => {
    const tenants = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 'north' : 'south'))
    const seen = await Promise.all(tenants.map((tenant) => store.within(tenant, vendors)))
    expect(seen).toEqual(tenants.map((tenant) => [{ id: tenant === 'north' ? 'a' : 'b' }]))
  })
})

describe('the application’s role', () => {
  it('sees no row without a scope: before any, after one, and with an empty one', async () => {
    const app = await sessionAs('cordon_app')
    const count = async () => (await app.query('select 1 from vendor')).rows.length
    expect(await count()).toBe(0)
    await app.query(`begin; select set_config('cordon.tenant', 'north', true)`)
    expect(await count()).toBe(1)
    await app.query('commit')
    expect(await count()).toBe(0)
    await app.query(`select set_config('cordon.tenant', '', false)`)
    expect(await count()).toBe(0)
    await expect(app.query(`insert into vendor values ('', 'x', '{}')`)).rejects.toMatchObject({ code: '42501' })
  })

  it.each([
    'alter table vendor disable row level security',
    'alter table vendor no force row level security',
    'drop policy tenant_only on vendor',
    'create policy everything on vendor using (true)',
    'alter role cordon_app bypassrls',
    'set role cordon_owner',
    'set session authorization cordon_owner',
    'set role postgres',
    'truncate vendor',
    'drop table vendor',
    'create table mine (x int)',
    'create temporary table mine (x int)',
    `update agreement set definition = '{}'`,
    'delete from agreement',
    'truncate agreement',
    'delete from journal_mark',
    'select * from cordon_migration',
    `copy vendor to program 'cat'`,
    `select pg_read_file('/etc/passwd')`,
  ])('may not: %s', async (statement) => {
    const app = await sessionAs('cordon_app')
    await app.query(`select set_config('cordon.tenant', 'north', false)`)
    await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' })
  })

  it('adds an agreement, and cannot change it afterwards', async () => {
    const row = { tenant: 'north', id: 'baa', version: 1, definition: '{}', created_at: new Date(0) }
    await store.within('north', (tx) => tx.insertInto('agreement').values(row).execute())
    const change = (tx: Tx) => tx.updateTable('agreement').set({ version: 2 }).execute()
    await expect(store.within('north', change)).rejects.toThrow(refusedStatement)
    const seen = await store.within('north', (tx) => tx.selectFrom('agreement').select('version').execute())
    expect(seen).toEqual([{ version: 1 }])
  })
})

describe('the other roles', () => {
  it('the auditor reads a tenant’s rows, never the keys’ hashes, and writes nothing', async () => {
    const auditor = await sessionAs('cordon_auditor')
    expect((await auditor.query('select 1 from vendor')).rows).toHaveLength(0)
    await auditor.query(`select set_config('cordon.tenant', 'north', false)`)
    expect((await auditor.query('select id from vendor')).rows).toEqual([{ id: 'a' }])
    await auditor.query('select id, principal from api_key')
    await expect(auditor.query('select hmac from api_key')).rejects.toMatchObject({ code: '42501' })
    await expect(auditor.query('delete from vendor')).rejects.toMatchObject({ code: '25006' })
    await auditor.query('set default_transaction_read_only = off')
    await expect(auditor.query('delete from vendor')).rejects.toMatchObject({ code: '42501' })
  })

  it('even the owner sees no row without a scope', async () => {
    const owner = await sessionAs('cordon_owner')
    expect((await owner.query('select 1 from vendor')).rows).toHaveLength(0)
  })

  it('the superuser, and other databases, have no way in', async () => {
    for (const other of [{ user: 'postgres' }, { database: 'postgres' }]) {
      const session = new pg.Client({ ...connectionTo(place, 'cordon_owner'), ...other })
      await expect(session.connect()).rejects.toMatchObject({ code: '28000' })
    }
  })
})

describe('every table of a tenant', () => {
  it('forces row-level security by the tenant, where an empty tenant is none, and the auditor may read it', async () => {
    const owner = await sessionAs('cordon_owner')
    const { rows } = await owner.query(
      `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
              p.qual as shown, p.with_check as written,
              has_any_column_privilege('cordon_auditor', c.oid, 'select') as read
         from pg_class c left join pg_policies p on p.tablename = c.relname and p.permissive = 'PERMISSIVE'
        where c.relkind = 'r' and exists (
          select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant')`,
    )
    const only = `(tenant = NULLIF(current_setting('cordon.tenant'::text, true), ''::text))`
    expect(rows.length).toBeGreaterThan(10)
    for (const { name, ...is } of rows) {
      expect({ name, ...is }).toEqual({ name, forced: true, shown: only, written: only, read: true })
    }
  })
})

describe('the server', () => {
  it('is durable, checksummed, and listens on the private socket alone', async () => {
    const owner = await sessionAs('cordon_owner')
    const setting = async (name: string) => (await owner.query(`show ${name}`)).rows[0]?.[name]
    for (const name of ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums']) {
      expect([name, await setting(name)]).toEqual([name, 'on'])
    }
    expect(await setting('listen_addresses')).toBe('')
  })
})

describe('an error of the database', () => {
  it('carries nothing of the values: not in its text, nor its cause, nor however it is printed', async () => {
    const row = { tenant: 'north', ref: 'r', patient: 'p', digest: 'd', sealed: Buffer.from('x') }
    const insert = (ref: string) =>
      store.within('north', (tx) =>
        tx
          .insertInto('document')
          .values({ ...row, ref })
          .execute(),
      )
    await insert('CANARY-7f3a')
    const duplicate = await insert('CANARY-7f3a').catch((error: unknown) => error)
    const cast = await store
      .within('north', (tx) => sql`select ${'CANARY-7f3a'}::text::int`.execute(tx))
      .catch((error: unknown) => error)
    for (const error of [duplicate, cast]) {
      expect(error).toMatchObject({ code: 'internal' })
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('CANARY')
      expect(JSON.stringify(error)).toBe('{"code":"internal","title":"An internal error","at":"the store"}')
    }
    expect(inspect(duplicate)).toContain('SQLSTATE 23505 at document document_pkey')
    expect(inspect(cast)).toContain('SQLSTATE 22P02')
  })

  it('leaves no statement, parameter or row in the server’s log', async () => {
    const log = await readFile(place.log, 'utf8')
    expect(log).toContain('ready to accept connections')
    expect(log).not.toMatch(/CANARY|select|insert|ERROR|DETAIL|STATEMENT/i)
  })

  it('is `store_unavailable` when the server ends the session, and the next scope works', async () => {
    const work = async (tx: Tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      process.kill(rows[0]?.pid ?? Number.NaN, 'SIGTERM')
      await sql`select pg_sleep(5)`.execute(tx)
    }
    await expect(store.within('north', work)).rejects.toMatchObject({ code: 'store_unavailable' })
    const end = reading([written(`select pg_terminate_backend(pg_backend_pid()) where $1 <> ''`)], () => 'read')
    await expect(store.read('north', [end])).rejects.toMatchObject({ code: 'store_unavailable' })
    expect(await store.within('north', vendors)).toEqual([{ id: 'a' }])
  })
})
