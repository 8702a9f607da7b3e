import { CordonError } from '@cordon/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLeases, type LeaseBook, type Leases, type Metered } from './leases.ts'
import { blockOf, type Level, lease, type Meter, SLOTS_MS } from './meter.ts'

/** The database of a test: the same arithmetic over rows in memory, that can be down. */
function createWorld(nodes: number) {
  const world = { now: 1_000_000, down: false, asked: 0 }
  const rows = new Map<string, Level>()
  const bookOf =
    (node: string): LeaseBook =>
    async (_tenant, asked) => {
      await Promise.resolve()
      if (world.down) throw new CordonError('store_unavailable')
      world.asked += asked.length
      return asked.map(({ subject, meter, period, of, ask }) => {
        const base = JSON.stringify([subject, meter, period])
        const name = `${base} ${of.kind === 'slots' ? node : ''}`
        const others = [...rows].filter(
          ([key, row]) => key.startsWith(base) && key !== name && row.at > world.now - SLOTS_MS,
        )
        const sum = others.reduce((total, [, { level }]) => total + level, 0)
        const found = lease(of, ask, rows.get(name), sum, world.now)
        rows.set(name, found.row)
        return found
      })
    }
  const all = Array.from({ length: nodes }, (_, n) => createLeases({ book: bookOf(`n${n}`), now: () => world.now }))
  return { world, nodes: all, rows }
}

const metered = (of: Meter): Metered => ({ tenant: 't', subject: 'person/p', meter: 'm', period: '-', of })

function tryTake(node: Leases, of: Metered, units = 1): boolean {
  if (node.room(of, 1) !== true) return false
  node.take(of, units)
  return true
}

const settle = async (nodes: readonly Leases[]) => {
  for (const node of nodes) await node.settled()
}

/** What happens next: a node is asked, the answers of the database arrive, time passes, a round is made. */
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant('take' as const), node: fc.nat(3), times: fc.integer({ min: 1, max: 30 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 30_000 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('round' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('down' as const), is: fc.boolean() }) },
)
const NODES = 4
const runs = { numRuns: 300, seed: 20_261_122 }

describe('a budget that nodes share', () => {
  it('is never exceeded by more than a block for each node, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(step, { minLength: 40, maxLength: 120 }),
        async (limit, steps) => {
          const { world, nodes } = createWorld(NODES)
          const of = metered({ kind: 'period', limit })
          let used = 0
          for (const one of steps) {
            const node = nodes[one.do === 'take' ? one.node : 0]
            if (one.do === 'take' && node !== undefined)
              for (let n = 0; n < one.times; n++) if (tryTake(node, of)) used += 1
            if (one.do === 'settle') await settle(nodes)
            if (one.do === 'pass') world.now += one.ms
            if (one.do === 'round') for (const each of nodes) await each.round().catch(() => undefined)
            if (one.do === 'down') world.down = one.is
          }
          expect(used).toBeLessThanOrEqual(limit + NODES * blockOf(of.of))
        },
      ),
      runs,
    )
  })

  it('is spent to its last unit, whoever asks: nothing is refused for long while there is some left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.infiniteStream(fc.nat(NODES - 1)), async (limit, who) => {
        const { world, nodes } = createWorld(NODES)
        const of = metered({ kind: 'period', limit })
        let used = 0
        for (let tries = 0; used < limit && tries < limit * 4 + 200; tries++) {
          const node = nodes[who.next().value ?? 0]
          if (node !== undefined && tryTake(node, of)) used += 1
          else {
            // What idle nodes hold comes back within seconds.
            world.now += 11_000
            await settle(nodes)
            for (const each of nodes) await each.round()
          }
          if (tries % 7 === 0) await settle(nodes)
        }
        expect(used).toBeGreaterThanOrEqual(limit)
      }),
      { ...runs, numRuns: 100 },
    )
  })

  it('is counted also where one request used far more than was leased', async () => {
    const { nodes, rows } = createWorld(2)
    const of = metered({ kind: 'period', limit: 1_000 })
    const [one, two] = nodes as [Leases, Leases]
    expect(tryTake(one, of, 5_000)).toBe(true)
    await one.settled()
    expect([...rows.values()][0]?.level).toBe(5_000)
    tryTake(two, of)
    await two.settled()
    expect(two.room(of, 1)).not.toBe(true)
    expect(one.room(of, 1)).not.toBe(true)
  })

  it('fails closed after what was leased, while the database is down, and goes on when it is back', async () => {
    const { world, nodes } = createWorld(1)
    const [node] = nodes as [Leases]
    const of = metered({ kind: 'period', limit: 1_000 })
    tryTake(node, of)
    await node.settled()
    world.down = true
    let served = 0
    for (let n = 0; n < 500; n++) {
      if (tryTake(node, of)) served += 1
      await node.settled()
    }
    expect(served).toBeLessThanOrEqual(2 * blockOf(of.of))
    expect(node.room(of, 1)).not.toBe(true)
    world.down = false
    world.now += 1_000
    node.room(of, 1)
    await node.settled()
    expect(node.room(of, 1)).toBe(true)
  })

  it('asks the database once for a block, and for nothing that nobody uses', async () => {
    const { world, nodes } = createWorld(1)
    const [node] = nodes as [Leases]
    const of = metered({ kind: 'period', limit: 10_000 })
    for (let n = 0; n < 1_000; n++) {
      tryTake(node, of)
      await node.settled()
    }
    expect(world.asked).toBeLessThan(15)
    world.now += 11_000
    await node.round()
    const before = world.asked
    for (let n = 0; n < 5; n++) await node.round()
    expect(world.asked).toBe(before)
  })
})

describe('a rate that nodes share', () => {
  it('lets through its burst and what time adds, and two blocks for each node', async () => {
    const limit = fc.integer({ min: 1, max: 200 })
    await fc.assert(
      fc.asyncProperty(limit, fc.array(step, { minLength: 40, maxLength: 120 }), async (burst, steps) => {
        const { world, nodes } = createWorld(NODES)
        const of = metered({ kind: 'bucket', limit: burst, perMs: burst / 60_000 })
        const began = world.now
        let used = 0
        for (const one of steps) {
          const node = nodes[one.do === 'take' ? one.node : 0]
          if (one.do === 'take' && node !== undefined)
            for (let n = 0; n < one.times; n++) if (tryTake(node, of)) used += 1
          if (one.do === 'settle') await settle(nodes)
          if (one.do === 'pass') world.now += one.ms
          if (one.do === 'round') for (const each of nodes) await each.round().catch(() => undefined)
          if (one.do === 'down') world.down = one.is
        }
        const most = burst + ((world.now - began) * burst) / 60_000 + 2 * NODES * blockOf(of.of)
        expect(used).toBeLessThanOrEqual(most)
      }),
      runs,
    )
  })

  it('says after how long it may pass, and then it does', async () => {
    const { world, nodes } = createWorld(1)
    const [node] = nodes as [Leases]
    const of = metered({ kind: 'bucket', limit: 6, perMs: 6 / 60_000 })
    for (let n = 0; n < 20; n++) {
      tryTake(node, of)
      await node.settled()
    }
    const wait = node.room(of, 1)
    expect(wait).toBeGreaterThanOrEqual(1_000)
    expect(wait).toBeLessThanOrEqual(20_000)
    world.now += 20_000
    node.room(of, 1)
    await node.settled()
    expect(node.room(of, 1)).toBe(true)
  })
})

describe('places that nodes share', () => {
  it('are never more than the limit and a block for each node, and come back when requests end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 200 }),
        async (limit, turns) => {
          const { nodes } = createWorld(NODES)
          const of = metered({ kind: 'slots', limit })
          const inWork = [0, 0, 0, 0]
          for (const [n, [who, comes]] of turns.entries()) {
            const node = nodes[who]
            if (node === undefined) continue
            if (comes && tryTake(node, of)) inWork[who] = (inWork[who] ?? 0) + 1
            if (!comes && (inWork[who] ?? 0) > 0) {
              node.take(of, -1)
              inWork[who] = (inWork[who] ?? 0) - 1
            }
            if (n % 3 === 0) await settle(nodes)
            expect(inWork.reduce((a, b) => a + b)).toBeLessThanOrEqual(limit + NODES * blockOf(of.of))
          }
        },
      ),
      runs,
    )
  })

  it('of a node that died are free again, and a node that nobody renewed uses none', async () => {
    const { world, nodes } = createWorld(2)
    const [dead, alive] = nodes as [Leases, Leases]
    const of = metered({ kind: 'slots', limit: 3 })
    while (tryTake(dead, of)) await dead.settled()
    tryTake(alive, of)
    await alive.settled()
    alive.take(of, -1)
    world.now += SLOTS_MS + 1_000
    alive.room(of, 1)
    await alive.settled()
    expect(alive.room(of, 1)).toBe(true)
    world.down = true
    world.now += SLOTS_MS
    expect(alive.room(of, 1)).not.toBe(true)
  })
})
