import { DeidError } from '../errors.ts'
import { labelOf, type Policy, type PolicyName, policyId, policyText } from './policy.ts'

/** A policy as a record names it: for example `coded/1` and the SHA-256 of its rules, in hexadecimal. */
export interface PolicyRef {
  readonly id: string
  readonly hash: string
}

export interface Registered {
  readonly policy: Policy
  readonly ref: PolicyRef
}

/**
 * Policies by name, the last one of a name standing. Each label is computed, and a wrong one refused (`label_wrong`) before
 * anything is read. Looking for a name that is not there throws `policy_unknown`.
 */
export function createRegistry(
  policies: readonly Policy[],
  hash: (text: string) => string,
): (name: PolicyName) => Registered {
  const registered = new Map<PolicyName, Registered>()
  for (const given of policies) {
    // A copy, so that what was checked is what is used.
    const policy: Policy = structuredClone(given)
    labelOf(policy)
    registered.set(policy.name, { policy, ref: { id: policyId(policy), hash: hash(policyText(policy)) } })
  }
  return (name) => {
    const found = registered.get(name)
    if (found === undefined) throw new DeidError('policy_unknown')
    return found
  }
}
