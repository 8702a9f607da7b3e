import type { AuthorizationAnswer, CedarValueJson, EntityUidJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs'
import type { AccessAnswer, AccessRequest, PolicySet } from '../decision/access.ts'
import { type Compiled, compilePolicies } from './compile.ts'
import { type Cedar, withCedar } from './engine.ts'
import { allOf, NO_OBLIGATIONS } from './obligations.ts'
import { profileNamed } from './profiles.ts'
import { type PolicyTexts, readDefaultPack } from './texts.ts'

/** The policy set that ships. Its number rises whenever a policy comes to mean something else. */
export const DEFAULT_NAME = 'cordon-default/6'

/** A set that knows what it was asked: a newer one can be asked the same before it decides. */
export interface ServingSet extends PolicySet {
  /** Questions whose answers it remembers, oldest first, at most `MEMO_MAX`. */
  remembered(): AccessRequest[]
}

/** Answers that one set remembers. */
const MEMO_MAX = 20_000

/** The policies that are in force where a site has published none. Compiled once for each caller of this. */
export function createDefaultPolicySet(): ServingSet {
  return createPolicySet(DEFAULT_NAME, readDefaultPack())
}

/** A set from its texts. Throws when it does not validate: what is published was validated before. */
export function createPolicySet(name: string, texts: PolicyTexts): ServingSet {
  const compiled = compilePolicies(texts)
  if (!compiled.valid) throw new Error('invariant: a policy set that is used validates')
  return policySetOf(name, compiled)
}

/**
 * A set that decides. The same question gets the same answer, so answers are kept, within a bound. Parsed when first asked;
 * the engine knows it by its hash, so that a newer set never answers for an older one.
 */
export function policySetOf(name: string, compiled: Compiled): ServingSet {
  const ask = createAsking(compiled)
  const memo = new Map<string, AccessAnswer>()

  function evaluate(request: AccessRequest): AccessAnswer {
    const asked = asLookedAt(request, compiled)
    const key = JSON.stringify(asked)
    const known = memo.get(key)
    if (known !== undefined) return known
    const answer = ask(asked)
    if (memo.size >= MEMO_MAX) memo.delete(memo.keys().next().value ?? '')
    if (!answer.faulty) memo.set(key, answer)
    return answer
  }

  return {
    name,
    hash: compiled.hash,
    evaluate,
    remembered: () => Array.from(memo.keys(), (key) => JSON.parse(key) as AccessRequest),
    profileOf: (obligations) => profileNamed(compiled.profiles, obligations.profile),
    taskNamed: (task) => (Object.hasOwn(compiled.tasks, task) ? compiled.tasks[task] : undefined),
    policies: compiled.policies,
  }
}

/** Stands for everybody whom no policy names; no policy can name it: names with control characters are refused. */
export const UNNAMED = '\u0001'

/**
 * The question without what no policy of the set can look at. No policy can name a patient, so an
 * unknown patient and one without a relationship are one question; only a patient's own refusal makes it another.
 */
function asLookedAt(request: AccessRequest, { looksAt }: Compiled): AccessRequest {
  const { principal, application, patient, record } = request
  const kind = looksAt.kind ? record?.kind : 'any'
  return {
    ...request,
    tenant: '',
    patient: patient === undefined ? undefined : 'stated',
    principal: {
      ...principal,
      id: looksAt.principals.has(principal.id) ? principal.id : UNNAMED,
      roles: [...principal.roles].sort(),
    },
    application: looksAt.applications.has(application) ? application : UNNAMED,
    actors: looksAt.actors ? [...new Set(request.actors)].sort() : [],
    relationships: [...new Set(request.relationships)].sort(),
    record: record === undefined ? undefined : { kind: kind ?? '', labels: [...record.labels].sort() },
  }
}

function createAsking(compiled: Compiled): (request: AccessRequest) => AccessAnswer {
  const id = `ps@${compiled.hash}`
  const policies = new Map(compiled.policies.map((policy) => [policy.id, policy]))
  /** Each engine parses for itself: a new one knows nothing of what the one before it had parsed. */
  const parsedBy = new WeakSet<Cedar>()

  function prepare(engine: Cedar): void {
    const schema = engine.preparseSchema(id, compiled.schema)
    const staticPolicies = Object.fromEntries(compiled.policies.map((policy) => [policy.id, policy.text]))
    const set = engine.preparsePolicySet(id, { staticPolicies })
    if (schema.type === 'failure' || set.type === 'failure') throw new Error('invariant: what validated can be parsed')
    parsedBy.add(engine)
  }

  return (request) => {
    try {
      const answer = withCedar((engine) => {
        if (!parsedBy.has(engine)) prepare(engine)
        return engine.statefulIsAuthorized({
          ...callOf(request),
          validateRequest: true,
          preparsedSchemaName: id,
          preparsedPolicySetId: id,
        })
      })
      return answerOf(answer, policies)
    } catch {
      return FAULTY
    }
  }
}

const FAULTY: AccessAnswer = { effect: 'deny', policies: [], obligations: NO_OBLIGATIONS, faulty: true }

/** An error in one policy is an error of the whole: a forbid that fails is otherwise skipped, and the permit stands. */
function answerOf(
  answer: AuthorizationAnswer,
  policies: ReadonlyMap<string, Compiled['policies'][number]>,
): AccessAnswer {
  if (answer.type === 'failure' || answer.response.diagnostics.errors.length > 0) return FAULTY
  const { decision, diagnostics } = answer.response
  const decided = [...diagnostics.reason].sort()
  if (decision !== 'allow') return { effect: 'deny', policies: decided, obligations: NO_OBLIGATIONS, faulty: false }
  const obligations = allOf(decided.map((policy) => policies.get(policy)?.obligations ?? NO_OBLIGATIONS))
  return { effect: 'permit', policies: decided, obligations, faulty: false }
}

/** The question in Cedar's words, with no more entities than it needs: who asks, and the class of records. */
function callOf({ principal, action, record, patient, ...context }: AccessRequest) {
  const who = uid(principal.kind === 'service' ? 'Service' : 'User', principal.id)
  const what = resourceOf(record, patient, context.application)
  return {
    principal: who,
    action: uid('Action', action),
    resource: what.uid,
    context: contextOf(context),
    entities: [
      {
        uid: who,
        attrs: { suspended: principal.suspended, licence: ref('Licence', principal.licence) },
        parents: principal.roles.map((role): EntityUidJson => uid('Role', role)),
      },
      what,
    ],
  }
}

function resourceOf(record: AccessRequest['record'], patient: string | undefined, application: string) {
  if (record !== undefined) {
    const labels = record.labels.map((label) => ref('Label', label))
    return { uid: uid('Record', 'asked'), attrs: { kind: record.kind, labels }, parents: [] }
  }
  return {
    uid: patient === undefined ? uid('Application', application) : uid('Patient', patient),
    attrs: {},
    parents: [],
  }
}

function contextOf(
  request: Omit<AccessRequest, 'principal' | 'action' | 'record' | 'patient'>,
): Record<string, CedarValueJson> {
  const { purpose, purposeFixed, application, actors, relationships, consent, scope, emergency } = request
  return {
    purpose: ref('Purpose', purpose),
    ...(purposeFixed === undefined ? {} : { purposeFixed: ref('Purpose', purposeFixed) }),
    application: ref('Application', application),
    actors: actors.map((actor) => ref('Agent', actor)),
    relationships: relationships.map((kind) => ref('Relationship', kind)),
    consent: ref('Consent', consent),
    scope: ref('Scope', scope),
    emergency,
  }
}

const uid = (type: string, id: string): TypeAndId => ({ type, id })
const ref = (type: string, id: string): CedarValueJson => ({ __entity: { type, id } })
