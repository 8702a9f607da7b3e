import { CordonError, type Vendor } from '@cordon/contract'
import type { EgressRequest } from '../../kernel/egress.ts'
import type { Wire } from './wire.ts'

/** Adds to a request what proves who sends it. The bytes stay as they are: the journal has hashed them. */
export type Authorize = (ask: EgressRequest, wire: Wire) => Promise<EgressRequest>

/** Reads a secret by what a registration says: the name of a variable, or `file:` and a path. Asked at each call. */
export type KeyOf = (from: string) => string | undefined

/**
 * A secret that a registration names. Throws `config_invalid` when it is not there: a vendor that needs a key gets nothing
 * without it, because its refusal would come after the disclosure.
 */
export function secretOf(keyOf: KeyOf, from: string, { id }: Vendor, field: string): string {
  const secret = keyOf(from)?.trim()
  if (secret === undefined || secret === '')
    throw new CordonError('config_invalid', { at: `vendor ${id}: ${field} names a key that is not there` })
  return secret
}

/** The vendor's key in the header that its wire has for it, or nothing where no key is registered. */
export function withKey(vendor: Vendor, keyOf: KeyOf): Authorize {
  return async (ask, wire) => {
    const { keyFrom } = vendor
    if (keyFrom === undefined) return ask
    return withHeaders(ask, wire.keyHeader(secretOf(keyOf, keyFrom, vendor, 'keyFrom')))
  }
}

/** A token in the header `Authorization`. */
export function withToken(token: () => Promise<string>): Authorize {
  return async (ask) => withHeaders(ask, { authorization: `Bearer ${await token()}` })
}

export function withHeaders(ask: EgressRequest, headers: Readonly<Record<string, string>>): EgressRequest {
  return { ...ask, headers: { ...ask.headers, ...headers } }
}
