import { CordonError } from '@cordon/contract'
import type { RandomBytes } from '../kernel/random.ts'
import { fields } from './envelope.ts'
import { createXaes, KEY_BYTES, NONCE_BYTES } from './xaes.ts'

/** A key that wraps keys. The label is bound, so a wrapped key put under another label does not open. */
export interface Wrapping {
  wrap(key: Uint8Array, ...label: string[]): Uint8Array
  /** Throws `keys_unavailable`. */
  unwrap(wrapped: Uint8Array, ...label: string[]): Uint8Array
}

/** XAES-256-GCM over 32 bytes of key: nonce (24) | wrapped key (32) | tag (16). */
export function createWrapping(kek: Uint8Array, random: RandomBytes): Wrapping {
  const xaes = createXaes(kek)
  const aad = (label: string[]) => fields('cordon wrapped key 1', ...label)
  return {
    wrap(key, ...label) {
      const nonce = random(NONCE_BYTES)
      return Buffer.concat([nonce, xaes.seal(nonce, key, aad(label))])
    },
    unwrap(wrapped, ...label) {
      try {
        const key = xaes.open(wrapped.subarray(0, NONCE_BYTES), wrapped.subarray(NONCE_BYTES), aad(label))
        if (key.length === KEY_BYTES) return key
      } catch {
        // Told below: what failed inside the cipher helps nobody but an attacker.
      }
      throw new CordonError('keys_unavailable', { at: `the wrapped key ${label.join('/')} does not open` })
    },
  }
}
