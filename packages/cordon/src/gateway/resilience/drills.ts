import { type Application, CordonError } from '@cordon/contract'
import { type Change, change, type RecordChange } from '../../identity/change.ts'
import { type Clock, MINUTE } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { KEPT_MS } from './availability.ts'
import {
  addAnswer,
  type DrillAnswer,
  endDrill,
  forgetDrills,
  insertDrill,
  lockDrills,
  selectAnswers,
  selectDrills,
  selectRunning,
} from './drills.queries.ts'
import type { Tiers } from './tiers.ts'

/** One vendor of one organisation, taken out on purpose for a while. Times are milliseconds. */
export interface Drill {
  readonly id: string
  readonly vendor: string
  readonly person: string
  readonly startedAt: number
  readonly endsAt: number
  readonly endedAt?: number
}

/** Who answered in its place (`none`: nobody), with what code (`none`: an answer), how often, and how soon. */
export interface DrillResult {
  readonly vendor: string
  readonly code: string
  readonly requests: number
  /** From the question's turn at the vendor that is out until another one was asked, in milliseconds; absent: nobody was. */
  readonly fallbackMsMean?: number
  readonly fallbackMsMax?: number
}

/** A request that came to a vendor in a drill. */
export interface Drilled {
  readonly drill: string
  readonly vendor: string | undefined
  readonly code: string | undefined
  readonly fallbackMs: number
}

export interface Drills {
  /**
   * Takes a vendor out for so many minutes; on other nodes within seconds. Throws `not_found` for a vendor that is none of the
   * organisation's, `resource_invalid` where it is out already or an application of a tier without drills uses it.
   */
  start(
    tenant: string,
    asked: { vendor: string; person: string; minutes: number },
    record: RecordChange,
  ): Promise<Started>
  /** Ends it before its time. Throws `not_found` where it is over. */
  end(tenant: string, id: string, record: RecordChange): Promise<Change>
  /** The newest first, each with what came of it. */
  list(tenant: string): Promise<(Drill & { readonly running: boolean; readonly results: readonly DrillResult[] })[]>
  /** The drill that keeps this vendor out now. No look-up: it ends by the clock, whatever else fails. */
  of(tenant: string, vendor: string): Pick<Drill, 'id' | 'endsAt'> | undefined
  saw(tenant: string, drilled: Drilled): void
  /** Reads what other nodes started and ended, and writes down what was seen here. */
  round(tenant: string): Promise<void>
  /** Deletes drills, with what came of them, that are as old as counts that nobody keeps. */
  forget(tenant: string): Promise<void>
}

export interface Started {
  readonly change: Change
  readonly drill: Drill
}

export interface DrillsDeps {
  readonly store: Pick<Store, 'within'>
  readonly now: Clock
  readonly newId: () => string
  readonly tiers: Tiers
  readonly vendors: (tenant: string) => Promise<readonly { readonly id: string }[]>
  /** Those whose registration is in force. */
  readonly applications: (tenant: string) => Promise<readonly Pick<Application, 'tier' | 'vendors'>[]>
}

export function createDrills({ store, now, newId, tiers, vendors, applications }: DrillsDeps): Drills {
  const running = new Map<string, readonly Drill[]>()
  const seen = new Map<string, Map<string, DrillAnswer>>()

  const runningOf = (tenant: string): readonly Drill[] =>
    (running.get(tenant) ?? []).filter(({ endsAt }) => endsAt > now())

  async function allow(tenant: string, vendor: string): Promise<void> {
    if (!(await vendors(tenant)).some(({ id }) => id === vendor)) throw new CordonError('not_found', { at: 'vendor' })
    const using = (await applications(tenant)).filter((one) => one.vendors.includes(vendor))
    const forbidding = using.map((one) => tiers.of(one)).find(({ tier }) => !tier.drills)
    if (forbidding !== undefined) throw new CordonError('resource_invalid', { at: `tier ${forbidding.name}` })
  }

  async function write(tenant: string): Promise<void> {
    const answers = [...(seen.get(tenant)?.values() ?? [])]
    seen.delete(tenant)
    if (answers.length === 0) return
    try {
      await store.within(tenant, async (tx) => {
        for (const answer of answers) await addAnswer(tx, tenant, answer)
      })
    } catch (error) {
      for (const answer of answers) keep(tenant, answer)
      throw error
    }
  }

  function keep(tenant: string, answer: DrillAnswer): void {
    const of = seen.get(tenant) ?? new Map<string, DrillAnswer>()
    seen.set(tenant, of)
    const key = JSON.stringify([answer.drill, answer.vendor, answer.code])
    const before = of.get(key)
    of.set(key, before === undefined ? answer : together(before, answer))
  }

  return {
    async start(tenant, { vendor, person, minutes }, record) {
      await allow(tenant, vendor)
      const startedAt = now()
      const drill: Drill = { id: newId(), vendor, person, startedAt, endsAt: startedAt + minutes * MINUTE }
      const made = change('drill.start', `${vendor} ${drill.id}`, drill)
      await store.within(tenant, async (tx) => {
        await lockDrills(tx, tenant)
        const out = (await selectRunning(tx, tenant, new Date(startedAt))).some((one) => one.vendor === vendor)
        if (out) throw new CordonError('resource_invalid', { at: 'vendor (in a drill already)' })
        const [started_at, ends_at] = [new Date(startedAt), new Date(drill.endsAt)]
        await insertDrill(tx, { tenant, id: drill.id, vendor, person, started_at, ends_at })
        await record(made)
      })
      running.set(tenant, [...runningOf(tenant), drill])
      return { change: made, drill }
    },

    async end(tenant, id, record) {
      const ended = await store.within(tenant, async (tx) => {
        await lockDrills(tx, tenant)
        const found = (await selectRunning(tx, tenant, new Date(now()))).find((one) => one.id === id)
        if (found === undefined) throw new CordonError('not_found', { at: 'drill' })
        const made = change('drill.end', `${found.vendor} ${id}`)
        await endDrill(tx, tenant, id, new Date(now()))
        await record(made)
        return made
      })
      running.set(
        tenant,
        runningOf(tenant).filter((one) => one.id !== id),
      )
      return ended
    },

    async list(tenant) {
      await write(tenant)
      return store.within(tenant, async (tx) => {
        const drills = (await selectDrills(tx, tenant)).map(drillOf)
        const answers = await selectAnswers(
          tx,
          tenant,
          drills.map(({ id }) => id),
        )
        return drills.map((drill) => ({
          ...drill,
          running: drill.endedAt === undefined && drill.endsAt > now(),
          results: answers.filter((answer) => answer.drill === drill.id).map(resultOf),
        }))
      })
    },

    of: (tenant, vendor) => runningOf(tenant).find((one) => one.vendor === vendor),

    saw(tenant, { drill, vendor = 'none', code = 'none', fallbackMs }) {
      keep(tenant, { drill, vendor, code, requests: 1, fallbackMs, fallbackMsMax: fallbackMs })
    },

    async round(tenant) {
      const found = await store.within(tenant, (tx) => selectRunning(tx, tenant, new Date(now())))
      running.set(tenant, found.map(drillOf))
      await write(tenant)
    },

    forget: (tenant) => store.within(tenant, (tx) => forgetDrills(tx, tenant, new Date(now() - KEPT_MS))),
  }
}

function together(before: DrillAnswer, more: DrillAnswer): DrillAnswer {
  return {
    ...before,
    requests: before.requests + more.requests,
    fallbackMs: before.fallbackMs + more.fallbackMs,
    fallbackMsMax: Math.max(before.fallbackMsMax, more.fallbackMsMax),
  }
}

function drillOf({
  id,
  vendor,
  person,
  started_at,
  ends_at,
  ended_at,
}: Awaited<ReturnType<typeof selectDrills>>[number]): Drill {
  return {
    id,
    vendor,
    person,
    startedAt: started_at.getTime(),
    endsAt: ends_at.getTime(),
    ...(ended_at === null ? {} : { endedAt: ended_at.getTime() }),
  }
}

function resultOf({ vendor, code, requests, fallbackMs, fallbackMsMax }: DrillAnswer): DrillResult {
  if (vendor === 'none') return { vendor, code, requests }
  return { vendor, code, requests, fallbackMsMean: Math.round(fallbackMs / requests), fallbackMsMax }
}
