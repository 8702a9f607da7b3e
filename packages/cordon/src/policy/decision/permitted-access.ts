import type { Purpose } from '@cordon/contract'
import { isCurrent, KINDS, type RelationshipKind } from '../patients/relationship-kinds.ts'
import type { AccessAnswer, AccessRequest, PolicySet } from './access.ts'
import { type AccessAsk, accessRequest } from './access-request.ts'
import { type Finding, hold, no, type Refused, refuse, yes } from './rule.ts'

/** What the policies permit: of which patient, and bound to what. */
export interface Access {
  readonly patient: string | undefined
  /** Every name of the patient that was decided about; empty: none was stated. */
  readonly names: readonly string[]
  readonly request: AccessRequest
  readonly answer: AccessAnswer
}

/**
 * What the set of policies in force says of the question as a whole. Unknown patient, no relationship, a patient who said
 * no, an encounter of somebody else: one code and one rule, so that a refusal does not say whether the patient exists.
 * The reasons tell them apart, for the journal alone. What would be refused for every patient is told as what it is.
 */
export function permittedAccess(ask: AccessAsk, policies: PolicySet): Finding<Access> {
  const { application, patient, patientStated } = ask
  const request = accessRequest(ask)
  if (!patientStated && !application.patientOptional) return withoutPatient(ask, request, policies)
  const answer = policies.evaluate(request)
  if (answer.faulty) return faulty()
  const stated = statedReason(ask)
  if (answer.effect === 'permit' && (!patientStated || isOpen(ask))) {
    const why = `${policies.name} permits: ${answer.policies.join(', ')}`.slice(0, WHY_CHARACTERS_MAX)
    const found = patientStated ? patient : undefined
    const related = patientStated ? [yes('patient.relationship', wordsOf(request))] : []
    return hold(
      { patient: found?.ref, names: found?.names ?? [], request, answer },
      stated,
      ...related,
      yes('policy.decides', why),
    )
  }
  const closed = refusedForAll(request, policies)
  if (closed !== undefined) return closed
  if (!patientStated) return refuse('purpose_refused', no('role.purpose', 'only with a patient'))
  return refuse('patient_refused', no('patient.relationship', whyRefused(ask, request, answer)), [stated])
}

const WHY_CHARACTERS_MAX = 280

function withoutPatient({ application: { id } }: AccessAsk, request: AccessRequest, policies: PolicySet): Refused {
  const why = no('patient.stated', `application ${id} has to state a patient`)
  return refusedForAll(request, policies) ?? refuse('patient_required', why)
}

function statedReason({ patientStated, patient, application: { id } }: AccessAsk) {
  if (!patientStated) return yes('patient.stated', `no patient stated, which ${id} may`)
  return yes('patient.stated', patient?.merged ? 'a patient was stated, by a name merged into another' : STATED)
}

const STATED = 'a patient was stated'

const isOpen = ({ patient, caller, launched }: AccessAsk): boolean =>
  patient !== undefined &&
  patient.encounter !== 'not-theirs' &&
  (caller.launchPatient === undefined || launched === true)

/**
 * A refusal that rests on nobody's record: this person, or this purpose, would be refused for every patient and for none.
 * Asked of the most open patient there could be, so that the answer says nothing of the one who was meant.
 */
function refusedForAll(request: AccessRequest, policies: PolicySet): Refused | undefined {
  const nobody: AccessRequest = { ...request, patient: undefined, relationships: [], consent: 'none' }
  const anybody: AccessRequest = { ...request, patient: 'any', relationships: allKinds(request), consent: 'permit' }
  const answers = [policies.evaluate(nobody), policies.evaluate(anybody)]
  if (answers.some((answer) => answer.faulty)) return faulty()
  if (answers.some(({ effect }) => effect === 'permit')) return undefined
  const forbids = answers[0]?.policies ?? []
  if (forbids.length === 0) return refuse('purpose_refused', no('role.purpose', noRole(request.purpose)))
  return refuse(
    'right_missing',
    no('policy.decides', `forbidden by ${forbids.join(', ')}`.slice(0, WHY_CHARACTERS_MAX)),
  )
}

const noRole = (purpose: Purpose): string => `no policy lets a role of the caller assert ${purpose}`

const allKinds = ({ principal }: AccessRequest): RelationshipKind[] =>
  (Object.keys(KINDS) as RelationshipKind[]).filter((kind) =>
    KINDS[kind].roles.some((role) => principal.roles.includes(role)),
  )

/** A policy that cannot be evaluated is a denial, whoever asks: a forbid that fails must not be skipped. */
function faulty(): Refused {
  return refuse('policy_failed', no('policy.decides', 'the policies could not be evaluated'))
}

/** No dates: when somebody was seen is a fact about the patient. */
function wordsOf({ relationships, emergency }: AccessRequest): string {
  const words = relationships.map((kind) => KINDS[kind].words)
  return [...words, ...(emergency ? ['emergency grant'] : [])].join(', ') || 'no relationship is needed'
}

function whyRefused({ patient, relationships, now, ...ask }: AccessAsk, request: AccessRequest, answer: AccessAnswer) {
  if (patient === undefined) return 'the store holds no such patient'
  if (patient.encounter === 'not-theirs') return 'the encounter stated is not this patient’s'
  if (answer.effect === 'permit') return 'the launch chose another patient'
  if (answer.policies.length > 0) return `forbidden by ${answer.policies.join(', ')}`.slice(0, WHY_CHARACTERS_MAX)
  const { practitioner, person } = ask.caller.principal
  if (practitioner === undefined && person === undefined)
    return 'the caller is neither a practitioner nor a person of a record'
  if (relationships.length === 0) return 'no relationship'
  if (!relationships.some((each) => isCurrent(each, now))) return 'no current relationship'
  return request.relationships.length === 0 ? 'no relationship that opens a chart to this role' : 'no policy permits it'
}
