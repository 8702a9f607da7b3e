import type { EgressRequest } from '../../kernel/egress.ts'
import type { OutboundCall } from '../provider.ts'
import type { Wire } from './wire.ts'

export interface Endpoint {
  readonly wire: Wire
  readonly origin: string
  /** Path of the base URL, without a slash at its end. */
  readonly path: string
}

/** The encoded bytes as they are, with nothing of the client's headers and no proof yet of who sends them. */
export function requestOf(call: OutboundCall, { origin, path, wire }: Endpoint): EgressRequest {
  return {
    origin,
    method: 'POST',
    path: `${path}${typeof wire.path === 'string' ? wire.path : wire.path(call)}`,
    headers: {
      'content-type': 'application/json',
      accept: call.stream ? 'text/event-stream' : 'application/json',
      'user-agent': 'cordon',
      ...wire.headers,
    },
    body: call.prompt.bytes,
    signal: call.signal,
  }
}
