import type { Vendor } from '@cordon/contract'
import type { Lent } from '../config/lent.ts'
import type { Clock } from '../kernel/clock.ts'
import { parseBaseUrl } from '../kernel/egress.origin.ts'
import type { Egress } from '../kernel/egress.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { AZURE, azureAuthorize } from './azure/provider.ts'
import { bedrockAuthorize, bedrockWires } from './bedrock/provider.ts'
import { type Authorize, type KeyOf, withKey } from './http/authorize.ts'
import { createHttpProvider } from './http/provider.ts'
import { CHAT, COUNT_TOKENS, EMBEDDINGS, MESSAGES, RESPONSES, type Wire } from './http/wire.ts'
import { createLocalExtract } from './local/provider.ts'
import { createMcpProvider } from './mcp/provider.ts'
import type { Provider, Shape } from './provider.ts'
import { vertexAuthorize, vertexWires } from './vertex/provider.ts'

/** The provider of each vendor: made when it is first asked for, and again when the vendor's registration changes. */
export interface Providers {
  /**
   * Throws `egress_refused` when the vendor's base URL can never be a vendor's, `address_refused` or `secret_refused` when the
   * operator does not lend this tenant what the registration names.
   */
  of(tenant: string, vendor: Vendor): Provider
  /** Closes every connection at once. */
  close(): Promise<void>
}

export interface ProvidersDeps {
  readonly egress: Egress
  readonly lent: Pick<Lent, 'requireVendor' | 'keyOf'>
  readonly now: Clock
  readonly random: RandomBytes
}

export function createProviders(deps: ProvidersDeps): Providers {
  const made = new Map<string, { definition: string; provider: Provider }>()
  return {
    of(tenant, vendor) {
      const name = JSON.stringify([tenant, vendor.id])
      const held = made.get(name)
      if (held?.provider.vendor === vendor) return held.provider
      const definition = JSON.stringify(vendor)
      if (held?.definition === definition) return held.provider
      deps.lent.requireVendor(tenant, vendor)
      const provider = providerOf(vendor, { ...deps, keyOf: deps.lent.keyOf(tenant, vendor) })
      made.set(name, { definition, provider })
      if (held !== undefined) leave(held.provider.vendor, made, deps.egress)
      return provider
    },
    async close() {
      made.clear()
      await deps.egress.close()
    },
  }
}

/** What reads the secrets of one registration. */
type Keyed = ProvidersDeps & { readonly keyOf: KeyOf }
type Kind = Exclude<Vendor['kind'], 'local-extract' | 'mcp'>
type Wires = Partial<Record<Shape, Wire>>

/** The API shapes that each kind of vendor speaks, and where. */
const WIRES: Record<Kind, (vendor: Vendor) => Wires> = {
  openai: () => OPENAI,
  anthropic: () => ANTHROPIC,
  'azure-openai': () => AZURE,
  bedrock: bedrockWires,
  vertex: vertexWires,
  store: () => NOTHING,
}
const OPENAI: Wires = { chat: CHAT, responses: RESPONSES, embeddings: EMBEDDINGS }
const NOTHING: Wires = {}
const ANTHROPIC: Wires = { messages: MESSAGES, 'count-tokens': COUNT_TOKENS }

/** How each proves who sends. What fetches tokens gets the same egress as what sends prompts. */
const AUTHORIZE: Record<Kind, (vendor: Vendor, deps: Keyed) => Authorize> = {
  openai: (vendor, { keyOf }) => withKey(vendor, keyOf),
  anthropic: (vendor, { keyOf }) => withKey(vendor, keyOf),
  'azure-openai': azureAuthorize,
  bedrock: bedrockAuthorize,
  vertex: vertexAuthorize,
  store: (vendor, { keyOf }) => withKey(vendor, keyOf),
}

function providerOf(vendor: Vendor, deps: Keyed): Provider {
  const { kind } = vendor
  if (kind === 'local-extract') return createLocalExtract({ vendor, now: deps.now, random: deps.random })
  if (kind === 'mcp') return createMcpProvider({ vendor, egress: deps.egress, authorize: withKey(vendor, deps.keyOf) })
  const authorize = AUTHORIZE[kind](vendor, deps)
  return createHttpProvider(WIRES[kind](vendor), { vendor, egress: deps.egress, authorize })
}

export function speaks(vendor: Vendor, shape: Shape): boolean {
  const { kind } = vendor
  if (kind === 'local-extract') return shape === 'chat'
  return kind === 'mcp' ? shape === 'tool-call' : WIRES[kind](vendor)[shape] !== undefined
}

/** A registration that changed its address takes the old one off the egress list, unless another vendor is there. */
function leave(old: Vendor, made: ReadonlyMap<string, { provider: Provider }>, egress: Egress): void {
  const origin = originOf(old)
  const stays = [...made.values()].some(({ provider }) => originOf(provider.vendor) === origin)
  if (origin !== undefined && !stays) egress.forbid(origin).catch(() => undefined)
}

function originOf({ kind, baseUrl }: Vendor): string | undefined {
  return kind === 'local-extract' ? undefined : parseBaseUrl(baseUrl).origin
}
