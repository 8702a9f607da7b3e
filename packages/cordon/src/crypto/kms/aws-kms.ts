import type { Egress } from '../../kernel/egress.ts'
import { exchange } from './exchange.ts'
import { faultOfStatus, type ServiceFault } from './fault.ts'
import { type KeyService, loadLibrary } from './service-root.ts'

export interface AwsKmsSettings {
  /** The key's ARN: an alias may come to mean another key. */
  readonly key: string
  /** Absent: AWS's own for the key's region. */
  readonly endpoint?: string | undefined
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
}

const SERVICE = 'aws-kms'

/**
 * AWS KMS, with AWS's own SDK. The encryption context binds register and format: KMS refuses the bytes under any other,
 * and CloudTrail shows it.
 */
export async function openAwsKms(settings: AwsKmsSettings, egress: Egress): Promise<KeyService> {
  const { KMSClient, EncryptCommand, DecryptCommand } = await loadLibrary(SERVICE, () => import('@aws-sdk/client-kms'))
  const { key, credentials } = settings
  const region = key.split(':')[3] ?? ''
  const endpoint = settings.endpoint ?? `https://kms.${region}.amazonaws.com`
  egress.allow(endpoint)
  const client = new KMSClient({
    region,
    endpoint,
    credentials,
    maxAttempts: 1, // `service-root.ts` tries again, the same for every service.
    requestHandler: requestHandler(egress, endpoint),
  })
  return {
    service: SERVICE,
    key,
    async wrap(plain, label, signal) {
      const ask = new EncryptCommand({ KeyId: key, Plaintext: plain, EncryptionContext: contextOf(label) })
      return bytes((await client.send(ask, { abortSignal: signal })).CiphertextBlob)
    },
    async unwrap(wrapped, label, signal) {
      const ask = new DecryptCommand({ KeyId: key, CiphertextBlob: wrapped, EncryptionContext: contextOf(label) })
      return bytes((await client.send(ask, { abortSignal: signal })).Plaintext)
    },
    faultOf,
  }
}

const contextOf = (label: string) => ({ 'cordon:format': '1', 'cordon:register': label })

/** What the SDK hands to its HTTP client. */
interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body?: Uint8Array | string
}

function requestHandler(egress: Egress, endpoint: string) {
  return {
    async handle({ method, path, headers, body }: Asked, { abortSignal }: { abortSignal?: unknown } = {}) {
      const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined
      const answer = await exchange(egress, { url: `${endpoint}${path}`, method, headers, body, signal })
      return { response: { statusCode: answer.status, headers: answer.headers, body: new Uint8Array(answer.bytes) } }
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  } as never // The SDK's own type for this is of a package that is not ours to install.
}

function bytes(value: Uint8Array | undefined): Uint8Array {
  if (value === undefined) throw new Error('an answer without bytes')
  return value
}

/** The exceptions of `TrentService`, by name: developer guide, "Common errors" and each action's own. */
const FAULTS: Readonly<Record<string, ServiceFault | undefined>> = {
  ThrottlingException: 'throttled',
  LimitExceededException: 'throttled',
  AccessDeniedException: 'refused',
  UnrecognizedClientException: 'refused',
  InvalidSignatureException: 'refused',
  ExpiredTokenException: 'refused',
  InvalidCiphertextException: 'wrong_key',
  IncorrectKeyException: 'wrong_key',
  NotFoundException: 'wrong_key',
  InvalidKeyUsageException: 'wrong_key',
  DisabledException: 'wrong_key',
  KMSInvalidStateException: 'wrong_key',
  KMSInternalException: 'failing',
  DependencyTimeoutException: 'failing',
  KeyUnavailableException: 'failing',
}

function faultOf(error: unknown): ServiceFault | undefined {
  if (!(error instanceof Error)) return undefined
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode
  return FAULTS[error.name] ?? (status === undefined || status < 400 ? undefined : faultOfStatus(status))
}
