import { CordonError, type EntryBody } from '@cordon/contract'
import type { Disk } from '../../packages/cordon/src/audit/disk.ts'
import type { Every } from '../../packages/cordon/src/audit/every.ts'
import type { Journal } from '../../packages/cordon/src/audit/journal.ts'
import type { Makers } from '../../packages/cordon/src/audit/journal-parts.ts'
import { type OpenedJournal, openJournal } from '../../packages/cordon/src/audit/open-journal.ts'
import type { Mark } from '../../packages/cordon/src/audit/recover.ts'
import { verifyJournal } from '../../packages/cordon/src/audit/verify-files.ts'
import type { Keyring } from '../../packages/cordon/src/crypto/keyring.ts'
import { createDice, type Dice } from './dice.ts'
import { createMemory, type Memory, promised, watchingHeads } from './memory.ts'
import { createSimDisk, type SimDisk } from './sim-disk.ts'

/** What one seed's world is made of. */
export interface World {
  readonly dice: Dice
  readonly disk: SimDisk
  readonly memory: Memory
  readonly planted: Planted
  readonly keyring: Keyring
  readonly happened: { -readonly [Key in keyof Happened]: Happened[Key] }
  now: number
  /** What the database remembers; it loses nothing. */
  mark: Mark | undefined
  requests: number
}

/** An open journal, and the timer that it set. */
export interface Life {
  readonly journal: OpenedJournal
  readonly tick: () => Promise<void>
}

export function createWorld(seed: number, keyring: Keyring, planted: Planted): World {
  const dice = createDice(seed)
  const none = { acknowledged: 0, calls: 0, powerCuts: 0, kills: 0, faults: 0, full: 0, refusedStarts: 0 }
  return {
    dice,
    disk: createSimDisk(dice),
    memory: createMemory(),
    planted,
    keyring,
    happened: { ...none, rotten: 'none' },
    now: Date.UTC(2026, 10, 22, 12),
    mark: undefined,
    requests: 0,
  }
}

/**
 * A fault planted in the real parts, to see that the checker finds it: a disk that is used wrongly, a part exchanged, or
 * a database that is told too much.
 */
export interface Planted {
  readonly disk?: (disk: Disk) => Disk
  readonly make?: () => Partial<Makers>
  readonly markOf?: (journal: Journal, next: Mark | undefined) => Promise<Mark>
}

/** What happened under one seed: a simulation in which nothing happens proves nothing. */
export interface Happened {
  readonly acknowledged: number
  readonly calls: number
  readonly powerCuts: number
  readonly kills: number
  readonly faults: number
  readonly full: number
  readonly refusedStarts: number
  readonly rotten: 'none' | 'refused' | 'opened'
}

const TENANTS = ['north', 'south'] as const
export const FOLDER = '/data/journal'
const LIMITS = { segmentBytesMax: 4_000, groupEntriesMax: 6, reserveBytes: 4_096, settledEvery: 16, waitingMax: 50 }

/** Starts until it starts. A start may be refused only when the disk failed during it, and then by a name. */
export async function start(world: World, attempts = 4): Promise<Life | undefined> {
  const { disk, memory, happened } = world
  for (let attempt = 0; attempt < attempts; attempt++) {
    const life = await tryOpen(world)
    if ('journal' in life) {
      const { state } = life.journal
      await quietly(disk, () => memory.holds(disk, FOLDER, state === 'poisoned' ? 'torn' : 'whole'))
      return life
    }
    refusedFor(life.error, ['journal_unavailable'])
    promised(disk.failed || disk.dead, `a start was refused on a disk that did as it was told: ${life.error.at}`)
    happened.refusedStarts += 1
    restart(world, disk.dead ? 'power' : world.dice.pick(['power', 'kill']))
  }
  return undefined
}

export async function tryOpen(world: World): Promise<Life | { error: CordonError }> {
  const { disk, planted, memory, keyring, dice } = world
  const work = new Set<() => Promise<void>>()
  const every: Every = (_ms, turn) => {
    work.add(turn)
    return () => work.delete(turn)
  }
  const watched = watchingHeads(disk, (head) => memory.head(head))
  try {
    const journal = await openJournal({
      dataFolder: '/data',
      node: 'sim',
      operator: 'home',
      keyring,
      now: () => world.now,
      random: (length) => dice.bytes(length),
      mark: world.mark,
      disk: planted.disk?.(watched) ?? watched,
      every,
      limits: LIMITS,
      make: planted.make?.() ?? {},
    })
    return { journal, tick: async () => void (await Promise.all(Array.from(work, (turn) => turn()))) }
  } catch (error) {
    if (error instanceof CordonError) return { error }
    throw error
  }
}

/** Whether it was acknowledged; a refusal has its name. */
export async function append(world: World, journal: Journal, body: EntryBody): Promise<boolean> {
  const { dice, memory } = world
  const tenant = dice.pick(TENANTS)
  memory.asked(tenant, body)
  try {
    memory.acknowledge(tenant, body, await journal.append(tenant, body))
    return true
  } catch (error) {
    refusedFor(error, ['journal_unavailable'])
    return false
  }
}

/** The machine comes up again, with room on its disk. */
export function restart({ disk, happened }: World, how: 'power' | 'kill'): void {
  disk.capacity = Number.MAX_SAFE_INTEGER
  disk.restart(how)
  happened[how === 'power' ? 'powerCuts' : 'kills'] += 1
}

/** Nothing goes wrong any more: everything is there, reads as it was written, verifies, and the next start is clean. */
export async function rest(world: World): Promise<void> {
  const { disk, memory } = world
  const life = await start(world)
  if (life === undefined) throw new Error('a quiet disk was refused without a reason')
  await memory.reads(life.journal, TENANTS)
  const { note } = await life.journal.checkpoint(life.journal.size)
  await life.journal.close()
  const { ok, problems } = await verifyJournal(FOLDER, { since: note, disk })
  promised(ok, `it does not verify: ${problems[0]?.at} ${problems[0]?.what}`)
}

async function quietly(disk: SimDisk, look: () => Promise<void>): Promise<void> {
  const { fault } = disk
  disk.fault = () => undefined
  try {
    await look()
  } finally {
    disk.fault = fault
  }
}

export function refusedFor(error: unknown, codes: readonly string[]): void {
  promised(error instanceof CordonError && codes.includes(error.code), `refused as ${String(error)}`)
}
