import type { Principal, Role } from '@cordon/contract'
import type { Caller } from './api-key.ts'

/**
 * Whether this person's licence is in date now. Dates are UTC; the last day counts. Computed for each request: nobody
 * has to revoke what has ended by itself.
 */
export function licenceOf({ licence }: Principal, now: number): 'in-date' | 'expired' | 'unstated' {
  if (licence === undefined) return 'unstated'
  return new Date(now).toISOString().slice(0, 10) <= licence.expiresOn ? 'in-date' : 'expired'
}

/** The caller with the roles that count now: one that asks for a licence (`identity.licenceRequiredFor`) needs one in date. */
export function withLicensedRoles(caller: Caller, requiredFor: readonly Role[], now: number): Caller {
  const { principal } = caller
  if (licenceOf(principal, now) === 'in-date' || !principal.roles.some((role) => requiredFor.includes(role)))
    return caller
  return {
    ...caller,
    principal: { ...principal, roles: principal.roles.filter((role) => !requiredFor.includes(role)) },
  }
}
