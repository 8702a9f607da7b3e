import { createHash } from 'node:crypto'
import type { RouteDetermination } from '@cordon/contract'
import { expertPolicy, POLICIES, type Policy, policyId } from '@cordon/deid'
import { rulesHash } from '@cordon/deid/kit'

/** A policy with its name for the record, and the hash of its rules, whoever determined them. */
export interface NamedPolicy<P extends Policy = Policy> {
  readonly policy: P
  readonly id: string
  readonly hash: string
}

export function namedPolicy<P extends Policy>(policy: P): NamedPolicy<P> {
  const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest()
  return { policy, id: policyId(policy), hash: rulesHash(policy, sha256) }
}

export function safeHarborPolicy(): NamedPolicy<Policy<'safe-harbor'>> {
  return namedPolicy(POLICIES['safe-harbor'])
}

/** The engine's policy of a determination on record, 164.514(b)(1). Throws `DeidError` (`determination_invalid`). */
export function policyOfDetermination(determination: RouteDetermination): NamedPolicy<Policy<'expert'>> {
  const { id, expert, documentSha256, effective, expires, rules } = determination
  const [effectiveFrom, expiresAt] = [Date.parse(effective), Date.parse(expires)]
  const said = Object.fromEntries(Object.entries(rules).filter(([, rule]) => rule !== undefined))
  return namedPolicy(expertPolicy({ id, expert, documentSha256, effectiveFrom, expiresAt, rules: said }))
}
