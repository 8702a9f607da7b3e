import { CordonError, type Vendor } from '@cordon/contract'
import { parseBaseUrl, parseOrigin } from '../kernel/egress.origin.ts'
import type { Config } from './schema.ts'
import { isListed } from './secrets.ts'
import { createVendorSecrets } from './vendors.ts'

/**
 * What the operator lends to the organisations of a deployment: secrets of its own, and addresses of its own network. An
 * administrator of one of them writes registrations; what `cordon.yaml` does not list for that organisation is refused, when
 * it is registered and again whenever it is used.
 */
export interface Lent {
  /** Throws `resource_invalid` for a base URL that is none, `address_refused`, or `secret_refused` with the field that names the secret. */
  requireVendor(tenant: string, vendor: Vendor): void
  /** Throws `secret_refused`. */
  requireFrontEnd(tenant: string, secretFrom: string): void
  /** Reads what this vendor's registration names, at each call: throws `secret_refused` for what is not lent. */
  keyOf(tenant: string, vendor: Vendor): (from: string) => string | undefined
  /** A secret that verifies and is sent nowhere; undefined for what is not lent, or not there. */
  verifier(tenant: string, from: string): string | undefined
}

/** Their makers' own names of these, lent to the operator's own organisation unless `secrets` says otherwise. */
const CUSTOMARY = [
  {
    name: 'OPENAI_API_KEY',
    origins: ['https://api.openai.com', 'https://us.api.openai.com', 'https://eu.api.openai.com'],
  },
  { name: 'ANTHROPIC_API_KEY', origins: ['https://api.anthropic.com'] },
]

export function createLent(
  config: Pick<Config, 'tenant' | 'secrets' | 'vendors'>,
  secret: (name: string) => string | undefined,
): Lent {
  const { tenant: own, secrets, vendors } = config
  const read = createVendorSecrets(vendors, secret)
  const customary = CUSTOMARY.filter(({ name }) => !secrets.some((each) => each.name === name))
  const listed = [...secrets, ...customary.map((each) => ({ ...each, tenants: [own] }))]
  const isFor = ({ tenants = [own] }: { tenants?: readonly string[] | undefined }, tenant: string) =>
    tenants.includes(tenant)
  const mayUse = (tenant: string, from: string, origin?: string): boolean =>
    listed.some(
      (each) =>
        each.name === from &&
        isFor(each, tenant) &&
        (origin === undefined || each.origins.some((one) => isListed(one, origin))),
    )
  const mayReach = (tenant: string, origin: string): boolean =>
    parseOrigin(origin).reach === 'public' ||
    vendors.privateOrigins.some((each) => isFor(each, tenant) && isListed(each.origin, origin))

  return {
    requireVendor(tenant, vendor) {
      const origin = originOf(vendor)
      if (origin !== undefined && !mayReach(tenant, origin)) throw new CordonError('address_refused', { at: 'baseUrl' })
      const refused = secretsOf(vendor).find(({ from }) => origin === undefined || !mayUse(tenant, from, origin))
      if (refused !== undefined) throw new CordonError('secret_refused', { at: refused.at })
    },
    requireFrontEnd(tenant, secretFrom) {
      if (!mayUse(tenant, secretFrom)) throw new CordonError('secret_refused', { at: 'chatFrontEnd.secretFrom' })
    },
    keyOf: (tenant, vendor) => (from) => {
      if (!mayUse(tenant, from, originOf(vendor) ?? '')) throw new CordonError('secret_refused', { at: vendor.id })
      return read(from)
    },
    verifier: (tenant, from) => (mayUse(tenant, from) ? read(from) : undefined),
  }
}

/** Where a vendor is; undefined for what answers in process. Tokens that a secret buys go there too. */
function originOf({ kind, baseUrl }: Vendor): string | undefined {
  if (kind === 'local-extract') return undefined
  try {
    return parseBaseUrl(baseUrl).origin
  } catch (cause) {
    throw new CordonError('resource_invalid', { at: 'baseUrl', cause })
  }
}

/** Every secret that a registration names, by its field. */
function secretsOf({ keyFrom, azure, aws, attestWith }: Vendor): { at: string; from: string }[] {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['keyFrom', keyFrom],
    ['azure.entra.secretFrom', azure?.entra?.secretFrom],
    ['aws.accessKeyFrom', aws?.accessKeyFrom],
    ['aws.secretKeyFrom', aws?.secretKeyFrom],
    ['aws.sessionTokenFrom', aws?.sessionTokenFrom],
    ['attestWith.keyFrom', attestWith?.keyFrom],
  ]
  return named.flatMap(([at, from]) => (from === undefined ? [] : [{ at, from }]))
}
