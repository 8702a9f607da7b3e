import { concat, fromBase64, fromUtf8, toBase64, utf8 } from './bytes.ts'
import { LedgerError } from './error.ts'
import type { Sha256 } from './tree.ts'

/** One who signs notes: a file key now, a KMS or an HSM later. `keyId` is the first 4 bytes of the key's hash. */
export interface NoteSigner {
  readonly name: string
  readonly keyId: number
  sign(text: Uint8Array): Promise<Uint8Array> | Uint8Array
}

/** One whose signature we know how to check. */
export interface NoteVerifier {
  readonly name: string
  readonly keyId: number
  verify(text: Uint8Array, signature: Uint8Array): Promise<boolean> | boolean
}

/** Ed25519 (RFC 8032) over the text, as an argument. The public key is 32 bytes, the signature 64. */
export type VerifyEd25519 = (
  publicKey: Uint8Array,
  text: Uint8Array,
  signature: Uint8Array,
) => Promise<boolean> | boolean

export interface OpenedNote {
  readonly text: string
  /** The verifiers that signed it, each once, in the note's order. Never empty. */
  readonly signedBy: readonly NoteVerifier[]
}

/** Signature lines read from one note at most (the specification asks for at least 16). */
export const signaturesMax = 64

/**
 * A signed note (c2sp.org/signed-note): the text, an empty line, one line per signature.
 *
 * @example await signNote('cordon/a\n1\nroot…\n', [signer])
 */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  if (!isNoteText(text)) throw new LedgerError('note_malformed', 'a note’s text is lines that end in a newline')
  const lines = []
  for (const signer of signers) {
    const signature = await signer.sign(utf8(text))
    lines.push(`— ${signer.name} ${toBase64(concat(keyIdBytes(signer.keyId), signature))}\n`)
  }
  return `${text}\n${lines.join('')}`
}

/**
 * The note's text, if one of `verifiers` signed it. Signatures by unknown keys are ignored; a bad signature by a known
 * key refuses the note, whoever else signed. Throws `note_malformed`, `signature_invalid` or `note_unsigned`.
 */
export async function openNote(note: string, verifiers: readonly NoteVerifier[]): Promise<OpenedNote> {
  const { text, signatures } = splitNote(note)
  const signedBy: NoteVerifier[] = []
  for (const { name, keyId, signature } of signatures) {
    const verifier = verifiers.find((known) => known.name === name && known.keyId === keyId)
    if (verifier === undefined) continue
    if (!(await verifier.verify(utf8(text), signature))) {
      throw new LedgerError('signature_invalid', 'the signature of a known key does not verify')
    }
    if (!signedBy.includes(verifier)) signedBy.push(verifier)
  }
  if (signedBy.length === 0) throw new LedgerError('note_unsigned', 'no known key has signed this note')
  return { text, signedBy }
}

/** The verifier key as text: `name+hex8(key id)+base64(type || public key)`. */
export function encodeVkey(name: string, publicKey: Uint8Array, sha256: Sha256): string {
  const keyed = concat(ED25519, publicKey)
  const keyId = hashKey(name, keyed, sha256)
  return `${name}+${keyId.toString(16).padStart(8, '0')}+${toBase64(keyed)}`
}

/** Key id of an Ed25519 key: SHA-256(name || 0x0A || type || public key), its first four bytes. */
export function ed25519KeyId(name: string, publicKey: Uint8Array, sha256: Sha256): number {
  return hashKey(name, concat(ED25519, publicKey), sha256)
}

/** The verifier that a vkey line names. Throws `key_malformed`: other types than Ed25519 are refused, not ignored. */
export function ed25519Verifier(vkey: string, deps: { sha256: Sha256; verifyEd25519: VerifyEd25519 }): NoteVerifier {
  const [, name = '', hex = '', base64 = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(vkey) ?? []
  const keyed = fromBase64(base64)
  if (!isKeyName(name) || keyed?.length !== 33 || keyed[0] !== 1) {
    throw new LedgerError('key_malformed', 'a verifier key is name+hex8+base64 of an Ed25519 key')
  }
  const keyId = hashKey(name, keyed, deps.sha256)
  if (keyId !== Number.parseInt(hex, 16)) throw new LedgerError('key_malformed', 'the key id does not fit the key')
  const publicKey = keyed.slice(1)
  return {
    name,
    keyId,
    verify: (text, signature) => signature.length === 64 && deps.verifyEd25519(publicKey, text, signature),
  }
}

const ED25519 = Uint8Array.of(1)

interface SignatureLine {
  readonly name: string
  readonly keyId: number
  readonly signature: Uint8Array
}

function splitNote(note: string): { text: string; signatures: readonly SignatureLine[] } {
  const cut = note.lastIndexOf('\n\n')
  const text = note.slice(0, cut + 1)
  const lines = note.slice(cut + 2)
  if (cut < 0 || !isNoteText(text) || !isNoteText(lines)) {
    throw new LedgerError('note_malformed', 'a note is text, an empty line and signature lines')
  }
  const signatures = lines.slice(0, -1).split('\n').map(parseSignature)
  if (signatures.length > signaturesMax) throw new LedgerError('note_malformed', 'too many signatures')
  return { text, signatures }
}

// The dash is U+2014 EM DASH, then one space, the key's name, one space, base64 of key id and signature.
function parseSignature(line: string): SignatureLine {
  const [, name = '', base64 = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? []
  const bytes = fromBase64(base64)
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) {
    throw new LedgerError('note_malformed', 'a signature line is — name base64')
  }
  return { name, keyId: readKeyId(bytes), signature: bytes.slice(4) }
}

/** Ends in a newline; well-formed Unicode; no other ASCII control character. */
function isNoteText(text: string): boolean {
  if (!text.endsWith('\n') || fromUtf8(utf8(text)) !== text) return false
  return Array.from(text).every((char) => char === '\n' || (char >= ' ' && char !== '\u007f'))
}

const isKeyName = (name: string): boolean => name !== '' && !/[\s+]/u.test(name)

function hashKey(name: string, keyed: Uint8Array, sha256: Sha256): number {
  return readKeyId(sha256(concat(utf8(`${name}\n`), keyed)))
}

function readKeyId(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
}

function keyIdBytes(keyId: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, keyId)
  return bytes
}
