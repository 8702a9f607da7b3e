import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeFrames, encodeFrame, type Frame } from '@cordon/ledger'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOUR } from '../kernel/clock.ts'
import { declareClock, declareLoss } from './declare-loss.ts'
import { createFaultyDisk, createSmallDisk, failure } from './faulty-disk.fixture.ts'
import { createSurroundings, intent, random, type Surroundings } from './journal.fixture.ts'
import type { Checkpoint } from './journal.ts'
import type { JournalDeps } from './journal-parts.ts'
import { REFUSALS, type Refusal } from './refusals.ts'

let here: Surroundings
beforeEach(async () => {
  here = await createSurroundings()
})
afterEach(() => here.remove())

const limits = { segmentBytesMax: 3_000, reserveBytes: 4_096 }
const healthy = createFaultyDisk(() => undefined)

interface Written {
  /** Paths of the segments, in order. */
  readonly segments: readonly string[]
  readonly mark: Checkpoint
}

/** What happens to a journal of several segments, and what the next start is given. */
type Scene = (written: Written) => Promise<Partial<JournalDeps>>

const failing = (code: string, operations: readonly string[]) => async () => ({
  disk: createFaultyDisk(({ operation }) => (operations.includes(operation) ? failure(code) : undefined)),
})

const SCENES: Record<Refusal, Scene> = {
  segment_damaged: ({ segments }) => changed(segments[1], (bytes) => bytes.fill((bytes[200] ?? 0) ^ 1, 200, 201)),
  segment_missing: ({ segments }) => rm(segments[1] ?? '').then(() => ({})),
  entry_out_of_order: ({ segments }) => reframed(segments[1], ([a, b, ...rest]) => [b, a, ...rest]),
  version_unknown: ({ segments }) => reframed(segments[1], (frames) => frames.map(ofNextVersion)),
  other_node: async () => ({ node: 'another' }),
  shorter_than_known: ({ segments, mark }) => rm(segments.at(-1) ?? '').then(() => ({ mark })),
  other_history: async ({ mark }) => ({ mark: { ...mark, root: Buffer.alloc(32).toString('base64') } }),
  checkpoint_gone: () => rm(join(here.folder, 'checkpoint')).then(() => ({})),
  checkpoint_foreign: () =>
    changed(join(here.folder, 'checkpoint'), (bytes) =>
      bytes.fill(bytes.at(-9) === 66 ? 67 : 66, bytes.length - 9, bytes.length - 8),
    ),
  loss_unfinished: interruptedDeclaration,
  clock_behind: async () => ({ now: () => here.now - HOUR }),
  disk_read_only: failing('EROFS', ['open', 'makeFolder']),
  disk_full: async () => ({ disk: createSmallDisk(0) }),
  disk_failing: failing('EIO', ['read']),
  folder_busy: async () => {
    open = await here.open({ disk: healthy, limits })
    return {}
  },
}

let open: { close(): Promise<void> } | undefined
afterEach(async () => {
  await open?.close()
  open = undefined
})

describe('a journal that cannot be started', () => {
  it.each(Object.keys(REFUSALS) as Refusal[])('says so by name, with what is safe, lost and to do: %s', async (why) => {
    const given = await SCENES[why](await write())
    const before = await folderText()
    const { code, what, safe, lost, todo } = REFUSALS[why]
    const refused = here.open({ disk: healthy, limits, ...given })
    await expect(refused).rejects.toMatchObject({ why, code })
    await expect(refused).rejects.toMatchObject({ at: expect.stringContaining(what) })
    await expect(refused).rejects.toMatchObject({
      at: expect.stringContaining(`Safe: ${safe}. Lost: ${lost}. To do: ${todo}`),
    })
    if (why !== 'disk_full') expect(await folderText()).toEqual(before)
  })

  it('is started as it was once the cause is gone', async () => {
    const { mark } = await write()
    for (const why of ['other_node', 'clock_behind', 'disk_read_only', 'disk_failing', 'disk_full'] as const) {
      const given = await SCENES[why]({ segments: [], mark })
      await expect(here.open({ disk: healthy, limits, ...given })).rejects.toMatchObject({ why })
      await (await here.open({ disk: healthy, limits, mark })).close()
    }
  })

  it('is no loss to declare when a newer release or another node wrote it', async () => {
    const { segments } = await write()
    await SCENES.version_unknown({ segments, mark: { origin: '', size: 0, root: '', note: '' } })
    await expect(declare(declareLoss)).rejects.toMatchObject({ why: 'version_unknown' })
    await expect(declare(declareLoss, { node: 'another' })).rejects.toMatchObject({ code: 'journal_damaged' })
  })
})

describe('the guide', () => {
  it('has each reason, in the same words', async () => {
    const guide = await readFile(new URL('../../../../docs/guides/journal.md', import.meta.url), 'utf8')
    for (const { code, what, safe, lost, todo } of Object.values(REFUSALS))
      expect(guide).toContain(`| \`${code}\` | ${what} | ${safe} | ${lost} | ${todo} |`)
  })
})

describe('a clock that was set back', () => {
  it('is declared right by a person, once', async () => {
    await write()
    here.now -= HOUR
    await expect(here.open({ disk: healthy, limits })).rejects.toMatchObject({ why: 'clock_behind' })
    await declare(declareClock)
    const journal = await here.open({ disk: healthy, limits })
    const found = []
    for await (const { body } of journal.read('home')) if (body.class === 'lifecycle') found.push(body)
    await journal.close()
    const detail = { person: 'owner', reason: 'tried' }
    expect(found.filter(({ event }) => event === 'clock_declared')).toMatchObject([{ detail }])
  })

  it('by a synchronisation is let pass', async () => {
    await write()
    here.now -= 5_000
    await (await here.open({ disk: healthy, limits })).close()
  })
})

type Declare = (deps: JournalDeps & { person: string; reason: string }) => Promise<unknown>

function declare(how: Declare, given: Partial<JournalDeps> = {}) {
  const { dataFolder, keyring } = here
  const names = { node: 'test', operator: 'home', person: 'owner', reason: 'tried' }
  return how({ dataFolder, keyring, random, now: () => here.now, disk: healthy, limits, ...names, ...given })
}

async function write(): Promise<Written> {
  const journal = await here.open({ disk: healthy, limits })
  for (let i = 0; i < 14; i++) await journal.append('north', intent(`r${i}`))
  const mark = await journal.checkpoint(journal.size)
  await journal.close()
  const names = (await readdir(here.folder)).filter((name) => name.endsWith('.log')).sort()
  expect(names.length).toBeGreaterThan(2)
  return { mark, segments: names.map((name) => join(here.folder, name)) }
}

/** Interrupted after the files were settled, and before the entry that says who and why. */
async function interruptedDeclaration({ segments, mark }: Written): Promise<Partial<JournalDeps>> {
  await rm(segments.at(-1) ?? '')
  const disk = createFaultyDisk(({ path, operation }) =>
    path.endsWith('log.vkey') && operation === 'rename' ? failure('EIO') : undefined,
  )
  await expect(declare(declareLoss, { disk, mark })).rejects.toMatchObject({ why: 'disk_failing' })
  return { mark }
}

async function changed(path = '', change: (bytes: Buffer) => Uint8Array): Promise<Partial<JournalDeps>> {
  await writeFile(path, change(await readFile(path)))
  return {}
}

type Parts = Pick<Frame, 'leaf' | 'body' | 'opensGroup'>

/** The frames of a segment, rearranged, with right checksums. */
async function reframed(path = '', change: (frames: Frame[]) => (Parts | undefined)[]): Promise<Partial<JournalDeps>> {
  return changed(path, (bytes) => {
    const frames = [...decodeFrames(bytes)].flatMap((read) => (read.kind === 'frame' ? [read] : []))
    return Buffer.concat(change(frames).flatMap((frame) => (frame === undefined ? [] : [encodeFrame(frame)])))
  })
}

const ofNextVersion = ({ leaf, ...rest }: Frame): Parts => ({
  ...rest,
  leaf: Buffer.from(Buffer.from(leaf).toString().replace('"v":1', '"v":9')),
})

/** Everything but the lock, which says who looked last. */
async function folderText(): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of await readdir(here.folder)) {
    const path = join(here.folder, name)
    if (!name.startsWith('lock') && (await stat(path)).isFile()) found[name] = await readFile(path, 'latin1')
  }
  return found
}
