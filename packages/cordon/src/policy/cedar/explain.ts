import { Purpose, Role } from '@cordon/contract'
import type { AccessAnswer, AccessRequest, PolicySet } from '../decision/access.ts'
import { KINDS, type RelationshipKind } from '../patients/relationship-kinds.ts'

/** One fact that could be otherwise, in words, and the request with it. */
interface Change {
  readonly words: string
  readonly apply: (request: AccessRequest) => AccessRequest
}

export interface Explained {
  readonly answer: AccessAnswer
  /** Each policy that decided, with its reason. */
  readonly decided: readonly { readonly id: string; readonly effect: 'permit' | 'forbid'; readonly why: string }[]
  /** The smallest changes of facts that would alter it: all of one fact, else all of two; empty: none so small does. */
  readonly changes: readonly { readonly facts: readonly string[]; readonly by: readonly string[] }[]
}

const CHANGES_MAX = 40

/**
 * Which policies decide a request, and what would have to be otherwise: every single fact is tried, then every pair.
 * A change is of facts, never of policies: whether it ought to be made is for people.
 */
export function explain(policies: PolicySet, request: AccessRequest): Explained {
  const answer = policies.evaluate(request)
  const decided = policies.policies
    .filter(({ id }) => answer.policies.includes(id))
    .map(({ id, effect, why }) => ({ id, effect, why }))
  const singles = changesOf(request).map((change) => [change])
  const alone = altering(policies, request, answer, singles)
  const changes = alone.length > 0 ? alone : altering(policies, request, answer, pairsOf(singles.flat()))
  return { answer, decided, changes: changes.slice(0, CHANGES_MAX) }
}

function altering(
  policies: PolicySet,
  request: AccessRequest,
  before: AccessAnswer,
  sets: Iterable<readonly Change[]>,
) {
  const found: { facts: string[]; by: readonly string[] }[] = []
  for (const changes of sets) {
    const after = policies.evaluate(changes.reduce((changed, { apply }) => apply(changed), request))
    if (!after.faulty && after.effect !== before.effect)
      found.push({ facts: changes.map(({ words }) => words), by: after.policies })
    if (found.length >= CHANGES_MAX) break
  }
  return found
}

function* pairsOf(changes: readonly Change[]): Generator<readonly Change[]> {
  for (const [at, one] of changes.entries()) for (const other of changes.slice(at + 1)) yield [one, other]
}

/** Every fact that could be otherwise, those that people look for first to begin with. */
function changesOf(request: AccessRequest): Change[] {
  const { principal } = request
  const aboutPatient = request.patient !== undefined || request.record !== undefined
  return [
    ...(aboutPatient ? relationshipChanges(request) : []),
    ...(aboutPatient ? consentChanges(request) : []),
    ...labelChanges(request),
    ...(request.emergency
      ? [set('without the emergency grant', { emergency: false })]
      : aboutPatient
        ? [set('with an emergency grant', { emergency: true })]
        : []),
    ...(principal.suspended ? [who('not suspended', { suspended: false })] : [who('suspended', { suspended: true })]),
    ...(principal.licence === 'expired'
      ? [who('licence in date', { licence: 'in-date' })]
      : [who('licence expired', { licence: 'expired' })]),
    ...(request.scope === 'falls-short'
      ? [set('a token whose scopes reach it', { scope: 'reaches' })]
      : [set('a token whose scopes fall short', { scope: 'falls-short' })]),
    ...(aboutPatient ? [set('without a patient', { patient: undefined, record: undefined })] : []),
    ...Purpose.options
      .filter((purpose) => purpose !== request.purpose)
      .map((purpose) => set(`for ${purpose}`, { purpose })),
    ...roleChanges(request),
  ]
}

const set = (words: string, over: Partial<AccessRequest>): Change => ({
  words,
  apply: (request) => ({ ...request, ...over }),
})

const who = (words: string, over: Partial<AccessRequest['principal']>): Change => ({
  words,
  apply: (request) => ({ ...request, principal: { ...request.principal, ...over } }),
})

function relationshipChanges({ relationships }: AccessRequest): Change[] {
  return (Object.keys(KINDS) as RelationshipKind[]).map((kind) => {
    const held = relationships.includes(kind)
    return {
      words: `${held ? 'without' : 'with'} a current relationship: ${KINDS[kind].words}`,
      apply: (request) => ({
        ...request,
        relationships: held ? request.relationships.filter((each) => each !== kind) : [...request.relationships, kind],
      }),
    }
  })
}

const consentChanges = ({ consent }: AccessRequest): Change[] =>
  (['permit', 'deny', 'none'] as const)
    .filter((each) => each !== consent)
    .map((each) => set(CONSENT[each], { consent: each }))

const CONSENT = {
  permit: 'with a consent of the patient that permits it',
  deny: 'with a consent of the patient that denies it',
  none: 'without a consent of the patient',
} as const

const labelChanges = ({ record }: AccessRequest): Change[] =>
  record === undefined
    ? []
    : record.labels.map((label) => ({
        words: `without the label ${label}`,
        apply: (request) => ({
          ...request,
          record:
            request.record === undefined
              ? undefined
              : { ...request.record, labels: request.record.labels.filter((each) => each !== label) },
        }),
      }))

function roleChanges({ principal: { roles } }: AccessRequest): Change[] {
  return Role.options.map((role) => {
    const held = roles.includes(role)
    return {
      words: `${held ? 'without' : 'with'} the role ${role}`,
      apply: (request) => {
        const now = request.principal.roles
        const changed = held ? now.filter((each) => each !== role) : [...now, role]
        return { ...request, principal: { ...request.principal, roles: changed } }
      },
    }
  })
}
