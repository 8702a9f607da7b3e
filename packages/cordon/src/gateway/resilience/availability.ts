import { type Clock, DAY, HOUR } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { addCounts, type Counts, forgetCounts, sumCounts } from './availability.queries.ts'
import type { NamedTier, Tiers } from './tiers.ts'
import type { Verdict } from './verdict.ts'

/** What share of the requests of each tier was answered: counted by the hour, for each organisation, kept over restarts. */
export interface Availability {
  count(tenant: string, tier: string, verdict: Verdict): void
  /** Writes down what was counted since; rejects where the store cannot be reached, and loses nothing by it. */
  round(): Promise<void>
  /** Every tier, over its window. */
  of(tenant: string): Promise<TierAvailability[]>
  /** Deletes what no window reaches any more. */
  forget(tenant: string): Promise<void>
}

export interface TierAvailability extends Counts {
  readonly tier: string
  readonly target: number
  readonly windowDays: number
  /** Requests that count. */
  readonly requests: number
  /** Of these, the share that was answered; absent: there were none. */
  readonly share?: number
  readonly underTarget: boolean
}

/** The longest window, and a day. */
export const KEPT_MS = 367 * DAY

type Counted = Record<Verdict, number>

export function createAvailability({
  store,
  now,
  tiers,
}: {
  store: Pick<Store, 'within'>
  now: Clock
  tiers: Tiers
}): Availability {
  /** By organisation, then by tier and hour. */
  let unwritten = new Map<string, Map<string, Counted>>()

  function add(tenant: string, key: string, counts: Counts): void {
    const of = unwritten.get(tenant) ?? new Map<string, Counted>()
    unwritten.set(tenant, of)
    const { answered, vendor, boundary } = of.get(key) ?? { answered: 0, vendor: 0, boundary: 0 }
    of.set(key, {
      answered: answered + counts.answered,
      vendor: vendor + counts.vendor,
      boundary: boundary + counts.boundary,
    })
  }

  async function write(tenant: string, counted: ReadonlyMap<string, Counts>): Promise<void> {
    // In one order everywhere, so that two nodes never wait for each other in a ring.
    const rows = [...counted].sort(([a], [b]) => (a < b ? -1 : 1))
    try {
      await store.within(tenant, async (tx) => {
        for (const [key, counts] of rows) await addCounts(tx, { tenant, ...placeOf(key) }, counts)
      })
    } catch (error) {
      for (const [key, counts] of rows) add(tenant, key, counts)
      throw error
    }
  }

  async function round(): Promise<void> {
    const written = unwritten
    unwritten = new Map()
    const ended = await Promise.allSettled([...written].map(([tenant, counted]) => write(tenant, counted)))
    for (const one of ended) if (one.status === 'rejected') throw one.reason
  }

  return {
    count: (tenant, tier, verdict) => add(tenant, keyOf(tier, now()), { ...NONE, [verdict]: 1 }),
    round,
    async of(tenant) {
      // What other organisations counted waits for the round: this one's answer does not hang on it.
      const counted = unwritten.get(tenant)
      unwritten.delete(tenant)
      if (counted !== undefined) await write(tenant, counted)
      return store.within(tenant, async (tx) => {
        const found: TierAvailability[] = []
        for (const named of tiers.all) {
          const since = new Date(now() - named.tier.windowDays * DAY)
          found.push(standing(named, await sumCounts(tx, tenant, named.name, since)))
        }
        return found
      })
    },
    forget: (tenant) => store.within(tenant, (tx) => forgetCounts(tx, tenant, new Date(now() - KEPT_MS))),
  }
}

const NONE: Counts = { answered: 0, vendor: 0, boundary: 0 }

/** Measured against its target. Compared as counts, not as rounded shares. Nobody is under a target by not being asked. */
export function standing({ name, tier: { target, windowDays } }: NamedTier, counts: Counts): TierAvailability {
  const requests = counts.answered + counts.vendor + counts.boundary
  const told = { tier: name, target, windowDays, requests, ...counts }
  if (requests === 0) return { ...told, underTarget: false }
  return { ...told, share: counts.answered / requests, underTarget: counts.answered < target * requests }
}

const keyOf = (tier: string, at: number): string => `${Math.floor(at / HOUR) * HOUR} ${tier}`

function placeOf(key: string): { tier: string; at: Date } {
  const [at, tier = ''] = key.split(' ')
  return { tier, at: new Date(Number(at)) }
}
