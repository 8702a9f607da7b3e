import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Surroundings } from '../../packages/cordon/src/audit/journal.fixture.ts'
import { intent } from '../../packages/cordon/src/audit/journal.fixture.ts'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { Violation } from './memory.ts'
import { PLANTED } from './planted.ts'
import type { Fault } from './sim-disk.ts'
import { simulate } from './simulate.ts'
import { createKeys, seeds } from './simulated.ts'
import { append, createWorld, type Happened, refusedFor, rest, restart, start } from './world.ts'

/**
 * The journal on a disk that does its worst. A seed that fails is named in the failure, and
 * `CORDON_TEST_SEED=17 npx vitest run test/durability/simulation` does exactly the same again.
 */

const told = (name: string): boolean => (theOutside().secret(name) ?? '') !== ''
/** A minute of a whole core for 2,000: they run where everything must. */
const SEEDS = told('CORDON_TEST_LONG') ? 20_000 : told('CORDON_TEST_REQUIRE') ? 2_000 : 500
const BATCH = 250
const FOUND_WITHIN = 2_000

let here: Surroundings
beforeAll(async () => {
  here = await createKeys()
})
afterAll(() => here.remove())

describe(`a journal on a simulated disk, ${SEEDS} seeds`, () => {
  const all = seeds(SEEDS)
  const batches = Array.from({ length: Math.ceil(all.length / BATCH) }, (_, n) => all.slice(n * BATCH, (n + 1) * BATCH))
  const total: Record<string, number> = {}

  it.each(batches.map((batch) => [batch[0] ?? 0, batch] as const))(
    'keeps every promise, from seed %i on',
    async (_, batch) => {
      for (const seed of batch) {
        const happened = await simulate(seed, here.keyring).catch((cause: unknown) => {
          throw new Error(`seed ${seed}: ${String(cause)}; replay it with CORDON_TEST_SEED=${seed}`, { cause })
        })
        count(happened, total)
      }
    },
    120_000,
  )

  it('has lost power, failed, filled up and lied often enough for that to mean something', () => {
    if (all.length < SEEDS) return
    for (const what of ['powerCuts', 'kills', 'faults', 'full', 'refusedStarts', 'rotten refused'])
      expect(total[what], what).toBeGreaterThan(SEEDS / 20)
    expect(total.acknowledged).toBeGreaterThan(10 * SEEDS)
  })
})

describe('the same checker', () => {
  it.each(Object.entries(PLANTED))(
    'finds %s',
    async (_, planted) => {
      for (const seed of seeds(FOUND_WITHIN)) {
        const found = await simulate(seed, here.keyring, planted).catch((error: unknown) => error)
        if (found instanceof Violation) return
        if (found instanceof Error) throw found
      }
      throw new Error(`not found within ${FOUND_WITHIN} seeds`)
    },
    120_000,
  )
})

describe('whichever single call goes wrong', () => {
  it.each(['EIO', 'ENOSPC', 'short', 'cut'] as const)(
    'every promise is kept (%s)',
    async (fault) => {
      const calls = await callsOf(undefined, fault)
      expect(calls).toBeGreaterThan(90)
      for (let call = 0; call < calls; call++) await callsOf(call, fault)
    },
    120_000,
  )

  /** A start, appends by several at once, two rotations, checkpoints, a close: with one call of them failing. */
  async function callsOf(failing: number | undefined, fault: Fault): Promise<number> {
    const world = createWorld(failing ?? 0, here.keyring, {})
    const { disk, memory } = world
    disk.fault = ({ call, operation }) =>
      call === failing && (fault !== 'short' || operation === 'write') ? fault : undefined
    const life = await start(world, 1)
    for (let round = 0; round < 4 && life !== undefined; round++) {
      await Promise.all(['a', 'b', 'c'].map((name) => append(world, life.journal, intent(`${name}${round}`))))
      const head = await life.journal.checkpoint(life.journal.size).catch((error: unknown) => {
        refusedFor(error, ['journal_unavailable'])
        return undefined
      })
      if (head !== undefined) memory.head(head)
      await life.tick()
    }
    await life?.journal.close().catch(() => undefined)
    const { calls } = disk
    restart(world, 'power')
    await rest(world)
    return calls
  }
})

function count(happened: Happened, total: Record<string, number>): void {
  for (const [what, value] of Object.entries(happened)) {
    const name = typeof value === 'number' ? what : `${what} ${value}`
    total[name] = (total[name] ?? 0) + (typeof value === 'number' ? value : 1)
  }
}
