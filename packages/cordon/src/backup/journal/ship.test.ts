import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSurroundings, intent, random, type Surroundings } from '../../audit/journal.fixture.ts'
import { nodeDisk } from '../../audit/node-disk.ts'
import type { OpenedJournal } from '../../audit/open-journal.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'
import { openDirectoryStore } from '../stores/directory.ts'
import { createShipping, shippedCheckpoint } from './ship.ts'
import { listLines, readShipped, WINDOW_BYTES, windowKey } from './shipped.ts'
import { createTail, readShare } from './tail.ts'

let here: Surroundings
let place: string
let store: ObjectStore
const open: OpenedJournal[] = []

beforeEach(async () => {
  here = await createSurroundings()
  place = await mkdtemp(join(tmpdir(), 'cordon-place-'))
  store = await openDirectoryStore({ folder: place, dataFolder: here.dataFolder, now: () => here.now, random })
})
afterEach(async () => {
  for (const journal of open.splice(0)) await journal.close()
  await here.remove()
  await rm(place, { recursive: true })
})

async function openJournal(segmentBytesMax = 300_000): Promise<OpenedJournal> {
  const journal = await here.open({ limits: { segmentBytesMax } })
  open.push(journal)
  return journal
}

async function fill(journal: OpenedJournal, entries: number): Promise<void> {
  await Promise.all(Array.from({ length: entries }, (_, n) => journal.append('home', intent(`r${n}`))))
  await journal.checkpoint(journal.size)
}

const shipping = (to: ObjectStore = store) => createShipping({ disk: nodeDisk, folder: here.folder, store: to })

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

/** Every segment of the place's line is, byte by byte, the beginning of the one here. */
async function expectSame(journal: OpenedJournal, number = 1): Promise<void> {
  const shares = await createTail(nodeDisk, here.folder).sharesOf(journal.size)
  const line = (await listLines(store)).find((one) => one.number === number)
  expect([...(line?.segments ?? [])]).toEqual(shares.map(({ segment, bytes }) => [segment, bytes]))
  for (const share of shares) {
    const there = await all(readShipped(store, number, share.segment, share.bytes))
    expect(there.equals(await all(readShare(nodeDisk, here.folder, share)))).toBe(true)
  }
}

describe('what is shipped', () => {
  it('is the journal, byte by byte, up to its newest checkpoint', async () => {
    const journal = await openJournal()
    const ship = shipping()
    for (const entries of [3, 900, 1, 500]) {
      await fill(journal, entries)
      expect(await ship.ship()).toBe(journal.size)
      await expectSame(journal)
    }
    expect((await shippedCheckpoint(store, 1))?.split('\n')[1]).toBe(String(journal.size))
    expect((await listLines(store))[0]?.segments.size).toBeGreaterThan(2)
  })

  it('is never more than what is durable: bytes that no checkpoint covers stay here', async () => {
    const journal = await openJournal()
    await fill(journal, 20)
    const [share] = await createTail(nodeDisk, here.folder).sharesOf(journal.size)
    await appendFile(join(here.folder, share?.segment ?? ''), Buffer.alloc(1_000, 7))
    await shipping().ship()
    expect((await listLines(store))[0]?.segments.get(share?.segment ?? '')).toBe(share?.bytes)
  })

  it('goes on where it was when the process starts anew', async () => {
    const journal = await openJournal()
    await fill(journal, 1_200)
    await shipping().ship()
    await fill(journal, 10)
    const puts: string[] = []
    const put: ObjectStore['put'] = (key, bytes) => {
      puts.push(key)
      return store.put(key, bytes)
    }
    await shipping({ ...store, put }).ship()
    await expectSame(journal)
    expect(puts.filter((key) => /\/\d{6}$/.test(key)).length).toBeLessThanOrEqual(2)
  })

  it('is made whole by the next turn when a place failed in the middle', async () => {
    const journal = await openJournal()
    await fill(journal, 1_200)
    let left = 2
    const failing: ObjectStore = {
      ...store,
      put: (key, bytes) => (left-- > 0 ? store.put(key, bytes) : Promise.reject(new Error('place'))),
    }
    const ship = shipping(failing)
    await expect(ship.ship()).rejects.toThrow('place')
    left = 1_000
    await ship.ship()
    await expectSame(journal)
  })

  it('asks a place nothing while there is nothing new', async () => {
    const journal = await openJournal()
    await fill(journal, 2)
    let away = false
    const put: ObjectStore['put'] = (key, bytes) => (away ? Promise.reject(new Error('asked')) : store.put(key, bytes))
    const ship = shipping({ ...store, put })
    await ship.ship()
    away = true
    expect(await ship.ship()).toBe(journal.size)
  })

  it('is asked for now and then, and brought again to a place that lost it', async () => {
    const journal = await openJournal()
    await fill(journal, 3)
    const ship = shipping()
    await ship.ship()
    await rm(join(place, 'journal'), { recursive: true })
    for (let turn = 0; turn < 6; turn++) await ship.ship()
    await expectSame(journal)
    await rm(place, { recursive: true })
    const turns = Array.from({ length: 6 }, () => () => ship.ship())
    await expect(
      (async () => {
        for (const turn of turns) await turn()
      })(),
    ).rejects.toMatchObject({ code: 'backup_place_unavailable' })
    await mkdir(place)
  })

  it('never writes over another history: a journal that was set back begins a line of its own', async () => {
    const journal = await openJournal()
    await fill(journal, 50)
    await shipping().ship()
    await journal.close()
    open.length = 0
    await rm(here.folder, { recursive: true })
    const again = await openJournal()
    await fill(again, 80)
    await shipping().ship()
    expect((await listLines(store)).map(({ number }) => number)).toEqual([1, 2])
    await expectSame(again, 2)
    expect((await shippedCheckpoint(store, 1))?.split('\n')[1]).not.toBe(String(again.size))
  })

  it('counts only up to the first missing stretch', async () => {
    const journal = await openJournal(64_000_000)
    await fill(journal, 1_500)
    await shipping().ship()
    const [line] = await listLines(store)
    const [segment = '', bytes = 0] = [...(line?.segments ?? [])][0] ?? []
    expect(bytes).toBeGreaterThan(2 * WINDOW_BYTES)
    await store.remove(windowKey(1, segment, 1))
    expect((await listLines(store))[0]?.segments.get(segment)).toBe(WINDOW_BYTES)
  })
})
