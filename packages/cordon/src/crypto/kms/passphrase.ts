import { scrypt } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import type { RandomBytes } from '../../kernel/random.ts'
import { createWrapping } from '../wrap.ts'
import { KEY_BYTES } from '../xaes.ts'
import { rootKeyOf } from './file.ts'
import type { RootKey } from './root-key.ts'

/**
 * The root key in a file, under a passphrase that stands nowhere: scrypt makes of it the key that wraps the root key. For a
 * box whose disk may be stolen together with its key file. The passphrase comes from a terminal or the environment.
 */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const
const SCRYPT_BYTES_MAX = 256 * 1024 * 1024

/** Fewer characters than this are guessed, whatever scrypt costs. */
export const PASSPHRASE_CHARACTERS_MIN = 12

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/)
const file = z.strictObject({
  format: z.literal('cordon-kek-scrypt-1'),
  /** The root key's id. */
  id: base64url,
  salt: base64url,
  wrapped: base64url,
})
type PassphraseFile = z.infer<typeof file>

/** The text of such a file around a new root key. Throws `config_invalid` for a passphrase that is too short. */
export async function makePassphraseFile(passphrase: string, random: RandomBytes): Promise<string> {
  if (passphrase.length < PASSPHRASE_CHARACTERS_MIN)
    throw new CordonError('config_invalid', { at: `a passphrase of at least ${PASSPHRASE_CHARACTERS_MIN} characters` })
  const [kek, salt] = [random(KEY_BYTES), random(32)]
  const { id } = rootKeyOf(kek, random)
  const wrapped = createWrapping(await stretched(passphrase, salt), random).wrap(kek, 'root file', id)
  const made: PassphraseFile = { format: 'cordon-kek-scrypt-1', id, salt: encode(salt), wrapped: encode(wrapped) }
  return `${JSON.stringify(made)}\n`
}

/** Throws `keys_unavailable` when the file is missing, open to others, damaged, or under another passphrase. */
export async function openPassphraseFile(
  path: string,
  passphrase: () => Promise<string>,
  random: RandomBytes,
): Promise<RootKey> {
  const { id, salt, wrapped } = await readPassphraseFile(path)
  const wrapping = createWrapping(await stretched(await passphrase(), decode(salt)), random)
  try {
    return rootKeyOf(wrapping.unwrap(decode(wrapped), 'root file', id), random)
  } catch {
    throw unusable('this passphrase does not open the key file; nothing was changed')
  }
}

export async function readPassphraseFile(path: string): Promise<PassphraseFile> {
  try {
    if (((await stat(path)).mode & 0o077) !== 0) throw unusable('the key file is open to others: chmod 600')
    return file.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    if (cause instanceof CordonError) throw cause
    throw new CordonError('keys_unavailable', { at: 'the key file cannot be read, or is no file under a passphrase' })
  }
}

/** The same characters typed on two machines are the same bytes only once normalised (RFC 8265 takes NFC). */
function stretched(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  return derive(passphrase.normalize('NFC'), salt, KEY_BYTES, { ...SCRYPT, maxmem: SCRYPT_BYTES_MAX })
}

const derive = promisify<string, Uint8Array, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
)
const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const decode = (text: string): Uint8Array => Buffer.from(text, 'base64url')

function unusable(at: string): CordonError {
  return new CordonError('keys_unavailable', { at })
}
