import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from './migrate.ts'
import { removeStore } from './open.ts'
import { type Supervised, supervise } from './postgres/supervise.ts'

const random = (length: number): Uint8Array => randomBytes(length)
let folder: string
let server: Supervised
const files = () => pathToFileURL(`${folder}/`)
const put = (name: string, text: string) => writeFile(join(folder, name), text)

async function asOwner<T>(work: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = new pg.Client(server.connection('cordon_owner'))
  await session.connect()
  try {
    return await work(session)
  } finally {
    await session.end()
  }
}
const run = () => asOwner((session) => migrate(session, files()))
const tables = () =>
  asOwner(async (session) => {
    const { rows } = await session.query(
      `select relname from pg_class where relname in ('one', 'two', 'three') order by 1`,
    )
    return rows.map((row) => row.relname)
  })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-migrate-'))
  server = await supervise({ dataFolder: folder, random })
})
afterAll(async () => {
  await server.stop()
  await removeStore({ dataFolder: folder, random })
  await rm(folder, { recursive: true })
})

describe('migrations', () => {
  it('apply once, in order, also when two Cordons start at the same moment', async () => {
    await put('0001-one.sql', 'create table one (x int)')
    await put('0002-two.sql', 'create table two (x int); insert into one values (1)')
    await put('notes.txt', 'not a migration')
    await Promise.all([run(), run(), run()])
    expect(await tables()).toEqual(['one', 'two'])
    const count = await asOwner(async (session) => (await session.query('select 1 from one')).rows.length)
    expect(count).toBe(1)
  })

  it('that fail leave nothing behind, and say nothing of the values', async () => {
    await put('0003-three.sql', `create table three (x int); insert into three values ('CANARY')`)
    await expect(run()).rejects.toMatchObject({ code: 'internal', cause: { message: 'SQLSTATE 22P02' } })
    expect(await tables()).toEqual(['one', 'two'])
    await put('0003-three.sql', 'create table three (x int)')
    await run()
    expect(await tables()).toEqual(['one', 'three', 'two'])
  })

  it('refuse a store whose applied file was changed, and one of a newer Cordon', async () => {
    await put('0001-one.sql', 'create table one (x bigint)')
    await expect(run()).rejects.toMatchObject({ code: 'data_folder_invalid', at: 'migration 0001-one.sql was changed' })
    await put('0001-one.sql', 'create table one (x int)')
    await run()
    await rm(join(folder, '0003-three.sql'))
    await expect(run()).rejects.toMatchObject({ code: 'data_folder_invalid' })
  })
})
