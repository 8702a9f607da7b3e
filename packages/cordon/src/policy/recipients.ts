import type { Agreement, Application, DeidPolicy, Purpose, Vendor } from '@cordon/contract'
import { inForce, mostTelling, type Standing } from './in-force.ts'
import { type Finding, hold, no, refuse, yes } from './rule.ts'
import { covers } from './service.ts'

/** Where the prompt may go, and under what. */
export interface Route {
  readonly vendor: Vendor
  /** Absent for a vendor inside the boundary: nothing is disclosed to anybody. */
  readonly agreement: Agreement | undefined
  readonly model: string
}

/**
 * The vendors of the application that serve the model, in its order of preference. Where one names the model, those that
 * serve anything (`*`) are left out: a model is never looked for elsewhere than where it is known to be.
 */
export function servingVendors(
  model: string,
  application: Application,
  vendors: readonly Vendor[],
): Finding<readonly Vendor[]> {
  if (covers(application.models, model) === 'no')
    return refuse('model_unknown', no('model.registration', `application ${application.id} may not ask for this model`))
  const registered = yes('model.registration', `${application.id} may ask for this model`)

  const preferred = [...new Set(application.vendors)].flatMap((id) => vendors.filter((vendor) => vendor.id === id))
  const serving = (how: 'by-name' | 'by-star') => preferred.filter((vendor) => covers(vendor.models, model) === how)
  const byName = serving('by-name')
  const found = byName.length > 0 ? byName : serving('by-star')
  if (found.length === 0)
    return refuse('model_unknown', no('model.served', `no vendor of ${application.id} serves this model`), [registered])
  return hold(found, registered, yes('model.served', `served by ${found.length} of the application’s vendors`))
}

/** The vendors with which an agreement in force covers this disclosure. Every candidate is named in the reasons. */
export function coveredRoutes(
  ask: { model: string; purpose: Purpose; deidPolicy: DeidPolicy; now: number },
  vendors: readonly Vendor[],
  agreements: readonly Agreement[],
): Finding<readonly Route[]> {
  const candidates = vendors.map((vendor) => candidate(vendor, standingOf(vendor, agreements, ask)))
  const reasons = candidates.map(({ reason }) => reason)
  const routes = candidates.flatMap((each) =>
    'agreement' in each ? [{ vendor: each.vendor, agreement: each.agreement, model: ask.model }] : [],
  )
  if (routes.length > 0) return hold(routes, ...reasons)

  const nearest = mostTelling(candidates)
  if (nearest === undefined || !('code' in nearest))
    return refuse('agreement_missing', no('agreement.in-force', 'no vendor to look at'))
  return { holds: false, code: nearest.code, deciding: nearest.reason, reasons }
}

function standingOf(
  vendor: Vendor,
  agreements: readonly Agreement[],
  ask: { model: string; purpose: Purpose; deidPolicy: DeidPolicy; now: number },
): Standing {
  // 160.103: a disclosure is to somebody outside the entity that holds the information. An address is always outside,
  // whatever a registration calls it.
  if (vendor.placement === 'inside' && vendor.kind === 'local-extract')
    return { agreement: undefined, why: 'answers inside the boundary' }
  return inForce(agreements, { vendor, ...ask })
}

function candidate(vendor: Vendor, standing: Standing) {
  const reason = ('agreement' in standing ? yes : no)('agreement.in-force', `${vendor.id}: ${standing.why}`)
  return { ...standing, vendor, reason }
}
