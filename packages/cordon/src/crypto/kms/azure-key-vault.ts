import type { Clock } from '../../kernel/clock.ts'
import type { Egress } from '../../kernel/egress.ts'
import type { RandomBytes } from '../../kernel/random.ts'
import { bindLabel } from './bound-label.ts'
import { AnsweredNo, exchange, objectIn } from './exchange.ts'
import { faultOfStatus, type ServiceFault } from './fault.ts'
import { type KeyService, loadLibrary } from './service-root.ts'

export interface AzureKeyVaultSettings {
  /** With its version: `https://practice.vault.azure.net/keys/cordon/0123…`. */
  readonly key: string
  /** `RSA-OAEP-256`, or `A256KW` for a key of a managed HSM. */
  readonly algorithm: 'RSA-OAEP-256' | 'A256KW'
  readonly directory: string
  readonly client: string
  readonly secret: string
  /** Where tokens come from. */
  readonly authority: string
}

const SERVICE = 'azure-key-vault'

/** Azure Key Vault, with Microsoft's own client. It wraps bytes alone, so the register's name is bound here. */
export async function openAzureKeyVault(
  settings: AzureKeyVaultSettings,
  deps: { egress: Egress; now: Clock; random: RandomBytes },
): Promise<KeyService> {
  const { CryptographyClient } = await loadLibrary(SERVICE, () => import('@azure/keyvault-keys'))
  const { egress } = deps
  egress.allow(new URL(settings.key).origin)
  egress.allow(settings.authority)
  const client = new CryptographyClient(settings.key, createCredential(settings, deps), {
    httpClient: createHttpClient(egress),
    retryOptions: { maxRetries: 0 }, // `service-root.ts` tries again, the same for every service.
  })
  const { algorithm } = settings
  const raw = {
    wrap: async (key: Uint8Array, abortSignal: AbortSignal) =>
      (await client.wrapKey(algorithm, key, { abortSignal })).result,
    unwrap: async (wrapped: Uint8Array, abortSignal: AbortSignal) =>
      (await client.unwrapKey(algorithm, wrapped, { abortSignal })).result,
  }
  return { service: SERVICE, key: settings.key, ...bindLabel(raw, deps.random), faultOf }
}

/** Client credentials (RFC 6749, 4.4) at Microsoft Entra, kept until two minutes before they end. */
function createCredential(settings: AzureKeyVaultSettings, { egress, now }: { egress: Egress; now: Clock }) {
  const { authority, directory, client, secret } = settings
  let held: { token: string; expiresOnTimestamp: number } | undefined
  return {
    async getToken(scopes: string | string[]) {
      if (held !== undefined && held.expiresOnTimestamp - now() > 120_000) return held
      const form = { grant_type: 'client_credentials', client_id: client, client_secret: secret }
      const { status, bytes } = await exchange(egress, {
        url: `${authority}/${encodeURIComponent(directory)}/oauth2/v2.0/token`,
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ ...form, scope: [scopes].flat().join(' ') }).toString(),
      })
      // A wrong secret or directory is answered with 400.
      if (status !== 200) throw new AnsweredNo(status < 500 && status !== 429 ? 401 : status)
      const { access_token: token, expires_in: seconds } = objectIn(bytes) ?? {}
      if (typeof token !== 'string' || typeof seconds !== 'number') throw new Error('an answer without a token')
      held = { token, expiresOnTimestamp: now() + seconds * 1_000 }
      return held
    },
  }
}

interface PipelineRequest {
  readonly url: string
  readonly method: string
  readonly headers: { toJSON(): Record<string, string> }
  readonly body?: unknown
  readonly abortSignal?: unknown
}

/** What Microsoft’s libraries send with, instead of a client of their own. */
export function createHttpClient(egress: Egress) {
  return {
    async sendRequest(request: PipelineRequest) {
      const answer = await exchange(egress, {
        url: request.url,
        method: request.method,
        headers: request.headers.toJSON(),
        body: typeof request.body === 'string' ? request.body : undefined,
        signal: request.abortSignal instanceof AbortSignal ? request.abortSignal : undefined,
      })
      const { status, bytes } = answer
      return { request, status, headers: createHeaders(answer.headers), bodyAsText: bytes.toString('utf8') }
    },
  } as never // The client's own type for this is of a package that is not ours to install.
}

/** Headers as the client's pipeline wants them. */
function createHeaders(from: Readonly<Record<string, string>>) {
  const all = new Map(Object.entries(from).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    get: (name: string) => all.get(name.toLowerCase()),
    has: (name: string) => all.has(name.toLowerCase()),
    set: (name: string, value: string) => void all.set(name.toLowerCase(), value),
    delete: (name: string) => void all.delete(name.toLowerCase()),
    toJSON: () => Object.fromEntries(all),
    [Symbol.iterator]: () => all[Symbol.iterator](),
  }
}

function faultOf(error: unknown): ServiceFault | undefined {
  if (error instanceof AnsweredNo) return faultOfStatus(error.status)
  const status = error instanceof Error ? (error as { statusCode?: number }).statusCode : undefined
  return status === undefined || status < 400 ? undefined : faultOfStatus(status)
}
