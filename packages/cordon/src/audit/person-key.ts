import { CordonError } from '@cordon/contract'
import { createNoteKey, type NoteKey } from './ed25519.ts'

/** The key with which a named person signs. */
export interface PersonKey extends NoteKey {
  /** The key itself, one line, as Go's sumdb tools write it: whoever has it signs as this person. */
  readonly secret: string
}

export const SEED_BYTES = 32

/** Throws `usage` for a name that cannot stand in a signature line. */
export function createPersonKey(name: string, seed: Uint8Array): PersonKey {
  if (!/^[^\s+\p{Cc}]{1,100}$/u.test(name)) throw new CordonError('usage', { at: 'the name of a key: no spaces, no +' })
  const key = createNoteKey(name, seed)
  const hex = key.signer.keyId.toString(16).padStart(8, '0')
  return { ...key, secret: `PRIVATE+KEY+${name}+${hex}+${Buffer.concat([ED25519, seed]).toString('base64')}` }
}

/** The key that a line holds. Throws `keys_unavailable`, and never shows the line. */
export function readPersonKey(line: string): PersonKey {
  const [, name = '', hex = '', base64 = ''] = /^PRIVATE\+KEY\+([^\s+]+)\+([0-9a-f]{8})\+(\S+)\s*$/u.exec(line) ?? []
  const keyed = Buffer.from(base64, 'base64')
  const whole = keyed.length === SEED_BYTES + 1 && keyed[0] === ED25519[0]
  const key = whole ? createPersonKey(name, keyed.subarray(1)) : undefined
  if (key === undefined || !key.vkey.startsWith(`${name}+${hex}+`))
    throw new CordonError('keys_unavailable', { at: 'the file holds no signing key' })
  return key
}

/** The type byte that c2sp.org/signed-note gives Ed25519. */
const ED25519 = Uint8Array.of(1)
