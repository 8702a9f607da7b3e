import type { AttestedFact, Vendor } from '@cordon/contract'
import { objectIn } from '../../crypto/kms/exchange.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Egress } from '../../kernel/egress.ts'
import { collect } from '../../kernel/limit.ts'
import { AZURE_SCOPES, entraToken } from '../azure/provider.ts'
import { bedrockSigning } from '../bedrock/provider.ts'
import { type Authorize, type KeyOf, secretOf, withHeaders, withToken } from '../http/authorize.ts'
import { CHAT, MESSAGES } from '../http/wire.ts'
import { googleToken } from '../vertex/provider.ts'

export interface ReadersDeps {
  readonly egress: Egress
  readonly keyOf: KeyOf
  readonly now: Clock
}

/** What a vendor's setting is, in words from a closed set, and whether it is as it has to be. */
export interface Found {
  readonly holds: boolean
  readonly found: string
}

/** An answer that says nothing of the setting: a refusal of who asks, a fault, a shape nobody knows. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

type Read = (vendor: Vendor, deps: ReadersDeps, signal: AbortSignal) => Promise<Found>

/** How each fact is read. A reader throws `Unanswered` rather than guess. */
export const READERS: Record<AttestedFact, Read> = {
  /**
   * The project's own setting, else the organisation's; it has to be the tier that is registered.
   * @see https://developers.openai.com/api/reference/go/resources/admin/subresources/organization/subresources/data_retention
   */
  async 'openai-retention'(vendor, deps, signal) {
    const project = vendor.attestWith?.project
    const ask = (path: string) => get(deps, { origin: openAiOrigin(vendor), path }, adminKey(vendor, deps), signal)
    const ofProject = project && (await ask(`/v1/organization/projects/${encodeURIComponent(project)}/data_retention`))
    const own = ofProject && wordOf(ofProject.type)
    const type =
      own && own !== 'organization_default' ? own : wordOf((await ask('/v1/organization/data_retention')).type)
    return { holds: type.replaceAll('_', '-') === vendor.tier, found: type }
  },

  /** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetAccountDataRetention.html */
  async 'bedrock-retention'(vendor, deps, signal) {
    const { mode } = await get(deps, control(vendor, '/data-retention'), bedrockReading(vendor, deps), signal)
    return { holds: mode === 'none', found: wordOf(mode) }
  },

  /** @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetModelInvocationLoggingConfiguration.html */
  async 'bedrock-logging'(vendor, deps, signal) {
    const said = await get(deps, control(vendor, '/logging/modelinvocations'), bedrockReading(vendor, deps), signal)
    const isOff = said.loggingConfig === undefined || said.loggingConfig === null
    return { holds: isOff, found: isOff ? 'off' : 'on' }
  },

  /** The resource has to be the one that prompts go to: another's setting says nothing of it. */
  async 'azure-content-logging'(vendor, deps, signal) {
    const { properties } = await get(deps, resource(vendor, ''), azureReading(vendor, deps), signal)
    const { capabilities, endpoint, endpoints } = asObject(properties)
    const hosts = [endpoint, ...Object.values(asObject(endpoints ?? {}))].flatMap(hostIn)
    if (!hosts.includes(new URL(vendor.baseUrl).host)) return { holds: false, found: 'another resource' }
    const logging = listOf(capabilities ?? []).find(({ name }) => name === 'ContentLogging')
    const value = typeof logging?.value === 'string' ? wordOf(logging.value.toLowerCase()) : 'absent'
    return { holds: value === 'false', found: `ContentLogging ${value}` }
  },

  /** @see https://learn.microsoft.com/rest/api/aiservices/accountmanagement/deployments/list */
  async 'azure-sku'(vendor, deps, signal) {
    const said = await get(deps, resource(vendor, '/deployments'), azureReading(vendor, deps), signal)
    if (typeof said.nextLink === 'string') throw new Unanswered('more than one page of deployments')
    const skus = new Map(listOf(said.value).map(({ name, sku }) => [name, asObject(sku ?? {}).name]))
    const served = vendor.models.includes('*') ? [...skus.keys()] : vendor.models
    const other = served.find((name) => skus.get(name) !== vendor.azure?.sku)
    if (other === undefined && served.length > 0) return { holds: true, found: wordOf(vendor.azure?.sku) }
    return { holds: false, found: wordOf(skus.get(other) ?? 'absent') }
  },

  /** @see https://docs.cloud.google.com/gemini-enterprise-agent-platform/resources/zero-data-retention */
  async 'vertex-cache'(vendor, deps, signal) {
    const { origin } = new URL(vendor.baseUrl)
    const path = `/v1/projects/${encodeURIComponent(vendor.account)}/cacheConfig`
    const { disableCache } = await get(deps, { origin, path }, withToken(googleToken(vendor, deps)), signal)
    return { holds: disableCache === true, found: disableCache === true ? 'off' : 'on' }
  },

  /**
   * An organisation that is enabled for health information is refused, with 400, what is not eligible: batches are asked for,
   * none is made. @see https://platform.claude.com/docs/en/manage-claude/api-and-data-retention
   */
  async 'anthropic-hipaa'(vendor, deps, signal) {
    const at = { origin: new URL(vendor.baseUrl).origin, path: '/v1/messages/batches?limit=1' }
    const answer = await send(deps, at, anthropicKey(vendor, deps), signal)
    if (answer.status === 200) return { holds: false, found: 'answered 200' }
    const { type } = asObject(objectIn(answer.bytes)?.error ?? {})
    if (answer.status === 400 && type === 'invalid_request_error') return { holds: true, found: 'refused 400' }
    throw new Unanswered(`status ${answer.status}`)
  },
}

/** The administration of every region is at one host. */
function openAiOrigin({ baseUrl }: Vendor): string {
  const { origin, hostname } = new URL(baseUrl)
  return hostname.endsWith('.api.openai.com') ? 'https://api.openai.com' : origin
}

function adminKey(vendor: Vendor, { keyOf }: ReadersDeps): Authorize {
  const from = vendor.attestWith?.keyFrom ?? ''
  return async (ask) => withHeaders(ask, CHAT.keyHeader(secretOf(keyOf, from, vendor, 'attestWith.keyFrom')))
}

function anthropicKey(vendor: Vendor, { keyOf }: ReadersDeps): Authorize {
  const from = vendor.attestWith?.keyFrom ?? vendor.keyFrom ?? ''
  return async (ask) =>
    withHeaders(ask, { ...MESSAGES.headers, ...MESSAGES.keyHeader(secretOf(keyOf, from, vendor, 'keyFrom')) })
}

const control = ({ region }: Vendor, path: string) => ({ origin: `https://bedrock.${region}.amazonaws.com`, path })

function bedrockReading(vendor: Vendor, deps: ReadersDeps): Authorize {
  if (vendor.aws !== undefined) return bedrockSigning(vendor, 'bedrock', deps)
  const from = vendor.attestWith?.keyFrom ?? vendor.keyFrom ?? ''
  return async (ask) => withHeaders(ask, CHAT.keyHeader(secretOf(deps.keyOf, from, vendor, 'keyFrom')))
}

const MANAGEMENT = 'https://management.azure.com'
const API_VERSION = '2024-10-01'

function resource({ azure }: Vendor, path: string) {
  const { subscription = '', group = '', name = '' } = azure?.resource ?? {}
  const account = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.CognitiveServices/accounts/${name}`
  return { origin: MANAGEMENT, path: `${account}${path}?api-version=${API_VERSION}` }
}

const azureReading = (vendor: Vendor, deps: ReadersDeps) => withToken(entraToken(vendor, AZURE_SCOPES.management, deps))

interface Place {
  readonly origin: string
  readonly path: string
}

async function get(deps: ReadersDeps, at: Place, authorize: Authorize, signal: AbortSignal) {
  const { status, bytes } = await send(deps, at, authorize, signal)
  const json = status === 200 ? objectIn(bytes) : undefined
  if (json === undefined) throw new Unanswered(`status ${status}`)
  return json
}

async function send({ egress }: ReadersDeps, { origin, path }: Place, authorize: Authorize, signal: AbortSignal) {
  egress.allow(origin)
  const headers = { accept: 'application/json', 'user-agent': 'cordon' }
  const answer = await egress.request(await authorize({ origin, method: 'GET', path, headers, signal }, CHAT))
  return { status: answer.status, bytes: await collect(answer.body) }
}

type Json = Readonly<Record<string, unknown>>

function asObject(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unanswered('another shape')
  return value as Json
}

function listOf(value: unknown): Json[] {
  if (!Array.isArray(value)) throw new Unanswered('another shape')
  return value.map(asObject)
}

function hostIn(url: unknown): string[] {
  return typeof url === 'string' && URL.canParse(url) ? [new URL(url).host] : []
}

/** A vendor's word, where it is one: what it found stands in the journal, and is no place for text. */
function wordOf(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z0-9_-]{1,60}$/.test(value)) return value
  throw new Unanswered('another shape')
}
