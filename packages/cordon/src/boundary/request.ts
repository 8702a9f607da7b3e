import { CordonError, type RouteDetermination, type Vendor } from '@cordon/contract'
import { createDeidentifier, POLICIES } from '@cordon/deid'
import type { NoteVerifier } from '@cordon/ledger'
import { noteVerifier } from '../audit/ed25519.ts'
import type { Config } from '../config/schema.ts'
import { openFeeds } from '../feeds/open-feeds.ts'
import { createAdmit } from '../gateway/admit.ts'
import { type AnswerCacheDeps, createAnswerCache } from '../gateway/answer-cache/answer-cache.ts'
import { createCachedDispatch } from '../gateway/answer-cache/cached-dispatch.ts'
import { createStoredAnswers } from '../gateway/answer-cache/stored-answers.ts'
import type { Call } from '../gateway/ask.ts'
import { createClean } from '../gateway/clean.ts'
import { createTrail } from '../gateway/create-trail.ts'
import { createDispatch } from '../gateway/dispatch.ts'
import { noteGuarded } from '../gateway/passages/guard.ts'
import { createRead } from '../gateway/read.ts'
import { createRecall } from '../gateway/recall.ts'
import { type Availability, createAvailability } from '../gateway/resilience/availability.ts'
import { createDrills, type Drilled, type Drills } from '../gateway/resilience/drills.ts'
import { createRetryBudget } from '../gateway/resilience/retry.ts'
import { createShadows, UNKEPT } from '../gateway/resilience/shadows.ts'
import { createTiers, type Tiers } from '../gateway/resilience/tiers.ts'
import { createVendors } from '../gateway/resilience/vendors.ts'
import { verdictOf } from '../gateway/resilience/verdict.ts'
import { createRestore } from '../gateway/restore.ts'
import type { Stages } from '../gateway/stages.ts'
import { createServers } from '../gateway/tools/servers/servers.ts'
import type { Settled } from '../gateway/trail.ts'
import { type Clock, HOUR } from '../kernel/clock.ts'
import { createEgress } from '../kernel/egress.ts'
import { faultOf } from '../kernel/log.ts'
import { policyOfDetermination } from '../policy/agreements/expert.ts'
import type { Route } from '../policy/agreements/recipients.ts'
import { createValidatedRoutes } from '../policy/agreements/validated-routes.ts'
import { createFacts } from '../policy/decision/facts.ts'
import { createLabeller } from '../policy/labels/record.ts'
import { encounterPseudonym, patientPseudonym } from '../policy/patients/patients.ts'
import { createProviders } from '../providers/catalogue.ts'
import { createIngest } from '../retrieval/ingest.ts'
import { createOthers } from '../retrieval/others/others.ts'
import { createRetrieval } from '../retrieval/search.ts'
import { createBodies } from '../vault/bodies.ts'
import { createVault } from '../vault/vault.ts'
import type { Base, Ground } from './ground.ts'
import { after, sha256 } from './outside.ts'
import type { Rules } from './rules.ts'
import type { Who } from './who.ts'

export type RequestParts = Awaited<ReturnType<typeof openRequest>>

/** What one request goes through: vault, chart, detector, vendors, and the stages that bring them together. */
export async function openRequest(base: Base, ground: Ground, { directory }: Pick<Who, 'directory'>, rules: Rules) {
  const { outside, config, lifetime, log, metrics, newId, lent } = base
  const { store, keyring, journal } = ground
  const { now, random } = outside
  const { tenant, limits, retention } = config
  const vault = createVault({
    store,
    keyring,
    now,
    limits: { stateBytesMax: limits.conversationBytesMax, idleMs: retention.conversationHours * HOUR },
  })
  const bodies = createBodies({ store, keyring, now, bodyDays: retention.bodyDays })
  const answers = createStoredAnswers({ store, now, limits: config.answerCache })
  const retrieval = createRetrieval({ store, keyring, now })
  const ingest = createIngest({
    store,
    keyring,
    now,
    label: createLabeller(config.consent),
    limits: { lineBytesMax: limits.ingestLineBytesMax, attachmentBytesMax: limits.ingestAttachmentBytesMax },
  })
  const feeds = await openFeeds({ adt: config.feeds.adt, tenant, store, keyring, journal, log, now, newId })
  lifetime.onClose(() => feeds.close())
  const egress = createEgress({ limits })
  const providers = createProviders({ egress, lent, now, random })
  lifetime.onClose(() => providers.close())
  const { detector, deidentifier, determined } = await openEngine(base)
  const { detectorHash } = deidentifier
  const validatedRoutes = createValidatedRoutes({ store, now, officers: officersOf(config), detectorHash })
  const recall = createRecall({ vault, keyring, random })
  const itemsBytesMax = limits.conversationItemsBytesMax
  const others = createOthers({ store, keyring, now, digestsMax: config.answers.identifiersMax })
  const kept = { vault, keyring, random, recall, itemsBytesMax }
  const cleaning = { deidentifier, determined, retrieval, others, ...kept }
  const clean = createClean(cleaning)
  const vendors = createVendors<Route>({ settings: config.resilience, now, after })
  const { policies, patients, charts, agreements, emergencies } = rules
  const tiers = createTiers(config.resilience)
  const availability = createAvailability({ store, now, tiers })
  lifetime.onClose(() => availability.round())
  const drills = createDrills({
    store,
    now,
    newId,
    tiers,
    vendors: (of) => agreements.listVendors(of),
    applications: async (of) =>
      (await directory.listApplications(of)).filter(({ revokedAt }) => revokedAt === undefined),
  })
  const gatherFacts = createFacts({
    store,
    patients,
    charts,
    agreements,
    validated: validatedRoutes,
    emergencies,
    detectorHash,
  })
  const admit = createAdmit({ policies, recall, gatherFacts, emergencies, now })
  const asking = { journal, providers, deidentifier, random, tiers, drills, now, pause }
  const { resilience: settings } = config
  const dispatching = { ...asking, vendors, budget: createRetryBudget(settings), settings }
  const onForgotten = (cause: unknown): void => {
    metrics.forgotten()
    log.warn('a turn was not remembered', { fault: faultOf(cause) })
  }
  const restore = createRestore({ bodies, canaries: config.answers.canaries, onForgotten })
  const shadows = createShadows({
    settings: config.resilience.shadow,
    now,
    after,
    random,
    newId,
    stages: {
      begin: beginShadow(base, ground, rules),
      admit,
      clean: createClean({ ...cleaning, vault: UNKEPT }),
      dispatch: createDispatch({ ...asking, ...aloneOf<Route>(config, now) }),
      restore,
    },
    onLeftOut: () => metrics.shadowLeftOut(),
  })
  lifetime.onClose(() => shadows.close(SHADOW_GRACE_MS))
  const dispatch = cachedDispatch(base, ground, { answers, detectorHash }, createDispatch(dispatching))
  const stages: Stages = {
    begin: beginOf(base, ground, rules, { tiers, availability, drills }),
    read: createRead(config),
    async admit(ask, question, trail) {
      const decision = await admit(ask, question, trail)
      if (decision.effect === 'permit') trail.afterAnswer(() => shadows.copy(ask, question, decision))
      return decision
    },
    async clean(ask, question, decision) {
      const cleaned = await clean(ask, question, decision)
      metrics.identifiers(cleaned.counts)
      return cleaned
    },
    async dispatch(ask, cleaned, decision, trail) {
      if (cleaned.guarded !== undefined) noteGuarded(trail, cleaned.guarded)
      return dispatch(ask, cleaned, decision, trail)
    },
    restore,
  }
  const servers = createServers({ store, providers, now })
  const onceOnly = createDispatch({ ...dispatching, settings: { ...config.resilience, attemptsMax: 1 } })
  return {
    vendors,
    tiers,
    availability,
    drills,
    servers,
    // What goes to a tool's server is no question to a model: it is never copied.
    serverTools: { servers, stages: { ...stages, admit, dispatch: onceOnly }, random },
    vault,
    bodies,
    answers,
    retrieval,
    ingest,
    feeds,
    detector,
    deidentifier,
    validatedRoutes,
    gatherFacts,
    stages,
  }
}

/** What asks a vendor, behind the answers that are kept where an application asked for that. */
function cachedDispatch(
  { config, log, metrics }: Base,
  { keyring, journal }: Ground,
  kept: Pick<AnswerCacheDeps, 'answers' | 'detectorHash'>,
  dispatch: Stages['dispatch'],
): Stages['dispatch'] {
  const onFault = (cause: unknown) => log.warn('the answer cache could not be used', { fault: faultOf(cause) })
  const { origin } = journal
  const cache = createAnswerCache({ ...kept, keyring, settings: config.answerCache, origin, onFault })
  return createCachedDispatch({ cache, journal, dispatch, onLooked: (kind) => metrics.answerCache(kind) })
}

/** How long copies may go on once everything is to be closed, in milliseconds. */
const SHADOW_GRACE_MS = 5_000

/** For copies: places and breakers of their own, so that they close no way to anybody's answer, and one attempt. */
function aloneOf<R extends { readonly vendor: Vendor }>({ resilience }: Config, now: Clock) {
  const settings = { ...resilience, attemptsMax: 1, vendorAtOnceMax: resilience.shadow.atOnceMax }
  return { settings, vendors: createVendors<R>({ settings, now, after }), budget: createRetryBudget({ retryShare: 0 }) }
}

/** Resolves after so many milliseconds, or at once when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const cancel = after(ms, done)
    signal.addEventListener('abort', done)
    function done(): void {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}

/** The detector, and what makes `Clean` with it: by the policies that ship, and by one that an expert determined. */
async function openEngine({ outside, config, lifetime }: Base) {
  const detector = await outside.createDetector(config)
  if ('close' in detector) lifetime.onClose(() => detector.close())
  const engine = { detector, sha256, now: outside.now, after, limits: engineLimits(config) }
  const deidentifier = createDeidentifier({ ...engine, policies: Object.values(POLICIES) })
  const determined = (determination: RouteDetermination) =>
    createDeidentifier({ ...engine, policies: [policyOfDetermination(determination).policy] })
  return { detector, deidentifier, determined }
}

function engineLimits({ limits }: Config) {
  return {
    charsMax: limits.textCharactersMax,
    depthMax: limits.jsonDepthMax,
    leavesMax: limits.jsonLeavesMax,
    detectMsMax: limits.detectMs,
  }
}

/** The trail of a copy: its entries are those of a request, and it counts as none. */
function beginShadow(
  { outside, log, metrics }: Base,
  { keyring, recorder }: Ground,
  { quotas }: Pick<Rules, 'quotas'>,
): Stages['begin'] {
  return (ask) =>
    createTrail(ask, {
      recorder,
      limiter: quotas,
      now: outside.now,
      // Nobody is told when it ended.
      wait: async () => undefined,
      ...pseudonymsOf(keyring),
      onSettled(settled) {
        metrics.shadow(settled)
        const { outcome, asking, cause } = settled
        const { code = 'none', ms } = outcome
        log.info('copy settled', { request: asking.request, outcome: outcome.outcome, code, ms })
        if (code === 'internal') log.error('unforeseen fault', { request: asking.request, fault: faultOf(cause) })
      },
    })
}

function pseudonymsOf(keyring: Ground['keyring']) {
  return {
    pseudonymOf: async (of: string, reference: string) => patientPseudonym(await keyring.tenant(of), reference),
    encounterPseudonymOf: async (of: string, reference: string) =>
      encounterPseudonym(await keyring.tenant(of), reference),
  }
}

/** The trail of a request: what of it is written, counted and logged, however it ends. */
function beginOf(
  { outside, log, metrics, traces }: Base,
  { keyring, recorder }: Ground,
  { quotas }: Pick<Rules, 'quotas'>,
  { tiers, availability, drills }: { tiers: Tiers; availability: Availability; drills: Drills },
): Stages['begin'] {
  return (ask) => {
    const { name, tier } = tiers.of(ask.caller.application)
    return createTrail(ask, {
      recorder,
      limiter: quotas,
      now: outside.now,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      ...pseudonymsOf(keyring),
      onSettled(settled) {
        metrics.settled(settled)
        traces?.settled(settled)
        const verdict = verdictOf(settled.outcome)
        if (verdict !== undefined && (verdict !== 'boundary' || isQuestion(ask)))
          availability.count(settled.tenant, name, verdict)
        if (settled.drilled !== undefined) drills.saw(settled.tenant, drilledOf(settled, settled.drilled))
        const { outcome, cause } = settled
        const { request, application } = settled.asking
        const { code = 'none', ms } = outcome
        log.info('request settled', { request, application, outcome: outcome.outcome, code, ms })
        if (code === 'internal' || code === 'detector_failed')
          log.error('unforeseen fault', { request, fault: faultOf(cause) })
      },
      downtime: tier.downtime,
    })
  }
}

/** Of what this boundary could not do, only questions to a model count. A tool that asks one is told by its vendor. */
const isQuestion = (call: Call): boolean => 'dialect' in call

function drilledOf({ outcome, attempts }: Settled, { drill, at }: NonNullable<Settled['drilled']>): Drilled {
  const last = attempts.at(-1)
  const { code } = outcome
  return { drill, vendor: last?.vendor.id, code, fallbackMs: last === undefined ? 0 : Math.max(0, last.at - at) }
}

/** Throws `config_invalid` for a key that is none: a statement by it would be a stranger's for ever. */
function officersOf({ validation }: Config): NoteVerifier[] {
  return validation.privacyOfficers.map((vkey, n) => {
    try {
      return noteVerifier(vkey)
    } catch (cause) {
      throw new CordonError('config_invalid', { at: `validation.privacyOfficers.${n}`, cause })
    }
  })
}
