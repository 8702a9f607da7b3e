import { CordonError, type Vendor } from '@cordon/contract'
import { parseBaseUrl } from '../../kernel/egress.origin.ts'
import type { Egress } from '../../kernel/egress.ts'
import type { Provider, Shape } from '../provider.ts'
import type { Authorize } from './authorize.ts'
import { refusedBy } from './errors.ts'
import { requestOf } from './request.ts'
import { wholeOf } from './response.ts'
import { streamOf } from './stream.ts'
import type { Wire } from './wire.ts'

export interface HttpProviderDeps {
  readonly vendor: Vendor
  /** Asked at each call, so that a rotated key counts at once. */
  readonly authorize: Authorize
  readonly egress: Egress
}

/**
 * Any endpoint that speaks these wires, under the vendor's base URL. Registers the origin with `egress`; throws
 * `egress_refused` when the base URL can never be a vendor's.
 */
export function createHttpProvider(
  wires: Partial<Record<Shape, Wire>>,
  { vendor, authorize, egress }: HttpProviderDeps,
): Provider {
  const endpoint = parseBaseUrl(vendor.baseUrl)
  egress.allow(endpoint.origin)
  return {
    vendor,
    async send(call) {
      const wire = wires[call.shape]
      // The gateway looks only for vendors that speak the question's shape.
      if (wire === undefined) throw new CordonError('model_unknown')
      const answer = await egress.request(await authorize(requestOf(call, { ...endpoint, wire }), wire))
      return refusedBy(answer) ?? (call.stream ? streamOf(answer, wire) : wholeOf(answer, wire))
    },
  }
}
