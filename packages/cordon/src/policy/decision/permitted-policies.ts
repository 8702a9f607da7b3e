import type { Agreement, DeidPolicy, Purpose } from '@cordon/contract'

/**
 * What an agreement says against a prompt made under a policy, as words that follow its name; `undefined` when it permits
 * it. An absent permission is a no, except that what is no longer PHI needs none (164.514(a)).
 */
export function refusedPolicy(agreement: Agreement, policy: DeidPolicy, purpose: Purpose): string | undefined {
  if (policy === 'safe-harbor') return undefined
  if (!(agreement.deidPolicies ?? []).includes(policy)) return `does not permit ${policy}`
  return REFUSALS[policy](agreement, purpose)
}

const REFUSALS: Record<
  Exclude<DeidPolicy, 'safe-harbor'>,
  (agreement: Agreement, purpose: Purpose) => string | undefined
> = {
  // 164.514(b)(1): no longer PHI, while its determination is in force; the engine sees to that.
  expert: () => undefined,
  'limited-data-set': ({ kind }, purpose) => {
    // 164.514(e)(1): only to a recipient who has entered into a data use agreement.
    if (kind !== 'data-use') return 'is no data use agreement'
    // 164.514(e)(3)(i): only for research, public health or health care operations, so never for treatment.
    return LIMITED_PURPOSES.has(purpose) ? undefined : `cannot permit a limited data set for ${purpose}`
  },
  coded: (agreement) => needsBusinessAssociate(agreement),
  surrogate: (agreement) => needsBusinessAssociate(agreement),
}

/** 164.504(e): PHI that is no limited data set goes to a business associate. */
function needsBusinessAssociate({ kind }: Agreement): string | undefined {
  return kind === 'business-associate' ? undefined : 'is no business associate agreement'
}

/** Research, public health, health care operations (164.501). */
const LIMITED_PURPOSES: ReadonlySet<Purpose> = new Set([
  'HRESCH',
  'CLINTRCH',
  'PUBHLTH',
  'HOPERAT',
  'HQUALIMP',
  'PATSFTY',
  'HCOMPL',
] as const)
