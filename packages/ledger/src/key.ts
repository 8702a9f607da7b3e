import { concat, fromBase64, toBase64, utf8 } from './bytes.ts'
import { LedgerError } from './error.ts'
import type { Sha256 } from './tree.ts'

/**
 * What a key signs with, by the type byte of c2sp.org/signed-note: 0x01 Ed25519, 0x02 ECDSA (here on P-256 alone), 0x04
 * timestamped Ed25519 cosignatures of witnesses. Other types are refused, not ignored.
 */
export type KeyType = 'ed25519' | 'ecdsa' | 'cosignature'

/** A public key with the name under which it signs. */
export interface PublicKey {
  readonly name: string
  readonly type: KeyType
  /** 32 bytes for Ed25519; for ECDSA the DER form of SubjectPublicKeyInfo (RFC 5480). */
  readonly bytes: Uint8Array
}

/** The public key as a line of text: `name+hex8(key id)+base64(type || public key)`. */
export function encodeVkey(name: string, publicKey: Uint8Array, sha256: Sha256, type: KeyType = 'ed25519'): string {
  const id = keyId({ name, type, bytes: publicKey }, sha256)
  return `${name}+${id.toString(16).padStart(8, '0')}+${toBase64(concat(TYPES[type].byte, publicKey))}`
}

/** The key that a vkey line holds. Throws `key_malformed`, also when the key id in it is not the key's own. */
export function parseVkey(vkey: string, sha256: Sha256): PublicKey {
  const [, name = '', hex = '', base64 = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{1,400})$/.exec(vkey) ?? []
  const keyed = fromBase64(base64)
  const type = NAMES.find((known) => TYPES[known].byte[0] === keyed?.[0])
  if (!isKeyName(name) || keyed === undefined) throw malformed('a verifier key is name+hex8+base64')
  if (type === undefined) throw malformed('a verifier key of a type that is not known here')
  const key = { name, type, bytes: keyed.slice(1) }
  if (!TYPES[type].fits(key.bytes)) throw malformed('the public key has not the length of its type')
  if (keyId(key, sha256) !== Number.parseInt(hex, 16)) throw malformed('the key id does not fit the key')
  return key
}

/** Four bytes that, with the name, say which key signed. Not a strong hash: a verifier knows the key itself. */
export function keyId({ name, type, bytes }: PublicKey, sha256: Sha256): number {
  // ECDSA came from another project, which hashes the key alone (signed-note, "Signature types").
  if (type === 'ecdsa') return readKeyId(sha256(bytes))
  return readKeyId(sha256(concat(utf8(`${name}\n`), TYPES[type].byte, bytes)))
}

/** Key id of an Ed25519 key: SHA-256(name || 0x0A || 0x01 || public key), its first four bytes. */
export function ed25519KeyId(name: string, publicKey: Uint8Array, sha256: Sha256): number {
  return keyId({ name, type: 'ed25519', bytes: publicKey }, sha256)
}

/** No white space, no plus, not empty. */
export const isKeyName = (name: string): boolean => name !== '' && !/[\s+]/u.test(name)

export function readKeyId(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
}

export function keyIdBytes(id: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, id)
  return bytes
}

const is32 = (bytes: Uint8Array): boolean => bytes.length === 32

// The fixed head of an uncompressed P-256 point in SubjectPublicKeyInfo: no other curve and no other form fits it.
const P256_HEAD = fromBase64('MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE')
const isP256 = (bytes: Uint8Array): boolean =>
  bytes.length === 91 && P256_HEAD !== undefined && P256_HEAD.every((byte, i) => byte === bytes[i])

const TYPES: Record<KeyType, { readonly byte: Uint8Array; readonly fits: (bytes: Uint8Array) => boolean }> = {
  ed25519: { byte: Uint8Array.of(1), fits: is32 },
  ecdsa: { byte: Uint8Array.of(2), fits: isP256 },
  cosignature: { byte: Uint8Array.of(4), fits: is32 },
}
const NAMES = Object.keys(TYPES) as readonly KeyType[]

const malformed = (message: string): LedgerError => new LedgerError('key_malformed', message)
