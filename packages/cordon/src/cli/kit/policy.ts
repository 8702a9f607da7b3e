import { CordonError, ExpertRules } from '@cordon/contract'
import { expertPolicy, type Policy } from '@cordon/deid'
import { DAY } from '../../kernel/clock.ts'
import { type NamedPolicy, namedPolicy, safeHarborPolicy } from '../../policy/agreements/expert.ts'
import { readDefinition } from '../commands/directory.ts'

export type MeasuredPolicy = NamedPolicy<Policy<'expert'> | Policy<'safe-harbor'>>

/**
 * The policy that is scored: Safe Harbor, or the expert policy with the rules that a site means to have determined. Its
 * determination is of this measurement only: what is made under it is compared with the labels and thrown away.
 */
export function measuredPolicy(file: string | undefined, now: number): MeasuredPolicy {
  if (file === undefined) return safeHarborPolicy()
  const rules = ExpertRules.safeParse(readDefinition(file))
  if (!rules.success)
    throw new CordonError('usage', { at: `${file}: ${rules.error.issues[0]?.path.join('.') || 'a rule'}` })
  const said = Object.fromEntries(Object.entries(rules.data).filter(([, rule]) => rule !== undefined))
  const measurement = { id: 'measurement', expert: 'nobody yet', documentSha256: '0'.repeat(64) }
  return namedPolicy(expertPolicy({ ...measurement, effectiveFrom: now, expiresAt: now + DAY, rules: said }))
}
