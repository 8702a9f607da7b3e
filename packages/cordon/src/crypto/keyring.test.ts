import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKeyFiles, type KeyFiles } from './create-key-files.ts'
import type { Keyring, KeyScope, Place } from './keyring.ts'
import { openKeyring } from './open-keyring.ts'

const random = (length: number): Uint8Array => randomBytes(length)
const NOVEMBER = Date.UTC(2026, 10, 30, 23, 59, 59, 999)

let folder: string
let files: KeyFiles
let nowMs: number
const open = (): Promise<Keyring> =>
  openKeyring({ kekPath: files.kekPath, registerFolder: files.registerFolder, now: () => nowMs, random })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cordon-keys-'))
  files = await createKeyFiles({ kekPath: join(folder, 'secret/kek'), dataFolder: join(folder, 'data'), random })
  nowMs = NOVEMBER
})
afterEach(() => rm(folder, { recursive: true }))

const place: Place = { tenant: 'north', table: 'document', row: 'row-1', column: 'sealed' }
const text = Buffer.from('a note')

describe('a sealed value', () => {
  it('opens in its place, also after the keyring was opened again', async () => {
    const key = await (await open()).sealing({ tenant: 'north', purpose: 'directory' })
    const sealed = key.seal(text, place)
    const again = await (await open()).opening('north', sealed)
    expect(again.id).toBe(key.id)
    expect(Buffer.from(again.open(sealed, place)).equals(text)).toBe(true)
  })

  it('is opened by a key that stays in memory only where that is wanted', async () => {
    const sealed = (await (await open()).sealing({ tenant: 'north', purpose: 'directory' })).seal(text, place)
    const keyring = await open()
    const once = await keyring.opening('north', sealed, false)
    expect(Buffer.from(once.open(sealed, place)).equals(text)).toBe(true)
    const kept = await keyring.opening('north', sealed)
    expect(kept).not.toBe(once)
    expect(await keyring.opening('north', sealed)).toBe(kept)
  })

  it.each([
    { part: 'tenant', to: { tenant: 'south' } },
    { part: 'table', to: { table: 'resource' } },
    { part: 'row', to: { row: 'row-2' } },
    { part: 'column', to: { column: 'other' } },
    { part: 'where one field ends', to: { table: 'documentr', row: 'ow-1' } },
  ])('does not open when its $part is another', async ({ to }) => {
    const key = await (await open()).sealing({ tenant: 'north', purpose: 'directory' })
    const sealed = key.seal(text, place)
    expect(() => key.open(sealed, { ...place, ...to })).toThrow(expect.objectContaining({ code: 'keys_unavailable' }))
  })

  it('does not open when its header names another format or key version', async () => {
    const keyring = await open()
    const [one, two] = await keyring.sealingMany([
      { tenant: 'north', purpose: 'directory' },
      { tenant: 'north', purpose: 'vault' },
    ])
    const sealed = Buffer.from(one?.seal(text, place) ?? [])
    const renamed = Buffer.concat([sealed.subarray(0, 1), Buffer.from(two?.id ?? '', 'base64url'), sealed.subarray(17)])
    const refused = expect.objectContaining({ code: 'keys_unavailable' })
    expect(() => two?.open(renamed, place)).toThrow(refused)
    expect(() => one?.open(renamed, place)).toThrow(refused)
    expect(() => one?.open(Buffer.concat([Uint8Array.of(2), sealed.subarray(1)]), place)).toThrow(refused)
    await expect(keyring.opening('north', Buffer.concat([Uint8Array.of(2), sealed.subarray(1)]))).rejects.toThrow(
      refused,
    )
    await expect(keyring.opening('north', sealed.subarray(0, 56))).rejects.toThrow(refused)
  })

  it('is nothing to another tenant, nor to a register that lost its key', async () => {
    const keyring = await open()
    const sealed = (await keyring.sealing({ tenant: 'north', purpose: 'vault' })).seal(text, place)
    const refused = expect.objectContaining({ code: 'keys_unavailable' })
    await expect(keyring.opening('south', sealed)).rejects.toThrow(refused)
    expect(await readdir(files.registerFolder)).not.toContain('south.json')
    await keyring.tenant('south')
    await expect(keyring.opening('south', sealed)).rejects.toThrow(refused)
    await rm(join(files.registerFolder, 'north.json'))
    await expect((await open()).opening('north', sealed)).rejects.toThrow(refused)
  })

  it('is never the same twice', async () => {
    const key = await (await open()).sealing({ tenant: 'north', purpose: 'vault' })
    expect(Buffer.from(key.seal(text, place)).equals(key.seal(text, place))).toBe(false)
  })
})

describe('the keys', () => {
  it('change with the purpose, the patient, and the month of the clock', async () => {
    const keyring = await open()
    const scopes: KeyScope[] = [
      { tenant: 'north', purpose: 'vault' },
      { tenant: 'north', purpose: 'body' },
      { tenant: 'north', purpose: 'patient', patient: 'Patient/1' },
      { tenant: 'north', purpose: 'patient', patient: 'Patient/2' },
      { tenant: 'south', purpose: 'vault' },
    ]
    const november = (await keyring.sealingMany(scopes)).map((key) => key.id)
    expect(new Set(november).size).toBe(scopes.length)
    expect((await keyring.sealingMany(scopes)).map((key) => key.id)).toEqual(november)

    nowMs += 1
    const december = (await keyring.sealingMany(scopes)).map((key) => key.id)
    expect(december.map((id, at) => id === november[at])).toEqual([false, false, true, true, false])
  })

  it('for 5,000 new patients at once share their writes, and all are on disk', async () => {
    const keyring = await open()
    await keyring.tenant('north')
    const scopes = Array.from({ length: 5_000 }, (_, i): KeyScope => {
      return { tenant: 'north', purpose: 'patient', patient: `Patient/${i}` }
    })
    const before = performance.now()
    const keys = await Promise.all(scopes.map((scope) => keyring.sealing(scope)))
    const ms = performance.now() - before
    expect(new Set(keys.map((key) => key.id)).size).toBe(5_000)
    expect(ms).toBeLessThan(5_000)
    const register = await readFile(join(files.registerFolder, 'north.json'), 'utf8')
    expect(Object.keys(JSON.parse(register).keys)).toHaveLength(5_000)
    expect(register).not.toContain('Patient/')
  })

  it('are one for each patient, however many ask at the same time', async () => {
    const keyring = await open()
    const scope: KeyScope = { tenant: 'north', purpose: 'patient', patient: 'Patient/1' }
    const ask = async (turns: number) => {
      for (let i = 0; i < turns; i++) await Promise.resolve()
      return (await keyring.sealing(scope)).id
    }
    expect(new Set(await Promise.all(Array.from({ length: 300 }, (_, i) => ask(i)))).size).toBe(1)
  })

  it('that could not be written are not handed out, and the next caller tries again', async () => {
    const keyring = await open()
    await keyring.tenant('north')
    // A folder where the temporary file should be makes the write fail, whoever runs this.
    await mkdir(join(files.registerFolder, 'north.json.tmp'))
    const scope: KeyScope = { tenant: 'north', purpose: 'vault' }
    await expect(keyring.sealing(scope)).rejects.toMatchObject({ code: 'keys_unavailable' })
    await rmdir(join(files.registerFolder, 'north.json.tmp'))
    const sealed = (await keyring.sealing(scope)).seal(text, place)
    expect(Buffer.from((await (await open()).opening('north', sealed)).open(sealed, place)).equals(text)).toBe(true)
  })

  it('do not open under a wrong root key, nor from an edited or moved register', async () => {
    const refused = { code: 'keys_unavailable' }
    const keyring = await open()
    await keyring.sealing({ tenant: 'north', purpose: 'vault' })
    await keyring.sealing({ tenant: 'south', purpose: 'vault' })
    const path = join(files.registerFolder, 'north.json')
    const register = JSON.parse(await readFile(path, 'utf8'))

    await writeFile(
      path,
      JSON.stringify({
        ...register,
        kek: JSON.parse(await readFile(join(files.registerFolder, 'south.json'), 'utf8')).kek,
      }),
    )
    await expect((await open()).tenant('north')).rejects.toMatchObject(refused)
    await writeFile(path, JSON.stringify({ ...register, name: 'south' }))
    await expect((await open()).tenant('north')).rejects.toMatchObject(refused)
    await writeFile(path, JSON.stringify(register).slice(0, -9))
    await expect((await open()).tenant('north')).rejects.toMatchObject(refused)
    const id = Object.keys(register.keys)[0] ?? ''
    const moved = { ...register.keys[id], of: '2026-12' }
    await writeFile(path, JSON.stringify({ ...register, keys: { [id]: moved } }))
    nowMs += 1
    await expect((await open()).sealing({ tenant: 'north', purpose: 'vault' })).rejects.toMatchObject(refused)

    await writeFile(files.kekPath, `cordon-kek-1:${randomBytes(32).toString('base64url')}\n`)
    await expect(open()).rejects.toMatchObject(refused)
  })

  it('of the node last: pepper, checkpoint seed and pseudonyms are the same after opening again', async () => {
    const [one, two] = [await open(), await open()]
    expect(Buffer.from(one.checkpointSeed).equals(two.checkpointSeed)).toBe(true)
    expect(Buffer.from(one.pepper('key')).equals(two.pepper('key'))).toBe(true)
    expect(one.pepper('key')).toHaveLength(32)
    const [mine, again] = [await one.tenant('north'), await two.tenant('north')]
    expect(mine.pseudonym('patient', 'Patient/1')).toBe(again.pseudonym('patient', 'Patient/1'))
    expect(mine.pseudonym('patient', 'Patient/1')).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(mine.pseudonym('actor', 'Patient/1')).not.toBe(mine.pseudonym('patient', 'Patient/1'))
    const other = await one.tenant('south')
    expect(other.pseudonym('patient', 'Patient/1')).not.toBe(mine.pseudonym('patient', 'Patient/1'))
  })

  it.each(['', '../north', 'North', '_node', 'a/b', 'x'.repeat(64)])('refuse the tenant name %j', async (tenant) => {
    await expect((await open()).tenant(tenant)).rejects.toMatchObject({ code: 'config_invalid' })
  })
})
