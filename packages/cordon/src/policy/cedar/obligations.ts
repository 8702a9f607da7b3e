import { DeidPolicy } from '@cordon/contract'
import type { Obligations } from '../decision/access.ts'

/** From the strictest on: Safe Harbor leaves least, codes leave most. */
const STRICTEST: readonly DeidPolicy[] = ['safe-harbor', 'expert', 'limited-data-set', 'surrogate', 'coded']

export const NO_OBLIGATIONS: Obligations = { profile: undefined, deid: undefined, destination: undefined }

/**
 * Reads an `@obligation`: parts `profile:NAME`, `deid:POLICY` and `destination:inside`, apart by `;`, each at most once.
 * Undefined for anything else: an obligation that is not understood must not be forgotten.
 *
 * @example readObligation('profile:billing;destination:inside')
 */
export function readObligation(text: string): Obligations | undefined {
  const parts = text.split(';').map((part) => part.trim().split(':'))
  const named = new Map(parts.map(([name = '', value = '']) => [name, value]))
  if (named.size !== parts.length || parts.some((part) => part.length !== 2)) return undefined
  const { profile, deid, destination, ...others } = Object.fromEntries(named)
  const policy = deid === undefined ? undefined : DeidPolicy.safeParse(deid)
  if (Object.keys(others).length > 0 || policy?.success === false) return undefined
  if (destination !== undefined && destination !== 'inside') return undefined
  if (profile !== undefined && !/^[a-z0-9][a-z0-9-]{0,63}$/.test(profile)) return undefined
  return { profile, deid: policy?.data, destination }
}

/** Of several: all of them bind. Every profile named, the strictest de-identification, the narrowest destination. */
export function allOf(each: readonly Obligations[]): Obligations {
  const profiles = [...new Set(each.flatMap(({ profile }) => profile ?? []))].sort()
  return {
    profile: profiles.length === 0 ? undefined : profiles.join('+'),
    deid: each.map(({ deid }) => deid).reduce<DeidPolicy | undefined>(stricterDeid, undefined),
    destination: each.some(({ destination }) => destination === 'inside') ? 'inside' : undefined,
  }
}

function stricterDeid(one: DeidPolicy | undefined, other: DeidPolicy | undefined): DeidPolicy | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return stricter(one, other)
}

/** The one that leaves less. */
export function stricter(one: DeidPolicy, other: DeidPolicy): DeidPolicy {
  return STRICTEST.indexOf(one) <= STRICTEST.indexOf(other) ? one : other
}
