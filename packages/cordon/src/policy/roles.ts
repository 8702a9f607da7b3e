import type { Principal, Purpose, Right, Role } from '@cordon/contract'
import type { Asserted } from './purpose.ts'
import { type Finding, hold, no, refuse, yes } from './rule.ts'

/** What one role may do. Anything not written here is a no. */
export interface RoleRule {
  /** Purposes it may assert, where the application's registration allows them too; `fixed`: only the one fixed there. */
  readonly purposes: readonly Purpose[] | 'fixed'
  readonly rights: readonly Right[]
  /** Whose charts it may ask about: those with whom the person has a treatment relationship, or nobody's. */
  readonly patients: 'related' | 'none'
}

/** The roles that ship, each with the reason for its row. A new role does not compile until it stands here. */
export const ROLES: Record<Role, RoleRule> = {
  // Treats patients: 164.506(c)(2). Only their own: the relationship, not the job title, opens a chart. The one role that may
  // re-identify: it reads the same patient's chart under the same relationship anyway, so codes hide nothing from it.
  clinician: { purposes: ['TREAT', 'ETREAT', 'COC'], rights: ['ask', 'deidentify', 'reidentify'], patients: 'related' },
  // Treats as part of a care team, under the same rule.
  nurse: { purposes: ['TREAT', 'ETREAT', 'COC'], rights: ['ask', 'deidentify'], patients: 'related' },
  // Registers and schedules: eligibility and operations need no notes, so minimum necessary gives none (164.502(b)).
  frontdesk: { purposes: ['HOPERAT', 'ELIGDTRM', 'COVAUTH'], rights: ['ask', 'deidentify'], patients: 'none' },
  // Codes and claims: 164.506(c)(3). Works on what it is handed; it may not go looking in charts.
  billing: { purposes: ['HPAYMT', 'CLMATTCH', 'COVAUTH', 'ELIGDTRM'], rights: ['ask', 'deidentify'], patients: 'none' },
  // Research needs an authorization, a waiver or a limited data set (164.512(i), 164.514(e)); the role alone gives nothing.
  researcher: { purposes: [], rights: [], patients: 'none' },
  // Works on what was de-identified; charts are not opened to train on.
  'data-scientist': { purposes: [], rights: ['deidentify'], patients: 'none' },
  // 164.524: their own record, and nobody else's.
  patient: { purposes: ['PATRQT'], rights: ['ask'], patients: 'related' },
  // 164.502(g): the record of those whom they represent, while they do.
  caregiver: { purposes: ['FAMRQT'], rights: ['ask'], patients: 'related' },
  // Reads what was done; who reviews disclosures must not be able to make them. Holds and destruction are this office's,
  // and destruction takes a second person.
  compliance: { purposes: [], rights: ['audit', 'destroy'], patients: 'none' },
  // Watches for misuse, for which the record is enough; may be the second person of a destruction.
  security: { purposes: [], rights: ['audit', 'destroy'], patients: 'none' },
  // `operate` is of the whole deployment: it counts for people of the operator's own tenant only (http/authenticate.ts).
  // Sets the system up and feeds it, without a look at a chart or at the record of its own deeds (separation of duties).
  administrator: { purposes: [], rights: ['configure', 'ingest', 'keys', 'operate'], patients: 'none' },
  // A program cannot judge what it asks for: it has the one purpose that an administrator fixed for its application.
  service: { purposes: 'fixed', rights: ['ask', 'deidentify'], patients: 'related' },
}

/** Whether any role of this principal carries the right; `none` needs no role. */
export function hasRight(principal: Principal, right: Right): boolean {
  return right === 'none' || principal.roles.some((role) => ROLES[role].rights.includes(right))
}

/** The roles under which the caller acts: those that allow the purpose and carry the right. Another role's reach does not come along. */
export function actingRoles(
  principal: Principal,
  { purpose, application }: Asserted,
  needed: Right = 'ask',
): Finding<readonly Role[]> {
  if (!hasRight(principal, needed))
    return refuse('right_missing', no('role.right', `no role of the caller may ${needed}`))
  const right = yes('role.right', `a role of the caller may ${needed}`)

  const acting = principal.roles.filter((role) => {
    const { purposes, rights } = ROLES[role]
    const allows = purposes === 'fixed' ? purpose === application.purposeFixed : purposes.includes(purpose)
    return allows && rights.some((held) => held === needed)
  })
  if (acting.length === 0)
    return refuse('purpose_refused', no('role.purpose', `no role of the caller allows ${purpose}`), [right])
  return hold(acting, right, yes('role.purpose', `${acting.join(', ')} allows ${purpose}`))
}
