import { readFile, stat } from 'node:fs/promises'
import { CordonError } from '@cordon/contract'
import { Decrypter, Encrypter, generateIdentity, identityToRecipient } from 'age-encryption'
import { createFile } from '../../crypto/replace-file.ts'
import type { RandomBytes } from '../../kernel/random.ts'

/** Files of identities are a few lines. */
const IDENTITY_FILE_BYTES_MAX = 65_536

/**
 * The identities of a file as `age-keygen` writes it: one to a line, `#` begins a remark. Throws `keys_unavailable` when
 * it cannot be read, is open to others, or holds none.
 */
export async function readIdentities(path: string): Promise<string[]> {
  const text = await readPrivate(path)
  const lines = text.split('\n').map((line) => line.trim())
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (identities.length === 0) throw unusable('holds no identity')
  if (identities.some((one) => !/^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/.test(one)))
    throw unusable('is no age identity file')
  return identities
}

/** What opens files that were encrypted to these identities' recipients. */
export function decrypterOf(identities: readonly string[]): Decrypter {
  const decrypter = new Decrypter()
  try {
    for (const identity of identities) decrypter.addIdentity(identity)
  } catch (cause) {
    throw new CordonError('keys_unavailable', { at: 'an age identity is malformed', cause })
  }
  return decrypter
}

export async function recipientsOf(identities: readonly string[]): Promise<string[]> {
  return Promise.all(identities.map((identity) => identityToRecipient(identity)))
}

/** Throws `config_invalid` for a text that is no recipient: a backup to it would open for nobody. */
export function checkRecipient(recipient: string, at: string): void {
  try {
    new Encrypter().addRecipient(recipient)
  } catch (cause) {
    throw new CordonError('config_invalid', { at, cause })
  }
}

/** A new identity in a file of its own (0600), as `age-keygen` makes one; its recipient is what the configuration takes. */
export async function makeIdentityFile(path: string, random: RandomBytes): Promise<{ recipient: string }> {
  const identity = await generateIdentity()
  const recipient = await identityToRecipient(identity)
  try {
    await createFile(path, `# public key: ${recipient}\n${identity}\n`, random)
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
    throw new CordonError('usage', { at: exists ? `${path} exists already` : `${path} cannot be written`, cause })
  }
  return { recipient }
}

async function readPrivate(path: string): Promise<string> {
  try {
    const { mode, size } = await stat(path)
    if ((mode & 0o077) !== 0) throw unusable('is open to others: chmod 600')
    if (size > IDENTITY_FILE_BYTES_MAX) throw unusable('is no age identity file')
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof CordonError) throw error
    throw new CordonError('keys_unavailable', { at: 'the age identity file cannot be read', cause: error })
  }
}

const unusable = (why: string): CordonError =>
  new CordonError('keys_unavailable', { at: `the age identity file ${why}` })
