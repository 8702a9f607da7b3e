import { copyFile, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeFrames, encodeFrame } from '@cordon/ledger'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFaultyDisk, failure } from './faulty-disk.fixture.ts'
import { createSurroundings, intent, outcome, type Surroundings } from './journal.fixture.ts'
import type { OpenedJournal } from './open-journal.ts'
import { verifyJournal } from './verify-files.ts'

let here: Surroundings
beforeEach(async () => {
  here = await createSurroundings()
})
afterEach(() => here.remove())

/** Without real syncs: nothing here cuts the power. */
const open = (limits = {}) => here.open({ disk: createFaultyDisk(() => undefined), limits })
const segmentPath = (first = 0): string => join(here.folder, `${String(first).padStart(12, '0')}.log`)

async function bodies(journal: OpenedJournal, tenant: string) {
  const found = []
  for await (const { body } of journal.read(tenant)) found.push(body)
  return found
}

/** A journal as a kill leaves it: its files copied away while it runs. Returns where its last frame starts. */
async function killed(work: (journal: OpenedJournal) => Promise<unknown>): Promise<{ last: number; size: number }> {
  const journal = await open()
  await work(journal)
  const files = await Promise.all(
    (await readdir(here.folder)).map(async (name) => ({ name, bytes: await readFile(join(here.folder, name)) })),
  )
  const size = journal.size
  await journal.close()
  for (const { name, bytes } of files) {
    if (!name.startsWith('lock')) await writeFile(join(here.folder, name), bytes)
  }
  const frames = [...decodeFrames(await readFile(segmentPath()))]
  return { last: frames.at(-1)?.offset ?? 0, size }
}

describe('after a kill', () => {
  // The frames themselves are tried at every single byte in the ledger's own tests.
  it('a last frame cut anywhere is cut off, recorded, and the log verifies', async () => {
    const { last } = await killed(async (journal) => {
      await journal.append('north', intent('kept'))
      await journal.append('north', intent('torn'))
    })
    const whole = await readFile(segmentPath())
    const checkpoint = await readFile(join(here.folder, 'checkpoint'))
    const cuts = [0, 1, 4, 8, 9, 10, 11, whole.length - last - 1]
    for (let cut = 60; last + cut < whole.length; cut += 60) cuts.push(cut)
    for (const end of cuts.map((cut) => last + cut)) {
      await writeFile(segmentPath(), whole.subarray(0, end))
      await writeFile(join(here.folder, 'checkpoint'), checkpoint)
      const journal = await open()
      const north = await bodies(journal, 'north')
      expect(north[0]).toEqual(intent('kept'))
      expect(north.filter(({ class: kind }) => kind === 'intent')).toHaveLength(1)
      const events = (await bodies(journal, 'home')).filter((body) => body.class === 'lifecycle')
      const cut = events.find(({ event }) => event === 'torn_tail_cut')
      expect(cut?.detail).toEqual(
        end === last ? undefined : { segment: '000000000000.log', offset: last, bytes: end - last },
      )
      await journal.close()
      expect(await verifyJournal(here.folder)).toMatchObject({ ok: true, warnings: [] })
    }
  })

  it('a cut is recorded though the start that made it failed, at whichever call', async () => {
    const { last } = await killed((journal) => journal.append('north', intent('torn')))
    const files = await Promise.all(
      (await readdir(here.folder)).map(async (name) => ({ name, bytes: await readFile(join(here.folder, name)) })),
    )
    for (let call = 0, started = false; !started; call++) {
      for (const name of await readdir(here.folder)) await rm(join(here.folder, name))
      for (const { name, bytes } of files) await writeFile(join(here.folder, name), bytes)
      await truncate(segmentPath(), last + 20)
      const failing = createFaultyDisk((at) => (at.call >= call ? failure('EIO') : undefined))
      const first = await here.open({ disk: failing }).catch(() => undefined)
      started = first !== undefined
      await first?.close().catch(() => undefined)
      const journal = await open()
      const events = (await bodies(journal, 'home')).filter((body) => body.class === 'lifecycle')
      const cuts = events.filter(({ event }) => event === 'torn_tail_cut')
      expect(cuts[0]?.detail, `call ${call}`).toEqual({ segment: '000000000000.log', offset: last, bytes: 20 })
      await journal.close()
    }
  })

  it('a file that the file system has grown with zeros is cut back', async () => {
    await killed((journal) => journal.append('north', intent('kept')))
    await truncate(segmentPath(), (await readFile(segmentPath())).length + 5000)
    const journal = await open()
    expect((await bodies(journal, 'north'))[0]).toEqual(intent('kept'))
    await journal.close()
    expect(await verifyJournal(here.folder)).toMatchObject({ ok: true, warnings: [] })
  })

  it('every intent without an outcome gets an unknown one, once', async () => {
    await killed(async (journal) => {
      await Promise.all(['a', 'b', 'c'].map((request) => journal.append('north', intent(request))))
      await journal.append('south', intent('a'))
      await journal.append('north', outcome('b'))
    })
    here.now += 5_000
    const journal = await open()
    const unknown = { ...outcome('a'), outcome: 'unknown', bytesOut: 0, ms: 5_000 }
    expect((await bodies(journal, 'north')).slice(4)).toEqual([unknown, { ...unknown, request: 'c' }])
    expect((await bodies(journal, 'south')).slice(1)).toEqual([unknown])
    await journal.close()
    const again = await open()
    expect(await bodies(again, 'north')).toHaveLength(6)
    await again.close()
  })

  it('finds open requests on either side of the marks it left while running', async () => {
    const journal = await open({ settledEvery: 4 })
    await journal.append('north', intent('old'))
    for (let i = 0; i < 20; i++) {
      await journal.append('north', intent(`r${i}`))
      await journal.append('north', outcome(`r${i}`))
    }
    await journal.append('north', intent('new'))
    await journal.close()
    const again = await open()
    const unknown = (await bodies(again, 'north')).filter(
      (body) => body.class === 'outcome' && body.outcome === 'unknown',
    )
    expect(unknown).toMatchObject([{ request: 'old' }, { request: 'new' }])
    await again.close()
  })

  it('finds them all even when more were open than are followed one by one', async () => {
    const journal = await open({ openRequestsMax: 2, settledEvery: 4 })
    for (const request of ['a', 'b', 'c', 'd', 'e']) await journal.append('north', intent(request))
    for (const request of ['a', 'b']) await journal.append('north', outcome(request))
    await journal.close()
    const again = await open()
    const unknown = (await bodies(again, 'north')).filter(
      (body) => body.class === 'outcome' && body.outcome === 'unknown',
    )
    expect(unknown).toMatchObject([{ request: 'c' }, { request: 'd' }, { request: 'e' }])
    await again.close()
  })
})

describe('a journal that is not what was signed', () => {
  /** Several small segments, closed in order. */
  async function written(): Promise<OpenedJournal> {
    const journal = await open({ segmentBytesMax: 3_000 })
    for (let i = 0; i < 14; i++) await journal.append('north', intent(`r${i}`))
    await journal.close()
    return journal
  }

  async function segments(): Promise<readonly string[]> {
    return (await readdir(here.folder)).filter((name) => name.endsWith('.log')).map((name) => join(here.folder, name))
  }

  async function edit(path: string, change: (bytes: Buffer) => Uint8Array): Promise<void> {
    await writeFile(path, change(await readFile(path)))
  }

  /** The frames of a segment, rearranged and written with right checksums. */
  const reframed = (change: (frames: Parts[]) => Parts[]) => (bytes: Buffer) => {
    const frames = [...decodeFrames(bytes)].flatMap((read) => (read.kind === 'frame' ? [read] : []))
    return Buffer.concat(change(frames).map(encodeFrame))
  }
  type Parts = Parameters<typeof encodeFrame>[0]

  const relabelled = ({ leaf, ...rest }: Parts): Parts => ({
    ...rest,
    leaf: Buffer.from(Buffer.from(leaf).toString().replace('"intent"', '"outcome"')),
  })

  it.each([
    { what: 'a byte changed', change: (bytes: Buffer) => bytes.fill(bytes[200] === 0 ? 1 : 0, 200, 201) },
    { what: 'an entry edited, its checksum mended', change: reframed((all) => all.map(relabelled)) },
    { what: 'an entry taken out', change: reframed((all) => all.toSpliced(1, 1)) },
    {
      what: 'two entries swapped',
      change: reframed(([a, b, c, ...rest]) => [a, c, b, ...rest].flatMap((f) => f ?? [])),
    },
    { what: 'an entry written twice', change: reframed(([a, ...rest]) => (a ? [a, a, ...rest] : [])) },
    { what: 'the end cut off', change: (bytes: Buffer) => bytes.subarray(0, bytes.length - 400) },
    { what: 'everything cut off', change: (bytes: Buffer) => bytes.subarray(0, 0) },
  ])('is refused: $what', async ({ change }) => {
    await written()
    const paths = await segments()
    expect(paths.length).toBeGreaterThan(2)
    for (const path of paths) {
      const before = await readFile(path)
      await edit(path, change)
      const after = await readFile(path)
      expect(after.equals(before)).toBe(false)
      await expect(open()).rejects.toMatchObject({ code: 'journal_damaged', at: expect.any(String) })
      expect((await readFile(path)).equals(after)).toBe(true)
      expect(await verifyJournal(here.folder)).toMatchObject({ ok: false })
      await writeFile(path, before)
    }
    expect(await verifyJournal(here.folder)).toMatchObject({ ok: true })
    await (await open()).close()
  })

  it('is refused with a segment gone, renamed or exchanged', async () => {
    await written()
    const [first = '', second = '', third = ''] = await segments()
    const [a, b] = [await readFile(first), await readFile(second)]
    for (const path of [first, second, third]) {
      const whole = await readFile(path)
      await writeFile(path, '')
      await expect(open()).rejects.toMatchObject({ code: 'journal_damaged' })
      await writeFile(path, whole)
    }
    await writeFile(first, b)
    await writeFile(second, a)
    await expect(open()).rejects.toMatchObject({ code: 'journal_damaged' })
    expect(await verifyJournal(here.folder)).toMatchObject({ ok: false })
  })

  it('is refused without the checkpoint it once had', async () => {
    await written()
    await edit(join(here.folder, 'checkpoint'), () => Buffer.alloc(0))
    await expect(open()).rejects.toMatchObject({ code: 'journal_damaged', at: expect.stringContaining('checkpoint') })
  })

  it('is refused when another key signed it, though that key lies beside it', async () => {
    const { vkey } = await written()
    const own = here.folder
    const foreign = await createSurroundings()
    const stranger = await foreign.open()
    await stranger.close()
    for (const name of ['checkpoint', 'log.vkey']) await copyFile(join(foreign.folder, name), join(own, name))
    await foreign.remove()
    await expect(open()).rejects.toMatchObject({ code: 'journal_damaged', at: expect.stringContaining('checkpoint') })
    expect(await verifyJournal(here.folder, { vkey })).toMatchObject({ ok: false, signed: undefined })
  })

  it('is refused when it is an older copy than the database, or an auditor, remembers', async () => {
    const journal = await open()
    const before = await readFile(segmentPath())
    const note = await readFile(join(here.folder, 'checkpoint'))
    await journal.append('north', intent('r1'))
    const kept = await journal.checkpoint(journal.size)
    await journal.close()
    await writeFile(segmentPath(), before)
    await writeFile(join(here.folder, 'checkpoint'), note)
    expect(await verifyJournal(here.folder)).toMatchObject({ ok: true })
    expect(await verifyJournal(here.folder, { since: kept.note })).toMatchObject({ ok: false })
    await expect(here.open({ mark: kept })).rejects.toMatchObject({
      code: 'journal_damaged',
      at: expect.stringContaining('the database'),
    })
  })

  it('is refused when it has another history than the database remembers', async () => {
    const journal = await written()
    const other = { size: 3, root: Buffer.alloc(32).toString('base64') }
    await expect(here.open({ mark: other })).rejects.toMatchObject({ code: 'journal_damaged' })
    expect(journal.size).toBeGreaterThan(14)
  })

  it('is refused by a node of another name', async () => {
    await written()
    await expect(here.open({ node: 'other' })).rejects.toMatchObject({ code: 'journal_damaged' })
  })
})
