import type { Application, Principal, Role } from '@cordon/contract'
import type { FoundPatient, Relationship } from './patients.ts'
import { isCurrent, KINDS } from './relationship-kinds.ts'
import { ROLES } from './roles.ts'
import { type Finding, hold, no, type Refused, refuse, yes } from './rule.ts'

export interface PatientAsk {
  readonly principal: Principal
  readonly application: Application
  readonly acting: readonly Role[]
  readonly patientStated: boolean
  readonly patient: FoundPatient | undefined
  readonly relationships: readonly Relationship[]
  readonly now: number
}

/**
 * The patient whose chart may be used; undefined when none was stated and the registration allows that. Unknown
 * patient, a role without charts, an encounter of somebody else, no current relationship: one code and one rule, so that a refusal
 * does not say whether the patient exists. The reasons tell them apart, for the journal alone.
 */
export function permittedPatient(ask: PatientAsk): Finding<string | undefined> {
  if (!ask.patientStated) return unstated(ask.application)
  const { patient, principal } = ask
  const stated = yes('patient.stated', patient?.merged ? 'a patient was stated, by a name merged into another' : STATED)
  const refused = (why: string): Refused => refuse('patient_refused', no('patient.relationship', why), [stated])

  const opening = ask.acting.filter((role) => ROLES[role].patients === 'related')
  if (opening.length === 0) return refused('this role opens no charts')
  if (principal.practitioner === undefined && principal.person === undefined)
    return refused('the caller is neither a practitioner nor a person of a record')
  if (patient === undefined) return refused('the store holds no such patient')
  if (patient.encounter === 'not-theirs') return refused('the encounter stated is not this patient’s')
  const current = ask.relationships.filter((each) => isCurrent(each, ask.now))
  const found = current.find(({ kind }) => KINDS[kind].roles.some((role) => opening.includes(role)))
  if (found === undefined) return refused(whyNot(ask.relationships, current))
  return hold(patient.ref, stated, yes('patient.relationship', KINDS[found.kind].words))
}

const STATED = 'a patient was stated'

function whyNot(all: readonly Relationship[], current: readonly Relationship[]): string {
  if (current.length > 0) return 'no relationship that opens a chart to this role'
  return all.length === 0 ? 'no relationship' : 'no current relationship'
}

function unstated({ id, patientOptional }: Application): Finding<undefined> {
  if (patientOptional) return hold(undefined, yes('patient.stated', `no patient stated, which ${id} may`))
  return refuse('patient_required', no('patient.stated', `application ${id} has to state a patient`))
}
