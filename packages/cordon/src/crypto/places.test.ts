import { copyFile, rm } from 'node:fs/promises'
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
    const { keyring, places } = await open()
    for (const patient of ['a', 'b', 'c']) await keyring.sealing(scope(patient))
    await places.idle()
    for (const place of [near, far]) {
      expect(copiesOf(place)).toHaveLength(1)
      expect(Object.keys((await newestCopy(place, 'north'))?.keys ?? {})).toHaveLength(3)
      expect([...place.objects.keys()].some((key) => key.startsWith('keys/_node/'))).toBe(true)
    }
    expect(places.status()).toEqual([
      { place: 'directory:near', pending: 0, failed: false },
      { place: 's3:far', pending: 0, failed: false },
    ])
  })

  it('that fail make the change pending, visibly, and stop nobody', async () => {
    const { keyring, care, places } = await open()
    await places.idle()
    far.away = true
    await keyring.sealing(scope('a'))
    await places.idle()
    expect(places.status()[1]).toEqual({ place: 's3:far', pending: 1, failed: true })
    expect(copiesOf(near)).toHaveLength(1)
    expect(await care.confirmed('north')).toBe(false)
    far.away = false
    far.callsLeft = Number.POSITIVE_INFINITY
    await places.retry()
    expect(places.status()[1]).toEqual({ place: 's3:far', pending: 0, failed: false })
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
      expect((await newestCopy(far, 'north'))?.change).toBe((await newestCopy(near, 'north'))?.change)
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
})
