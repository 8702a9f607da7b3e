import type { Vendor } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import { parseBaseUrl } from '../kernel/egress.origin.ts'
import type { Egress } from '../kernel/egress.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { createHttpProvider } from './http/provider.ts'
import { CHAT, MESSAGES, RESPONSES, type Wire } from './http/wire.ts'
import { createLocalExtract } from './local/provider.ts'
import type { Provider, Shape } from './provider.ts'

/** The provider of each vendor: made when it is first asked for, and again when the vendor's registration changes. */
export interface Providers {
  /** Throws `egress_refused` when the vendor's base URL can never be a vendor's. */
  of(vendor: Vendor): Provider
  /** Closes every connection at once. */
  close(): Promise<void>
}

export interface ProvidersDeps {
  readonly egress: Egress
  /** A vendor's key, by what its registration's `keyFrom` says. */
  readonly keyOf: (keyFrom: string) => string | undefined
  readonly now: Clock
  readonly random: RandomBytes
}

export function createProviders(deps: ProvidersDeps): Providers {
  const made = new Map<string, { definition: string; provider: Provider }>()
  return {
    of(vendor) {
      const held = made.get(vendor.id)
      if (held?.provider.vendor === vendor) return held.provider
      const definition = JSON.stringify(vendor)
      if (held?.definition === definition) return held.provider
      const provider = KINDS[vendor.kind](vendor, deps)
      made.set(vendor.id, { definition, provider })
      if (held !== undefined) leave(held.provider.vendor, made, deps.egress)
      return provider
    },
    async close() {
      made.clear()
      await deps.egress.close()
    },
  }
}

/** The API shapes that each kind of vendor speaks. */
const WIRES: Record<Exclude<Vendor['kind'], 'local-extract'>, Partial<Record<Shape, Wire>>> = {
  openai: { chat: CHAT, responses: RESPONSES },
  anthropic: { messages: MESSAGES },
}

const KINDS: Record<Vendor['kind'], (vendor: Vendor, deps: ProvidersDeps) => Provider> = {
  'local-extract': (vendor, { now, random }) => createLocalExtract({ vendor, now, random }),
  openai: overHttp(WIRES.openai),
  anthropic: overHttp(WIRES.anthropic),
}

function overHttp(wires: Partial<Record<Shape, Wire>>) {
  return (vendor: Vendor, { egress, keyOf }: ProvidersDeps): Provider =>
    createHttpProvider(wires, { vendor, egress, key: () => readKey(vendor, keyOf) })
}

export function speaks({ kind }: Vendor, shape: Shape): boolean {
  return kind === 'local-extract' ? shape === 'chat' : WIRES[kind][shape] !== undefined
}

function readKey({ keyFrom }: Vendor, keyOf: ProvidersDeps['keyOf']): string | undefined {
  return keyFrom === undefined ? undefined : keyOf(keyFrom)?.trim()
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
