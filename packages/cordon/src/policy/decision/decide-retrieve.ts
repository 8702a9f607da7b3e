import type { Purpose, Reason } from '@cordon/contract'
import type { Caller } from '../../identity/api-key.ts'
import { stricter } from '../cedar/obligations.ts'
import type { Minimum, Profile } from '../cedar/profiles.ts'
import { type Emergency, emergencyGrant, emergencyOpens } from '../emergency/emergency.ts'
import type { PolicySet, RecordClass } from './access.ts'
import { type AccessAsk, accessRequest } from './access-request.ts'
import type { Denial, Facts } from './decide.ts'
import { type DecidedBy, decidedBy } from './decided-by.ts'
import { permittedAccess } from './permitted-access.ts'
import { permittedClasses } from './permitted-classes.ts'
import { permittedProfile } from './permitted-profile.ts'
import { resolvePurpose } from './purpose.ts'
import { actingRoles } from './roles.ts'
import { type Finding, hold, no, type Refused, refuse, yes } from './rule.ts'

/** What is asked of a chart. Everything but `caller` and `now` is the caller's own claim. */
export interface RetrieveAsk {
  readonly caller: Caller
  readonly purpose: string | undefined
  readonly patientStated: boolean
  readonly now: number
  /** The patient stated is the one that a SMART launch chose. */
  readonly launched?: boolean
  readonly justification?: string
  readonly task?: string
  /** An emergency grant was named, in force or not. */
  readonly emergencyStated?: boolean
}

export type RetrieveFacts = Pick<Facts, 'patient' | 'relationships' | 'classes' | 'consent' | 'emergency'>

export interface RetrievePermit {
  readonly effect: 'permit'
  readonly purpose: Purpose
  /** The patient's pseudonym. */
  readonly patient: string
  /** The patient under every name that was decided about: what is read is of exactly these. */
  readonly names: readonly string[]
  readonly encounters?: readonly string[]
  readonly profile: Minimum
  readonly classes: readonly RecordClass[]
  readonly emergency?: Emergency | undefined
  readonly reasons: readonly Reason[]
  readonly by: DecidedBy
}

/**
 * Whether passages of a chart may be handed to who asks for them: deny by default. The stages of `decide` as far as they
 * apply, with the same outcome as of a question that is answered inside: no vendor and no agreement is asked for. Pure.
 */
export function decideRetrieve(ask: RetrieveAsk, facts: RetrieveFacts, policies: PolicySet): RetrievePermit | Denial {
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

  const wanted = look(registeredFor(application))
  if (!wanted.holds) return deny(wanted, looked, decidedBy(policies, undefined))

  const grant = { principal: ask.caller.principal, acting: acting.value, purpose }
  const broken = look(emergencyGrant({ ...ask, ...grant }, facts.emergency))
  if (!broken.holds) return deny(broken, looked, decidedBy(policies, undefined))
  const emergency = broken.value

  const question: AccessAsk = { ...ask, ...facts, ...asserted.value, action: 'ask', emergency }
  const by = decidedBy(policies, accessRequest(question), facts.classes)
  const access = look(permittedAccess(question, policies))
  if (!access.holds) return deny(access, looked, by)
  const { patient, names, answer } = access.value
  if (patient === undefined)
    return deny(refuse('patient_required', no('patient.stated', 'a chart is somebody’s')), looked, by)

  const under = (given: Profile) => permittedProfile(application.profile, given, ask, policies)
  const profile = look(under(policies.profileOf(answer.obligations)))
  if (!profile.holds) return deny(profile, looked, by)

  const registered = application.policy ?? 'safe-harbor'
  const { deid } = answer.obligations
  const { classes, faulty } = permittedClasses(question, access.value, facts.classes ?? [], policies, {
    profile: profile.value,
    under: (given) => {
      const held = under(given)
      return held.holds ? held.value : undefined
    },
    deidPolicy: deid === undefined ? registered : stricter(registered, deid),
    inside: true,
  })
  return {
    effect: 'permit',
    purpose,
    patient,
    names,
    ...(facts.patient?.encounters === undefined ? {} : { encounters: facts.patient.encounters }),
    profile: profile.value,
    classes: emergency === undefined ? classes : classes.filter(emergencyOpens),
    emergency,
    reasons: looked,
    by: { ...by, faulty: by.faulty || faulty },
  }
}

/** An application that never gets passages with its questions gets none without one either. */
function registeredFor({ id, retrieve }: { readonly id: string; readonly retrieve: string }): Finding<undefined> {
  if (retrieve !== 'never') return hold(undefined, yes('application.retrieve', `${id} may have passages`))
  return refuse('right_missing', no('application.retrieve', `${id} is registered for no passages`))
}

function deny({ code, deciding }: Refused, reasons: readonly Reason[], by: DecidedBy): Denial {
  return { effect: 'deny', policy: deciding.policy, code, deciding, reasons, by }
}
