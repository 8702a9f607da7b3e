import { CordonError, type Vendor } from '@cordon/contract'
import type { ResilienceSettings } from '../../config/resilience.ts'
import { type Clock, SECOND } from '../../kernel/clock.ts'
import { type Breaker, createBreaker } from './breaker.ts'
import { createPlaces, type Places } from './places.ts'

/** How the vendors fare, on this node: who is left alone, and who has all the requests that it may have. */
export interface Vendors<Route extends { readonly vendor: Vendor }> {
  /**
   * The first of the routes whose vendor can be asked now; when all are busy, the first that has a place in time. Throws
   * `vendor_unavailable` with the seconds until one can be asked again, and `client_closed`.
   */
  enter(tenant: string, routes: readonly Route[], signal: AbortSignal): Promise<Visit<Route>>
  /** How many vendors are left alone now. */
  resting(): number
}

/** One place at one vendor. `leave` is called once it is certain that nothing more comes. */
export interface Visit<Route> {
  readonly route: Route
  answered(): void
  failed(): void
  /** It asked not to be asked for so long. */
  rest(ms: number): void
  leave(): void
}

/** Registrations that are kept in mind. */
const VENDORS_MAX = 10_000

interface Kept {
  readonly breaker: Breaker
  readonly places: Places
}

export interface VendorsDeps {
  readonly settings: ResilienceSettings
  readonly now: Clock
  /** Calls once, later, unless it is cancelled by what it returns. */
  readonly after: (ms: number, late: () => void) => () => void
}

export function createVendors<Route extends { readonly vendor: Vendor }>({
  settings,
  now,
  after,
}: VendorsDeps): Vendors<Route> {
  const kept = new Map<string, Kept>()

  /** Of one organisation: none can take another's places, or have a vendor left alone for it. */
  function of(tenant: string, { id, baseUrl, account }: Vendor): Kept {
    const key = JSON.stringify([tenant, id, baseUrl, account])
    const found = kept.get(key)
    if (found !== undefined) return found
    if (kept.size >= VENDORS_MAX) kept.clear() // What is forgotten is learned again.
    const made = { breaker: createBreaker(settings, now), places: createPlaces(settings.vendorAtOnceMax, after) }
    kept.set(key, made)
    return made
  }

  async function tryEnter(
    tenant: string,
    route: Route,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<Visit<Route> | undefined> {
    const { breaker, places } = of(tenant, route.vendor)
    if (!breaker.take()) return undefined
    const release = await places.enter(waitMs, signal)
    if (release === undefined) {
      breaker.abandoned()
      return undefined
    }
    let known = false
    const learn = (what: () => void) => () => {
      if (!known) what()
      known = true
    }
    return {
      route,
      answered: learn(() => breaker.answered()),
      failed: learn(() => breaker.failed()),
      rest: (ms) => breaker.rest(ms),
      leave() {
        learn(() => breaker.abandoned())()
        release()
      },
    }
  }

  return {
    async enter(tenant, routes, signal) {
      for (const waitMs of [0, settings.vendorWaitMs])
        for (const route of routes) {
          const visit = await tryEnter(tenant, route, waitMs, signal)
          if (signal.aborted) {
            visit?.leave()
            throw new CordonError('client_closed')
          }
          if (visit !== undefined) return visit
        }
      const soonest = Math.min(...routes.map(({ vendor }) => of(tenant, vendor).breaker.until))
      throw new CordonError('vendor_unavailable', { retryAfterS: Math.max(1, Math.ceil((soonest - now()) / SECOND)) })
    },
    resting: () => [...kept.values()].filter(({ breaker }) => breaker.until > now()).length,
  }
}
