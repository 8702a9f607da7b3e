import type { EntryClass, Finding, NewestBody, Reason, SecurityLabel, Vendor } from '@cordon/contract'
import type { Recorder } from '../audit/record.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Decision } from '../policy/decision/decide.ts'
import type { DecidedBy } from '../policy/decision/decided-by.ts'
import type { Limiter } from '../policy/limits/limiter.ts'
import type { Frame } from './ask.ts'
import type { Context } from './context.ts'

export type Outcome = Omit<NewestBody<'outcome'>, 'class' | 'v' | keyof Asking>
type Of<Class extends EntryClass> = Omit<NewestBody<Class>, 'class' | 'v' | 'decision' | keyof Asking>
type Disclosed = Of<'disclosure'>
type Retrieved = Pick<Disclosed, 'payloadSalt' | 'payloadHash' | 'payloadBytes' | 'passages' | 'resources' | 'labels'>
type Heard = Pick<Outcome, 'upstreamStatus' | 'tokensIn' | 'tokensOut'> & { tls?: string }
type Denial = Extract<Decision, { effect: 'deny' }>

export interface Asking {
  request: string
  principal: string
  application: string
  purpose: string
  patient: string
  source?: string
  onBehalfOf?: string
  actors?: string[]
  encounter?: string
  shadowOf?: string
  emergency?: string
}

/** One vendor that was asked. Times are milliseconds since 1970. */
export interface Attempt {
  readonly vendor: Vendor
  readonly model: string
  /** When its disclosure was durable, so that bytes could leave. */
  readonly at: number
  /** When the status of its answer was known. */
  answeredAt?: number
  status?: number
}

/** A request that has ended, for metrics, traces and logs: codes, counts and times. What they may say of it is their own list. */
export interface Settled {
  readonly outcome: Outcome
  readonly asking: Asking
  readonly tenant: string
  /** The path of its route. */
  readonly route: string
  readonly beganAt: number
  readonly attempts: readonly Attempt[]
  /** The drill that kept a vendor out when this request came to it, and when that was. */
  readonly drilled?: { readonly drill: string; readonly at: number } | undefined
  /** When the first frame of an answer went to the client. */
  readonly firstSentAt: number | undefined
  readonly traceparent: string | undefined
  /** Of the passages that were found; absent: there were none. */
  readonly injectionScore?: number | undefined
  readonly cause: unknown
}

/** The entries of one request: intent, a disclosure for each attempt, one outcome. */
export interface Trail {
  intend(): Promise<void>
  /** Takes the request's place under its limits. Throws `rate_limited`, `budget_exceeded` or, for a question to a model, `findings_limit`. */
  enter(what?: 'question' | 'document'): void
  /** What the whole request claims, its metadata included: recorded also when it is refused. */
  claims(context: Context): Promise<void>
  /** The patient's pseudonym, where the caller stated none and the conversation has one. */
  concerns(patient: string): void
  /** What the decision found out: the purpose in force and the patient's pseudonym. Throws `patients_limit`. */
  admitted(found: { purpose: string; patient: string | undefined; reasons: readonly Reason[]; by: DecidedBy }): void
  /** What the prompt's own text is about: stands in every disclosure of it. */
  labelled(labels: readonly SecurityLabel[]): void
  /** Resolves, with the entry's index, once the disclosure is durable: only then may bytes leave. */
  disclose(disclosure: Disclosed): Promise<number>
  /** Resolves once it is durable that passages of a chart are handed to who asked, inside: nobody else gets them. */
  retrieved(passages: Retrieved): Promise<number>
  /** Resolve, with the entry's index, once it is durable: only then may the document be handed out. */
  deidentified(document: Of<'deidentification'>): Promise<number>
  reidentified(document: Of<'reidentification'>): Promise<number>
  /** The vendor that is asked next. Where it names no price, its usage counts in tokens alone. */
  asks(vendor: Vendor, model: string): void
  /** It came to a vendor that a drill keeps out. */
  drilled(drill: string): void
  /** Called when the request has ended, however that was. */
  atEnd(what: () => void): void
  /** The answer is one that was kept: by the disclosure of this index, and no other. */
  cached(disclosure: number): void
  /** Called when a vendor answered the request, once its outcome is durable. Nobody waits for what it begins. */
  afterAnswer(what: () => void): void
  /** Facts of the vendor's answer, for the outcome. */
  heard(facts: Heard): void
  /** What of the answer, or of passages, did not go on. */
  found(finding: Finding, times?: number): void
  /** How much passages read like instructions to a model, from 0 to 1. */
  suspected(score: number): void
  sent(bytes: number): void
  answered(): void
  /** What is refused after something was looked up, for whatever reason, leaves on a beat: how much that was does not show. */
  denied(decision: Denial): Promise<Frame>
  failed(error: unknown): Promise<Frame>
  settle(): Promise<void>
}

export interface TrailDeps {
  readonly recorder: Pick<Recorder, 'intend' | 'disclose' | 'deidentify' | 'reidentify' | 'settle'>
  readonly limiter: Limiter
  readonly now: Clock
  readonly wait: (ms: number) => Promise<void>
  /** The pseudonym of a patient as a caller wrote it, known to the store or not. */
  readonly pseudonymOf: (tenant: string, reference: string) => Promise<string>
  /** The same of an encounter. */
  readonly encounterPseudonymOf: (tenant: string, reference: string) => Promise<string>
  /** Told of every request once it has ended. */
  readonly onSettled: (settled: Settled) => void
  /** What a client is told besides, when no vendor answered: its tier's text for downtime. */
  readonly downtime?: string | undefined
}
