import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEgress, type Egress } from '../../kernel/egress.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import { openDirectoryStore } from './directory.ts'
import { PLACE_LIMITS } from './limits.ts'
import { openS3Store } from './s3.ts'
import { PART_BYTES } from './s3-parts.ts'
import { type S3Fault, type S3Server, startS3 } from './s3-server.fixture.ts'

const random = (length: number): Uint8Array => randomBytes(length)
const now = () => Date.parse('2026-11-22T12:00:00Z')
const closers: (() => Promise<unknown>)[] = []
let root: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cordon-places-'))
})
afterAll(async () => {
  for (const close of closers) await close()
  await rm(root, { recursive: true })
})

async function directory(): Promise<ObjectStore> {
  const folder = await mkdtemp(join(root, 'place-'))
  return openDirectoryStore({ folder, dataFolder: join(root, 'data'), now, random })
}

async function s3(
  options: Parameters<typeof startS3>[0] = {},
  limits = {},
): Promise<{ store: ObjectStore; server: S3Server; egress: Egress }> {
  const server = await startS3(options)
  const egress = createEgress({ limits: { ...PLACE_LIMITS, ...limits } })
  closers.push(
    () => server.close(),
    () => egress.close(),
  )
  const { endpoint, bucket, region, credentials } = server
  const store = await openS3Store({
    place: { endpoint, bucket, region, prefix: 'site a/b'.replace(' ', '-') },
    egress,
    credentials,
  })
  return { store, server, egress }
}

const BACKENDS: readonly [string, () => Promise<ObjectStore>][] = [
  ['a directory', directory],
  ['an S3 store', async () => (await s3({ pageKeys: 2 })).store],
  ['an S3 store with versions', async () => (await s3({ versioned: true })).store],
  ['an S3 store that lists no versions', async () => (await s3({ listsVersions: false })).store],
]

async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key, bytes } of store.list(prefix)) keys.push(`${key} ${bytes}`)
  return keys.sort()
}

async function textOf(store: ObjectStore, key: string): Promise<string | undefined> {
  const bytes = await store.get(key, 1_000)
  return bytes && Buffer.from(bytes).toString()
}

describe.each(BACKENDS)('%s keeps whole objects', (_name, openStore) => {
  it('gives back what was put last, and nothing for what never was', async () => {
    const store = await openStore()
    await store.put('a/one', Buffer.from('first'))
    await store.put('a/one', Buffer.from('second'))
    await store.put('a/empty', new Uint8Array(0))
    expect(await textOf(store, 'a/one')).toBe('second')
    expect(await textOf(store, 'a/empty')).toBe('')
    expect(await textOf(store, 'a/two')).toBeUndefined()
  })

  it('lists by prefix, also one that ends within a name', async () => {
    const store = await openStore()
    for (const key of ['a/1', 'a/12', 'a/2', 'b/1', 'a/x/y']) await store.put(key, Buffer.from(key))
    expect(await keysOf(store, 'a/')).toEqual(['a/1 3', 'a/12 4', 'a/2 3', 'a/x/y 5'])
    expect(await keysOf(store, 'a/1')).toEqual(['a/1 3', 'a/12 4'])
    expect(await keysOf(store, 'c/')).toEqual([])
    expect((await keysOf(store, '')).length).toBe(5)
  })

  it('removes for good, and removing what is not there is nothing', async () => {
    const store = await openStore()
    for (const text of ['one', 'two', 'three']) await store.put('keys/north', Buffer.from(text))
    await store.put('keys/northern', Buffer.from('other'))
    await store.remove('keys/north')
    await store.remove('keys/north')
    expect(await textOf(store, 'keys/north')).toBeUndefined()
    expect(await keysOf(store, 'keys/')).toEqual(['keys/northern 5'])
  })

  it('takes and gives a large object as a stream', async () => {
    const store = await openStore()
    const whole = randomBytes(2 * PART_BYTES + 12_345)
    await store.put(
      'large',
      (async function* () {
        for (let at = 0; at < whole.length; at += 1_000_003) yield whole.subarray(at, at + 1_000_003)
      })(),
    )
    const read: Uint8Array[] = []
    for await (const chunk of store.read('large')) read.push(chunk)
    expect(Buffer.concat(read).equals(whole)).toBe(true)
    await expect(store.get('large', 1_000)).rejects.toMatchObject({
      code: 'backup_damaged',
      at: 'large: more than 1000 bytes',
    })
  })

  it('leaves the old object when its source fails', async () => {
    const store = await openStore()
    await store.put('a', Buffer.from('old'))
    const failing = async function* () {
      yield randomBytes(PART_BYTES + 1)
      throw new Error('source')
    }
    await expect(store.put('a', failing())).rejects.toMatchObject({ code: 'backup_place_unavailable' })
    expect(await textOf(store, 'a')).toBe('old')
    expect(await keysOf(store, '')).toEqual(['a 3'])
  })

  it('says what is missing when it is read', async () => {
    const store = await openStore()
    await expect(store.read('gone')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'backup_incomplete',
      at: 'gone',
    })
  })

  it.each(['../a', 'a/../b', '/a', 'a//b', '.a', 'a/', 'a b', 'ä'])('takes no key %j', async (key) => {
    const store = await openStore()
    await expect((async () => store.put(key, Buffer.from('x')))()).rejects.toThrow()
  })
})

describe('a directory', () => {
  it('is refused in the data folder, also through a link', async () => {
    const data = await mkdtemp(join(root, 'data-'))
    await mkdir(join(data, 'backup'))
    await symlink(join(data, 'backup'), join(root, 'link'))
    for (const folder of [data, join(data, 'backup'), join(root, 'link')])
      await expect(openDirectoryStore({ folder, dataFolder: data, now, random })).rejects.toMatchObject({
        code: 'config_invalid',
      })
    await mkdir(`${data}-beside`)
    await openDirectoryStore({ folder: `${data}-beside`, dataFolder: data, now, random })
  })

  it('must be there: a mistyped path or a mount that is away is no empty place', async () => {
    const at = { folder: join(root, 'nowhere'), dataFolder: join(root, 'data'), now, random }
    const store = await openDirectoryStore(at)
    const refused = { code: 'backup_place_unavailable', at: `directory:${at.folder}: ENOENT` }
    await expect(store.put('a', Buffer.from('x'))).rejects.toMatchObject(refused)
    await expect(store.get('a', 1)).rejects.toMatchObject(refused)
    await expect(keysOf(store, '')).rejects.toMatchObject(refused)
    await mkdir(at.folder)
    await store.put('a', Buffer.from('x'))
  })

  it('keeps files for their owner alone, and sweeps what a killed process left a day ago', async () => {
    const folder = await mkdtemp(join(root, 'sweep-'))
    const at = { folder, dataFolder: join(root, 'data'), now, random }
    const store = await openDirectoryStore(at)
    await store.put('a/b', Buffer.from('x'))
    expect((await stat(join(folder, 'a/b'))).mode & 0o777).toBe(0o600)
    await writeFile(join(folder, 'a/old.00.partial'), 'x')
    await writeFile(join(folder, 'a/new.00.partial'), 'x')
    await utimes(join(folder, 'a/old.00.partial'), 0, 0)
    await utimes(join(folder, 'a/new.00.partial'), now() / 1_000, now() / 1_000)
    expect(await keysOf(await openDirectoryStore(at), '')).toEqual(['a/b 1'])
    expect((await readdir(join(folder, 'a'))).sort()).toEqual(['b', 'new.00.partial'])
  })
})

describe('an S3 store', () => {
  const code = 'backup_place_unavailable'

  it('is asked again after an error, and no more often than three times', async () => {
    const { store, server } = await s3()
    let failures = 2
    server.fault = () => (failures-- > 0 ? 'error' : undefined)
    await store.put('a', Buffer.from('x'))
    failures = 99
    await expect(store.put('a', Buffer.from('y'))).rejects.toMatchObject({
      code,
      at: 's3:backups/site-a/b: InternalError',
    })
    expect(server.seen.length).toBe(6)
  })

  it.each<[S3Fault, string]>([
    ['denied', 'AccessDenied'],
    ['slow', 'upstream_timeout'],
    ['garbage', ''],
  ])('that is %s is named, and its text is not told', async (fault, word) => {
    const { store, server } = await s3({}, { upstreamHeadersMs: 100 })
    server.fault = () => fault
    const refusals = await Promise.allSettled([store.put('k', Buffer.from('x')), keysOf(store, ''), store.remove('k')])
    // A PUT has no answer to misread.
    for (const refusal of fault === 'garbage' ? refusals.slice(1) : refusals) {
      const error = refusal.status === 'rejected' ? (refusal.reason as unknown) : undefined
      expect(error).toMatchObject({ code })
      expect(JSON.stringify(error)).toContain(word)
      expect(JSON.stringify(error)).not.toContain('a word to nobody')
    }
  })

  it('whose answer is cut short is not believed', async () => {
    const { store, server } = await s3()
    await store.put('a', randomBytes(100_000))
    server.fault = (what) => (what.startsWith('GET') ? 'cut-short' : undefined)
    await expect(store.get('a', 1_000_000)).rejects.toMatchObject({ code })
  })

  it('keeps older versions until they are removed, one by one', async () => {
    const { store, server } = await s3({ versioned: true })
    for (const text of ['one', 'two']) await store.put('keys', Buffer.from(text))
    expect(server.versions.get('site-a/b/keys')?.length).toBe(2)
    await store.remove('keys')
    expect(server.versions.size).toBe(0)
  })

  it('that keeps versions and will not list them is not said to have forgotten', async () => {
    const { store } = await s3({ versioned: true, listsVersions: false })
    await store.put('keys', Buffer.from('one'))
    await expect(store.remove('keys')).rejects.toMatchObject({ code })
  })

  it('of another key is refused', async () => {
    const { server, egress } = await s3()
    const { endpoint, bucket, region, credentials } = server
    const wrong = { ...credentials, secretAccessKey: 'wrong' }
    const store = await openS3Store({ place: { endpoint, bucket, region }, egress, credentials: wrong })
    await expect(store.put('a', Buffer.from('x'))).rejects.toMatchObject({ at: 's3:backups: SignatureDoesNotMatch' })
  })

  it('that is away is named', async () => {
    const { server, store } = await s3()
    await server.close()
    await expect(store.get('a', 1)).rejects.toMatchObject({ code, at: 's3:backups/site-a/b: upstream_unreachable' })
  })
})
