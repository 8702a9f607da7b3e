import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestKeys, random, type TestKeys } from '../../crypto/keys.fixture.ts'
import { newestCopy } from '../../crypto/places.ts'
import { createEgress } from '../../kernel/egress.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import { openDirectoryStore } from './directory.ts'
import { PLACE_LIMITS } from './limits.ts'
import { openS3Store } from './s3.ts'
import { startS3 } from './s3-server.fixture.ts'

/** Key registers in the real places: a directory, and a bucket that keeps every version until it is told otherwise. */
const closers: (() => Promise<unknown>)[] = []
let root: string
let keys: TestKeys
let stores: ObjectStore[]
let bytesInBucket: () => string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cordon-register-places-'))
  const place = await mkdtemp(join(root, 'place-'))
  const server = await startS3({ versioned: true })
  const egress = createEgress({ limits: PLACE_LIMITS })
  closers.push(
    () => server.close(),
    () => egress.close(),
  )
  const { endpoint, bucket, region, credentials } = server
  stores = [
    await openDirectoryStore({ folder: place, dataFolder: join(root, 'data'), now: () => 0, random }),
    await openS3Store({ place: { endpoint, bucket, region, prefix: 'site' }, egress, credentials }),
  ]
  keys = await createTestKeys()
  bytesInBucket = () =>
    [...server.versions.values()]
      .flat()
      .map(({ bytes }) => bytes?.toString('utf8') ?? '')
      .join('\n')
})
afterAll(async () => {
  await keys.remove()
  for (const close of closers) await close()
  await rm(root, { recursive: true })
})

it('hold no byte of destroyed keys, in no version, once they have confirmed', async () => {
  const { keyring, care, places } = await keys.open({ stores })
  for (const patient of ['gone', 'kept', 'also kept'])
    await keyring.sealing({ tenant: 'north', purpose: 'patient', patient })
  await places.idle()
  const before = await newestCopy(stores[1] as ObjectStore, 'north', care.believes)
  const doom = await care.doomed('north', ['gone'])
  const wrapped = [before?.kek ?? 'none', ...doom.keys.map(({ id }) => before?.keys[id]?.wrapped ?? 'none')]
  for (const text of wrapped) expect(bytesInBucket()).toContain(text)
  await care.destroy('north', doom)
  expect(await care.confirmed('north')).toBe(true)
  const files = await readdir(root, { recursive: true, withFileTypes: true })
  const texts = await Promise.all(
    files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
  )
  for (const text of wrapped) {
    expect(bytesInBucket()).not.toContain(text)
    expect(texts.join('\n')).not.toContain(text)
  }
  for (const store of stores)
    expect(Object.keys((await newestCopy(store, 'north', care.believes))?.keys ?? {})).toHaveLength(2)
})
