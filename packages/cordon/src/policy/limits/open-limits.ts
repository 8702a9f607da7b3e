import type { Journal } from '../../audit/journal.ts'
import type { QuotaSettings } from '../../config/quotas.ts'
import { type Clock, DAY } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import type { Notices } from '../emergency/notices.ts'
import { createCalendar } from './calendar.ts'
import { createFindingsSeen } from './findings-seen.ts'
import { createLeases, type LeaseBook } from './leases.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import type { Lease } from './meter.ts'
import { createPatientsSeen } from './patients-seen.ts'
import { forgetQuotas, leaseOne } from './quota.queries.ts'

export interface Limits extends Limiter {
  /** What is due: leases, and who asked about whom. Rejects when the database cannot be reached. */
  round(): Promise<void>
  /** Deletes what is over. */
  forget(tenant: string): Promise<void>
  close(): Promise<void>
}

/** Longer than any month: a budget's row is kept until its period is over. */
const KEPT_MS = 35 * DAY
/** Who asked about whom is not kept longer than an alarm is looked into: the journal has it anyway. */
const SEEN_MS = 7 * DAY

export function openLimits(deps: {
  settings: QuotaSettings
  timeZone: string
  store: Store
  node: string
  notices: Pick<Notices, 'put'>
  journal: Pick<Journal, 'append'>
  now: Clock
  onAlarm: () => void
  onFindingsAlarm: () => void
  /** Largest body of any route, in bytes. */
  bodyBytesMax: number
}): Limits {
  const { settings, store, node, now, bodyBytesMax } = deps
  const leases = createLeases({ book: createLeaseBook({ store, node, now }), now })
  const seen = createPatientsSeen({ ...deps, leases })
  const findings = createFindingsSeen(deps)
  const calendar = createCalendar(deps.timeZone)
  return {
    ...createLimiter({ settings, leases, seen, findings, calendar, bodyBytesMax, now }),
    async round() {
      await findings.round()
      await seen.round()
      await leases.round()
    },
    forget: (tenant) =>
      store.within(tenant, (tx) => forgetQuotas(tx, tenant, now() - KEPT_MS, calendar('day', now() - SEEN_MS).name)),
    async close() {
      await findings.round().catch(() => undefined)
      await seen.round().catch(() => undefined)
      await leases.close().catch(() => undefined)
    },
  }
}

/** In one order everywhere, so that two nodes never wait for each other in a ring. */
export function createLeaseBook({ store, node, now }: { store: Store; node: string; now: Clock }): LeaseBook {
  return (tenant, asked) =>
    store.within(tenant, async (tx) => {
      const name = ({ subject, meter, period }: (typeof asked)[number]) => JSON.stringify([subject, meter, period])
      const order = asked.map((one, n) => ({ one, n })).sort((a, b) => (name(a.one) < name(b.one) ? -1 : 1))
      const answers: Lease[] = []
      for (const { one, n } of order) answers[n] = await leaseOne(tx, tenant, node, one, now())
      return answers
    })
}
