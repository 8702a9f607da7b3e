import type { AccessFacts } from '@cordon/contract'
import type { AccessRequest, PolicySet } from './access.ts'
import type { ReadClass } from './decide.ts'

/** Which policies a decision rests on, and what they were asked: provable, and repeatable under others (164.312(b)). */
export interface DecidedBy {
  readonly set: { readonly name: string; readonly hash: string }
  /** The policies that decided, by id; none where a rule decided before they were asked, or none permits. */
  readonly policies: readonly string[]
  /** Absent: the policies were not asked. */
  readonly access?: AccessFacts
  /** A policy could not be evaluated: somebody has to look. */
  readonly faulty: boolean
}

const CLASSES_MAX = 100

/** `request` undefined: it ended before the policies were asked. */
export function decidedBy(
  policies: PolicySet,
  request: AccessRequest | undefined,
  classes: readonly ReadClass[] = [],
  faultyClasses = false,
): DecidedBy {
  const set = { name: policies.name, hash: policies.hash }
  if (request === undefined) return { set, policies: [], faulty: false }
  const answer = policies.evaluate(request)
  const access = factsOf(request, classes)
  return { set, policies: answer.policies, access, faulty: answer.faulty || faultyClasses }
}

/** What the policies were asked, in codes. Who, for whom and what for stand in the entry beside it. */
function factsOf(request: AccessRequest, classes: readonly ReadClass[]): AccessFacts {
  const { action, principal, actors, purposeFixed, patient, relationships, consent, scope, emergency } = request
  const { kind, roles, suspended, licence } = principal
  return {
    action,
    kind,
    roles: [...roles],
    suspended,
    licence,
    actors: actors.slice(0, ACTORS_MAX),
    ...(purposeFixed === undefined ? {} : { purposeFixed }),
    patient: patient !== undefined,
    relationships: [...relationships],
    consent,
    scope,
    emergency,
    classes: classes
      .slice(0, CLASSES_MAX)
      .map(({ kind: of, labels, consent: said }) => ({ kind: of, labels: [...labels], consent: said })),
    classesMore: Math.max(0, classes.length - CLASSES_MAX),
  }
}

const ACTORS_MAX = 16
