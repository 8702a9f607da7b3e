import { createHash } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import { createDeidentifier, createDetector, type Deidentifier, POLICIES, type PolicyName } from '@cordon/deid'
import type { Cli } from '../cli.ts'

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

/** The engine as it ships, in this thread, with every policy that needs no expert. */
export function createEngine({ now }: Pick<Cli, 'now'>): Deidentifier {
  return createDeidentifier({ detector: createDetector(), sha256, now, policies: Object.values(POLICIES) })
}

/** Throws `usage` for another name. */
export function policyNamed(name: string): PolicyName {
  const known = Object.values(POLICIES).find((policy) => policy.name === name)
  if (known !== undefined) return known.name
  const why = name === 'expert' ? 'needs a determination on record' : `is none of ${Object.keys(POLICIES).join(', ')}`
  throw new CordonError('usage', { at: `--policy ${name}: ${why}` })
}
