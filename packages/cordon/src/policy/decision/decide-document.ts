import type { DeidPolicy, Purpose, Reason } from '@cordon/contract'
import type { Caller } from '../../identity/api-key.ts'
import { stricter } from '../cedar/obligations.ts'
import { type Emergency, emergencyGrant } from '../emergency/emergency.ts'
import type { FoundPatient, Relationship } from '../patients/patients.ts'
import type { AccessRequest, PolicySet } from './access.ts'
import { type AccessAsk, accessRequest } from './access-request.ts'
import type { Denial } from './decide.ts'
import { type DecidedBy, decidedBy } from './decided-by.ts'
import { type Access, permittedAccess } from './permitted-access.ts'
import { resolvePurpose } from './purpose.ts'
import { actingRoles } from './roles.ts'
import { type Finding, hold, no, type Refused, refuse, yes } from './rule.ts'

/** What is asked of a document. Everything but `caller` and `now` is the caller's own claim. */
export interface DocumentAsk {
  readonly caller: Caller
  readonly purpose: string | undefined
  /** A patient is stated, or is the conversation's. */
  readonly patientStated: boolean
  readonly now: number
  /** The patient stated is the one that a SMART launch chose. */
  readonly launched?: boolean
  /** An emergency grant was named, in force or not. */
  readonly emergencyStated?: boolean
  readonly wants: Wants
}

export type Wants =
  | { readonly right: 'deidentify'; readonly policy: DeidPolicy }
  /** `conversationOpen`: there is such a conversation of this very caller, and of the patient stated. */
  | { readonly right: 'reidentify'; readonly conversationOpen: boolean }

export interface DocumentFacts {
  /** The patient's pseudonym; undefined when there is none, or the store holds no such patient. */
  readonly patient: FoundPatient | undefined
  readonly relationships: readonly Relationship[]
  /** What the patient's consents say of the question as a whole. */
  readonly consent: AccessRequest['consent']
  /** An emergency grant in force for this person and this patient. */
  readonly emergency?: Emergency | undefined
}

export interface DocumentPermit {
  readonly effect: 'permit'
  readonly purpose: Purpose
  /** The patient's pseudonym; undefined: unstated. */
  readonly patient: string | undefined
  /** The patient under every name that was decided about. Empty: unstated. */
  readonly names: readonly string[]
  readonly emergency?: Emergency | undefined
  readonly reasons: readonly Reason[]
  readonly by: DecidedBy
}

/**
 * Whether a document may be de-identified, or identifiers be put back: deny by default. The stages of `decide` as far as
 * they apply: nothing is disclosed to anybody, so no vendor and no agreement is asked for. Pure.
 */
export function decideDocument(ask: DocumentAsk, facts: DocumentFacts, policies: PolicySet): DocumentPermit | Denial {
  const looked: Reason[] = []
  const look = <T>(finding: Finding<T>): Finding<T> => {
    looked.push(...finding.reasons)
    return finding
  }

  const asserted = look(resolvePurpose(ask.purpose, ask.caller.application))
  if (!asserted.holds) return deny(asserted, looked, decidedBy(policies, undefined))
  const { application, purpose } = asserted.value

  const acting = look(actingRoles(ask.caller.principal, ask.wants.right))
  if (!acting.holds) return deny(acting, looked, decidedBy(policies, undefined))

  const grant = { principal: ask.caller.principal, acting: acting.value, purpose }
  const broken = look(emergencyGrant({ ...ask, ...grant }, facts.emergency))
  if (!broken.holds) return deny(broken, looked, decidedBy(policies, undefined))
  const emergency = broken.value

  const question: AccessAsk = { ...ask, ...facts, ...asserted.value, action: ask.wants.right, emergency }
  const by = decidedBy(policies, accessRequest(question))
  const wanted = look(permittedWish(ask.wants, application.policies ?? ['safe-harbor'], application.id))
  if (!wanted.holds) return deny(wanted, looked, by)

  const access = look(permittedAccess(question, policies))
  if (!access.holds) return deny(access, looked, by)

  const strict = look(strictEnough(ask.wants, access.value))
  if (!strict.holds) return deny(strict, looked, by)
  const { patient, names } = access.value
  return { effect: 'permit', purpose, patient, names, emergency, reasons: looked, by }
}

function permittedWish(wants: Wants, policies: readonly DeidPolicy[], application: string): Finding<undefined> {
  if (wants.right === 'deidentify') {
    if (policies.includes(wants.policy))
      return hold(undefined, yes('document.policy', `${application} may have documents under ${wants.policy}`))
    return refuse('policy_refused', no('document.policy', `${application} is not registered for ${wants.policy}`))
  }
  if (wants.conversationOpen) return hold(undefined, yes('document.conversation', 'a conversation of this caller'))
  return refuse('conversation_refused', no('document.conversation', 'no such conversation of this caller and patient'))
}

/** What the policies oblige to: a document under one that leaves more is not handed out. */
function strictEnough(wants: Wants, { answer: { obligations } }: Access): Finding<undefined> {
  const needed = obligations.deid
  if (wants.right !== 'deidentify' || needed === undefined || stricter(needed, wants.policy) === wants.policy)
    return hold(undefined)
  return refuse('policy_refused', no('document.policy', `the policies oblige to ${needed}`))
}

function deny({ code, deciding }: Refused, reasons: readonly Reason[], by: DecidedBy): Denial {
  return { effect: 'deny', policy: deciding.policy, code, deciding, reasons, by }
}
