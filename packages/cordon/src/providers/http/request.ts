import { CordonError, type Vendor } from '@cordon/contract'
import type { EgressRequest } from '../../kernel/egress.ts'
import type { OutboundCall } from '../provider.ts'
import type { Wire } from './wire.ts'

export interface Endpoint {
  readonly wire: Wire
  readonly origin: string
  /** Path of the base URL, without a slash at its end. */
  readonly path: string
  readonly vendor: Vendor
  readonly key: string | undefined
}

/** The encoded bytes as they are, with the vendor's key and nothing of the client's headers. */
export function requestOf(call: OutboundCall, { origin, path, wire, vendor, key }: Endpoint): EgressRequest {
  // A vendor that needs a key gets nothing without it: its refusal would come after the disclosure.
  if (vendor.keyFrom !== undefined && key === undefined)
    throw new CordonError('config_invalid', { at: `vendor ${vendor.id}: keyFrom names a key that is not there` })
  return {
    origin,
    method: 'POST',
    path: `${path}${wire.path}`,
    headers: {
      'content-type': 'application/json',
      accept: call.stream ? 'text/event-stream' : 'application/json',
      'user-agent': 'cordon',
      ...wire.headers,
      ...(key === undefined ? {} : wire.keyHeader(key)),
    },
    body: call.prompt.bytes,
    signal: call.signal,
  }
}
