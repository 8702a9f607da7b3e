import { copyFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeyScope } from './keyring.ts'
import { createTestKeys, type TestKeys } from './keys.fixture.ts'
import { createMemoryPlace, type MemoryPlace } from './places.fixture.ts'
import { newestCopy } from './places.ts'

let keys: TestKeys
let near: MemoryPlace
let far: MemoryPlace
beforeEach(async () => {
  keys = await createTestKeys()
  near = createMemoryPlace('directory:near')
  far = createMemoryPlace('s3:far')
})
afterEach(() => keys.remove())

const scope = (patient: string): KeyScope => ({ tenant: 'north', purpose: 'patient', patient })
const open = () => keys.open({ stores: [near, far] })
const copiesOf = (place: MemoryPlace) => [...place.objects.keys()].filter((key) => key.startsWith('keys/north/'))

describe('the places of key registers', () => {
  it('each hold one copy of each register, the newest, after every change', async () => {
    const { keyring, places, care } = await open()
    for (const patient of ['a', 'b', 'c']) await keyring.sealing(scope(patient))
    await places.idle()
    for (const place of [near, far]) {
      expect(copiesOf(place)).toHaveLength(1)
      expect(Object.keys((await newestCopy(place, 'north', care.believes))?.keys ?? {})).toHaveLength(3)
      expect([...place.objects.keys()].some((key) => key.startsWith('keys/_node/'))).toBe(true)
    }
    expect(places.status()).toEqual([
      { place: 'directory:near', pending: 0, failed: false, doubts: 0 },
      { place: 's3:far', pending: 0, failed: false, doubts: 0 },
    ])
  })

  it('that fail make the change pending, visibly, and stop nobody', async () => {
    const { keyring, care, places } = await open()
    await places.idle()
    far.away = true
    await keyring.sealing(scope('a'))
    await places.idle()
    expect(places.status()[1]).toEqual({ place: 's3:far', pending: 1, failed: true, doubts: 0 })
    expect(copiesOf(near)).toHaveLength(1)
    expect(await care.confirmed('north')).toBe(false)
    far.away = false
    far.callsLeft = Number.POSITIVE_INFINITY
    await places.retry()
    expect(places.status()[1]).toEqual({ place: 's3:far', pending: 0, failed: false, doubts: 0 })
    expect(await care.confirmed('north')).toBe(true)
  })

  it('get what a killed process had not sent yet, at whichever call it was killed', async () => {
    for (let calls = 0; calls < 8; calls++) {
      far.callsLeft = calls
      const { keyring, places } = await open()
      await keyring.sealing(scope(`p${calls}`))
      await places.idle()
      far.away = false
      far.callsLeft = Number.POSITIVE_INFINITY
      const again = await open()
      await again.places.retry()
      expect(copiesOf(far)).toHaveLength(1)
      const { believes } = again.care
      expect((await newestCopy(far, 'north', believes))?.change).toBe(
        (await newestCopy(near, 'north', believes))?.change,
      )
    }
  })

  it('hold a newer copy than a machine that was set back: it serves nothing of that tenant, and overwrites nothing', async () => {
    const path = join(keys.files.registerFolder, 'north.json')
    const first = await open()
    await first.keyring.sealing(scope('a'))
    await copyFile(path, `${path}.old`)
    await first.keyring.sealing(scope('b'))
    await first.places.idle()
    const newest = copiesOf(near)
    await copyFile(`${path}.old`, path)
    await rm(`${path}.old`)
    const { keyring, places } = await open()
    expect([...places.newerElsewhere]).toEqual(['north'])
    await expect(keyring.sealing(scope('c'))).rejects.toMatchObject({
      code: 'keys_unavailable',
      at: expect.stringContaining('older than its copy'),
    })
    await places.retry()
    expect(copiesOf(near)).toEqual(newest)
  })

  it('that were away at the start are not overwritten with an older register when they are back', async () => {
    const path = join(keys.files.registerFolder, 'north.json')
    const first = await open()
    await first.keyring.sealing(scope('a'))
    await copyFile(path, `${path}.old`)
    for (const patient of ['b', 'c', 'd']) await first.keyring.sealing(scope(patient))
    await first.places.idle()
    const newest = copiesOf(far)
    await copyFile(`${path}.old`, path)
    await rm(`${path}.old`)
    far.away = true
    near.away = true
    const { keyring, places } = await open()
    await keyring.sealing(scope('e'))
    far.away = false
    near.away = false
    await places.retry()
    expect(copiesOf(far)).toEqual(newest)
    expect([...places.newerElsewhere]).toEqual(['north'])
  })

  it('keep the copy of a register that was lost here: none is made anew over it', async () => {
    const first = await open()
    await first.keyring.sealing(scope('a'))
    await first.places.idle()
    const newest = copiesOf(near)
    await rm(join(keys.files.registerFolder, 'north.json'))
    const { keyring, places } = await open()
    await expect(keyring.sealing(scope('a'))).rejects.toMatchObject({ code: 'keys_unavailable' })
    await places.retry()
    expect(copiesOf(near)).toEqual(newest)
  })

  it('make no tenant unavailable with what somebody else wrote there, and tell of it', async () => {
    const first = await open()
    await first.keyring.sealing(scope('a'))
    await first.places.idle()
    const [copy = ''] = copiesOf(near)
    const true_ = JSON.parse(Buffer.from(near.objects.get(copy) ?? '').toString())
    const junk: [string, object | string][] = [
      ['keys/north/999999999999.json', 'no register'],
      ['keys/north/888888888888.json', { ...true_, change: 888_888_888_888 }],
      ['keys/north/777777777777.json', true_],
      ['keys/north/other', '{}'],
      ['keys/unheard/000000000009.json', { ...true_, name: 'unheard', change: 9 }],
    ]
    for (const [key, what] of junk)
      near.objects.set(key, Buffer.from(typeof what === 'string' ? what : JSON.stringify(what)))
    const { keyring, care, places } = await open()
    await places.idle()
    expect([...places.newerElsewhere]).toEqual([])
    await keyring.sealing(scope('b'))
    await keyring.sealing({ tenant: 'unheard', purpose: 'body' })
    await places.idle()
    expect(places.status()[0]?.doubts).toBe(junk.length)
    expect(copiesOf(near)).toHaveLength(1)
    expect(Object.keys((await newestCopy(near, 'north', care.believes))?.keys ?? {})).toHaveLength(2)
    expect(await care.confirmed('north')).toBe(true)
  })

  it('bring nothing back: an old register under a high number is passed over, and the true one found', async () => {
    const { keyring, care, places } = await open()
    await keyring.sealing(scope('a'))
    await places.idle()
    const [first = ''] = copiesOf(near)
    const old = JSON.parse(Buffer.from(near.objects.get(first) ?? '').toString())
    await care.destroy('north', await care.doomed('north', ['a']))
    await places.idle()
    near.objects.set('keys/north/000000000900.json', Buffer.from(JSON.stringify({ ...old, change: 900 })))
    near.objects.set(first, Buffer.from(JSON.stringify(old)))
    const doubts: string[] = []
    const found = await newestCopy(near, 'north', care.believes, (key) => void doubts.push(key))
    expect([Object.keys(found?.keys ?? {}), doubts]).toEqual([[], ['keys/north/000000000900.json']])
    expect(await care.confirmed('north')).toBe(true)
    expect(copiesOf(near)).toHaveLength(1)
  })

  it('that hang are waited for so long and no longer, by name', async () => {
    const { keyring, places, registers } = await keys.open({ stores: [near, far], patienceMs: 30 })
    await keyring.sealing(scope('a'))
    await places.idle()
    const register = await registers.read('north')
    if (register === undefined) throw new Error('no register')
    expect(await places.confirmed(register)).toBe(true)
    far.get = () => new Promise(() => undefined)
    expect(await places.confirmed(register)).toBe(false)
    expect(places.status()[1]).toMatchObject({ failed: true })
    await expect(places.copies('north')).rejects.toMatchObject({
      code: 'backup_place_unavailable',
      at: 's3:far: no answer within 30 ms (limits.backupPlaceMs)',
    })
  })

  it('get the registers of an earlier version with the proof of who wrote them', async () => {
    const path = join(keys.files.registerFolder, 'north.json')
    const first = await open()
    await first.keyring.sealing(scope('a'))
    await first.places.idle()
    const { proof: _, ...bare } = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify(bare))
    for (const place of [near, far]) place.objects.set(copiesOf(place)[0] ?? '', Buffer.from(JSON.stringify(bare)))
    const { keyring, care, places } = await open()
    await keyring.sealing(scope('a'))
    expect(await care.proveAll()).toBe(1)
    expect(await care.proveAll()).toBe(0)
    await places.idle()
    for (const place of [near, far])
      expect((await newestCopy(place, 'north', care.believes))?.change).toBe(bare.change + 1)
  })
})

it('a register that somebody changed in its folder is not served from', async () => {
  const { keyring } = await open()
  await keyring.sealing(scope('a'))
  const path = join(keys.files.registerFolder, 'north.json')
  await writeFile(path, (await readFile(path, 'utf8')).replace('"rotation":0', '"rotation":7'))
  await expect((await open()).keyring.sealing(scope('a'))).rejects.toMatchObject({
    code: 'keys_unavailable',
    at: expect.stringContaining('changed by somebody else'),
  })
})
