import { type Agreement, type Feature, NamedFeature, type Vendor, type VendorFeature } from '@cordon/contract'

/** The parts of a service that an agreement has to name, each as this vendor has it. */
export type Service = Omit<Agreement['service'], 'models' | 'features'>

/**
 * The service that a vendor's registration describes, in an agreement's words. `host` is `host:port` of the base URL, without a
 * port that is the scheme's own; `local` for what answers in process; undefined when the URL is not one.
 *
 * @example serviceOf(vendor).host // 'api.openai.com', '127.0.0.1:11434', 'local'
 */
export function serviceOf(vendor: Vendor): Omit<Service, 'host'> & { host: string | undefined } {
  const { product, tier, account, region } = vendor
  return { host: vendor.kind === 'local-extract' ? 'local' : hostOf(vendor.baseUrl), product, tier, account, region }
}

/** The first part of the service that the agreement does not name; undefined when it names all of them. */
export function firstMismatch(
  vendor: Vendor,
  model: string,
  { service }: Pick<Agreement, 'service'>,
): Exclude<keyof Agreement['service'], 'features' | 'regions'> | undefined {
  const actual = serviceOf(vendor)
  if (actual.host === undefined || actual.host !== service.host) return 'host'
  const parts = ['product', 'tier', 'account', 'region'] as const
  const part = parts.find((name) => actual[name] !== service[name])
  if (part !== undefined) return part
  return covers(service.models, model) === 'no' ? 'models' : undefined
}

/** The features among these that nobody has without their name: each keeps something at the vendor, or hands it on. */
export function namedFeatures(features: readonly VendorFeature[]): NamedFeature[] {
  return NamedFeature.options.filter((one) => features.includes(one))
}

/**
 * What an agreement says against these features, in its own words; undefined: it covers them all. The one place where its two
 * lists are read: what it leaves out it does not cover, whatever else it names.
 */
export function featureLack(
  { service, excludedFeatures = [] }: Pick<Agreement, 'service' | 'excludedFeatures'>,
  feature: Feature = 'generation',
  features: readonly VendorFeature[] = [],
): string | undefined {
  const left = features.find((one) => excludedFeatures.includes(one))
  if (left !== undefined) return `leaves out ${left}`
  const covered: readonly string[] = service.features ?? ['generation']
  const missing = [feature, ...namedFeatures(features)].find((one) => !covered.includes(one))
  return missing && `does not cover ${missing}`
}

/** Whether a list of model names has this one: by its name, by `*`, or not at all. */
export function covers(models: readonly string[], model: string): 'by-name' | 'by-star' | 'no' {
  if (model !== '*' && models.includes(model)) return 'by-name'
  return models.includes('*') ? 'by-star' : 'no'
}

function hostOf(baseUrl: string): string | undefined {
  if (!URL.canParse(baseUrl)) return undefined
  const { host, protocol } = new URL(baseUrl)
  return protocol === 'https:' || protocol === 'http:' ? host : undefined
}
