import type { Application, Principal, Role } from '@cordon/contract'
import { DAY } from '../kernel/clock.ts'
import type { Relationship } from './patients.ts'
import { ROLES } from './roles.ts'
import { type Finding, hold, no, type Refused, refuse, yes } from './rule.ts'

const ENCOUNTER_MARGIN_MS = 30 * DAY

export interface PatientAsk {
  readonly principal: Principal
  readonly application: Application
  readonly acting: readonly Role[]
  readonly patientStated: boolean
  readonly patient: { readonly ref: string } | undefined
  readonly relationships: readonly Relationship[]
  readonly now: number
}

/**
 * The patient whose chart may be used; undefined when none was stated and the registration allows that. Unknown
 * patient, a role without charts, no practitioner, no current relationship: one code and one rule, so that a refusal
 * does not say whether the patient exists. The reasons tell them apart, for the journal alone.
 */
export function permittedPatient(ask: PatientAsk): Finding<string | undefined> {
  if (!ask.patientStated) return unstated(ask.application)
  const stated = yes('patient.stated', 'a patient was stated')
  const refused = (why: string): Refused => refuse('patient_refused', no('patient.relationship', why), [stated])

  if (!ask.acting.some((role) => ROLES[role].patients === 'related')) return refused('this role opens no charts')
  if (ask.principal.practitioner === undefined) return refused('the caller is no practitioner')
  if (ask.patient === undefined) return refused('the store holds no such patient')
  const current = ask.relationships.find((each) => isCurrent(each, ask.now))
  if (current === undefined)
    return refused(ask.relationships.length === 0 ? 'no relationship' : 'no current relationship')
  return hold(ask.patient.ref, stated, yes('patient.relationship', IN_WORDS[current.kind]))
}

function unstated({ id, patientOptional }: Application): Finding<undefined> {
  if (patientOptional) return hold(undefined, yes('patient.stated', `no patient stated, which ${id} may`))
  return refuse('patient_required', no('patient.stated', `application ${id} has to state a patient`))
}

/**
 * Whether a relationship opens the chart at this moment. Care teams and general practitioners count within their
 * period, open ends included. An encounter counts from 30 days before its start to 30 days after its end; one that
 * states no end counts from its start alone, because encounters that nobody closed would open charts for ever, and one
 * that states no start counts never.
 */
export function isCurrent(relationship: Relationship, now: number): boolean {
  const { kind, start, end } = relationship
  switch (kind) {
    case 'care-team':
    case 'general-practitioner':
      return (start === undefined || start <= now) && (end === undefined || now <= end)
    case 'encounter':
      if (start === undefined) return false
      return start - ENCOUNTER_MARGIN_MS <= now && now <= (end ?? start) + ENCOUNTER_MARGIN_MS
  }
}

/** No dates: when somebody was seen is a fact about the patient. */
const IN_WORDS: Record<Relationship['kind'], string> = {
  'care-team': 'care team',
  'general-practitioner': 'general practitioner',
  encounter: 'encounter within 30 days',
}
