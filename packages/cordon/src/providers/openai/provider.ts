import type { Vendor } from '@cordon/contract'
import { parseBaseUrl } from '../../kernel/egress.origin.ts'
import type { Egress } from '../../kernel/egress.ts'
import type { Provider } from '../provider.ts'
import { refusedBy } from './errors.ts'
import { requestOf } from './request.ts'
import { wholeOf } from './response.ts'
import { streamOf } from './stream.ts'

export interface OpenAiDeps {
  readonly vendor: Vendor
  /** Read at each call, so that a rotated key counts at once. Needed only when the vendor's `keyFrom` is set. */
  readonly key: () => string | undefined
  readonly egress: Egress
}

/**
 * Any endpoint that speaks OpenAI's Chat Completions: `POST <baseUrl>/chat/completions`. Registers the origin with
 * `egress`; throws `egress_refused` when the base URL can never be a vendor's.
 */
export function createOpenAi({ vendor, key, egress }: OpenAiDeps): Provider {
  const endpoint = parseBaseUrl(vendor.baseUrl)
  egress.allow(endpoint.origin)
  return {
    vendor,
    async chat(call) {
      const answer = await egress.request(requestOf(call, { ...endpoint, vendor, key: key() }))
      return refusedBy(answer) ?? (call.stream ? streamOf(answer) : wholeOf(answer))
    },
  }
}
