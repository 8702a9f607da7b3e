import { CordonError } from '@cordon/contract'
import type { RootKey } from './kms/root-key.ts'
import type { Register } from './register.ts'
import { KEY_BYTES } from './xaes.ts'

/** The root keys of a deployment: the one that wraps from now on, and earlier ones that registers may still name. */
export interface Roots {
  readonly current: RootKey
  /** The tenant's key. Throws `keys_unavailable` when no root key here wrapped this register. */
  unwrap(register: Register): Promise<Uint8Array>
}

/** `others` are earlier root keys, or the recovery root: they open, and wrap nothing. */
export function createRoots(current: RootKey, others: readonly RootKey[] = []): Roots {
  const byId = new Map([...others, current].map((root) => [root.id, root]))
  return {
    current,
    async unwrap({ name, root, kek, recovery }) {
      const [own, spare] = [byId.get(root), byId.get(recovery.root)]
      if (own !== undefined) return key(await own.unwrap(decode(kek), name))
      if (spare !== undefined) return key(await spare.unwrap(decode(recovery.kek), name))
      throw new CordonError('keys_unavailable', {
        at: `the key register of ${name} is under another root key (${root}): name that one in keys.earlier, or recover`,
      })
    },
  }
}

function key(bytes: Uint8Array): Uint8Array {
  if (bytes.length === KEY_BYTES) return bytes
  throw new CordonError('keys_unavailable', { at: 'what the root key unwrapped is no key' })
}

const decode = (text: string): Uint8Array => Buffer.from(text, 'base64url')
