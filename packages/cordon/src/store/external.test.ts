import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { externalConnections } from './external.ts'
import { openStore, removeStore } from './open.ts'
import { findBinaries } from './postgres/binaries.ts'
import { type Supervised, supervise } from './postgres/supervise.ts'
import { assertConfined } from './roles.ts'

const random = (length: number): Uint8Array => randomBytes(length)
const DEBIAN_15 = '/usr/lib/postgresql/15/bin'
let folder: string
let server: Supervised

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-external-'))
  server = await supervise({ dataFolder: folder, random })
})
afterAll(async () => {
  await server.stop()
  await removeStore({ dataFolder: folder, random })
  await rm(folder, { recursive: true })
})
const url = (user: string) =>
  `postgres://${user}@${encodeURIComponent(server.connection('cordon_owner').host ?? '')}:5432/cordon`

/** What an operator's superuser does, with the server stopped: ours lets no superuser in. */
async function asSuperuser(...statements: string[]): Promise<void> {
  const { place } = server
  const { bin } = await findBinaries(place, undefined)
  await server.stop()
  const ran = spawnSync(join(bin, 'postgres'), ['--single', '-D', place.cluster, 'cordon'], {
    ...place.user,
    cwd: '/',
    env: {},
    input: `${statements.join('\n')}\n`,
  })
  expect(ran.stderr.toString()).not.toContain('ERROR')
  server = await supervise({ dataFolder: folder, random })
}

describe('a server of the operator’s', () => {
  it('whose user may not take the application’s role is refused, with what would mend it', async () => {
    const opening = openStore({ source: { kind: 'url', url: url('cordon_owner') }, dataFolder: folder, random })
    await expect(opening).rejects.toMatchObject({
      code: 'config_invalid',
      at: expect.stringContaining('grant cordon_app'),
    })
  })

  it('serves the same store: the application’s role has no more rights than on ours', async () => {
    await asSuperuser(
      'grant cordon_app to cordon_owner with admin option',
      'drop owned by cordon_auditor',
      'drop role cordon_auditor',
      'alter role cordon_owner createrole',
    )
    const store = await openStore({ source: { kind: 'url', url: url('cordon_owner') }, dataFolder: folder, random })
    const row = { tenant: 'north', id: 'a', definition: '{}' }
    await store.within('north', (tx) => tx.insertInto('vendor').values(row).execute())
    const ids = (tenant: string) => store.within(tenant, (tx) => tx.selectFrom('vendor').select('id').execute())
    expect(await ids('north')).toEqual([{ id: 'a' }])
    expect(await ids('south')).toEqual([])
    const update = store.within('north', (tx) => tx.updateTable('agreement').set({ version: 2 }).execute())
    await expect(update).rejects.toMatchObject({ code: 'internal' })
    await store.close()
  })

  it('goes back to the application’s role on `reset role`', async () => {
    const session = new pg.Client(externalConnections(url('cordon_owner')).application)
    await session.connect()
    await session.query('reset role')
    expect((await session.query('select current_user as is')).rows).toEqual([{ is: 'cordon_app' }])
    await session.end()
  })

  it('is refused when the application’s role owns the tables', async () => {
    const pool = new pg.Pool(server.connection('cordon_owner'))
    await expect(assertConfined(pool)).rejects.toMatchObject({ code: 'store_unavailable' })
    await pool.end()
  })

  it('that is not there is `store_unavailable`, without its address', async () => {
    const opening = openStore({
      source: { kind: 'url', url: 'postgres://u:secret@127.0.0.1:9/db' },
      dataFolder: folder,
      random,
    })
    const error: unknown = await opening.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'store_unavailable' })
    expect(JSON.stringify(error)).not.toMatch(/secret|127/)
  })
})

describe('the URL', () => {
  it.each([
    { url: 'postgres://u@db.example.org/cordon', allowed: false },
    { url: 'postgres://u@db.example.org/cordon?sslmode=disable', allowed: false },
    { url: 'postgres://u@db.example.org/cordon?sslmode=no-verify', allowed: false },
    { url: 'postgres://u@db.example.org/cordon?sslmode=verify-full', allowed: true },
    { url: 'postgres://u@10.0.0.1/cordon', allowed: false },
    { url: 'postgres://u@localhost/cordon', allowed: true },
    { url: 'postgres://u@127.0.0.1/cordon', allowed: true },
    { url: 'postgres://u@[::1]/cordon', allowed: true },
    { url: 'postgres://u@%2Frun%2Fpostgresql/cordon', allowed: true },
    { url: 'postgres://[', allowed: false },
  ])('$url: allowed $allowed', ({ url: given, allowed }) => {
    if (allowed) externalConnections(given)
    else expect(() => externalConnections(given)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })
})

describe('store.pgBin', () => {
  it.skipIf(!existsSync(DEBIAN_15))('PostgreSQL 15 of Debian serves the store too', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'cordon-pg15-'))
    const store = await openStore({ source: { kind: 'supervised', pgBin: DEBIAN_15 }, dataFolder, random })
    await store.within('north', (tx) =>
      tx.insertInto('vendor').values({ tenant: 'north', id: 'a', definition: '{}' }).execute(),
    )
    await store.close()
    const other = openStore({ source: { kind: 'supervised' }, dataFolder, random })
    await expect(other).rejects.toMatchObject({
      code: 'data_folder_invalid',
      at: expect.stringContaining('PostgreSQL 15'),
    })
    await removeStore({ dataFolder, random })
    await rm(dataFolder, { recursive: true })
  })
})
