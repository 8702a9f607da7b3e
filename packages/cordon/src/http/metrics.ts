import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Outcome } from '../gateway/trail.ts'

type Identifiers = Readonly<Record<string, number | undefined>>

/** Prometheus metrics. Every label comes from a closed set: outcomes, codes and kinds, never a name or an id. */
export interface Metrics {
  settled(outcome: Outcome): void
  identifiers(counts: Identifiers): void
  refusedCredentials(): void
  forgotten(): void
  journalWritable(writable: boolean): void
  journalAnchored(anchored: boolean): void
  text(): Promise<string>
  readonly contentType: string
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({
    name: 'cordon_requests_total',
    help: 'Requests by outcome and code.',
    labelNames: ['outcome', 'code'],
    registers,
  })
  const seconds = new Histogram({
    name: 'cordon_request_seconds',
    help: 'Whole time of a request.',
    labelNames: ['outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  })
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
  const writable = new Gauge({ name: 'cordon_journal_writable', help: '1 while the journal takes intents.', registers })
  const anchored = new Gauge({
    name: 'cordon_journal_anchored',
    help: '1 while a witness holds the newest checkpoints.',
    registers,
  })

  return {
    settled(outcome) {
      requests.inc({ outcome: outcome.outcome, code: outcome.code ?? 'none' })
      seconds.observe({ outcome: outcome.outcome }, outcome.ms / 1000)
    },
    identifiers(counts) {
      for (const [kind, count] of Object.entries(counts))
        if (count !== undefined && count > 0) identifiers.inc({ kind }, count)
    },
    refusedCredentials: () => credentials.inc(),
    forgotten: () => forgotten.inc(),
    journalWritable: (is) => writable.set(is ? 1 : 0),
    journalAnchored: (is) => anchored.set(is ? 1 : 0),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
