import { readFile } from 'node:fs/promises'
import type { Egress } from '../../kernel/egress.ts'
import { AnsweredNo, exchange, objectIn } from './exchange.ts'
import { faultOfStatus, type ServiceFault, serviceFault } from './fault.ts'
import { type KeyService, loadLibrary } from './service-root.ts'

export interface GoogleKmsSettings {
  /** `projects/P/locations/L/keyRings/R/cryptoKeys/K`. */
  readonly key: string
  /** The service account's key file, as Google gives it. */
  readonly credentialsFile: string
}

const SERVICE = 'google-kms'
const API = 'https://cloudkms.googleapis.com'
const TOKENS = 'https://oauth2.googleapis.com'

/**
 * Google Cloud KMS over its REST interface (Google's own client speaks gRPC, which egress does not carry), with tokens
 * from Google's own library. Register and format are additional authenticated data.
 */
export async function openGoogleKms(settings: GoogleKmsSettings, egress: Egress): Promise<KeyService> {
  const { JWT } = await loadLibrary(SERVICE, () => import('google-auth-library'))
  for (const origin of [API, TOKENS]) egress.allow(origin)
  const account = await readAccount(settings.credentialsFile)
  const tokens = new JWT({
    ...account,
    scopes: ['https://www.googleapis.com/auth/cloudkms'],
    transporterOptions: { fetchImplementation: fetchThrough(egress) },
  })
  const call = async (
    verb: 'encrypt' | 'decrypt',
    body: Record<string, string>,
    field: string,
    signal: AbortSignal,
  ) => {
    const { token } = await tokens.getAccessToken()
    const { status, bytes } = await exchange(egress, {
      url: `${API}/v1/${settings.key}:${verb}`,
      method: 'POST',
      headers: { authorization: `Bearer ${token ?? ''}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    })
    if (status !== 200) throw new AnsweredNo(status)
    const value = objectIn(bytes)?.[field]
    if (typeof value !== 'string') throw new Error('an answer without bytes')
    return Buffer.from(value, 'base64')
  }
  return {
    service: SERVICE,
    key: settings.key,
    wrap: (key, label, signal) =>
      call('encrypt', { plaintext: base64(key), additionalAuthenticatedData: aad(label) }, 'ciphertext', signal),
    unwrap: (wrapped, label, signal) =>
      call('decrypt', { ciphertext: base64(wrapped), additionalAuthenticatedData: aad(label) }, 'plaintext', signal),
    faultOf,
  }
}

async function readAccount(file: string): Promise<{ email: string; key: string }> {
  const { client_email: email, private_key: key } = objectIn(await readFile(file).catch(() => Buffer.alloc(0))) ?? {}
  if (typeof email === 'string' && typeof key === 'string') return { email, key }
  throw serviceFault(SERVICE, 'refused')
}

/** What the library calls instead of the global one. */
export function fetchThrough(egress: Egress): typeof globalThis.fetch {
  return async (input, init) => {
    const { status, headers, bytes } = await exchange(egress, {
      url: input instanceof Request ? input.url : String(input),
      method: init?.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: textOf(init?.body),
      signal: init?.signal ?? undefined,
    })
    return new Response(new Uint8Array(bytes), { status, headers })
  }
}

/** The library sends forms and JSON. */
function textOf(body: unknown): string | undefined {
  if (typeof body === 'string') return body
  return body instanceof URLSearchParams ? body.toString() : undefined
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const aad = (label: string): string => base64(Buffer.from(`cordon 1 ${label}`))

function faultOf(error: unknown): ServiceFault | undefined {
  if (error instanceof AnsweredNo) return faultOfStatus(error.status)
  // Google's library tells a refused account (400 at the token's address) by its own error.
  const status = error instanceof Error ? (error as { status?: unknown }).status : undefined
  if (typeof status !== 'number') return undefined
  return status < 500 && status !== 429 ? 'refused' : faultOfStatus(status)
}
