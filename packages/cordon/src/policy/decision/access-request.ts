import type { Application, Purpose } from '@cordon/contract'
import type { Caller } from '../../identity/api-key.ts'
import { licenceOf } from '../../identity/licence.ts'
import { scopeOf } from '../../identity/oauth/smart-scopes.ts'
import type { FoundPatient, Relationship } from '../patients/patients.ts'
import { isCurrent, KINDS } from '../patients/relationship-kinds.ts'
import type { AccessRequest, RecordClass } from './access.ts'

/** What an access question is made of: who, what for, and the facts about the patient as they were read. */
export interface AccessAsk {
  readonly caller: Caller
  readonly action: AccessRequest['action']
  readonly application: Application
  readonly purpose: Purpose
  readonly patientStated: boolean
  /** The patient stated is the one that a SMART launch chose. */
  readonly launched?: boolean
  readonly patient: FoundPatient | undefined
  readonly relationships: readonly Relationship[]
  /** What the patient's consents say of the question as a whole. Every route has to read them. */
  readonly consent: AccessRequest['consent']
  readonly emergency?: { readonly until: number } | undefined
  readonly now: number
}

/**
 * The question as a whole. An unknown patient, and an encounter that is not the patient's, are asked about as a patient
 * with whom there is no relationship: the same question, so the same work.
 */
export function accessRequest(ask: AccessAsk): AccessRequest {
  const { caller, action, application, purpose, patientStated, now } = ask
  const { principal, tenant, actors = [] } = caller
  const open = ask.patient !== undefined && ask.patient.encounter !== 'not-theirs'
  return {
    tenant,
    action,
    principal: {
      id: principal.id,
      kind: principal.kind,
      roles: principal.roles,
      suspended: principal.suspended === true,
      licence: licenceOf(principal, now),
    },
    actors,
    application: application.id,
    purpose,
    purposeFixed: application.purposeFixed,
    patient: patientStated ? (ask.patient?.ref ?? 'unknown') : undefined,
    record: undefined,
    relationships: open ? currentKinds(ask) : [],
    consent: open ? ask.consent : 'none',
    scope: scopeOf(caller.scope, scopeAsk(ask, undefined)),
    emergency: open && ask.emergency !== undefined && now < ask.emergency.until,
  }
}

/** The same about one class of the chart's records, with what consent says of it. */
export function classRequest(
  ask: AccessAsk,
  whole: AccessRequest,
  { kind, labels, consent }: RecordClass & { readonly consent: AccessRequest['consent'] },
): AccessRequest {
  const scope = scopeOf(ask.caller.scope, scopeAsk(ask, kind))
  return { ...whole, action: 'retrieve', record: { kind, labels }, consent, scope }
}

/** A kind counts for the roles that it may open a chart to at all; policies narrow that further. */
function currentKinds({ caller, relationships, now }: AccessAsk): Relationship['kind'][] {
  const { practitioner, person, roles } = caller.principal
  if (practitioner === undefined && person === undefined) return []
  const current = relationships.filter((each) => isCurrent(each, now)).map(({ kind }) => kind)
  return [...new Set(current)].filter((kind) => KINDS[kind].roles.some((role) => roles.includes(role)))
}

function scopeAsk({ caller, patientStated, launched }: AccessAsk, kind: string | undefined) {
  const patient = launched === true ? ('launch' as const) : patientStated ? ('stated' as const) : ('none' as const)
  return { kind, principal: caller.principal.kind, patient }
}
