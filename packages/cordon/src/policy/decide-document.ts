import type { DeidPolicy, Purpose, Reason } from '@cordon/contract'
import type { Caller } from '../identity/api-key.ts'
import type { Denial } from './decide.ts'
import type { FoundPatient, Relationship } from './patients.ts'
import { resolvePurpose } from './purpose.ts'
import { permittedPatient } from './relationship.ts'
import { actingRoles } from './roles.ts'
import { type Finding, hold, no, type Refused, refuse, yes } from './rule.ts'

/** What is asked of a document. Everything but `caller` and `now` is the caller's own claim. */
export interface DocumentAsk {
  readonly caller: Caller
  readonly purpose: string | undefined
  /** A patient is stated, or is the conversation's. */
  readonly patientStated: boolean
  readonly now: number
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
}

export interface DocumentPermit {
  readonly effect: 'permit'
  readonly purpose: Purpose
  /** The patient's pseudonym; undefined: unstated. */
  readonly patient: string | undefined
  readonly reasons: readonly Reason[]
}

/**
 * Whether a document may be de-identified, or identifiers be put back: deny by default. The stages of `decide` as far as
 * they apply: nothing is disclosed to anybody, so no vendor and no agreement is asked for. Pure.
 */
export function decideDocument(ask: DocumentAsk, facts: DocumentFacts): DocumentPermit | Denial {
  const { principal } = ask.caller
  const looked: Reason[] = []
  const look = <T>(finding: Finding<T>): Finding<T> => {
    looked.push(...finding.reasons)
    return finding
  }

  const asserted = look(resolvePurpose(ask.purpose, ask.caller.application))
  if (!asserted.holds) return deny(asserted, looked)
  const { application, purpose } = asserted.value

  const acting = look(actingRoles(principal, asserted.value, ask.wants.right))
  if (!acting.holds) return deny(acting, looked)

  const wanted = look(permittedWish(ask.wants, application.policies ?? ['safe-harbor'], application.id))
  if (!wanted.holds) return deny(wanted, looked)

  const patient = look(permittedPatient({ ...ask, ...facts, principal, application, acting: acting.value }))
  if (!patient.holds) return deny(patient, looked)
  return { effect: 'permit', purpose, patient: patient.value, reasons: looked }
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

function deny({ code, deciding }: Refused, reasons: readonly Reason[]): Denial {
  return { effect: 'deny', policy: deciding.policy, code, deciding, reasons }
}
