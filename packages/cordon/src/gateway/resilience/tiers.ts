import type { Application } from '@cordon/contract'
import { type ResilienceSettings, STANDARD, Tier, tiersOf } from '../../config/resilience.ts'
import type { Route } from '../../policy/agreements/recipients.ts'

/** Which tier of availability an application is of. */
export interface Tiers {
  /** One that names none, or one that the configuration does not have any more, is `standard`. */
  of(application: Pick<Application, 'tier'> | undefined): NamedTier
  /** All that there are. */
  readonly all: readonly NamedTier[]
}

export interface NamedTier {
  readonly name: string
  readonly tier: Tier
}

export function createTiers(settings: Pick<ResilienceSettings, 'tiers'>): Tiers {
  const all = [...tiersOf(settings)].map(([name, tier]) => ({ name, tier }))
  const named = (wanted: string): NamedTier | undefined => all.find(({ name }) => name === wanted)
  const standard = named(STANDARD) ?? { name: STANDARD, tier: Tier.parse({}) }
  return {
    of: (application) => named(application?.tier ?? STANDARD) ?? standard,
    all,
  }
}

/** The first of the routes, and after it those that may take its place in this tier. None is added: all were allowed. */
export function withinTier(routes: readonly Route[], { fallback }: Pick<Tier, 'fallback'>): readonly Route[] {
  if (fallback === 'every') return routes
  const [first, ...others] = routes
  if (first === undefined) return []
  if (fallback === 'none') return [first]
  return [first, ...fallback.flatMap((id) => others.filter(({ vendor }) => vendor.id === id))]
}
