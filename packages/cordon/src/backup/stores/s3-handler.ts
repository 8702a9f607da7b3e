import { Readable } from 'node:stream'
import type { Egress, EgressRequest } from '../../kernel/egress.ts'
import { invariant } from '../../kernel/invariant.ts'

/** What the vendor's client hands over, as far as it is used here. */
interface SdkRequest {
  readonly method: string
  readonly protocol: string
  readonly hostname: string
  readonly port?: number
  readonly path: string
  readonly query?: Record<string, string | string[] | null>
  readonly headers: Record<string, string>
  readonly body?: unknown
}

interface SdkResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Readable
}

/** The client's way out: every request becomes one exchange of `egress`, to the one registered origin. */
export function createS3Handler(egress: Egress, origin: string) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: SdkRequest, options: { abortSignal?: unknown } = {}): Promise<{ response: SdkResponse }> {
      const { abortSignal } = options
      const signal = abortSignal instanceof AbortSignal ? abortSignal : new AbortController().signal
      const answer = await egress.request({
        origin: originOf(request, origin),
        method: methodOf(request.method),
        path: `${request.path}${queryOf(request.query)}`,
        headers: headersOf(request.headers),
        signal,
        ...bodyOf(request.body),
      })
      return {
        response: { statusCode: answer.status, headers: flat(answer.headers), body: Readable.from(answer.body) },
      }
    },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  }
}

/** A client that is talked into another host (a redirect, a region) gets no further than `egress_refused`. */
function originOf({ protocol, hostname, port }: SdkRequest, origin: string): string {
  const asked = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`).origin
  return asked === new URL(origin).origin ? origin : asked
}

function methodOf(method: string): EgressRequest['method'] {
  invariant(method === 'GET' || method === 'POST' || method === 'PUT' || method === 'DELETE', 'an S3 verb in use')
  return method
}

/** As the signature spells it: RFC 3986, also for what `encodeURIComponent` leaves. */
function queryOf(query: SdkRequest['query'] = {}): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${escapeUri(name)}=${one === null ? '' : escapeUri(one)}`),
  )
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

const escapeUri = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

function headersOf(headers: Record<string, string>): Record<string, string> {
  // The connection's own; the signature does not cover it.
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'expect'))
}

function bodyOf(body: unknown): Pick<EgressRequest, 'body'> {
  if (body === undefined || body === null) return {}
  if (typeof body === 'string') return { body }
  invariant(body instanceof Uint8Array, 'what is sent to an S3 store is whole parts')
  return { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
  )
}
