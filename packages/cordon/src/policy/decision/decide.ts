import {
  type Agreement,
  type Application,
  type DeidPolicy,
  ERRORS,
  type ErrorCode,
  type Feature,
  type Purpose,
  type Reason,
  type SecurityLabel,
  type Vendor,
  type VendorFeature,
} from '@cordon/contract'
import type { Caller } from '../../identity/api-key.ts'
import type { Endpoint } from '../agreements/catalogue/read-catalogue.ts'
import type { Known } from '../agreements/in-force.ts'
import { coveredRoutes, isInside, type Route, servingVendors, withinDestination } from '../agreements/recipients.ts'
import type { OnRecord } from '../agreements/validated-routes.ts'
import { stricter } from '../cedar/obligations.ts'
import type { Minimum, Profile } from '../cedar/profiles.ts'
import { type Emergency, emergencyGrant, emergencyOpens } from '../emergency/emergency.ts'
import type { FoundPatient, Relationship } from '../patients/patients.ts'
import type { AccessRequest, Obligations, PolicySet, RecordClass } from './access.ts'
import { type AccessAsk, accessRequest } from './access-request.ts'
import { type DecidedBy, decidedBy } from './decided-by.ts'
import { type Access, permittedAccess } from './permitted-access.ts'
import { type Leaving, type PermittedClasses, permittedClasses } from './permitted-classes.ts'
import { permittedProfile } from './permitted-profile.ts'
import { permittedPrompt } from './permitted-prompt.ts'
import { type Asserted, resolvePurpose } from './purpose.ts'
import { actingRoles } from './roles.ts'
import { type Finding, no, type Refused } from './rule.ts'

/** What is asked for, as far as a decision needs it. Everything but `caller` and `now` is the caller's own claim. */
export interface Ask {
  readonly caller: Caller
  /** `X-Cordon-Purpose`, as it came. */
  readonly purpose: string | undefined
  readonly patientStated: boolean
  readonly model: string
  /** What of the vendor's service would be used; absent: generation. */
  readonly feature?: Feature
  readonly now: number
  /** Whether passages of the chart were asked for. */
  readonly wantsPassages: boolean
  /** The patient stated is the one that a SMART launch chose. */
  readonly launched?: boolean
  /** `X-Cordon-Justification`: why a whole chart is needed, by a code of the profile's. */
  readonly justification?: string
  /** `X-Cordon-Task`: what the caller is about, by a name of the policies'; it takes less of a chart, never more. */
  readonly task?: string
  /** What the prompt's own text is about. */
  readonly promptLabels?: readonly SecurityLabel[]
  /** An emergency grant was named, in force or not. */
  readonly emergencyStated?: boolean
  /** What it would use of a vendor's service; absent: text at Chat Completions. */
  readonly endpoint?: Endpoint
  readonly features?: readonly VendorFeature[]
}

/** What is so, read afresh for each request. */
export interface Facts {
  /** The stated patient's pseudonym; undefined when none was stated, or the store holds no such patient. */
  readonly patient: FoundPatient | undefined
  /** Between that patient and the caller. */
  readonly relationships: readonly Relationship[]
  /** Of that patient's chart: what kinds of records with which labels there are. Absent: nothing was asked from it. */
  readonly classes?: readonly ReadClass[]
  /** What the patient's consents say of the question as a whole. */
  readonly consent: AccessRequest['consent']
  /** What they say of the prompt's own text, where its kind needs a permit. */
  readonly promptConsent: AccessRequest['consent']
  /** An emergency grant in force for this person and this patient. */
  readonly emergency?: Emergency | undefined
  readonly vendors: readonly Vendor[]
  /** The newest version of each agreement with these vendors. */
  readonly agreements: readonly Agreement[]
  /** Routes on record to these vendors that need no agreement, if all their conditions hold. */
  readonly validated: readonly OnRecord[]
  /** Of the detector that would read the prompt. */
  readonly detectorHash: string
  /** What is known of vendors beside the agreements with them. */
  readonly known: Known
}

/** A class of the chart, and what consent says of it for this actor and purpose. */
export interface ReadClass extends RecordClass {
  readonly consent: AccessRequest['consent']
}

export interface Permit {
  readonly effect: 'permit'
  readonly by: DecidedBy
  readonly purpose: Purpose
  /** The patient's pseudonym; undefined: unstated. */
  readonly patient: string | undefined
  /** The patient under every name that was decided about: what is read is of exactly these. Empty: unstated. */
  readonly names: readonly string[]
  /** The encounter that was stated, by each of its names: passages are of it, and of what is bound to none. Absent: none was. */
  readonly encounters?: readonly string[]
  /** In order of preference; at least one. */
  readonly routes: readonly Route[]
  /** What of the chart may go with it. */
  readonly profile: Minimum
  /** How the prompt is de-identified: every route's agreement permits it. */
  readonly deidPolicy: DeidPolicy
  readonly retrieve: boolean
  /** What of the chart may be looked at; absent: it was not decided by class. */
  readonly classes?: readonly RecordClass[]
  /** The grant that was named, in force: every answer says so. */
  readonly emergency?: Emergency | undefined
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
  readonly by: DecidedBy
}

export type Decision = Permit | Denial

/**
 * Whether the request may be done: deny by default. The stages are looked at in order and the first that does not hold
 * decides; who may, for which patient and what for is what `policies` say. Pure: the same ask, facts and policies give
 * the same decision, and nothing here reads a clock, a store or a network.
 */
export function decide(ask: Ask, facts: Facts, policies: PolicySet): Decision {
  const looked: Reason[] = []
  const look = <T>(finding: Finding<T>): Finding<T> => {
    looked.push(...finding.reasons)
    return finding
  }

  const asserted = look(resolvePurpose(ask.purpose, ask.caller.application))
  if (!asserted.holds) return deny(asserted, looked, decidedBy(policies, undefined))
  const { application, purpose } = asserted.value

  const acting = look(actingRoles(ask.caller.principal, 'ask'))
  if (!acting.holds) return deny(acting, looked, decidedBy(policies, undefined))

  const grant = { principal: ask.caller.principal, acting: acting.value, purpose }
  const broken = look(emergencyGrant({ ...ask, ...grant }, facts.emergency))
  if (!broken.holds) return deny(broken, looked, decidedBy(policies, undefined))
  const emergency = broken.value

  const question: AccessAsk = { ...ask, ...facts, ...asserted.value, action: 'ask', emergency }
  const by = decidedBy(policies, accessRequest(question), facts.classes)
  const access = look(permittedAccess(question, policies))
  if (!access.holds) return deny(access, looked, by)
  const { obligations } = access.value.answer

  const prompt = look(permittedPrompt(ask.promptLabels ?? [], facts.promptConsent))
  if (!prompt.holds) return deny(prompt, looked, by)

  const under = (given: Profile) => permittedProfile(application.profile, given, ask, policies)
  const profile = look(under(policies.profileOf(obligations)))
  if (!profile.holds) return deny(profile, looked, by)

  const serving = look(servingVendors(ask.model, application, facts.vendors))
  if (!serving.holds) return deny(serving, looked, by)

  const deidPolicy = deidPolicyOf(asserted.value, obligations)
  const covered = look(
    coveredRoutes({ ...ask, purpose, deidPolicy, labels: ask.promptLabels ?? [] }, serving.value, facts),
  )
  if (!covered.holds) return deny(covered, looked, by)

  const routes = look(withinDestination(covered.value, obligations.destination))
  if (!routes.holds) return deny(routes, looked, by)

  const inside = routes.value.every(({ vendor }) => isInside(vendor))
  const leaving = {
    profile: profile.value,
    under: (given: Profile) => heldBy(under(given)),
    deidPolicy,
    inside,
  }
  const found = { profile: profile.value, deidPolicy, routes: routes.value, reasons: looked, by, emergency }
  return permit(question, ask, facts, policies, access.value, leaving, found)
}

/**
 * The reason that decided, in the form its reader may see. Every patient refusal reads the same to a caller: whether
 * the patient is unknown, unrelated or withheld is for holders of the audit right (42 CFR 2.13).
 */
export function explainTo(decision: Decision, audience: 'caller' | 'auditor'): Reason {
  if (decision.effect === 'permit') return { policy: decision.by.set.name, holds: true, why: 'every rule holds' }
  if (audience === 'auditor' || decision.code !== 'patient_refused') return decision.deciding
  return { policy: decision.policy, holds: false, why: ERRORS.patient_refused.title }
}

/** What the policies demand and what is registered: whichever leaves less. */
function deidPolicyOf({ application }: Asserted, { deid }: Obligations): DeidPolicy {
  const registered = application.policy ?? 'safe-harbor'
  return deid === undefined ? registered : stricter(registered, deid)
}

/** 164.502(b): what of the chart may go with it is the narrowest of profile and registration; without a patient, nothing. */
function permit(
  question: AccessAsk,
  { wantsPassages }: Ask,
  facts: Facts,
  policies: PolicySet,
  access: Access,
  leaving: Leaving,
  found: Pick<Permit, 'profile' | 'deidPolicy' | 'routes' | 'reasons' | 'by' | 'emergency'>,
): Permit {
  const { application, purpose } = question
  const retrieve = wantsChart(application, wantsPassages) && access.patient !== undefined
  const open = retrieve ? classesOf(question, facts, policies, access, leaving) : undefined
  const agreed = (open?.classes ?? []).filter((each) => isAgreed(each, found.routes))
  return {
    effect: 'permit',
    purpose,
    patient: access.patient,
    names: access.names,
    ...(facts.patient?.encounters === undefined ? {} : { encounters: facts.patient.encounters }),
    retrieve,
    ...found,
    ...(open === undefined ? {} : { classes: found.emergency === undefined ? agreed : agreed.filter(emergencyOpens) }),
    ...(open?.faulty === true ? { reasons: [...found.reasons, FAULTY_CLASS] } : {}),
    by: { ...found.by, faulty: found.by.faulty || open?.faulty === true },
  }
}

/** Whether passages of a chart could go with a question. If not, nobody looks what there is in it (42 CFR 2.13). */
export function wantsChart({ retrieve }: Pick<Application, 'retrieve'>, wantsPassages: boolean): boolean {
  return retrieve === 'always' || (retrieve === 'asked' && wantsPassages)
}

const FAULTY_CLASS = no('policy.decides', 'the policies could not be evaluated for some class of the chart')

/** Undefined: the chart was not read by class. */
function classesOf(
  question: AccessAsk,
  { classes }: Facts,
  policies: PolicySet,
  access: Access,
  leaving: Leaving,
): PermittedClasses | undefined {
  return classes === undefined ? undefined : permittedClasses(question, access, classes, policies, leaving)
}

/** What an agreement leaves out is not looked at for a vendor under it. */
function isAgreed({ labels }: RecordClass, routes: readonly Route[]): boolean {
  const excluded: readonly string[] = routes.flatMap(({ agreement }) => agreement?.excludedLabels ?? [])
  return !labels.some((label) => excluded.includes(label))
}

const heldBy = <T>(finding: Finding<T>): T | undefined => (finding.holds ? finding.value : undefined)

function deny({ code, deciding }: Refused, reasons: readonly Reason[], by: DecidedBy): Denial {
  return { effect: 'deny', policy: deciding.policy, code, deciding, reasons, by }
}
