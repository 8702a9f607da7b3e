import type { AzureSku, Vendor } from '@cordon/contract'

/**
 * Where a vendor may process a prompt for this model, as far as its names say: the registered region, and the wider place that
 * a deployment's SKU or an inference profile stands for. An agreement has to name each of them. `anywhere`: the name itself
 * says that no region holds, and nothing can permit that. Pure.
 *
 * @example placesOf(bedrock, 'eu.anthropic.claude-sonnet-5') // { regions: ['eu-west-1', 'eu'] }
 */
export function placesOf(vendor: Vendor, model: string): Places {
  const { kind, region, azure } = vendor
  if (kind === 'azure-openai') return { regions: [region, ...(azure === undefined ? ['global'] : WIDER[azure.sku])] }
  if (kind === 'bedrock') return ofBedrock(region, model)
  if (kind === 'vertex' && region === 'global') return { anywhere: 'locations/global may be processed in any region' }
  return { regions: [region] }
}

export type Places = { readonly regions: readonly string[] } | { readonly anywhere: string }

/** Azure's regional deployments stay in the region, those of a data zone in the zone, global ones anywhere. */
const WIDER: Record<AzureSku, readonly string[]> = {
  Standard: [],
  ProvisionedManaged: [],
  DataZoneStandard: ['datazone'],
  DataZoneProvisionedManaged: ['datazone'],
  GlobalStandard: ['global'],
  GlobalProvisionedManaged: ['global'],
}

/** The geographies of cross-region inference profiles. */
const GEOGRAPHIES = ['us', 'us-gov', 'eu', 'apac', 'jp', 'au', 'ca'] as const

function ofBedrock(region: string, model: string): Places {
  const named = readBedrockModel(model)
  if (named === undefined) return { anywhere: 'this profile does not say where it is processed' }
  if (named.region !== undefined && named.region !== region) return { anywhere: 'the profile is of another region' }
  if (named.prefix === undefined) return { regions: [region] }
  if (named.prefix === 'global') return { anywhere: 'a global profile may be processed in any region' }
  return { regions: [region, named.prefix] }
}

export interface BedrockModel {
  /** Where the profile may send it; absent: a model of the region itself. */
  readonly prefix: string | undefined
  /** Of an ARN. */
  readonly region: string | undefined
  /** The model's name without what says where it is. */
  readonly model: string
}

const ARN = /^arn:aws[a-z-]*:bedrock:([a-z0-9-]+):[0-9]*:(foundation-model|inference-profile)\/([^/]+)$/

/** Undefined: a profile of the account's own, whose name says nothing, or no name of a model. */
export function readBedrockModel(name: string): BedrockModel | undefined {
  const [, region, , inside] = ARN.exec(name) ?? []
  if (name.startsWith('arn:') && inside === undefined) return undefined
  const [first = '', ...rest] = (inside ?? name).split('.')
  if (rest.length === 0) return undefined
  const prefix = ['global', ...GEOGRAPHIES].find((each) => each === first)
  // Three parts, and the first is no geography that is known: perhaps a new one.
  if (prefix === undefined && /^[a-z-]{2,6}$/.test(first) && PROVIDERS.has(rest[0] ?? '')) return undefined
  return { prefix, region, model: prefix === undefined ? (inside ?? name) : rest.join('.') }
}

/** The names of those whose models Bedrock has: what stands before one of them is a place. */
const PROVIDERS = new Set(
  'amazon anthropic openai meta mistral cohere ai21 deepseek qwen google nvidia stability writer minimax moonshot zai twelvelabs luma'.split(
    ' ',
  ),
)
