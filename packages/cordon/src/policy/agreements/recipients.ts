import type { Agreement, Application, Reason, ValidatedRoute, Vendor } from '@cordon/contract'
import type { Obligations } from '../decision/access.ts'
import { type Finding, hold, no, refuse, yes } from '../decision/rule.ts'
import { isOwnAddress } from './catalogue/eligibility.ts'
import { type Disclosure, inForce, type Known, mostTelling, type Standing } from './in-force.ts'
import { openRoute, type Sought } from './open-route.ts'
import { covers, namedFeatures } from './service.ts'
import type { OnRecord } from './validated-routes.ts'

/** Where the prompt may go, and under what. */
export interface Route {
  readonly vendor: Vendor
  /** Absent for a vendor inside the boundary, where nothing is disclosed to anybody, and on a validated route. */
  readonly agreement: Agreement | undefined
  /** What stands in for an agreement: then only `Clean` of this determination may go. */
  readonly validated?: ValidatedRoute
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

/** What a route is looked for in: agreements, and what may stand in for one. */
export interface Grounds {
  readonly agreements: readonly Agreement[]
  readonly validated: readonly OnRecord[]
  readonly detectorHash: string
  readonly known: Known
}

type Wanted = Omit<Sought, 'detectorHash' | 'catalogue'> & Pick<Disclosure, 'labels' | 'endpoint' | 'features'>

/**
 * The vendors with which an agreement in force covers this disclosure, or to which a validated route is open. Every candidate
 * is named in the reasons.
 */
export function coveredRoutes(ask: Wanted, vendors: readonly Vendor[], grounds: Grounds): Finding<readonly Route[]> {
  const candidates = vendors.map((vendor) => candidate(vendor, ask, grounds))
  const reasons = candidates.flatMap((each) => each.reasons)
  const routes = candidates.flatMap(({ route }) => (route === undefined ? [] : [route]))
  if (routes.length > 0) return hold(routes, ...reasons)

  const nearest = mostTelling(candidates.map(({ standing, deciding }) => ({ ...standing, deciding })))
  if (nearest === undefined || !('code' in nearest))
    return refuse('agreement_missing', no('agreement.in-force', 'no vendor to look at'))
  return { holds: false, code: nearest.code, deciding: nearest.deciding, reasons }
}

/** One vendor: the route to it, if there is one, and what was looked at. */
interface Candidate {
  readonly standing: Standing
  readonly route?: Route
  readonly deciding: Reason
  readonly reasons: readonly Reason[]
}

function candidate(vendor: Vendor, ask: Wanted, { agreements, validated, detectorHash, known }: Grounds): Candidate {
  const { model } = ask
  const standing = standingOf(vendor, agreements, ask, known)
  const agreed = ('agreement' in standing ? yes : no)('agreement.in-force', `${vendor.id}: ${standing.why}`)
  const alone = { standing, deciding: agreed, reasons: [agreed] }
  if ('agreement' in standing) return { ...alone, route: { vendor, agreement: standing.agreement, model } }

  const opened = openRoute(vendor, { ...ask, detectorHash, catalogue: known.catalogue }, validated)
  if (opened === undefined) return alone
  const { unfit: code } = opened
  const told = {
    standing: code === undefined ? standing : { code, why: opened.reason.why },
    deciding: opened.reason,
    reasons: [agreed, opened.reason],
  }
  if (opened.validated === undefined) return told
  return { ...told, route: { vendor, agreement: undefined, validated: opened.validated, model } }
}

function standingOf(vendor: Vendor, agreements: readonly Agreement[], ask: Wanted, known: Known): Standing {
  if (isInside(vendor)) {
    const [kept] = namedFeatures(ask.features ?? [])
    if (kept !== undefined) return { code: 'agreement_missing', why: `no agreement covers ${kept}` }
    return { agreement: undefined, why: 'answers inside the boundary' }
  }
  return inForce(agreements, { vendor, ...ask }, known)
}

/**
 * Whether nothing is disclosed to anybody by asking it. 160.103: a disclosure is to somebody outside the entity that holds the
 * information. That is what answers in this process, and a model server of the operator's own; the latter only at an address
 * of this machine or of a private network, whatever a registration calls it.
 */
export function isInside(vendor: Vendor): boolean {
  const { placement, kind } = vendor
  return (placement === 'inside' && kind === 'local-extract') || isPrivate(vendor)
}

/** A model server that the operator runs. A name may come to mean any address, so only a literal one is private. */
export function isPrivate(vendor: Vendor): boolean {
  return vendor.placement === 'private' && vendor.kind !== 'local-extract' && isOwnAddress(vendor)
}

/** Of the routes that agreements cover, those where the policies let it go. */
export function withinDestination(
  routes: readonly Route[],
  destination: Obligations['destination'],
): Finding<readonly Route[]> {
  if (destination === undefined) return hold(routes)
  const inside = routes.filter(({ vendor }) => isInside(vendor))
  const why = 'the policies keep this inside the boundary'
  if (inside.length === 0) return refuse('destination_refused', no('policy.destination', why))
  return hold(inside, yes('policy.destination', why))
}
