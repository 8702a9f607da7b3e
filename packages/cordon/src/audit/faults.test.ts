import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Disk } from './disk.ts'
import { type Call, createFaultyDisk, createSmallDisk, failure, type Operation } from './faulty-disk.fixture.ts'
import { createSurroundings, intent, outcome, type Surroundings } from './journal.fixture.ts'
import type { OpenedJournal } from './open-journal.ts'
import { verifyJournal } from './verify-files.ts'

let here: Surroundings
beforeEach(async () => {
  here = await createSurroundings()
})
afterEach(() => here.remove())

const limits = { reserveBytes: 4096, segmentBytesMax: 1500 }
const isSegment = ({ path }: Call): boolean => path.endsWith('.log')

/** A full disk says so where something is to be written; a broken one anywhere. */
function mayFail(code: string, operation: Operation): boolean {
  return code === 'EIO' || !['list', 'read', 'size', 'close', 'remove'].includes(operation)
}

interface Seen {
  /** Requests whose intents were acknowledged. */
  readonly acknowledged: string[]
  /** Checkpoints that were given out. */
  readonly notes: string[]
}

/** Opens, appends one after another, signs, closes. Whatever fails does so by a name of ours. */
async function work(disk: Disk): Promise<Seen> {
  const seen: Seen = { acknowledged: [], notes: [] }
  const journal = await here.open({ disk, limits }).catch(isNamed)
  if (journal === undefined) return seen
  for (let i = 0; i < 4; i++) {
    const done = journal.append('north', intent(`r${i}`))
    await done.then(() => seen.acknowledged.push(`r${i}`), isNamed)
    if (i % 2 === 1) await journal.checkpoint(journal.size).then(({ note }) => seen.notes.push(note), isNamed)
  }
  await journal.close().catch(() => undefined)
  return seen
}

function isNamed(error: unknown): undefined {
  expect(error).toBeInstanceOf(CordonError)
  expect(error).toMatchObject({ code: 'journal_unavailable' })
}

async function requestsOf(journal: OpenedJournal): Promise<readonly string[]> {
  const found = []
  for await (const { body } of journal.read('north')) if (body.class === 'intent') found.push(body.request)
  return found
}

describe('whichever call to the disk fails', () => {
  it.each(['EIO', 'ENOSPC'])(
    'nothing acknowledged is lost, and no signed head is taken back (%s)',
    async (code) => {
      const healthy = createFaultyDisk(() => undefined)
      expect((await work(healthy)).acknowledged).toHaveLength(4)
      for (const { call: k } of healthy.calls.filter(({ operation }) => mayFail(code, operation))) {
        here.dataFolder = join(here.dataFolder, '..', `fault-${k}`)
        const { acknowledged, notes } = await work(
          createFaultyDisk(({ call }) => (call === k ? failure(code) : undefined)),
        )
        const again = await here.open({ limits, disk: createFaultyDisk(() => undefined) })
        const held = await requestsOf(again)
        expect(held.filter((request) => acknowledged.includes(request))).toEqual(acknowledged)
        await again.close()
        for (const since of notes) expect(await verifyJournal(here.folder, { since })).toMatchObject({ ok: true })
      }
    },
    60_000,
  )
})

describe('a failed sync', () => {
  it('poisons the writer for good, and is never tried again on that file', async () => {
    let syncs = 0
    let broken = false
    const disk = createFaultyDisk((call) => {
      if (!isSegment(call) || call.operation !== 'datasync') return undefined
      syncs += 1
      return broken ? failure('EIO') : undefined
    })
    const journal = await here.open({ disk })
    await journal.append('north', intent('before'))
    broken = true
    const refused = Array.from({ length: 20 }, (_, i) => journal.append('north', intent(`r${i}`)))
    for (const one of refused) await expect(one).rejects.toMatchObject({ code: 'journal_unavailable' })
    broken = false
    const before = syncs
    expect([journal.writable, journal.state]).toEqual([false, 'poisoned'])
    for (const body of [intent('later'), outcome('before')]) {
      await expect(journal.append('north', body)).rejects.toMatchObject({ code: 'journal_unavailable' })
    }
    await here.tick()
    await journal.close()
    expect(syncs).toBe(before)
    const again = await here.open()
    expect(await requestsOf(again)).toContain('before')
    await again.close()
  })

  it('leaves what was durable readable and provable', async () => {
    let broken = false
    const disk = createFaultyDisk((call) =>
      broken && isSegment(call) && call.operation === 'datasync' ? failure('EIO') : undefined,
    )
    const journal = await here.open({ disk })
    const { index } = await journal.append('north', intent('before'))
    broken = true
    await expect(journal.append('north', intent('r'))).rejects.toMatchObject({ code: 'journal_unavailable' })
    expect(await requestsOf(journal)).toEqual(['before'])
    expect(await journal.proof(index)).toContain(`index ${index}\n`)
    await journal.close()
  })
})

describe('a short write', () => {
  it('is written on, until the group is whole', async () => {
    const real = createFaultyDisk(() => undefined)
    const journal = await here.open({
      limits,
      disk: {
        ...real,
        open: async (path, how) => {
          const file = await real.open(path, how)
          return { ...file, write: (bytes, position) => file.write(bytes.subarray(0, 100), position) }
        },
      },
    })
    await Promise.all(Array.from({ length: 10 }, (_, i) => journal.append('north', intent(`r${i}`))))
    expect(await requestsOf(journal)).toHaveLength(10)
    await journal.close()
    expect(await verifyJournal(here.folder)).toMatchObject({ ok: true, warnings: [] })
  })

  it('of no bytes at all is a failure, not a reason to go round for ever', async () => {
    const real = createFaultyDisk(() => undefined)
    let stuck = false
    const journal = await here.open({
      limits,
      disk: {
        ...real,
        open: async (path, how) => {
          const file = await real.open(path, how)
          return { ...file, write: (bytes, at) => (stuck ? Promise.resolve(0) : file.write(bytes, at)) }
        },
      },
    })
    stuck = true
    await expect(journal.append('north', intent('r'))).rejects.toMatchObject({ code: 'journal_unavailable' })
    expect(journal.state).toBe('poisoned')
    await journal.close()
  })
})

describe('a full disk', () => {
  const reserveBytes = 8_192

  /** Fills the disk with requests until one is refused; returns those that were taken. */
  async function fill(journal: OpenedJournal): Promise<string[]> {
    const taken: string[] = []
    for (let i = 0; journal.writable; i++) {
      await journal.append('north', intent(`r${i}`)).then(
        () => taken.push(`r${i}`),
        (error: unknown) => expect(error).toMatchObject({ code: 'journal_unavailable' }),
      )
    }
    return taken
  }

  it('refuses intents, and still takes the outcomes of what was begun', async () => {
    const disk = createSmallDisk(60_000)
    const journal = await here.open({ disk, limits: { reserveBytes } })
    const taken = await fill(journal)
    expect(journal.state).toBe('full')
    const ended = taken.slice(-5)
    await Promise.all(ended.map((request) => journal.append('north', outcome(request))))
    await expect(journal.append('north', intent('more'))).rejects.toMatchObject({ code: 'journal_unavailable' })
    expect(await requestsOf(journal)).toEqual(taken)
    await journal.close()
    expect(await verifyJournal(here.folder)).toMatchObject({ ok: true, warnings: [] })
  })

  it('is itself recorded, and so is the room that comes back', async () => {
    const disk = createSmallDisk(60_000)
    const journal = await here.open({ disk, limits: { reserveBytes } })
    const taken = await fill(journal)
    await here.tick()
    expect(journal.writable).toBe(false)
    disk.room += 100_000
    await here.tick()
    expect(journal.writable).toBe(true)
    await journal.append('north', intent('after'))
    const events = []
    for await (const { body } of journal.read('home')) if (body.class === 'lifecycle') events.push(body.event)
    expect(events).toEqual(['tenant_named', 'started', 'tenant_named', 'disk_full', 'disk_has_room'])
    expect(await requestsOf(journal)).toEqual([...taken, 'after'])
    await journal.close()
    expect(await verifyJournal(here.folder)).toMatchObject({ ok: true })
  })

  it('with the reserve used up refuses everything, and goes on when there is room', async () => {
    const disk = createSmallDisk(60_000)
    const journal = await here.open({ disk, limits: { reserveBytes } })
    await fill(journal)
    let last = 0
    for (let refused = false; !refused; last++) {
      await journal.append('north', outcome(`x${last}`)).catch(() => {
        refused = true
      })
    }
    expect(journal.state).toBe('full')
    disk.room += 100_000
    await here.tick()
    expect(await journal.append('north', intent('after'))).toMatchObject({ seq: expect.any(Number) })
    await journal.close()
    expect(await verifyJournal(here.folder)).toMatchObject({ ok: true, warnings: [] })
  })

  it('at the start is found by the reserve that cannot be made', async () => {
    const disk = createSmallDisk(12_000)
    const journal = await here.open({ disk, limits: { reserveBytes } })
    expect([journal.writable, journal.state]).toEqual([false, 'full'])
    await journal.close()
  })
})
