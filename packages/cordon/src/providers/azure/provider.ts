import type { Vendor } from '@cordon/contract'
import { createHttpClient } from '../../crypto/kms/azure-key-vault.ts'
import type { Egress } from '../../kernel/egress.ts'
import { type Authorize, type KeyOf, secretOf, withKey, withToken } from '../http/authorize.ts'
import { loadPeer, tokenFault } from '../http/peer.ts'
import { CHAT, EMBEDDINGS, RESPONSES, type Wire } from '../http/wire.ts'

/** Azure's `/openai/v1/` path has no `api-version`; `model` is the name of a deployment. */
const keyHeader = (key: string) => ({ 'api-key': key })
export const AZURE: { readonly chat: Wire; readonly responses: Wire; readonly embeddings: Wire } = {
  chat: { ...CHAT, keyHeader },
  responses: { ...RESPONSES, keyHeader },
  embeddings: { ...EMBEDDINGS, keyHeader },
}

/** What tokens are for: the models, and the resource's own settings. */
export const AZURE_SCOPES = {
  models: 'https://ai.azure.com/.default',
  management: 'https://management.azure.com/.default',
} as const

/** The key of the resource, or tokens of Microsoft Entra for the application that is registered. */
export function azureAuthorize(vendor: Vendor, deps: { egress: Egress; keyOf: KeyOf }): Authorize {
  if (vendor.azure?.entra === undefined) return withKey(vendor, deps.keyOf)
  return withToken(entraToken(vendor, AZURE_SCOPES.models, deps))
}

const LOGIN = 'https://login.microsoftonline.com'

/**
 * Tokens by Microsoft's own library, which keeps them until shortly before they end; what it asks goes through egress. The
 * secret is read when it is first needed. Throws `config_invalid` when the library is not installed, or no Entra is registered.
 */
export function entraToken(
  vendor: Vendor,
  scope: string,
  { egress, keyOf }: { egress: Egress; keyOf: KeyOf },
): () => Promise<string> {
  let credential: Promise<{ getToken(scopes: string): Promise<{ token: string }> }> | undefined
  const open = async () => {
    const entra = vendor.azure?.entra
    const { ClientSecretCredential } = await loadPeer(vendor, '@azure/identity', () => import('@azure/identity'))
    const { directory = '', client = '', secretFrom = '' } = entra ?? {}
    const secret = secretOf(keyOf, secretFrom, vendor, 'azure.entra.secretFrom')
    egress.allow(LOGIN)
    return new ClientSecretCredential(directory, client, secret, {
      authorityHost: LOGIN,
      disableInstanceDiscovery: true, // It would ask another host whether this one is Microsoft's.
      retryOptions: { maxRetries: 0 },
      httpClient: createHttpClient(egress),
    })
  }
  return async () => {
    credential ??= open()
    try {
      return (await (await credential).getToken(scope)).token
    } catch (error) {
      credential = undefined
      throw tokenFault(error)
    }
  }
}
