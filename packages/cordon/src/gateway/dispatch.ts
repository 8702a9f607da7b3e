import { CordonError, type Receipt } from '@cordon/contract'
import type { Deidentifier } from '@cordon/deid'
import type { Journal } from '../audit/journal.ts'
import type { ResilienceSettings } from '../config/resilience.ts'
import { type Clock, SECOND } from '../kernel/clock.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { Route } from '../policy/agreements/recipients.ts'
import type { Providers } from '../providers/catalogue.ts'
import { encode } from '../providers/encode.ts'
import type { Reply } from '../providers/provider.ts'
import type { AnswerKeeper } from './answer-cache/answer-cache.ts'
import type { Ask } from './ask.ts'
import { basisOf } from './basis.ts'
import type { Cleaned } from './clean.ts'
import { receiptOf } from './receipt.ts'
import type { Drills } from './resilience/drills.ts'
import { inOrder } from './resilience/order.ts'
import { isFailure, isFault, mayMend, mayPass, pauseMs, type RetryBudget } from './resilience/retry.ts'
import { type Tiers, withinTier } from './resilience/tiers.ts'
import type { Vendors, Visit } from './resilience/vendors.ts'
import { saltedHash } from './salted-hash.ts'
import type { Permit } from './stages.ts'
import type { Trail } from './trail.ts'

type Answered = Exclude<Reply, { kind: 'refused' }>

/** What the vendor answered, now or before, and the receipt of the disclosure that asked it. */
export interface Dispatched {
  readonly reply: Answered
  readonly receipt: Receipt
  /** Whom it asked; absent: nobody, because it was asked before. */
  readonly route?: Route
  /** What the answer cache did; absent: it is off. */
  readonly cache?: 'hit' | 'miss' | 'skip'
  readonly keeper?: AnswerKeeper
}

export interface DispatchDeps {
  readonly journal: Journal
  readonly providers: Providers
  readonly deidentifier: Pick<Deidentifier, 'detectorHash'>
  readonly random: RandomBytes
  readonly vendors: Vendors<Route>
  readonly tiers: Tiers
  readonly drills: Pick<Drills, 'of'>
  readonly budget: RetryBudget
  readonly settings: ResilienceSettings
  readonly now: Clock
  /** Resolves after so many milliseconds, or when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>
}

/**
 * Asks one of the recipients that the decision allowed; another, or the same again, while nothing of an answer was handed on
 * and another attempt could end better. Throws what the last attempt ended with, or `vendor_unavailable`.
 */
export function createDispatch(deps: DispatchDeps) {
  return async function dispatch(ask: Ask, cleaned: Cleaned, decision: Permit, trail: Trail): Promise<Dispatched> {
    const { vendors, budget, settings, random, pause } = deps
    const { tenant, application } = ask.caller
    const allowed = decision.routes.filter((route) => cleaned.promptFor(route) !== undefined)
    if (allowed.length === 0) throw new CordonError('agreement_missing')
    const { tier } = deps.tiers.of(application)
    const reachable = withinTier(inOrder(allowed, application?.vendorShares, random), tier)
    const drillOf = ({ vendor }: Route) => (tier.drills ? deps.drills.of(tenant, vendor.id) : undefined)
    let left = reachable
    /** A vendor in a drill is passed over as one that has failed; that it was this request's turn there is noted. */
    async function enter(routes: readonly Route[]): Promise<Visit<Route>> {
      const first = routes[0] && drillOf(routes[0])
      if (first !== undefined) trail.drilled(first.id)
      const open = routes.filter((route) => drillOf(route) === undefined)
      if (open.length > 0 || first === undefined) return vendors.enter(tenant, open, ask.signal)
      throw new CordonError('vendor_unavailable', { retryAfterS: secondsUntil(first.endsAt, deps.now()) })
    }
    budget.earn()
    let ended: Exclude<Ended, { dispatched: Dispatched }> | undefined
    for (let attempt = 1; ; attempt += 1) {
      const before = ended
      const visit = await enter(left).catch((error: unknown) => {
        // What a vendor said tells more than that there is nobody else; that the client has gone, more than both.
        throw before === undefined || ask.signal.aborted ? error : before.error
      })
      trail.atEnd(() => visit.leave())
      const outcome = await attemptAt(deps, visit, attempt, ask, cleaned, trail)
      if ('dispatched' in outcome) return outcome.dispatched
      ended = outcome
      if (attempt >= settings.attemptsMax || !ended.mayMend || ask.signal.aborted || !budget.spend()) throw ended.error
      // Somebody else first; when all were asked, all over again, after a while.
      const others = left.filter((route) => route !== visit.route)
      left = others.length > 0 ? others : reachable
      const ms = others.length > 0 ? 0 : pauseMs(attempt, ended.retryAfterMs, settings, random)
      if (ms === undefined) throw ended.error
      await pause(ms, ask.signal)
    }
  }
}

const secondsUntil = (at: number, now: number): number => Math.max(1, Math.ceil((at - now) / SECOND))

type Ended =
  | { readonly dispatched: Dispatched }
  | { readonly error: unknown; readonly mayMend: boolean; readonly retryAfterMs?: number | undefined }

/** One attempt at one recipient, and what it teaches about the vendor. */
async function attemptAt(
  deps: DispatchDeps,
  visit: Visit<Route>,
  attempt: number,
  ask: Ask,
  cleaned: Cleaned,
  trail: Trail,
): Promise<Ended> {
  const { vendor, model } = visit.route
  // Before the entry of the disclosure: to whom nothing may be sent, nothing is disclosed.
  const provider = deps.providers.of(ask.caller.tenant, vendor)
  const { encoded, receipt } = await disclose(deps, visit.route, attempt, ask, cleaned, trail)
  try {
    const { shape } = ask.dialect
    const reply = await provider.send({ shape, prompt: encoded, model, stream: cleaned.stream, signal: ask.signal })
    const tls = reply.tls === undefined ? {} : { tls: reply.tls }
    trail.heard({ upstreamStatus: reply.kind === 'refused' ? reply.status : 200, ...tls })
    if (reply.kind !== 'refused') return { dispatched: { reply: attended(reply, visit), receipt, route: visit.route } }
    if (isFailure(reply)) visit.failed()
    else visit.answered()
    const { retryAfterMs } = reply
    if (retryAfterMs !== undefined) visit.rest(retryAfterMs)
    visit.leave()
    const error = new CordonError('upstream_refused', { at: `status ${reply.status}` })
    return { error, mayMend: mayPass(reply), retryAfterMs }
  } catch (error) {
    if (isFault(error)) visit.failed()
    visit.leave()
    return { error, mayMend: mayMend(error) }
  }
}

/** An answer that came whole is one; of a stream that is known at its end. */
function attended(reply: Answered, visit: Visit<Route>): Answered {
  if (reply.kind === 'whole') {
    visit.answered()
    visit.leave()
    return reply
  }
  return { ...reply, events: eventsOf(reply.events, visit) }
}

async function* eventsOf(events: AsyncIterable<Record<string, unknown>>, visit: Visit<Route>) {
  try {
    yield* events
    visit.answered()
  } catch (error) {
    if (isFault(error)) visit.failed()
    throw error
  } finally {
    visit.leave()
  }
}

/**
 * The disclosure entry of one attempt, durable before the first byte leaves: no record, no request (45 CFR 164.312(b),
 * 164.528). Its bytes are those that are sent.
 */
async function disclose(
  { journal, deidentifier, random }: DispatchDeps,
  route: Route,
  attempt: number,
  ask: Ask,
  cleaned: Cleaned,
  trail: Trail,
) {
  const { vendor, model } = route
  const prompt = cleaned.promptFor(route)
  if (prompt === undefined) throw new CordonError('agreement_missing')
  const basis = basisOf(route, prompt)
  const encoded = encode(prompt, ask.dialect.shape, vendor.kind)
  trail.asks(vendor, model)
  const index = await trail.disclose({
    attempt,
    vendor: vendor.id,
    account: vendor.account,
    region: vendor.region,
    model,
    ...basis,
    policy: cleaned.policy.id,
    policyHash: cleaned.policy.hash,
    detectorHash: deidentifier.detectorHash,
    ...saltedHash(encoded.bytes, random),
    payloadBytes: encoded.bytes.length,
    identifiers: { ...cleaned.counts },
    turnsRevised: cleaned.turnsRevised,
    passages: cleaned.sources.reveal().length,
    resources: [...cleaned.resources],
    ...(cleaned.labels.length === 0 ? {} : { labels: [...cleaned.labels] }),
    label: cleaned.label,
    ...(cleaned.kept === undefined ? {} : { kept: cleaned.kept.feature }),
  })
  return { encoded, receipt: await receiptOf(journal, index) }
}
