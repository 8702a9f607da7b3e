import { Counter, Gauge, Registry } from 'prom-client'
import type { PoolStatus } from '../detectors/pool.ts'
import type { AvailabilityWatched } from '../gateway/resilience/availability-watch.ts'
import type { Settled } from '../gateway/trail.ts'
import { WARN_DAYS } from '../policy/agreements/catalogue/review.ts'
import type { VendorsWatched } from '../policy/agreements/vendor-watch.ts'
import { createRequestMetrics } from './request-metrics.ts'
import { createShadowMetrics } from './shadow-metrics.ts'

type Identifiers = Readonly<Record<string, number | undefined>>

/** Prometheus metrics. Every label comes from a closed set: outcomes, codes and kinds, never a name or an id. */
export interface Metrics {
  settled(request: Settled): void
  /** A copy for another vendor: no request of anybody's. */
  shadow(copy: Settled): void
  /** A copy that was not made, for want of a place or past the hour's bound. */
  shadowLeftOut(): void
  identifiers(counts: Identifiers): void
  refusedCredentials(): void
  forgotten(): void
  /** Of a request whose application has the answer cache. */
  answerCache(result: 'hit' | 'miss' | 'skip'): void
  /** The collector of traces did not take them. */
  spansLost(count: number): void
  policyFault(): void
  /** A good token was from the future. */
  clockOff(): void
  journalWritable(writable: boolean): void
  journalAnchored(anchored: boolean): void
  contradicted(is: boolean): void
  foreignRegisters(count: number): void
  backedUp(is: boolean): void
  vendors(found: VendorsWatched): void
  availability(found: AvailabilityWatched): void
  detector(status: PoolStatus): void
  patientsAlarm(): void
  findingsAlarm(): void
  vendorsResting(count: number): void
  emergencies(found: { open: number; unsettled: number; overdue: number; pending: number }): void
  text(): Promise<string>
  readonly contentType: string
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const settled = createRequestMetrics(registers)
  const identifiers = new Counter({
    name: 'cordon_identifiers_total',
    help: 'Identifiers kept inside, by kind.',
    labelNames: ['kind'],
    registers,
  })
  const credentials = new Counter({ name: 'cordon_refused_credentials_total', help: 'Refused credentials.', registers })
  const forgotten = new Counter({
    name: 'cordon_turns_forgotten_total',
    help: 'Answers that could not be remembered.',
    registers,
  })
  const answerCache = new Counter({
    name: 'cordon_answer_cache_total',
    help: 'Requests that the answer cache answered, did not have, or may neither answer nor keep; of applications that have it.',
    labelNames: ['result'],
    registers,
  })
  const spansLost = new Counter({
    name: 'cordon_spans_lost_total',
    help: 'Spans that the collector of traces did not take.',
    registers,
  })
  const policyFaults = new Counter({
    name: 'cordon_policy_faults_total',
    help: 'Evaluations of policies that failed, each of them a refusal: anything but 0 is an alarm.',
    registers,
  })
  const clock = new Counter({
    name: 'cordon_clock_off_total',
    help: 'Tokens refused because two clocks are too far apart.',
    registers,
  })
  const writable = new Gauge({ name: 'cordon_journal_writable', help: '1 while the journal takes intents.', registers })
  const anchored = new Gauge({
    name: 'cordon_journal_anchored',
    help: '1 while a witness holds the newest checkpoints.',
    registers,
  })

  const contradicted = new Gauge({
    name: 'cordon_witness_contradicts',
    help: '1 while a witness remembers another history of the journal: anything but 0 is an alarm.',
    registers,
  })
  const foreign = new Gauge({
    name: 'cordon_foreign_key_registers',
    help: 'Objects among the key registers of backup places that this deployment did not write, since the start.',
    registers,
  })
  const threads = new Gauge({
    name: 'cordon_detector_threads',
    help: 'Threads of the detector: those that answer, and those that there should be.',
    labelNames: ['state'],
    registers,
  })
  const rows = new Gauge({
    name: 'cordon_vendor_rows_expiring',
    help: 'Rows of the catalogue of vendors in use that expire within so many days; 0: expired, which refuses.',
    labelNames: ['within_days'],
    registers,
  })
  const vendorSettings = new Gauge({
    name: 'cordon_vendor_settings',
    help: 'Vendors whose own settings are read: as they have to be, wrong, not read lately. The latter two are closed.',
    labelNames: ['state'],
    registers,
  })
  const available = new Gauge({
    name: 'cordon_availability_ratio',
    help: 'Share of requests that were answered in the tier’s window, all organisations together; absent: there were none.',
    labelNames: ['tier'],
    registers,
  })
  const target = new Gauge({
    name: 'cordon_availability_target',
    help: 'The share that the tier declares.',
    labelNames: ['tier'],
    registers,
  })
  const under = new Gauge({
    name: 'cordon_availability_under_target',
    help: 'Organisations for which the tier is below its target: anything but 0 is an alarm.',
    labelNames: ['tier'],
    registers,
  })
  const unagreed = new Gauge({
    name: 'cordon_recipients_uncovered',
    help: 'Backup places in a cloud that no agreement covers: anything but 0 is an alarm.',
    registers,
  })
  const backedUp = new Gauge({
    name: 'cordon_backed_up',
    help: '1 while every place holds every byte, and a restore was proved today.',
    registers,
  })
  const waiting = new Gauge({ name: 'cordon_detector_waiting', help: 'Calls that wait for a thread.', registers })
  const replaced = new Counter({
    name: 'cordon_detector_threads_replaced_total',
    help: 'Threads that died or were stopped, and were replaced.',
    registers,
  })
  const refused = new Counter({
    name: 'cordon_detector_refused_total',
    help: 'Calls that the detector refused, by why.',
    labelNames: ['code'],
    registers,
  })

  const emergencies = new Gauge({
    name: 'cordon_emergency_grants',
    help: 'Broken glass: in force now, not settled by a reviewer, and overdue.',
    labelNames: ['state'],
    registers,
  })
  const patientsAlarms = new Counter({
    name: 'cordon_patients_alarms_total',
    help: 'People who asked about more patients in a day than their limit.',
    registers,
  })
  const findingsAlarms = new Counter({
    name: 'cordon_findings_alarms_total',
    help: 'People in whose answers of a day as much was withheld as their limit allows.',
    registers,
  })
  const resting = new Gauge({
    name: 'cordon_vendors_resting',
    help: 'Vendors that this node leaves alone for a while, because they failed or asked for it.',
    registers,
  })
  const notices = new Gauge({
    name: 'cordon_notices_pending',
    help: 'Notices of emergencies and alarms that no recipient has acknowledged.',
    registers,
  })

  return {
    settled,
    ...createShadowMetrics(registers),
    identifiers(counts) {
      for (const [kind, count] of Object.entries(counts))
        if (count !== undefined && count > 0) identifiers.inc({ kind }, count)
    },
    refusedCredentials: () => credentials.inc(),
    forgotten: () => forgotten.inc(),
    answerCache: (result) => answerCache.inc({ result }),
    spansLost: (count) => spansLost.inc(count),
    policyFault: () => policyFaults.inc(),
    clockOff: () => clock.inc(),
    journalWritable: (is) => writable.set(is ? 1 : 0),
    journalAnchored: (is) => anchored.set(is ? 1 : 0),
    contradicted: (is) => contradicted.set(is ? 1 : 0),
    foreignRegisters: (count) => foreign.set(count),
    backedUp: (is) => backedUp.set(is ? 1 : 0),
    vendors({ expiring, settings, uncovered }) {
      for (const days of [0, ...WARN_DAYS])
        rows.set({ within_days: String(days) }, expiring.filter(({ within }) => within === days).length)
      for (const state of ['holding', 'failing', 'stale'] as const) vendorSettings.set({ state }, settings[state])
      unagreed.set(uncovered.length)
    },
    availability(found) {
      available.reset()
      for (const { tier, requests, answered, under: count, target: declared } of found) {
        if (requests > 0) available.set({ tier }, answered / requests)
        target.set({ tier }, declared)
        under.set({ tier }, count)
      }
    },
    detector(status) {
      threads.set({ state: 'alive' }, status.alive)
      threads.set({ state: 'configured' }, status.threads)
      waiting.set(status.waiting)
      // The pool counts; here its counts are only said.
      replaced.reset()
      replaced.inc(status.replaced)
      refused.reset()
      for (const code of ['detector_busy', 'detector_failed'] as const) refused.inc({ code }, status.refused[code])
    },
    patientsAlarm: () => patientsAlarms.inc(),
    findingsAlarm: () => findingsAlarms.inc(),
    vendorsResting: (count) => resting.set(count),
    emergencies({ open, unsettled, overdue, pending }) {
      emergencies.set({ state: 'open' }, open)
      emergencies.set({ state: 'unsettled' }, unsettled)
      emergencies.set({ state: 'overdue' }, overdue)
      notices.set(pending)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
