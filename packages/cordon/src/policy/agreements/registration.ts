import type { Vendor } from '@cordon/contract'
import { isOwnAddress, serviceAt } from './catalogue/eligibility.ts'
import type { Catalogue } from './catalogue/read-catalogue.ts'
import { serviceOf } from './service.ts'

/**
 * The field of a registration that contradicts its address, or undefined. What a host's name says of kind and region is so,
 * whatever a registration calls it: the decision rests on the registration, and the bytes go to the host. Pure.
 */
export function registrationFault(vendor: Vendor, catalogue: Pick<Catalogue, 'services'>): string | undefined {
  const { kind, baseUrl, placement } = vendor
  if (kind === 'local-extract') return baseUrl === 'local://extract' ? undefined : 'baseUrl'
  const { host } = serviceOf(vendor)
  if (host === undefined || host === '') return 'baseUrl'
  if (placement === 'private' && !isOwnAddress(vendor)) return 'placement'
  const service = serviceAt(catalogue, vendor)
  if (service !== undefined && !service.kinds.includes(kind)) return 'kind'
  const region = REGION_IN_HOST.flatMap((pattern) => pattern.exec(host)?.[1] ?? [])[0]
  if (region !== undefined && region !== vendor.region) return 'region'
  // 164.314(a): what no region holds is registered as that, or not at all.
  return kind === 'vertex' && vendor.region === 'global' ? 'region' : undefined
}

const REGION_IN_HOST = [
  /^bedrock-runtime(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com$/,
  /^bedrock-mantle\.([a-z0-9-]+)\.api\.aws$/,
  /^([a-z0-9-]+)-aiplatform\.googleapis\.com$/,
  /^([a-z]{2})\.api\.openai\.com$/,
]
