import type { ErrorCode, Vendor, VendorFeature } from '@cordon/contract'
import { reachOfBaseUrl } from '../../../kernel/egress.origin.ts'
import { readBedrockModel } from '../place.ts'
import type { Catalogue, Endpoint, Row, Service } from './read-catalogue.ts'

export type Unfit = Extract<
  ErrorCode,
  'service_unknown' | 'service_ineligible' | 'service_unverified' | 'catalogue_expired'
>

/** What a request would use. */
export interface Use {
  readonly vendor: Vendor
  readonly model: string
  readonly endpoint: Endpoint
  readonly features: readonly VendorFeature[]
  readonly now: number
}

/** Whether this use may carry health information under an agreement, as far as the catalogue knows. */
export type Eligibility =
  | { readonly eligible: true; readonly why: string }
  | { readonly eligible: false; readonly code: Unfit; readonly why: string }

/**
 * Looks up every feature of a request. One row that says no is enough to refuse; a feature needs a row that says yes and has
 * not expired; and what no row names is unknown, which refuses. An address of this machine or of a private network is no
 * vendor's service: nothing is looked up, and the agreement alone decides. Pure.
 */
export function eligibility(catalogue: Catalogue, use: Use): Eligibility {
  const { vendor } = use
  if (isOwnAddress(vendor)) return { eligible: true, why: 'an address of its own, of which no catalogue knows' }
  const service = serviceAt(catalogue, vendor)
  if (service === undefined) return unfit('service_unknown', `no service of the catalogue is at ${hostOf(vendor)}`)
  if (!service.kinds.includes(vendor.kind))
    return unfit('service_ineligible', `${service.id} is not registered as ${vendor.kind}`)
  const features = [...new Set<VendorFeature>(['text', ...use.features])]
  for (const feature of features) {
    const said = ofFeature(service, catalogue, use, feature)
    if (said !== undefined) return said
  }
  return { eligible: true, why: `the catalogue has ${service.id} with ${features.join(', ')}` }
}

/** Undefined: eligible. */
function ofFeature(service: Service, { rows }: Catalogue, use: Use, feature: VendorFeature): Eligibility | undefined {
  const found = rows.filter((row) => row.service === service.id && covers(row, use, feature))
  const saying = (eligible: Row['eligible']) => found.filter((row) => row.eligible === eligible)
  // A no does not expire: what was once found not eligible is not by mere time.
  const [refused] = saying('no')
  if (refused !== undefined) return unfit('service_ineligible', `${refused.id}: ${refused.why}`)
  const [doubted] = saying('unverified')
  if (doubted !== undefined) return unfit('service_unverified', `${doubted.id}: ${doubted.why}`)
  const granted = saying('yes')
  if (granted.length === 0)
    return unfit('service_unknown', `the catalogue does not know ${feature} of ${service.id} on this tier and endpoint`)
  const expired = granted.find((row) => !(use.now < expiryOf(row)))
  return expired && unfit('catalogue_expired', `${expired.id} expired on ${expired.expiresOn}`)
}

function covers(row: Row, { vendor, model, endpoint }: Use, feature: VendorFeature): boolean {
  return (
    row.features.includes(feature) &&
    row.endpoints.includes(endpoint) &&
    row.tiers.some((pattern) => matches(pattern, vendor.tier)) &&
    row.regions.some((pattern) => matches(pattern, vendor.region)) &&
    row.models.some((pattern) => matches(pattern, familyOf(vendor, model)))
  )
}

/** The moment from which a row says nothing more: the beginning of its day, UTC. */
export function expiryOf({ expiresOn }: Pick<Row, 'expiresOn'>): number {
  return Date.parse(`${expiresOn}T00:00:00Z`)
}

/** The service that a vendor's host belongs to; of several the first. */
export function serviceAt({ services }: Pick<Catalogue, 'services'>, vendor: Vendor): Service | undefined {
  const host = hostOf(vendor)
  return services.find(({ hosts }) => hosts.some((pattern) => hostMatches(pattern, host)))
}

/** Whether it is in this process, on this machine or in a private network, by the address itself. */
export function isOwnAddress(vendor: Vendor): boolean {
  if (vendor.kind === 'local-extract') return true
  try {
    return reachOfBaseUrl(vendor.baseUrl) !== 'public'
  } catch {
    return false
  }
}

function hostOf({ baseUrl }: Vendor): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).hostname : ''
}

/** A profile of Bedrock is of the family of the model inside it. */
function familyOf({ kind }: Vendor, model: string): string {
  return kind === 'bedrock' ? (readBedrockModel(model)?.model ?? model) : model
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name
}

/** A star stands for what has no dot in it. */
function hostMatches(pattern: string, host: string): boolean {
  const [want, have] = [pattern.split('.'), host.split('.')]
  return want.length === have.length && want.every((label, n) => labelMatches(label, have[n] ?? ''))
}

function labelMatches(pattern: string, label: string): boolean {
  const [before = '', after] = pattern.split('*')
  if (after === undefined) return pattern === label
  return label.length > before.length + after.length && label.startsWith(before) && label.endsWith(after)
}

function unfit(code: Unfit, why: string): Eligibility {
  return { eligible: false, code, why }
}
