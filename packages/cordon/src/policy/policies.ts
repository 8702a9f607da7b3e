import type { PolicySet } from './access.ts'

/** The policies that decide now. */
export interface PoliciesInForce {
  /** The set in force for a tenant. A request keeps the one it was given: a newer set is for the next. */
  current(tenant: string): Promise<PolicySet>
}

/** The same set, telling somebody when a policy cannot be evaluated. What was asked is refused already. */
export function alarmed(set: PolicySet, onFault: (set: string) => void): PolicySet {
  return {
    ...set,
    evaluate(request) {
      const answer = set.evaluate(request)
      if (answer.faulty) onFault(set.name)
      return answer
    },
  }
}
