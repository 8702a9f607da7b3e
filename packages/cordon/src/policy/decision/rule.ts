import type { ErrorCode, Reason } from '@cordon/contract'

/**
 * The rules, in the order in which they are looked at: purpose, right, patient, policies, model, agreement or what
 * stands in for one; of a document purpose, role, policy, conversation, patient. Each name stands in reasons, refusals and
 * the journal, so a renamed rule is a new rule.
 */
export const RULES = [
  'purpose.stated',
  'purpose.registration',
  'role.right',
  'role.purpose',
  'emergency.grant',
  'patient.stated',
  'patient.relationship',
  'policy.decides',
  'policy.task',
  'policy.justification',
  'prompt.labels',
  'model.registration',
  'model.served',
  'agreement.in-force',
  'route.validated',
  'policy.destination',
  'application.retrieve',
  'document.policy',
  'document.conversation',
] as const
export type Rule = (typeof RULES)[number]

/** What one stage concluded: a value for the next stage, or the refusal's code and its deciding reason. */
export type Finding<T> = Held<T> | Refused

export interface Held<T> {
  readonly holds: true
  readonly value: T
  readonly reasons: readonly Reason[]
}

export interface Refused {
  readonly holds: false
  readonly code: ErrorCode
  /** One of `reasons`: what the refusal rests on. */
  readonly deciding: Reason
  readonly reasons: readonly Reason[]
}

/** A rule that holds. `why` is plain words and names from registrations; never text of the request. */
export function yes(policy: Rule, why: string): Reason {
  return { policy, holds: true, why }
}

export function no(policy: Rule, why: string): Reason {
  return { policy, holds: false, why }
}

export function hold<T>(value: T, ...reasons: readonly Reason[]): Held<T> {
  return { holds: true, value, reasons }
}

/** `before` are the rules that held until then. */
export function refuse(code: ErrorCode, deciding: Reason, before: readonly Reason[] = []): Refused {
  return { holds: false, code, deciding, reasons: [...before, deciding] }
}
