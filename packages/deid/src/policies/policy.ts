import { DeidError } from '../errors.ts'
import { IDENTIFIER_KINDS, type IdentifierKind } from '../span.ts'
import { type Determination, tableOf } from './determination.ts'
import type { Rule } from './rules.ts'
import { ZIP3_REFUSED } from './zip3.ts'

/**
 * A policy as data: what becomes of each kind of identifier, and what its result may be called. The engine computes the
 * name from the table and believes no claim: see `labelOf`.
 */
export interface Policy<N extends PolicyName = PolicyName> {
  readonly name: N
  readonly version: number
  /** A policy that claims another label than its own does not compile, and is refused with `label_wrong`. */
  readonly makes: LabelOf<N>
  readonly table: Readonly<Record<IdentifierKind, Rule>>
  /** `keep` leaves a name that is known as staff's and no form of the patient's or a relative's. */
  readonly providers: 'replace' | 'keep'
  /** Of `expert` only. */
  readonly determination?: Determination
}

export const POLICY_NAMES = ['safe-harbor', 'limited-data-set', 'coded', 'surrogate', 'expert'] as const

export type PolicyName = (typeof POLICY_NAMES)[number]

/** `clean` is no longer PHI, 45 CFR 164.514(a); `phi` still is, and leaves only under an agreement that permits it. */
export type Label = 'clean' | 'phi'

export type LabelOf<N extends PolicyName> = N extends 'safe-harbor' | 'expert' ? 'clean' : 'phi'

/** For example `safe-harbor/1`. */
export function policyId({ name, version }: Pick<Policy, 'name' | 'version'>): string {
  return `${name}/${version}`
}

/**
 * What a policy's result is, by what the policy does: `clean` when nothing stays that Safe Harbor does not let stay, or
 * when an expert determined it. Throws `label_wrong` when the policy says otherwise, and `determination_invalid`.
 */
export function labelOf(policy: Policy): Label {
  const isKnown = (POLICY_NAMES as readonly string[]).includes(policy.name)
  const isComplete = IDENTIFIER_KINDS.every((kind) => policy.table[kind] !== undefined)
  const isExpert = policy.name === 'expert' && isDetermined(policy)
  const isSafeHarbor = policy.name === 'safe-harbor' && IDENTIFIER_KINDS.every((kind) => maySafeHarbor(kind, policy))
  const label: Label = isExpert || isSafeHarbor ? 'clean' : 'phi'
  if (!isKnown || !isComplete || label !== policy.makes) throw new DeidError('label_wrong')
  return label
}

/** The policy as text, for its hash: what changes when a rule of it does, its determination with it. */
export function policyText(policy: Policy): string {
  const { name, version, makes, table, providers, determination } = policy
  const rules = IDENTIFIER_KINDS.map((kind) => [kind, table[kind]])
  return JSON.stringify({
    policy: policyId({ name, version }),
    makes,
    rules,
    providers,
    determination: determination ?? null,
    year: 'one four-digit year, younger than 90 years, not beside an age over 89',
    zip3Refused: [...ZIP3_REFUSED].sort(),
  })
}

/** 45 CFR 164.514(b)(2)(i): what may stay of each kind, readable in its code. */
const SAFE_HARBOR_LETS: Partial<Record<IdentifierKind, Rule>> = {
  DATE: 'code with year', // (C)
  AGE90: 'code with 90plus', // (C)
  ZIP: 'code with zip3', // (B)(1)-(2)
}

function maySafeHarbor(kind: IdentifierKind, { table }: Policy): boolean {
  return table[kind] === 'code' || table[kind] === SAFE_HARBOR_LETS[kind]
}

/** 45 CFR 164.514(b)(1): what the expert did not name is coded, staff's names among it. */
function isDetermined({ table, providers, determination }: Policy): boolean {
  if (determination === undefined || providers !== 'replace') return false
  const determined = tableOf(determination)
  return IDENTIFIER_KINDS.every((kind) => table[kind] === 'code' || table[kind] === determined[kind])
}
