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
  const format = Uint8Array.of(FORMAT)
  /** What is bound to the ciphertext: format | tenant | table | row | column | key version. */
  const additionalData = (place: Place) => fields(format, place.tenant, place.table, place.row, place.column, of.id)
  return {
    id: Buffer.from(of.id).toString('base64url'),
    seal(plain, place) {
      invariant(place.tenant === of.tenant, 'a data key seals for its own tenant')
      const nonce = of.random(NONCE_BYTES)
      return Buffer.concat([header, nonce, xaes.seal(nonce, plain, additionalData(place))])
    },
    open(sealed, place) {
      if (place.tenant !== of.tenant || !header.equals(sealed.subarray(0, header.length))) throw notTogether()
      try {
        const nonce = sealed.subarray(header.length, HEADER_BYTES)
        return xaes.open(nonce, sealed.subarray(HEADER_BYTES), additionalData(place))
      } catch {
        throw notTogether()
      }
    },
  }
}

/** The id of the key that sealed these bytes. Throws `keys_unavailable` when they are not sealed bytes at all. */
export function keyIdOf(sealed: Uint8Array): string {
  if (sealed[0] !== FORMAT || sealed.length < HEADER_BYTES + TAG_BYTES) throw notTogether()
  const bytes = Buffer.isBuffer(sealed) ? sealed : Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  return bytes.toString('base64url', 1, 1 + KEY_ID_BYTES)
}

/** Each field behind its length in four bytes: ('ab', 'c') and ('a', 'bc') never give the same bytes. */
export function fields(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  let length = 0
  for (const part of parts) length += 4 + (typeof part === 'string' ? Buffer.byteLength(part) : part.length)
  const bytes = Buffer.allocUnsafe(length)
  let at = 0
  for (const part of parts) {
    const from = at + 4
    if (typeof part === 'string') at = from + bytes.write(part, from)
    else {
      bytes.set(part, from)
      at = from + part.length
    }
    bytes.writeUInt32BE(at - from, from - 4)
  }
  return bytes
}

function notTogether(): CordonError {
  return new CordonError('keys_unavailable', { at: 'a sealed value, its place and its key do not belong together' })
}
