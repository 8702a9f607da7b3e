import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import {
  type Arithmetic,
  encodeVkey,
  keyId,
  logVerifier,
  type NoteSigner,
  type NoteVerifier,
  type VerifyEcdsa,
  type VerifyEd25519,
} from '@cordon/ledger'
import { originOf } from './loss.ts'
import { sha256 } from './sealed-entry.ts'

/** The key of one log. The signer is an interface: a KMS or an HSM takes its place without a change here. */
export interface LogKey extends NoteKey {
  readonly origin: string
  readonly verifier: NoteVerifier
}

/** A key that signs notes (c2sp.org/signed-note): a log's, or a person's. */
export interface NoteKey {
  /** What others check by: no secret. */
  readonly vkey: string
  readonly signer: NoteSigner
}

/** Ed25519 (RFC 8032) from a seed of 32 bytes; the log of a node is named `cordon/<node>`, until a loss is declared. */
export function createLogKey(node: string, seed: Uint8Array, losses = 0): LogKey {
  const origin = originOf(node, losses)
  const key = createNoteKey(origin, seed)
  return { origin, ...key, verifier: noteVerifier(key.vkey) }
}

/** Ed25519 from a seed of 32 bytes, under a name without white space and `+`; a witness's key is of another type. */
export function createNoteKey(name: string, seed: Uint8Array, type: 'ed25519' | 'cosignature' = 'ed25519'): NoteKey {
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32)
  return {
    vkey: encodeVkey(name, publicKey, sha256, type),
    signer: { name, keyId: keyId({ name, type, bytes: publicKey }, sha256), sign: (text) => sign(null, text, secret) },
  }
}

/** Who a vkey names, and how to check. Throws `LedgerError` (`key_malformed`). */
export function noteVerifier(vkey: string): NoteVerifier {
  return logVerifier(vkey, arithmetic)
}

export const verifyEd25519: VerifyEd25519 = (publicKey, text, signature) =>
  verify(null, text, publicKeyObject(publicKey), signature)

/** On P-256, for logs whose key is in an HSM or a KMS that knows no Ed25519. */
const verifyEcdsa: VerifyEcdsa = (publicKey, text, signature) => {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
    return verify('sha256', text, key, signature)
  } catch {
    // A point that is not on the curve.
    return false
  }
}

/** Everything that `@cordon/ledger` asks for, from node:crypto. */
export const arithmetic: Arithmetic = { sha256, verifyEd25519, verifyEcdsa }

// The fixed heads of the DER forms that hold an Ed25519 seed and public key (RFC 8410 §7 and §4).
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex')

function publicKeyObject(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_ED25519, publicKey]), format: 'der', type: 'spki' })
}
