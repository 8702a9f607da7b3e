import { type Policy, policyText } from '../policies/policy.ts'

/**
 * SHA-256 of a policy's rules, hexadecimal, without the determination under which they are in force: a measurement comes before
 * the determination that names it, so what it names can be the rules only. Without a determination it is the policy's hash.
 */
export function rulesHash(policy: Policy, sha256: (data: Uint8Array) => Uint8Array): string {
  const { determination: _, ...rules } = policy
  const hash = sha256(new TextEncoder().encode(policyText(rules)))
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
