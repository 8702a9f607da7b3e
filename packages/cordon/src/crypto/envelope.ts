import { CordonError } from '@cordon/contract'
import { invariant } from '../kernel/invariant.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { DataKey, Place } from './keyring.ts'
import { createXaes, NONCE_BYTES, TAG_BYTES } from './xaes.ts'

/** The first byte of everything sealed. Another construction gets another number; old bytes stay readable. */
const FORMAT = 1
export const KEY_ID_BYTES = 16
const HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES

/**
 * One data key, as its tenant uses it. Sealed bytes: format (1) | key id (16) | nonce (24) | ciphertext | tag (16).
 * The key id is the key version of the additional data: a rotated key has another id, so old and new never mix.
 * GCM does not commit to its key; here that needs no more, as keys are random, ours alone, and named by the header.
 */
export function createDataKey(of: { tenant: string; id: Uint8Array; key: Uint8Array; random: RandomBytes }): DataKey {
  const xaes = createXaes(of.key)
  const header = Buffer.concat([Uint8Array.of(FORMAT), of.id])
  return {
    id: Buffer.from(of.id).toString('base64url'),
    seal(plain, place) {
      invariant(place.tenant === of.tenant, 'a data key seals for its own tenant')
      const nonce = of.random(NONCE_BYTES)
      return Buffer.concat([header, nonce, xaes.seal(nonce, plain, additionalData(place, of.id))])
    },
    open(sealed, place) {
      if (place.tenant !== of.tenant || !header.equals(sealed.subarray(0, header.length))) throw notTogether()
      try {
        const nonce = sealed.subarray(header.length, HEADER_BYTES)
        return xaes.open(nonce, sealed.subarray(HEADER_BYTES), additionalData(place, of.id))
      } catch {
        throw notTogether()
      }
    },
  }
}

/** The id of the key that sealed these bytes. Throws `keys_unavailable` when they are not sealed bytes at all. */
export function keyIdOf(sealed: Uint8Array): string {
  if (sealed[0] !== FORMAT || sealed.length < HEADER_BYTES + TAG_BYTES) throw notTogether()
  return Buffer.from(sealed.subarray(1, 1 + KEY_ID_BYTES)).toString('base64url')
}

/** What is bound to the ciphertext: format | tenant | table | row | column | key version. */
function additionalData(place: Place, id: Uint8Array): Uint8Array {
  return fields(Uint8Array.of(FORMAT), place.tenant, place.table, place.row, place.column, id)
}

/** Each field behind its length in four bytes: ('ab', 'c') and ('a', 'bc') never give the same bytes. */
export function fields(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const lengths = parts.map((part) => (typeof part === 'string' ? Buffer.byteLength(part) : part.length))
  const bytes = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 0))
  let at = 0
  for (const [n, part] of parts.entries()) {
    at = bytes.writeUInt32BE(lengths[n] ?? 0, at)
    if (typeof part === 'string') at += bytes.write(part, at)
    else {
      bytes.set(part, at)
      at += part.length
    }
  }
  return bytes
}

function notTogether(): CordonError {
  return new CordonError('keys_unavailable', { at: 'a sealed value, its place and its key do not belong together' })
}
