import { CordonError, type Decided, type Finding, type Reason, type SecurityLabel } from '@cordon/contract'
import { DeidError } from '@cordon/deid'
import { explainTo } from '../policy/decision/decide.ts'
import type { DecidedBy } from '../policy/decision/decided-by.ts'
import type { Place } from '../policy/limits/limiter.ts'
import type { Call, Frame } from './ask.ts'
import { msToBeat } from './beat.ts'
import type { Context } from './context.ts'
import { errorOfEngine } from './engine-errors.ts'
import { isVendorsFailure } from './resilience/verdict.ts'
import { priceOf, tally } from './tally.ts'
import type { Asking, Attempt, Outcome, Settled, Trail, TrailDeps } from './trail.ts'

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

const wholeMs = (ms: number): number => Math.max(0, Math.round(ms))

function kindOf(error: CordonError): Outcome['outcome'] {
  if (error.code === 'client_closed') return 'abandoned'
  return error.status < 500 ? 'refused' : 'failed'
}
