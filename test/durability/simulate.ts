import type { EntryBody } from '@cordon/contract'
import { intent, outcome } from '../../packages/cordon/src/audit/journal.fixture.ts'
import type { Journal } from '../../packages/cordon/src/audit/journal.ts'
import type { Keyring } from '../../packages/cordon/src/crypto/keyring.ts'
import { promised } from './memory.ts'
import type { FaultAt } from './sim-disk.ts'
import {
  append,
  createWorld,
  type Happened,
  type Life,
  type Planted,
  refusedFor,
  rest,
  restart,
  start,
  tryOpen,
  type World,
} from './world.ts'

/**
 * Some lives of one journal on a disk that does its worst, and then a quiet one. Throws `Violation` for anything that
 * was promised and not kept. The same seed does the same.
 */
export async function simulate(seed: number, keyring: Keyring, planted: Planted = {}): Promise<Happened> {
  const world = createWorld(seed, keyring, planted)
  const { dice, disk, memory } = world
  const lives = 1 + dice.below(3)
  for (let life = 0; life < lives; life++) await live(world)
  if (dice.chance(0.1)) await rot(world)
  await rest(world)
  return { ...world.happened, acknowledged: memory.acknowledged.size, calls: disk.calls }
}

/** Opens, works, and ends badly or well. Whatever went wrong on the way, the next start has to cope with it. */
async function live(world: World): Promise<void> {
  const { dice, disk } = world
  const small = dice.chance(0.1)
  if (!small) disk.fault = faultsOf(world)
  const life = await start(world)
  if (life !== undefined && small) await workOnAFullDisk(world, life)
  else if (life !== undefined) await work(world, life)
  await end(world, life)
}

const SHORT = 0.2

/** What goes wrong in a life: nothing, the power at some call, single calls, or both. */
function faultsOf({ dice, disk, happened }: World): FaultAt {
  const share = dice.pick([0, 0, 0.01, 0.05])
  const cut = disk.calls + (dice.chance(0.7) ? dice.below(120) : Number.MAX_SAFE_INTEGER)
  const fault = dice.pick(['EIO', 'EIO', 'ENOSPC'] as const)
  return ({ call, operation }) => {
    if (call === cut) return 'cut'
    if (share > 0 && dice.chance(share) && (fault === 'EIO' || mayBeFull(operation))) {
      happened.faults += 1
      return fault
    }
    return operation === 'write' && dice.chance(SHORT) ? 'short' : undefined
  }
}

const mayBeFull = (operation: string): boolean => !['list', 'read', 'size', 'close', 'remove'].includes(operation)

/** Callers at the same time, checkpoints, turns of the timer and of the clock, in an order that the dice choose. */
async function work(world: World, life: Life): Promise<void> {
  const { dice, disk } = world
  for (let steps = 2 + dice.below(5); steps > 0 && !disk.dead; steps--) {
    const callers = Array.from({ length: dice.below(5) }, () => append(world, life.journal, nextBody(world)))
    const beside = dice.chance(0.6) ? [ask(world, life)] : []
    await Promise.all([...callers, ...beside])
    world.now += dice.below(4_000) - 500
  }
}

function nextBody(world: World): EntryBody {
  const { dice } = world
  const ends = world.requests > 0 && dice.chance(0.4)
  return ends ? outcome(`r${dice.below(world.requests)}-${world.requests++}`) : intent(`r${world.requests++}`)
}

/** One of those who ask beside the callers: for a checkpoint, for a proof, for the database's mark, or the timer. */
async function ask(world: World, { journal, tick }: Life): Promise<void> {
  const { dice, memory, planted } = world
  try {
    switch (dice.below(4)) {
      case 0:
        return memory.head(await journal.checkpoint(journal.size))
      case 1:
        return void (await journal.proof(dice.below(Math.max(1, journal.size))))
      case 2:
        world.mark = (await planted.markOf?.(journal, world.mark)) ?? (await journal.checkpoint(0))
        return
      default:
        return await tick()
    }
  } catch (error) {
    refusedFor(error, ['journal_unavailable'])
  }
}

/**
 * The disk fills up under intents. That it is full must be recorded, and what was begun must be able to end; with room
 * again, everything is taken.
 */
async function workOnAFullDisk(world: World, { journal, tick }: Life): Promise<void> {
  const { dice, disk, happened } = world
  disk.capacity = disk.used + 600 + dice.below(2_500)
  const before = journal.size
  for (let round = 0; round < 20 && journal.writable; round++)
    await Promise.all(Array.from({ length: 1 + dice.below(4) }, () => append(world, journal, intent(next(world)))))
  promised(journal.state === 'full', `a full disk makes the journal ${journal.state}`)
  for (let ended = 0; ended < 2; ended++)
    promised(await append(world, journal, outcome(next(world))), 'what was begun could not end on a full disk')
  promised((await eventsFrom(journal, before)).includes('disk_full'), 'that the disk is full was not recorded')
  happened.full += 1
  disk.capacity = Number.MAX_SAFE_INTEGER
  await tick()
  promised(await append(world, journal, intent(next(world))), 'there is room again, and nothing is taken')
}

const next = (world: World): string => `r${world.requests++}`

async function eventsFrom(journal: Journal, from: number): Promise<readonly string[]> {
  const events = []
  for await (const { index, body } of journal.read('home'))
    if (index >= from && body.class === 'lifecycle') events.push(body.event)
  return events
}

/** Closed, killed, or without power; the timer's last turn and every caller have had their answers. */
async function end(world: World, life: Life | undefined): Promise<void> {
  const { disk, dice } = world
  if (!disk.dead && dice.chance(0.3)) await life?.journal.close().catch(() => undefined)
  // A failed sync is worst when the machine stays up: the next start reads from memory what the disk never had.
  restart(world, disk.dead ? 'power' : dice.pick(disk.failed ? ['kill', 'kill', 'kill', 'power'] : ['kill', 'power']))
}

/**
 * One bit turns on the platter. It is refused by its name, with nothing changed. Only in the last group, and only until a
 * head is signed over it, it cannot be told from a write that was never finished: then it is cut, and the cut recorded.
 */
async function rot(world: World): Promise<void> {
  const { dice, disk, memory, happened } = world
  const held = disk.files().filter(({ path, file }) => /\.log$|\/checkpoint$/.test(path) && file.size > 0)
  const [first, ...rest] = held
  if (first === undefined) return
  const { file } = dice.pick([first, ...rest])
  const [position, bit] = [dice.below(file.size), dice.below(8)]
  file.rot(position, bit)
  const { signed } = memory
  const life = await tryOpen(world)
  if ('error' in life) {
    refusedFor(life.error, ['journal_damaged'])
    promised(life.error.at !== undefined, 'a damaged journal was refused without a place')
    happened.rotten = 'refused'
    file.rot(position, bit)
  } else {
    happened.rotten = 'opened'
    promised((await eventsFrom(life.journal, signed)).includes('torn_tail_cut'), 'a loss was not recorded')
    memory.forget(signed)
  }
  restart(world, 'kill')
}
