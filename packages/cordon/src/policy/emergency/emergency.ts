import type { Principal, Purpose, Role, SecurityLabel } from '@cordon/contract'
import type { RecordClass } from '../decision/access.ts'
import { ROLES } from '../decision/roles.ts'
import { type Finding, hold, no, type Refused, refuse, yes } from '../decision/rule.ts'

/** An emergency grant in force: for one person and one patient, read afresh for each request. */
export interface Emergency {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly until: number
}

export interface EmergencyAsk {
  readonly principal: Principal
  readonly acting: readonly Role[]
  readonly purpose: Purpose
  /** A grant was named, in force or not. */
  readonly emergencyStated?: boolean
  readonly now: number
}

/** Purposes that are asserted under a grant and never without one. */
const WITH_GRANT: readonly Purpose[] = ['ETREAT', 'BTG']
/** What the glass is broken for: treatment. */
const FOR: readonly Purpose[] = [...WITH_GRANT, 'TREAT']

/**
 * The grant that stands in for the treatment relationship, where one was named; undefined where none was. A grant that is
 * named and not in force refuses, whoever would have been permitted without it: it would answer a different question.
 * One code for a grant that never was, has ended, or is another person's or patient's.
 */
export function emergencyGrant(ask: EmergencyAsk, grant: Emergency | undefined): Finding<Emergency | undefined> {
  const refused = (why: string): Refused => refuse('emergency_refused', no('emergency.grant', why))
  if (ask.emergencyStated !== true)
    return WITH_GRANT.includes(ask.purpose) ? refused(`${ask.purpose} needs an emergency grant`) : hold(undefined)

  if (!mayBreakGlass(ask.principal, ask.acting)) return refused('this role breaks no glass')
  if (!FOR.includes(ask.purpose)) return refused(`an emergency is for treatment, not for ${ask.purpose}`)
  if (grant === undefined || ask.now >= grant.until) return refused('no such grant in force')
  return hold(grant, yes('emergency.grant', `emergency grant ${grant.id}`))
}

/** A person who treats: a program has no emergencies, and who watches does not open. */
export function mayBreakGlass({ kind }: Pick<Principal, 'kind'>, roles: readonly Role[]): boolean {
  return kind === 'user' && roles.some((role) => ROLES[role].rights.includes('emergency'))
}

/** 164.508(a)(2): psychotherapy notes need the patient's own authorization, whatever the emergency. */
const NEVER: readonly SecurityLabel[] = ['PSYTHPN']

/** Whether a broken glass may show records of this class. */
export function emergencyOpens({ labels }: RecordClass): boolean {
  return !labels.some((label) => NEVER.includes(label))
}
