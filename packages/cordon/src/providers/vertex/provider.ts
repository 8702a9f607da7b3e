import { CordonError, type Vendor } from '@cordon/contract'
import { objectIn } from '../../crypto/kms/exchange.ts'
import { fetchThrough } from '../../crypto/kms/google-kms.ts'
import type { Egress } from '../../kernel/egress.ts'
import { type Authorize, type KeyOf, secretOf, withToken } from '../http/authorize.ts'
import { loadPeer, tokenFault } from '../http/peer.ts'
import { CHAT, MESSAGES, type Wire } from '../http/wire.ts'

/**
 * Vertex's OpenAI-shaped endpoint, and Claude by `rawPredict` and `streamRawPredict`. The region stands in the address twice,
 * and both are the registered one: `locations/global` would be processed anywhere.
 */
export function vertexWires({ account, region }: Vendor): { readonly chat: Wire; readonly messages: Wire } {
  const place = `/v1/projects/${encodeURIComponent(account)}/locations/${encodeURIComponent(region)}`
  const claude = `${place}/publishers/anthropic/models`
  return {
    chat: { ...CHAT, path: `${place}/endpoints/openapi/chat/completions` },
    messages: {
      ...MESSAGES,
      headers: {},
      path: ({ model, stream }) =>
        `${claude}/${encodeURIComponent(model)}:${stream ? 'streamRawPredict' : 'rawPredict'}`,
    },
  }
}

/** Tokens for application default credentials: a service account, a person's, or a federated workload's. */
export function vertexAuthorize(vendor: Vendor, deps: { egress: Egress; keyOf: KeyOf }): Authorize {
  return withToken(googleToken(vendor, deps))
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform'
/** Where Google's libraries ask for tokens; a credential that names another place is refused by egress. */
const TOKEN_ORIGINS = [
  'https://oauth2.googleapis.com',
  'https://sts.googleapis.com',
  'https://iamcredentials.googleapis.com',
]

/** Tokens by Google's own library, which keeps them until shortly before they end; what it asks goes through egress. */
export function googleToken(
  vendor: Vendor,
  { egress, keyOf }: { egress: Egress; keyOf: KeyOf },
): () => Promise<string> {
  let client: Promise<{ getAccessToken(): Promise<{ token?: string | null }> }> | undefined
  const open = async () => {
    const { GoogleAuth } = await loadPeer(vendor, 'google-auth-library', () => import('google-auth-library'))
    const text = secretOf(keyOf, vendor.keyFrom ?? '', vendor, 'keyFrom')
    const credentials = objectIn(Buffer.from(text))
    if (credentials === undefined)
      throw new CordonError('config_invalid', { at: `vendor ${vendor.id}: keyFrom is no JSON of credentials` })
    for (const origin of TOKEN_ORIGINS) egress.allow(origin)
    const transporterOptions = { fetchImplementation: fetchThrough(egress) }
    return new GoogleAuth({ credentials, scopes: SCOPE, clientOptions: { transporterOptions } }).getClient()
  }
  return async () => {
    client ??= open()
    try {
      const { token } = await (await client).getAccessToken()
      if (typeof token !== 'string' || token === '') throw new Error('an answer without a token')
      return token
    } catch (error) {
      client = undefined
      throw tokenFault(error)
    }
  }
}
