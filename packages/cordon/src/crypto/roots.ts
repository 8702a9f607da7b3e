import { CordonError } from '@cordon/contract'
import { chosenRoot, type KeySettings } from '../config/keys.ts'
import { refuseInside } from './key-outside.ts'
import { idOfRoot, openRootKey, type RootDeps } from './kms/open-root-key.ts'
import type { RootKey } from './kms/root-key.ts'
import type { Register } from './register.ts'
import { KEY_BYTES } from './xaes.ts'

/** The root keys of a deployment: the one that wraps from now on, and earlier ones that registers may still name. */
export interface Roots {
  readonly current: RootKey
  /** The tenant's key. Throws `keys_unavailable` when no root key here wrapped this register. */
  unwrap(register: Register): Promise<Uint8Array>
}

/** A root key that opens and wraps nothing, opened itself when a register is found under it. */
export interface EarlierRoot {
  readonly id: string
  readonly open: () => Promise<RootKey>
}

/**
 * The root keys that the configuration names. Throws `keys_unavailable` when the present one cannot be used, and
 * `config_invalid` when its file lies in the data folder.
 */
export async function openRoots(keys: KeySettings, deps: RootDeps & { dataFolder: string }): Promise<Roots> {
  const choice = chosenRoot(keys)
  if ('file' in choice) await refuseInside(choice.file, deps.dataFolder)
  const current = await openRootKey(choice, deps)
  const earlier: EarlierRoot[] = []
  for (const one of keys.earlier) earlier.push({ id: await idOfRoot(one, deps), open: () => openRootKey(one, deps) })
  return createRoots(current, earlier)
}

export function createRoots(current: RootKey, earlier: readonly EarlierRoot[] = []): Roots {
  const opened = new Map<string, Promise<RootKey>>([[current.id, Promise.resolve(current)]])
  const rootOf = (id: string): Promise<RootKey> | undefined => {
    const known = opened.get(id)
    if (known !== undefined) return known
    const opening = earlier.find((one) => one.id === id)?.open()
    if (opening !== undefined) opened.set(id, opening)
    opening?.catch(() => opened.delete(id))
    return opening
  }
  return {
    current,
    async unwrap({ name, root, kek, recovery }) {
      const own = await rootOf(root)
      if (own !== undefined) return key(await own.unwrap(decode(kek), name))
      const spare = await rootOf(recovery.root)
      if (spare !== undefined) return key(await spare.unwrap(decode(recovery.kek), name))
      throw new CordonError('keys_unavailable', {
        at: `the key register of ${name} is under another root key (${root}): name that one in keys.earlier`,
      })
    },
  }
}

function key(bytes: Uint8Array): Uint8Array {
  if (bytes.length === KEY_BYTES) return bytes
  throw new CordonError('keys_unavailable', { at: 'what the root key unwrapped is no key' })
}

const decode = (text: string): Uint8Array => Buffer.from(text, 'base64url')
