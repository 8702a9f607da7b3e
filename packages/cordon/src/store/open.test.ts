import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from './open.ts'
import type { Store } from './store.ts'

const random = (length: number): Uint8Array => randomBytes(length)
let folder: string
let store: Store

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-store-'))
  store = await openStore({ source: { kind: 'supervised' }, dataFolder: folder, random })
})
afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

const vendor = (tenant: string, id: string) => ({ tenant, id, definition: '{}' })
const vendors = (tenant: string) => store.within(tenant, (tx) => tx.selectFrom('vendor').select('id').execute())

describe('a scope', () => {
  it('sees its own tenant’s rows and no other’s', async () => {
    await store.within('north', (tx) => tx.insertInto('vendor').values(vendor('north', 'a')).execute())
    expect(await vendors('north')).toEqual([{ id: 'a' }])
    expect(await vendors('south')).toEqual([])
  })
})
