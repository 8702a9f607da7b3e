import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { CordonError } from '@cordon/contract'
import type { RandomBytes } from '../../kernel/random.ts'
import { createWrapping } from '../wrap.ts'
import { KEY_BYTES } from '../xaes.ts'
import type { RootKey } from './root-key.ts'

const PREFIX = 'cordon-kek-1:'

/**
 * The root key in a file, for one box: a single line, readable by its owner alone. Throws `keys_unavailable` when it
 * is missing, open to others, or not such a file.
 */
export async function openRootKeyFile(path: string, random: RandomBytes): Promise<RootKey> {
  return rootKeyOf(await readKek(path), random)
}

export function rootKeyOf(kek: Uint8Array, random: RandomBytes): RootKey {
  const wrapping = createWrapping(kek, random)
  const id = createHash('sha256').update('cordon root key id 1').update(kek).digest('base64url').slice(0, 22)
  return {
    id,
    wrap: async (key, label) => wrapping.wrap(key, 'root', label),
    unwrap: async (wrapped, label) => wrapping.unwrap(wrapped, 'root', label),
  }
}

export async function readKek(path: string): Promise<Uint8Array> {
  try {
    if (((await stat(path)).mode & 0o077) !== 0) throw unusable('the key file is open to others: chmod 600')
    return parseKek(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof CordonError) throw error
    throw new CordonError('keys_unavailable', { at: 'the key file cannot be read', cause: error })
  }
}

export function printKek(kek: Uint8Array): string {
  return `${PREFIX}${Buffer.from(kek).toString('base64url')}\n`
}

function parseKek(text: string): Uint8Array {
  const kek = Buffer.from(text.trim().slice(PREFIX.length), 'base64url')
  if (!text.startsWith(PREFIX) || kek.length !== KEY_BYTES) throw unusable('the key file is not a Cordon key file')
  return kek
}

function unusable(at: string): CordonError {
  return new CordonError('keys_unavailable', { at })
}
