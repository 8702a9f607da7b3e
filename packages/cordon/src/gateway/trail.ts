import {
  CordonError,
  type Decided,
  type EntryClass,
  type Finding,
  type NewestBody,
  type Reason,
  type SecurityLabel,
  type Vendor,
} from '@cordon/contract'
import { DeidError } from '@cordon/deid'
import type { Recorder } from '../audit/record.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Decision, explainTo } from '../policy/decision/decide.ts'
import type { DecidedBy } from '../policy/decision/decided-by.ts'
import type { Limiter, Place } from '../policy/limits/limiter.ts'
import type { Call, Frame } from './ask.ts'
import type { Context } from './context.ts'
import { errorOfEngine } from './engine-errors.ts'
import { isVendorsFailure } from './resilience/verdict.ts'
import { priceOf, tally } from './tally.ts'

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

export function createTrail(
  ask: Call,
  { recorder, limiter, now, wait, pseudonymOf, encounterPseudonymOf, onSettled, downtime }: TrailDeps,
): Trail {
  const began = now()
  const { tenant } = ask.caller
  const asking: Asking = {
    request: ask.request,
    principal: ask.caller.principal.id,
    application: ask.caller.application?.id ?? 'none',
    purpose: 'unstated',
    patient: 'unstated',
    ...(ask.source === undefined ? {} : { source: ask.source }),
    ...(ask.shadowOf === undefined ? {} : { shadowOf: ask.shadowOf }),
    ...delegationOf(ask.caller),
  }
  // Until something else is known, whoever stops reading has abandoned the request.
  let outcome: Outcome = { outcome: 'abandoned', reasons: [], attempts: 0, bytesOut: 0, ms: 0, hops: clientHop(ask) }
  const attempts: Attempt[] = []
  const ends: (() => void)[] = []
  const afterwards: (() => void)[] = []
  let drilled: Settled['drilled']
  let firstSentAt: number | undefined
  let lookedAt: number | undefined
  let injectionScore: number | undefined
  let promptLabels: readonly SecurityLabel[] = []
  let cause: unknown
  let intended = false
  let permitted: Decided | undefined
  let place: Place | undefined
  let asked: Pick<Attempt, 'vendor' | 'model'> | undefined
  const sizes = { payloadBytes: 0, frames: 0 }

  /** Nothing is disclosed or handed out before it was admitted. */
  function whatPermitted(): Decided {
    if (permitted === undefined) throw new Error('invariant: what is disclosed was permitted')
    return permitted
  }

  function refusal(error: CordonError, reason?: Reason): Frame {
    const { code, at, retryAfterS } = error
    const told = isVendorsFailure(code, outcome.upstreamStatus) ? { downtime } : {}
    return { kind: 'refusal', code, at, reason, retryAfterS, ...told }
  }

  async function claims({ purpose, patient, encounter, 'break-glass': grant }: Context): Promise<void> {
    asking.purpose = purpose ?? asking.purpose
    if (grant !== undefined) asking.emergency = grant
    if (patient !== undefined) asking.patient = await pseudonymOf(tenant, patient)
    if (encounter !== undefined) asking.encounter = await encounterPseudonymOf(tenant, encounter)
  }

  /** Nothing to hide once it was admitted: then the caller may know that the patient is there. */
  async function onTheBeat(): Promise<void> {
    if (lookedAt !== undefined && permitted === undefined) await wait(msToBeat(now() - lookedAt))
  }

  return {
    async claims(context) {
      lookedAt = now()
      await claims(context)
    },
    async intend() {
      if ('context' in ask.stated) await claims(ask.stated.context)
      const bytesDeclared = ask.bytesDeclared === undefined ? {} : { bytesDeclared: ask.bytesDeclared }
      await recorder.intend(tenant, { ...asking, route: ask.route, ...bytesDeclared, hops: clientHop(ask) })
      intended = true
    },
    enter(what = 'question') {
      place = limiter.enter(ask.caller, ask.bytesDeclared)
      if (what === 'question') place.asks()
    },
    asks(vendor, model) {
      asked = { vendor, model }
    },
    admitted({ purpose, patient, reasons, by }) {
      asking.purpose = purpose
      asking.patient = patient ?? 'unstated'
      outcome.reasons = [...reasons]
      outcome.decision = decided('permit', 'all', by)
      permitted = decided('permit', 'all', { ...by, access: undefined })
      if (patient !== undefined) place?.patient(patient)
    },
    labelled(labels) {
      promptLabels = labels
    },
    async disclose(disclosure) {
      const about = promptLabels.length === 0 ? {} : { promptLabels: [...promptLabels] }
      const { index } = await recorder.disclose(tenant, {
        ...asking,
        ...disclosure,
        ...about,
        decision: whatPermitted(),
      })
      const { vendor, account, region, model } = disclosure
      outcome.recipient = { vendor, account, region, model }
      outcome.attempts += 1
      sizes.payloadBytes = disclosure.payloadBytes
      if (asked !== undefined) attempts.push({ ...asked, at: now() })
      return index
    },
    concerns(patient) {
      asking.patient = patient
    },
    async retrieved(passages) {
      return (await recorder.disclose(tenant, { ...asking, ...TO_NOBODY, ...passages, decision: whatPermitted() }))
        .index
    },
    async deidentified(document) {
      return (await recorder.deidentify(tenant, { ...asking, ...document, decision: whatPermitted() })).index
    },
    async reidentified(document) {
      return (await recorder.reidentify(tenant, { ...asking, ...document, decision: whatPermitted() })).index
    },
    drilled(drill) {
      drilled ??= { drill, at: now() }
    },
    atEnd(what) {
      ends.push(what)
    },
    cached(disclosure) {
      outcome.cached = { disclosure }
    },
    afterAnswer(what) {
      afterwards.push(what)
    },
    heard({ tls, ...facts }) {
      outcome = { ...outcome, ...facts }
      if (tls !== undefined) outcome.hops = { ...outcome.hops, vendor: tls }
      const attempt = attempts.at(-1)
      if (attempt === undefined || facts.upstreamStatus === undefined) return
      attempt.answeredAt = now()
      attempt.status = facts.upstreamStatus
      outcome.vendorMs ??= wholeMs(attempt.answeredAt - attempt.at)
    },
    suspected(score) {
      injectionScore = score
    },
    found(finding, times = 1) {
      outcome.found = { ...outcome.found, [finding]: (outcome.found?.[finding] ?? 0) + times }
      // Nobody reads the answer of a copy, so nobody learns from it.
      if (TELLS.has(finding) && ask.shadowOf === undefined) place?.found(times)
    },
    sent(bytes) {
      outcome.bytesOut += bytes
      sizes.frames += 1
      firstSentAt ??= now()
    },
    answered() {
      outcome.outcome = 'answered'
    },
    async denied(decision) {
      await onTheBeat()
      const reasons = [...decision.reasons]
      outcome = {
        ...outcome,
        outcome: 'refused',
        code: decision.code,
        decision: decided('deny', decision.policy, decision.by),
        reasons,
      }
      return refusal(new CordonError(decision.code), explainTo(decision, 'caller'))
    },
    async failed(error) {
      cause = error
      const known =
        error instanceof CordonError
          ? error
          : error instanceof DeidError
            ? errorOfEngine(error)
            : new CordonError('internal', { cause: error })
      outcome = { ...outcome, outcome: kindOf(known), code: known.code }
      await onTheBeat()
      return refusal(known)
    },
    async settle() {
      for (const end of ends.splice(0)) end()
      if (!intended) return
      outcome.ms = wholeMs(now() - began)
      const { said, used } = tally(outcome, sizes, asked && priceOf(asked.vendor, asked.model))
      outcome = { ...outcome, ...said }
      place?.leave(used)
      const { route, traceparent } = ask
      onSettled({
        outcome,
        asking,
        tenant,
        route,
        beganAt: began,
        attempts,
        drilled,
        firstSentAt,
        traceparent,
        injectionScore,
        cause,
      })
      await recorder.settle(tenant, { ...asking, ...outcome })
      if (outcome.outcome === 'answered' && outcome.attempts > 0) for (const begin of afterwards.splice(0)) begin()
    },
  }
}

/** The policy set by name and hash, its policies that decided, and what they were asked: provable later (164.312(b)). */
function decided(
  effect: Decided['effect'],
  rule: string,
  { set, policies, access }: Omit<DecidedBy, 'access' | 'faulty'> & { access?: DecidedBy['access'] | undefined },
): Decided {
  const ids = policies.slice(0, POLICIES_MAX)
  return {
    effect,
    rule,
    policy: set.name,
    policyHash: set.hash,
    policies: ids,
    ...(access === undefined ? {} : { access }),
  }
}

const POLICIES_MAX = 64

/** Findings that tell whoever asked something of somebody else. */
const TELLS: ReadonlySet<Finding> = new Set(['other-name', 'other-number', 'other-email', 'canary'])

/** Of passages that stay inside: no vendor, no agreement, nothing taken out. */
const TO_NOBODY = {
  attempt: 1,
  vendor: 'none',
  account: 'none',
  region: 'none',
  model: 'none',
  basis: 'inside',
  agreement: 'none: inside',
  agreementDocument: 'none: inside',
  policy: 'none',
  policyHash: 'none',
  detectorHash: 'none',
  label: 'phi',
  identifiers: {},
  turnsRevised: 0,
} as const

/** "Agent A for application B for Dr C": whose rights, and through whom. */
function delegationOf({ principal, actors = [] }: Call['caller']): Pick<Asking, 'onBehalfOf' | 'actors'> {
  return actors.length === 0 ? {} : { onBehalfOf: principal.id, actors: [...actors] }
}

const clientHop = ({ tls }: Call) => (tls === undefined ? {} : { client: tls })

/**
 * Refusals that must not tell whether a patient exists (42 CFR 2.13) leave at multiples of this since the request was read: a
 * patient with a record, other names and consents takes a few milliseconds longer to look up than nobody. Not since it began:
 * whoever holds the body back would choose where in a beat the look-up falls.
 */
const BEAT_MS = 50

const msToBeat = (elapsedMs: number): number => BEAT_MS - (Math.max(0, elapsedMs) % BEAT_MS)

const wholeMs = (ms: number): number => Math.max(0, Math.round(ms))

function kindOf(error: CordonError): Outcome['outcome'] {
  if (error.code === 'client_closed') return 'abandoned'
  return error.status < 500 ? 'refused' : 'failed'
}
