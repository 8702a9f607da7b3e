import type { Vendor } from '@cordon/contract'
import type { Clock } from '../../kernel/clock.ts'
import { type Authorize, type KeyOf, secretOf, withKey } from '../http/authorize.ts'
import { CHAT, MESSAGES, RESPONSES, type Wire } from '../http/wire.ts'

/**
 * Bedrock's OpenAI- and Anthropic-shaped doors. `bedrock-runtime` has them under two paths; `bedrock-mantle` is the other
 * host with the same models.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html
 */
export function bedrockWires(vendor: Vendor): typeof RUNTIME {
  return isMantle(vendor) ? MANTLE : RUNTIME
}

const bearer = CHAT.keyHeader
const under = (prefix: string): { readonly chat: Wire; readonly responses: Wire; readonly messages: Wire } => ({
  chat: { ...CHAT, path: `${prefix}/v1/chat/completions` },
  responses: { ...RESPONSES, path: `${prefix}/v1/responses` },
  messages: { ...MESSAGES, path: '/anthropic/v1/messages', keyHeader: bearer },
})
const RUNTIME = under('/openai')
const MANTLE = under('')

export function isMantle({ baseUrl }: Vendor): boolean {
  return baseUrl.startsWith('https://bedrock-mantle.')
}

/** An API key of Bedrock, or requests signed with the account's own. */
export function bedrockAuthorize(vendor: Vendor, deps: { keyOf: KeyOf; now: Clock }): Authorize {
  if (vendor.aws === undefined) return withKey(vendor, deps.keyOf)
  return bedrockSigning(vendor, isMantle(vendor) ? 'bedrock-mantle' : 'bedrock', deps)
}

/** Signs for one of Bedrock's services in the vendor's region, with keys that are read at each request. */
export function bedrockSigning(
  vendor: Vendor,
  service: 'bedrock' | 'bedrock-mantle',
  { keyOf, now }: { keyOf: KeyOf; now: Clock },
): Authorize {
  const read = (from: string | undefined, field: string) => secretOf(keyOf, from ?? '', vendor, `aws.${field}`)
  return async (ask) => {
    const { accessKeyFrom, secretKeyFrom, sessionTokenFrom } = vendor.aws ?? {}
    const credentials = {
      accessKeyId: read(accessKeyFrom, 'accessKeyFrom'),
      secretAccessKey: read(secretKeyFrom, 'secretKeyFrom'),
      ...(sessionTokenFrom === undefined ? {} : { sessionToken: read(sessionTokenFrom, 'sessionTokenFrom') }),
    }
    // Whoever has no account of AWS's own needs no library for its signatures.
    const { signWith } = await import('./sign.ts')
    return signWith(ask, { credentials, region: vendor.region, service, at: now() })
  }
}
