import { CordonError } from '@cordon/contract'
import type { RandomBytes } from '../../kernel/random.ts'
import { createWrapping } from '../wrap.ts'
import { KEY_BYTES } from '../xaes.ts'
import type { KeyService } from './service-root.ts'

type Raw = {
  wrap(key: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
  unwrap(wrapped: Uint8Array, signal: AbortSignal): Promise<Uint8Array>
}

/**
 * Binds the register's name for a service that wraps bytes and nothing beside them: the service wraps a key made for
 * this once, and that one wraps ours with the name as additional data. Bytes: length (2) | wrapped by the service | ours.
 */
export function bindLabel(raw: Raw, random: RandomBytes): Pick<KeyService, 'wrap' | 'unwrap'> {
  return {
    async wrap(key, label, signal) {
      const once = random(KEY_BYTES)
      const outer = await raw.wrap(once, signal)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(outer.length)
      return Buffer.concat([length, outer, createWrapping(once, random).wrap(key, 'root', label)])
    },
    async unwrap(wrapped, label, signal) {
      const bytes = Buffer.from(wrapped)
      const end = bytes.length < 2 ? 0 : 2 + bytes.readUInt16BE(0)
      if (end <= 2 || end >= bytes.length)
        throw new CordonError('keys_unavailable', { at: `the wrapped key of ${label} is damaged` })
      const once = await raw.unwrap(bytes.subarray(2, end), signal)
      if (once.length !== KEY_BYTES) throw new Error('an answer of another length')
      return createWrapping(once, random).unwrap(bytes.subarray(end), 'root', label)
    },
  }
}
