import {
  type Agreement,
  type DeidPolicy,
  ERRORS,
  type ErrorCode,
  type Purpose,
  type Reason,
  type TaskProfile,
  type Vendor,
} from '@cordon/contract'
import type { Caller } from '../identity/api-key.ts'
import type { AccessRequest, RecordClass } from './access.ts'
import type { FoundPatient, Relationship } from './patients.ts'
import { POLICY, POLICY_HASH } from './policy-set.ts'
import { type Asserted, resolvePurpose } from './purpose.ts'
import { coveredRoutes, type Route, servingVendors } from './recipients.ts'
import { permittedPatient } from './relationship.ts'
import { actingRoles } from './roles.ts'
import type { Finding, Refused } from './rule.ts'
import type { OnRecord } from './validated-routes.ts'

/** What is asked for, as far as a decision needs it. Everything but `caller` and `now` is the caller's own claim. */
export interface Ask {
  readonly caller: Caller
  /** `X-Cordon-Purpose`, as it came. */
  readonly purpose: string | undefined
  readonly patientStated: boolean
  readonly model: string
  readonly now: number
  /** Whether passages of the chart were asked for. */
  readonly wantsPassages: boolean
}

/** What is so, read afresh for each request. */
export interface Facts {
  /** The stated patient's pseudonym; undefined when none was stated, or the store holds no such patient. */
  readonly patient: FoundPatient | undefined
  /** Between that patient and the caller. */
  readonly relationships: readonly Relationship[]
  /** Of that patient's chart: what kinds of records with which labels there are. Absent: nothing was asked from it. */
  readonly classes?: readonly ReadClass[]
  /** An emergency grant in force for this person and this patient. */
  readonly emergency?: { readonly id: string; readonly until: number }
  readonly vendors: readonly Vendor[]
  /** The newest version of each agreement with these vendors. */
  readonly agreements: readonly Agreement[]
  /** Routes on record to these vendors that need no agreement, if all their conditions hold. */
  readonly validated: readonly OnRecord[]
  /** Of the detector that would read the prompt. */
  readonly detectorHash: string
}

/** A class of the chart, and what consent says of it for this actor and purpose. */
export interface ReadClass extends RecordClass {
  readonly consent: AccessRequest['consent']
}

export interface Permit {
  readonly effect: 'permit'
  readonly policy: string
  readonly policyHash: string
  readonly purpose: Purpose
  /** The patient's pseudonym; undefined: unstated. */
  readonly patient: string | undefined
  /** In order of preference; at least one. */
  readonly routes: readonly Route[]
  readonly profile: TaskProfile
  /** How the prompt is de-identified: every route's agreement permits it. */
  readonly deidPolicy: DeidPolicy
  readonly retrieve: boolean
  /** What of the chart may be looked at; absent: it was not decided by class. */
  readonly classes?: readonly RecordClass[]
  /** Every rule looked at. One that does not hold is a vendor that was passed over. */
  readonly reasons: readonly Reason[]
}

export interface Denial {
  readonly effect: 'deny'
  /** The rule that decided. */
  readonly policy: string
  readonly code: ErrorCode
  readonly deciding: Reason
  /** For the journal: they tell apart what the caller must not. */
  readonly reasons: readonly Reason[]
}

export type Decision = Permit | Denial

/**
 * Whether the request may be done: deny by default. The stages are looked at in order and the first that does not hold
 * decides. Pure: the same ask and facts give the same decision, and nothing here reads a clock, a store or a network.
 */
export function decide(ask: Ask, facts: Facts): Decision {
  const { principal } = ask.caller
  const looked: Reason[] = []
  const look = <T>(finding: Finding<T>): Finding<T> => {
    looked.push(...finding.reasons)
    return finding
  }

  const asserted = look(resolvePurpose(ask.purpose, ask.caller.application))
  if (!asserted.holds) return deny(asserted, looked)
  const { application, purpose } = asserted.value

  const acting = look(actingRoles(principal, asserted.value))
  if (!acting.holds) return deny(acting, looked)

  const patient = look(permittedPatient({ ...ask, ...facts, principal, application, acting: acting.value }))
  if (!patient.holds) return deny(patient, looked)

  const serving = look(servingVendors(ask.model, application, facts.vendors))
  if (!serving.holds) return deny(serving, looked)

  const deidPolicy = application.policy ?? 'safe-harbor'
  const routes = look(coveredRoutes({ ...ask, purpose, deidPolicy }, serving.value, facts))
  if (!routes.holds) return deny(routes, looked)

  return permit(ask, asserted.value, { patient: patient.value, routes: routes.value, reasons: looked })
}

/**
 * The reason that decided, in the form its reader may see. Every patient refusal reads the same to a caller: whether
 * the patient is unknown, unrelated or withheld is for holders of the audit right (42 CFR 2.13).
 */
export function explainTo(decision: Decision, audience: 'caller' | 'auditor'): Reason {
  if (decision.effect === 'permit') return { policy: decision.policy, holds: true, why: 'every rule holds' }
  if (audience === 'auditor' || decision.code !== 'patient_refused') return decision.deciding
  return { policy: decision.policy, holds: false, why: ERRORS.patient_refused.title }
}

/** 164.502(b): what of the chart may go with it is the registration's task profile; without a patient, nothing. */
function permit(
  ask: Ask,
  { application, purpose }: Asserted,
  found: Pick<Permit, 'patient' | 'routes' | 'reasons'>,
): Permit {
  const wanted = application.retrieve === 'always' || (application.retrieve === 'asked' && ask.wantsPassages)
  return {
    effect: 'permit',
    policy: POLICY,
    policyHash: POLICY_HASH,
    purpose,
    profile: application.profile,
    deidPolicy: application.policy ?? 'safe-harbor',
    retrieve: wanted && found.patient !== undefined,
    ...found,
  }
}

function deny({ code, deciding }: Refused, reasons: readonly Reason[]): Denial {
  return { effect: 'deny', policy: deciding.policy, code, deciding, reasons }
}
