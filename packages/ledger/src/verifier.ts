import { LedgerError } from './error.ts'
import { type KeyType, keyId, type PublicKey, parseVkey } from './key.ts'
import type { NoteVerifier } from './note.ts'
import type { Sha256 } from './tree.ts'

/** Ed25519 (RFC 8032) over the text, as an argument. The public key is 32 bytes, the signature 64. */
export type VerifyEd25519 = (
  publicKey: Uint8Array,
  text: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean> | boolean

/** ECDSA on P-256 with SHA-256 over the text. The public key is SubjectPublicKeyInfo in DER, the signature ASN.1 DER. */
export type VerifyEcdsa = VerifyEd25519

/** The arithmetic, from outside: `node:crypto`, or a browser's. Without `verifyEcdsa` no ECDSA key is taken. */
export interface Arithmetic {
  readonly sha256: Sha256
  readonly verifyEd25519: VerifyEd25519
  readonly verifyEcdsa?: VerifyEcdsa | undefined
}

/** The verifier of a log's key. Throws `key_malformed` for a witness's key, or a type that cannot be checked here. */
export function logVerifier(vkey: string, deps: Arithmetic): NoteVerifier {
  return verifierOf(parseVkey(vkey, deps.sha256), deps)
}

/** The verifier of an Ed25519 key alone. Throws `key_malformed`: other types are refused, not ignored. */
export function ed25519Verifier(vkey: string, deps: Omit<Arithmetic, 'verifyEcdsa'>): NoteVerifier {
  const { sha256, verifyEd25519 } = deps
  return logVerifier(vkey, { sha256, verifyEd25519 })
}

export function verifierOf(key: PublicKey, deps: Arithmetic): NoteVerifier {
  const verify = VERIFY[key.type](key.bytes, deps)
  if (verify === undefined) throw new LedgerError('key_malformed', 'this is no key of a log, or of a type not taken')
  return { name: key.name, keyId: keyId(key, deps.sha256), verify }
}

type Verify = NoteVerifier['verify']

const VERIFY: Record<KeyType, (publicKey: Uint8Array, deps: Arithmetic) => Verify | undefined> = {
  ed25519:
    (publicKey, { verifyEd25519 }) =>
    (text, signature) =>
      signature.length === 64 && verifyEd25519(publicKey, text, signature),
  ecdsa: (publicKey, { verifyEcdsa }) => verifyEcdsa && ((text, signature) => verifyEcdsa(publicKey, text, signature)),
  // A witness never stands in for the log.
  cosignature: () => undefined,
}
