import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import type { EgressRequest } from '../../kernel/egress.ts'
import { withHeaders } from '../http/authorize.ts'

export interface Signing {
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
  readonly region: string
  readonly service: string
  /** Milliseconds. AWS refuses a signature that is more than five minutes off. */
  readonly at: number
}

/**
 * A request with AWS's signature (Signature Version 4) over method, path, query, headers and bytes.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signWith(
  ask: EgressRequest,
  { credentials, region, service, at }: Signing,
): Promise<EgressRequest> {
  const { host, hostname, protocol, pathname, searchParams } = new URL(ask.path, ask.origin)
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 })
  const { headers } = await signer.sign(
    {
      method: ask.method,
      protocol,
      hostname,
      path: pathname,
      query: Object.fromEntries(searchParams),
      headers: { ...ask.headers, host },
      body: ask.body,
    },
    { signingDate: new Date(at) },
  )
  // The connection says the host itself, the same that was signed.
  const { host: _, ...signed } = headers
  return withHeaders(ask, signed)
}

/** SHA-256, or HMAC with a key, as the library wants to be handed one. */
class Sha256 {
  readonly #secret: Uint8Array | string | undefined
  #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = typeof secret === 'string' || secret === undefined ? secret : bytesOf(secret)
    this.#hash = begun(this.#secret)
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? Buffer.from(data) : bytesOf(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }

  reset(): void {
    this.#hash = begun(this.#secret)
  }
}

function begun(secret: Uint8Array | string | undefined): Hash | Hmac {
  return secret === undefined ? createHash('sha256') : createHmac('sha256', secret)
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}
