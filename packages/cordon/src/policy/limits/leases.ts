import { type Clock, SECOND } from '../../kernel/clock.ts'
import { blockOf, type Lease, type Meter, SLOTS_MS } from './meter.ts'
import type { Leasing, MeterKey } from './quota.queries.ts'

/** A meter of somebody, as a request meets it. */
export interface Metered extends MeterKey {
  readonly tenant: string
  readonly of: Meter
  /** When the period ends; absent: it has none. */
  readonly ends?: number
}

/** What this node holds of every meter in use. Asking it never waits: what is missing is leased behind the request. */
export interface Leases {
  /** Whether there is room for `units`; else, after how many milliseconds there may be. Takes nothing. */
  room(metered: Metered, units: number): true | number
  /** Takes units, or gives them back where negative; what was used is counted also beyond what was leased. */
  take(metered: Metered, units: number): void
  /** Leases, renews and gives back what is due. Rejects when the database cannot be reached. */
  round(): Promise<void>
  /** Resolves once what is being leased has been answered. */
  settled(): Promise<void>
  /** Gives back all that is left. */
  close(): Promise<void>
}

/** Leases of one tenant, in this order, in one transaction. */
export type LeaseBook = (tenant: string, asked: readonly Leasing[]) => Promise<readonly Lease[]>

interface Held {
  readonly metered: Metered
  readonly block: number
  /** Below zero: used and not leased yet. */
  available: number
  /** How far it may run ahead of the database: a block while there was plenty, nothing when there was not, or nobody answered. */
  ahead: number
  /** Of slots: in work now. */
  inUse: number
  touchedAt: number
  /** When the database last answered. */
  answeredAt: number
  /** Not asked again before. */
  askAt: number
  retryAt: number
  asking: boolean
}

/** What nobody has touched for so long is given back. */
const IDLE_MS = 10 * SECOND
/** An exhausted meter is asked again after so long: another node may have given something back. */
const AGAIN_MS = SECOND
/** Slots are renewed well before they count as a dead node's. */
const RENEW_MS = 20 * SECOND

export function createLeases({ book, now }: { book: LeaseBook; now: Clock }): Leases {
  const held = new Map<string, Held>()
  let running: Promise<void> = Promise.resolve()
  let queued = false

  function of(metered: Metered): Held {
    const { tenant, subject, meter, period, of: kind } = metered
    const name = JSON.stringify([tenant, subject, meter, period, kind.limit])
    let found = held.get(name)
    if (found === undefined) {
      const block = blockOf(kind)
      const at = now()
      found = {
        metered,
        block,
        available: 0,
        ahead: block,
        inUse: 0,
        touchedAt: at,
        answeredAt: at,
        askAt: 0,
        retryAt: 0,
        asking: false,
      }
      held.set(name, found)
    }
    return found
  }

  /** Low, and worth asking. */
  const isDue = (one: Held): boolean =>
    !one.asking && now() >= one.askAt && (one.available < one.block / 2 || isVoid(one))

  /** Behind the request, and one transaction at a time: whatever came due meanwhile goes into the next. */
  function soon(): void {
    if (queued) return
    queued = true
    running = running.then(() => {
      queued = false
      return refill([...held.values()].filter(isDue)).catch(() => undefined)
    })
  }

  async function refill(due: readonly Held[]): Promise<void> {
    const faults: unknown[] = []
    for (const tenant of new Set(due.map(({ metered }) => metered.tenant))) {
      const own = due.filter(({ metered }) => metered.tenant === tenant)
      await leaseAll(tenant, own, (one) => one.block).catch((fault: unknown) => faults.push(fault))
    }
    if (faults.length > 0) throw faults[0]
  }

  async function leaseAll(tenant: string, own: readonly Held[], want: (one: Held) => number): Promise<void> {
    const asked = own.map((one) => askOf(one, want(one)))
    for (const one of own) one.asking = true
    try {
      const answers = await book(tenant, asked)
      for (const [n, one] of own.entries()) if (answers[n] !== undefined) heard(one, asked[n]?.ask, answers[n])
    } catch (fault) {
      // Nobody answers: what was leased may be spent, and not one unit more.
      for (const one of own) {
        one.ahead = 0
        one.askAt = now() + AGAIN_MS
        if (asked[own.indexOf(one)] !== undefined) one.available += asked[own.indexOf(one)]?.ask.back ?? 0
      }
      throw fault
    } finally {
      for (const one of own) one.asking = false
    }
  }

  function askOf(one: Held, want: number): Leasing {
    const { subject, meter, period, of: kind } = one.metered
    const slots = kind.kind === 'slots'
    const back = want === 0 && !slots ? Math.max(0, one.available) : 0
    one.available -= back
    const keep = want === 0 ? 0 : Math.max(0, one.available)
    if (slots && want === 0) one.available = Math.min(0, one.available)
    const ask = {
      debt: slots ? 0 : Math.max(0, -one.available),
      back,
      want: slots ? Math.max(0, want - keep) : want,
      held: slots ? one.inUse + keep : 0,
    }
    return { subject, meter, period, of: kind, ask }
  }

  function heard(one: Held, ask: Leasing['ask'] | undefined, { granted, retryMs }: Lease): void {
    const wanted = ask?.want ?? 0
    if (one.metered.of.kind === 'slots' && one.available < 0) one.available = 0
    one.available += granted + (ask?.debt ?? 0)
    one.answeredAt = now()
    // Who only gave back was told nothing of what is left.
    if (wanted === 0 && one.metered.of.kind !== 'slots') return
    const plenty = granted >= wanted
    one.ahead = plenty ? one.block : 0
    one.askAt = plenty ? 0 : now() + AGAIN_MS
    one.retryAt = plenty ? 0 : now() + Math.min(retryMs, (one.metered.ends ?? Number.POSITIVE_INFINITY) - now())
  }

  /** Slots that were not renewed may be another node's by now. */
  const isVoid = ({ metered, answeredAt }: Held): boolean =>
    metered.of.kind === 'slots' && now() - answeredAt >= SLOTS_MS

  return {
    room(metered, units) {
      const one = of(metered)
      if (isDue(one)) soon()
      if (!isVoid(one) && one.available + one.ahead >= units) return true
      const end = metered.ends === undefined ? now() + SECOND : metered.ends
      return Math.max(SECOND, (metered.of.kind === 'period' ? end : Math.max(one.retryAt, now() + SECOND)) - now())
    },
    take(metered, units) {
      const one = of(metered)
      one.available -= units
      one.touchedAt = now()
      if (metered.of.kind === 'slots') one.inUse = Math.max(0, one.inUse + units)
      if (isDue(one)) soon()
    },
    async round() {
      const work = running.then(async () => {
        const at = now()
        const all = [...held.values()]
        await refill(
          all.filter(
            (one) =>
              isDue(one) || (one.metered.of.kind === 'slots' && one.inUse > 0 && at - one.answeredAt >= RENEW_MS),
          ),
        )
        // What was guessed and not used goes back at once: others wait for it.
        await giveUp(all.filter((one) => one.metered.of.kind === 'period' && one.available > 2 * one.block))
        const idle = all.filter((one) => one.inUse === 0 && at - one.touchedAt >= IDLE_MS)
        const isOver = ({ metered: { ends } }: Held) => ends !== undefined && ends <= at
        await giveBack(idle.filter((one) => one.ahead > 0 || isOver(one)))
        // What was exhausted is not forgotten before there is plenty again: whoever is new may run ahead.
        const short = idle.filter((one) => one.ahead === 0 && !isOver(one))
        for (const one of short) one.touchedAt = at
        await refill(short)
      })
      running = work.catch(() => undefined)
      return work
    },
    settled: async () => {
      while (queued) await running
      await running
    },
    async close() {
      const work = running.then(() => giveBack([...held.values()]))
      running = work.catch(() => undefined)
      return work
    },
  }

  /** Hands over all that these hold. */
  async function giveUp(these: readonly Held[]): Promise<void> {
    for (const tenant of new Set(these.map(({ metered }) => metered.tenant)))
      await leaseAll(
        tenant,
        these.filter(({ metered }) => metered.tenant === tenant),
        () => 0,
      )
  }

  async function giveBack(idle: readonly Held[]): Promise<void> {
    await giveUp(idle)
    for (const [name, one] of held) if (idle.includes(one) && one.inUse === 0 && one.available <= 0) held.delete(name)
  }
}
