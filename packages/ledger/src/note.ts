import { concat, fromBase64, fromUtf8, toBase64, utf8 } from './bytes.ts'
import { LedgerError } from './error.ts'
import { isKeyName, keyIdBytes, readKeyId } from './key.ts'

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

export interface OpenedNote {
  readonly text: string
  /** The verifiers that signed it, each once, in the note's order. Never empty. */
  readonly signedBy: readonly NoteVerifier[]
  /** Every signature that was checked, with what it holds besides the key id. */
  readonly signatures: readonly { readonly by: NoteVerifier; readonly signature: Uint8Array }[]
}

/** Signature lines read from one note at most (the specification asks for at least 16). */
export const signaturesMax = 64

/** UTF-16 units of one note at most: 64 signatures of the largest kind in use, and room for the text. */
export const noteLengthMax = 500_000

/**
 * A signed note (c2sp.org/signed-note): the text, an empty line, one line per signature.
 *
 * @example await signNote('cordon/a\n1\nroot…\n', [signer])
 */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  if (!isNoteText(text)) throw new LedgerError('note_malformed', 'a note’s text is lines that end in a newline')
  const lines = []
  for (const signer of signers) lines.push(await signatureLine(text, signer))
  return `${text}\n${lines.join('')}`
}

/** One signature line over the text, with its newline: what a witness answers, and what is appended to a note. */
export async function signatureLine(text: string, signer: NoteSigner): Promise<string> {
  const signature = await signer.sign(utf8(text))
  return `— ${signer.name} ${toBase64(concat(keyIdBytes(signer.keyId), signature))}\n`
}

/** The text of a note that nobody has checked yet. Throws `note_malformed`. Use `openNote` to believe it. */
export function uncheckedText(note: string): string {
  return splitNote(note).text
}

/**
 * The note with the lines of `answer` that a verifier of `wanted` made and that verify; others are left out, and none
 * stands twice. Throws `note_malformed` for an answer that is no signature lines, `signature_invalid` for a bad one.
 */
export async function addSignatures(note: string, answer: string, wanted: readonly NoteVerifier[]): Promise<string> {
  const { text } = splitNote(note)
  const { signatures } = splitNote(`${text}\n${answer}`)
  const added = new Set<NoteVerifier>()
  const lines = new Set(note.slice(text.length + 1).match(/.*\n/g))
  for (const { verifier, signature, line } of signatures.map((one) => ({ ...one, verifier: find(wanted, one) }))) {
    if (verifier === undefined) continue
    if (!(await verifier.verify(utf8(text), signature))) throw invalid()
    if (!added.has(verifier)) lines.add(line)
    added.add(verifier)
  }
  return `${text}\n${[...lines].join('')}`
}

/** The note with one line of each of these keys, and none of any other. Which of them verify, `openNote` says. */
export function keepSignatures(note: string, of: readonly Pick<NoteVerifier, 'name' | 'keyId'>[]): string {
  const { text, signatures } = splitNote(note)
  const kept = of.flatMap(({ name, keyId }) => signatures.find((one) => one.name === name && one.keyId === keyId) ?? [])
  return `${text}\n${[...new Set(kept.map(({ line }) => line))].join('')}`
}

/**
 * The note's text, if one of `verifiers` signed it. Signatures by unknown keys are ignored; a bad signature by a known
 * key refuses the note, whoever else signed. Throws `note_malformed`, `signature_invalid` or `note_unsigned`.
 */
export async function openNote(note: string, verifiers: readonly NoteVerifier[]): Promise<OpenedNote> {
  const { text, signatures } = splitNote(note)
  const checked: { by: NoteVerifier; signature: Uint8Array }[] = []
  for (const line of signatures) {
    const by = find(verifiers, line)
    if (by === undefined) continue
    if (!(await by.verify(utf8(text), line.signature))) throw invalid()
    checked.push({ by, signature: line.signature })
  }
  if (checked.length === 0) throw new LedgerError('note_unsigned', 'no known key has signed this note')
  return { text, signedBy: [...new Set(checked.map(({ by }) => by))], signatures: checked }
}

const find = (verifiers: readonly NoteVerifier[], { name, keyId }: SignatureLine): NoteVerifier | undefined =>
  verifiers.find((known) => known.name === name && known.keyId === keyId)

const invalid = (): LedgerError => new LedgerError('signature_invalid', 'the signature of a known key does not verify')

interface SignatureLine {
  /** As it stands in the note, with its newline. */
  readonly line: string
  readonly name: string
  readonly keyId: number
  readonly signature: Uint8Array
}

function splitNote(note: string): { text: string; signatures: readonly SignatureLine[] } {
  if (note.length > noteLengthMax) throw new LedgerError('note_malformed', 'a note of more than 500,000 characters')
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
  return { line: `${line}\n`, name, keyId: readKeyId(bytes), signature: bytes.slice(4) }
}

/** Ends in a newline; well-formed Unicode; no other ASCII control character. */
function isNoteText(text: string): boolean {
  if (!text.endsWith('\n') || fromUtf8(utf8(text)) !== text) return false
  return Array.from(text).every((char) => char === '\n' || (char >= ' ' && char !== '\u007f'))
}
