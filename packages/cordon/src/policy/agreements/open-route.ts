import type { DeidPolicy, Feature, Purpose, Reason, ValidatedRoute, Vendor, VendorFeature } from '@cordon/contract'
import { no, yes } from '../decision/rule.ts'
import { eligibility, type Unfit } from './catalogue/eligibility.ts'
import type { Catalogue, Endpoint } from './catalogue/read-catalogue.ts'
import { featureLack, firstMismatch, namedFeatures } from './service.ts'
import { type OnRecord, openingNow } from './validated-routes.ts'

/** What would be disclosed, and by which detector it was read. */
export interface Sought {
  readonly model: string
  readonly purpose: Purpose
  readonly deidPolicy: DeidPolicy
  /** What of the service would be used; absent: generation. */
  readonly feature?: Feature
  /** What it uses of the service; absent: text at Chat Completions. */
  readonly endpoint?: Endpoint
  readonly features?: readonly VendorFeature[]
  readonly catalogue: Catalogue
  readonly detectorHash: string
  readonly now: number
}

/** What stands in for an agreement with this vendor, and what was looked at. */
export interface Opened {
  /** Absent: none is open. */
  readonly validated?: ValidatedRoute
  readonly reason: Reason
  /** Set where nothing is lacking but the service itself. */
  readonly unfit?: Unfit
}

const WHY_CHARS_MAX = 280

/** The first route on record to this vendor that is open, or why the first is shut; undefined when there is none. Pure. */
export function openRoute(vendor: Vendor, sought: Sought, records: readonly OnRecord[]): Opened | undefined {
  const looked = records
    .filter(({ route }) => route.vendor === vendor.id)
    .map((record) => ({ route: record.route, shut: whyShut(record, vendor, sought) ?? whyUnfit(vendor, sought) }))
  const open = looked.find(({ shut }) => shut === undefined)?.route
  if (open !== undefined) return { validated: open, reason: yes('route.validated', `${vendor.id}: ${open.id} is open`) }
  const [first] = looked
  if (first === undefined) return undefined
  const why = `${vendor.id}: ${first.route.id} is shut: ${first.shut?.why}`
  const unfit = first.shut?.code === undefined ? {} : { unfit: first.shut.code }
  return { reason: no('route.validated', why.slice(0, WHY_CHARS_MAX)), ...unfit }
}

interface Shut {
  readonly why: string
  readonly code?: Unfit
}

function whyShut(record: OnRecord, vendor: Vendor, sought: Sought): Shut | undefined {
  const why = whyOf(record, vendor, sought)
  return why === undefined ? undefined : { why }
}

/** A determination says what the text is, not what becomes of it there: the service is held against the catalogue, too. */
function whyUnfit(
  vendor: Vendor,
  { model, endpoint = 'chat', features = [], catalogue, now }: Sought,
): Shut | undefined {
  const found = eligibility(catalogue, { vendor, model, endpoint, features, now })
  return found.eligible ? undefined : found
}

function whyOf(record: OnRecord, vendor: Vendor, sought: Sought): string | undefined {
  const { route } = record
  const { model, purpose, deidPolicy, feature, features = [] } = sought
  const mismatch = firstMismatch(vendor, model, route)
  if (mismatch !== undefined) return `it names another ${mismatch === 'models' ? 'model' : mismatch}`
  // What stays at a vendor takes an agreement that names it.
  const [kept] = namedFeatures(features)
  const lacking = kept === undefined ? featureLack(route, feature) : `does not cover ${kept}`
  if (lacking !== undefined) return `it ${lacking}`
  if (!route.purposes.includes(purpose)) return `it does not permit ${purpose}`
  // Safe Harbor knows no tolerance, and every other policy leaves PHI: only an expert's determination opens this.
  if (deidPolicy !== 'expert') return `the prompt would be made under ${deidPolicy}, not expert`
  if (route.closed !== undefined) return `it was closed on ${route.closed.slice(0, 10)}`
  const opening = openingNow(record, sought)
  return opening.open ? undefined : opening.lacks.map(({ lack }) => lack).join(', ')
}
