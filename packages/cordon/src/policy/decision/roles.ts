import type { Principal, Right, Role } from '@cordon/contract'
import { type Finding, hold, no, refuse, yes } from './rule.ts'

/**
 * Which routes a role may use at all. What it may do there (for which purposes, whose charts, how much of them) is what the
 * policies say; they narrow a right and never give one. Anything not written here is a no.
 */
export interface RoleRule {
  readonly rights: readonly Right[]
}

/** The roles that ship, each with the reason for its row. A new role does not compile until it stands here. */
export const ROLES: Record<Role, RoleRule> = {
  // Treats patients. The one role that may re-identify: it reads the same patient's chart under the same relationship
  // anyway, so codes hide nothing from it.
  clinician: { rights: ['ask', 'deidentify', 'reidentify', 'emergency', 'emergency-stop'] },
  nurse: { rights: ['ask', 'deidentify', 'emergency', 'emergency-stop'] },
  frontdesk: { rights: ['ask', 'deidentify'] },
  billing: { rights: ['ask', 'deidentify'] },
  // Research needs an authorization, a waiver or a limited data set (164.512(i), 164.514(e)): the policies see to it.
  researcher: { rights: ['ask', 'deidentify'] },
  // Works on what was de-identified; charts are not opened to train on.
  'data-scientist': { rights: ['deidentify'] },
  // 164.524: their own record, and nobody else's.
  patient: { rights: ['ask'] },
  // 164.502(g): the record of those whom they represent, while they do.
  caregiver: { rights: ['ask'] },
  // Reads what was done; who reviews disclosures must not be able to make them. Holds and destruction are this office's,
  // and destruction takes a second person. So are the policies, which open nothing to whoever writes them.
  compliance: { rights: ['audit', 'destroy', 'policy', 'emergency-review', 'emergency-stop'] },
  // Watches for misuse, for which the record is enough; may be the second person of a destruction.
  security: { rights: ['audit', 'destroy', 'policy', 'emergency-review', 'emergency-stop'] },
  // `operate` is of the whole deployment: it counts for people of the operator's own tenant only (http/authenticate.ts).
  // Sets the system up and feeds it, without a look at a chart or at the record of its own deeds (separation of duties).
  administrator: { rights: ['configure', 'ingest', 'keys', 'operate'] },
  // A program or a person that brings records and relationships in, and reads none: a feed's script needs no administrator's key.
  feeder: { rights: ['ingest'] },
  // `emergency` for the person it acts for: a program has none of its own (emergency.ts).
  service: { rights: ['ask', 'deidentify', 'emergency'] },
}

/** Whether any role of this principal carries the right; `none` and `self` need no role. */
export function hasRight(principal: Principal, right: Right): boolean {
  return right === 'none' || right === 'self' || principal.roles.some((role) => ROLES[role].rights.includes(right))
}

/** The roles that carry the right. Which of them counts for the purpose, the policies say. */
export function actingRoles(principal: Principal, needed: Right): Finding<readonly Role[]> {
  if (!hasRight(principal, needed))
    return refuse('right_missing', no('role.right', `no role of the caller may ${needed}`))
  const acting = principal.roles.filter((role) => ROLES[role].rights.includes(needed))
  return hold(acting, yes('role.right', `${acting.join(', ')} may ${needed}`))
}
