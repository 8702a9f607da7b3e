import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { declareLoss } from './declare-loss.ts'
import { exportTiles } from './export-tiles.ts'
import { createFaultyDisk, failure } from './faulty-disk.fixture.ts'
import { createSurroundings, intent, random, type Surroundings } from './journal.fixture.ts'
import type { OpenedJournal } from './open-journal.ts'
import { checkComplete } from './reading/complete/check.ts'
import { writeComplete } from './reading/complete/write.ts'
import { verifyJournal } from './verify-files.ts'
import { verifyTiles } from './verify-tiles.ts'
import { keepWitnessed } from './witness/kept.ts'

let here: Surroundings
beforeEach(async () => {
  here = await createSurroundings()
})
afterEach(() => here.remove())

const limits = { segmentBytesMax: 3_000, reserveBytes: 4_096 }
const disk = createFaultyDisk(() => undefined)

/** Four segments and a checkpoint over all of them; what the database and an auditor would remember. */
async function written() {
  const journal = await here.open({ disk, limits })
  const { note: early } = await journal.checkpoint(0)
  for (let i = 0; i < 16; i++) await journal.append('north', intent(`r${i}`))
  const middle = await journal.checkpoint(journal.size)
  for (let i = 16; i < 20; i++) await journal.append('north', intent(`r${i}`))
  const mark = await journal.checkpoint(journal.size)
  await journal.close()
  const segments = (await readdir(here.folder)).filter((name) => name.endsWith('.log')).sort()
  return { early, middle, mark, vkey: journal.vkey, segments: segments.map((name) => join(here.folder, name)) }
}

function declare(given: Partial<Parameters<typeof declareLoss>[0]> = {}) {
  const { dataFolder, keyring, now } = here
  const names = { node: 'test', operator: 'home', person: 'owner', reason: 'the disk was replaced' }
  return declareLoss({ dataFolder, keyring, random, now: () => now, disk, limits, ...names, ...given })
}

async function events(journal: OpenedJournal) {
  const found = []
  for await (const { index, body } of journal.read('home')) if (body.class === 'lifecycle') found.push({ index, body })
  return found
}

const last = (paths: readonly string[]): string => paths.at(-1) ?? ''

describe('a declared loss', () => {
  it.each([
    { what: 'the newest segment is gone', damage: ({ segments }: Written) => rm(last(segments)) },
    { what: 'one in the middle is gone', damage: ({ segments }: Written) => rm(segments[1] ?? '') },
    { what: 'a byte was changed', damage: ({ segments }: Written) => changeByte(segments[1] ?? '') },
    { what: 'everything is gone', damage: ({ segments }: Written) => Promise.all(segments.map((path) => rm(path))) },
    { what: 'the end is cut off', damage: ({ segments }: Written) => truncate(last(segments), 100) },
  ])('lets the journal serve again when $what', async ({ damage }) => {
    const all = await written()
    await damage(all)
    const refused = { code: 'journal_damaged', at: expect.stringMatching(/\.log|checkpoint|database/) }
    await expect(here.open({ disk, limits, mark: all.mark })).rejects.toMatchObject(refused)
    const { loss, origin } = await declare({ mark: all.mark })
    expect(loss.end).toBeGreaterThanOrEqual(all.mark.size)
    expect(loss.kept).toBeLessThan(loss.end)
    expect(origin).toBe('cordon/test/2')

    const journal = await here.open({ disk, limits, mark: all.mark })
    const [declared] = (await events(journal)).filter(({ body }) => body.event === 'loss_declared')
    const range = { from: loss.kept, end: loss.end, log: 'cordon/test' }
    expect(declared?.body.detail).toMatchObject({ ...range, person: 'owner', reason: 'the disk was replaced' })
    if (loss.kept > 0) expect(declared?.index).toBe(loss.kept)
    const { index } = await journal.append('north', intent('after'))
    expect(await journal.proof(index)).toContain('cordon/test/2\n')
    await journal.close()
    const { ok, warnings } = await verifyJournal(here.folder, { vkey: all.vkey })
    expect([ok, warnings[0]]).toEqual([true, { at: 'loss.1', what: expect.stringContaining(`${loss.end - 1}`) }])
  })

  it('destroys nothing: what could not be kept lies where the entry says', async () => {
    const all = await written()
    const second = all.segments[1] ?? ''
    await changeByte(second)
    const before = await Promise.all(all.segments.slice(1).map((path) => readFile(path)))
    const { setAside = '' } = await declare()
    const after = await Promise.all(all.segments.slice(1).map((path) => readFile(join(setAside, path.slice(-16)))))
    expect(after).toEqual(before)
    expect(await readdir(setAside)).toContain('checkpoint')
  })

  it('is what a kept checkpoint is judged by', async () => {
    const all = await written()
    await rm(last(all.segments))
    const { loss } = await declare({ mark: all.mark })
    const judged = async (since: string) => verifyJournal(here.folder, { since, vkey: all.vkey })
    expect(await judged(all.early)).toMatchObject({ ok: true, warnings: [{ at: 'loss.1' }] })
    expect(loss.kept).toBeLessThan(all.mark.size)
    expect(await judged(all.mark.note)).toMatchObject({ ok: true, warnings: [{ at: 'loss.1' }, { at: 'since' }] })
    await writeFile(
      join(here.folder, 'loss.1'),
      (await readFile(join(here.folder, 'loss.1'), 'utf8')).replace(/kept [0-9]+/, 'kept 0'),
    )
    expect(await judged(all.early)).toMatchObject({ ok: false })
    await expect(here.open({ disk, limits })).rejects.toMatchObject({ code: 'journal_damaged' })
  })

  it('is followed in an exported tree too, and each entry keeps the name of the log that wrote it', async () => {
    const all = await written()
    await rm(last(all.segments))
    const { loss } = await declare({ mark: all.mark })
    const journal = await here.open({ disk, limits, mark: all.mark })
    const { index } = await journal.append('north', intent('after'))
    expect([0, loss.kept - 1, loss.kept, index].map((at) => journal.logOf(at))).toEqual([
      'cordon/test',
      'cordon/test',
      'cordon/test/2',
      'cordon/test/2',
    ])
    await journal.close()
    const tree = join(here.dataFolder, 'tree')
    await exportTiles(here.folder, tree)
    for (const since of [undefined, all.early, all.middle.note, all.mark.note]) {
      const given = { vkey: all.vkey, ...(since === undefined ? {} : { since }) }
      const found = await verifyTiles(tree, given)
      expect(found).toMatchObject({
        ok: true,
        problems: [],
        warnings: [{ at: 'loss.1' }].concat(since === all.mark.note ? [{ at: 'since' }] : []),
      })
      expect(found.warnings).toEqual((await verifyJournal(here.folder, given)).warnings)
    }
    const foreign = (await readFile(join(tree, 'loss.1'), 'utf8')).replace(/end [0-9]+/, 'end 1')
    await writeFile(join(tree, 'loss.1'), foreign)
    expect((await verifyTiles(tree, { vkey: all.vkey })).problems).toMatchObject([
      { code: 'checkpoint_untrusted', at: 'loss.1' },
    ])
    await rm(join(tree, 'loss.1'))
    expect((await verifyTiles(tree, { vkey: all.vkey, since: all.early })).ok).toBe(false)
    expect((await verifyTiles(tree, { vkey: journal.vkey })).problems).toMatchObject([{ at: 'loss.1' }])
  })

  it('leaves a tenant’s export checkable: complete, with the loss named', async () => {
    const all = await written()
    await rm(last(all.segments))
    await declare({ mark: all.mark })
    const journal = await here.open({ disk, limits, mark: all.mark })
    const lines: { line: number; text: string }[] = []
    const deps = { journal, keyring: here.keyring }
    for await (const text of await writeComplete(deps, { tenant: 'north', principal: 'p' }))
      lines.push({ line: lines.length + 1, text })
    await journal.close()
    async function* given(changed = lines) {
      for (const each of changed) yield await Promise.resolve(each)
    }
    for (const vkey of [all.vkey, journal.vkey, undefined])
      expect(await checkComplete(given(), { vkey })).toMatchObject({
        ok: true,
        problems: [],
        warnings: [expect.stringContaining('loss.1: entries')],
      })
    const silent = lines.map((each, n) =>
      n === 0 ? { ...each, text: JSON.stringify({ ...JSON.parse(each.text), losses: [] }) } : each,
    )
    expect((await checkComplete(given(silent), { vkey: journal.vkey })).problems).toEqual([
      expect.stringContaining('loss.1'),
    ])
  })

  it('covers what a witness remembers', async () => {
    const all = await written()
    await keepWitnessed(disk, here.folder, { checkpoint: all.mark.note })
    await Promise.all([...all.segments.slice(2), join(here.folder, 'checkpoint')].map((path) => rm(path)))
    await expect(here.open({ disk, limits })).rejects.toMatchObject({
      code: 'journal_damaged',
      at: expect.stringMatching(/^the witness .*knows more entries/),
    })
    expect((await declare()).loss.end).toBe(all.mark.size)
    await (await here.open({ disk, limits })).close()
  })

  it('sets aside what was never this log’s head, and still believes the others', async () => {
    const all = await written()
    const foreign = await createSurroundings()
    await (await foreign.open({ disk, limits })).close()
    const theirs = await readFile(join(foreign.folder, 'checkpoint'), 'utf8')
    await foreign.remove()
    await writeFile(join(here.folder, 'checkpoint'), theirs)
    await keepWitnessed(disk, here.folder, { checkpoint: theirs })
    await rm(last(all.segments))
    const { loss, setAside = '' } = await declare({ mark: all.mark })
    expect(loss.end).toBe(all.mark.size)
    expect(await readdir(setAside)).toEqual(expect.arrayContaining(['checkpoint', 'witnessed']))
    await (await here.open({ disk, limits, mark: all.mark })).close()
  })

  it('can follow another', async () => {
    const all = await written()
    await rm(last(all.segments))
    await declare({ mark: all.mark })
    const [segment = ''] = all.segments
    await changeByte(segment)
    const { origin, loss } = await declare({ mark: all.mark })
    expect([origin, loss.kept]).toEqual(['cordon/test/3', 0])
    await (await here.open({ disk, limits, mark: all.mark })).close()
    const { ok, warnings } = await verifyJournal(here.folder, { vkey: all.vkey, since: all.early })
    expect([ok, warnings.map(({ at }) => at)]).toEqual([true, ['loss.1', 'loss.2', 'since']])
  })

  it('is missed when its statement is left out', async () => {
    const all = await written()
    await truncate(last(all.segments), 100)
    await declare({ mark: all.mark })
    const journal = await here.open({ disk, limits, mark: all.mark })
    await journal.checkpoint(journal.size)
    await journal.close()
    expect(await verifyJournal(here.folder, { vkey: journal.vkey })).toMatchObject({ ok: true })
    await rm(join(here.folder, 'loss.1'))
    const { ok, problems } = await verifyJournal(here.folder, { vkey: journal.vkey })
    expect([ok, problems.map(({ at }) => at)]).toEqual([false, expect.arrayContaining(['loss.1'])])
  })

  it('may be interrupted at any call, and run again', async () => {
    const all = await written()
    const files = await Promise.all(
      (await readdir(here.folder)).map(async (name) => ({ name, bytes: await readFile(join(here.folder, name)) })),
    )
    for (let call = 0, done = false; !done; call += 3) {
      await rm(here.folder, { recursive: true })
      await disk.makeFolder(here.folder)
      for (const { name, bytes } of files) await writeFile(join(here.folder, name), bytes)
      await changeByte(all.segments[1] ?? '')
      const failing = createFaultyDisk((at) => (at.call >= call ? failure('EIO') : undefined))
      done = await declare({ disk: failing, mark: all.mark }).then(
        () => true,
        () => false,
      )
      // When its entry was written before it failed, there is nothing left to declare.
      await declare({ mark: all.mark }).catch((error: unknown) => expect(error).toMatchObject({ code: 'usage' }))
      const journal = await here.open({ disk, limits, mark: all.mark })
      expect((await events(journal)).filter(({ body }) => body.event === 'loss_declared')).toHaveLength(1)
      await journal.close()
      expect(await verifyJournal(here.folder, { vkey: all.vkey })).toMatchObject({ ok: true })
    }
  }, 60_000)

  it('is refused where there is none, and without a reason', async () => {
    const { mark } = await written()
    await expect(declare({ mark })).rejects.toMatchObject({ code: 'usage' })
    await expect(declare({ reason: ' ' })).rejects.toMatchObject({ code: 'usage' })
    const journal = await here.open({ disk, limits })
    await expect(declare()).rejects.toMatchObject({ code: 'data_folder_busy' })
    await journal.close()
  })
})

type Written = Awaited<ReturnType<typeof written>>

async function changeByte(path: string): Promise<void> {
  const bytes = await readFile(path)
  bytes[200] = (bytes[200] ?? 0) ^ 1
  await writeFile(path, bytes)
}
