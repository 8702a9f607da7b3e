import { fromBase64, parseWhole, toBase64 } from './bytes.ts'
import { LedgerError } from './error.ts'
import { type NoteSigner, type NoteVerifier, openNote, signNote } from './note.ts'

/** The head of a log: that its first `size` entries have this root. */
export interface TreeHead {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** The signed checkpoint (c2sp.org/tlog-checkpoint): three lines and the signatures over them. */
export async function signCheckpoint(head: TreeHead, signers: readonly NoteSigner[]): Promise<string> {
  return signNote(encodeCheckpoint(head), signers)
}

/**
 * What the checkpoint says, once the log itself (the verifier whose name is the origin) has signed it; others'
 * signatures never stand in for the log's. Throws as `openNote` does, or `checkpoint_malformed`.
 */
export async function openCheckpoint(
  note: string,
  log: NoteVerifier,
  others: readonly NoteVerifier[] = [],
): Promise<TreeHead> {
  const { text, signedBy } = await openNote(note, [log, ...others])
  if (!signedBy.includes(log)) throw new LedgerError('note_unsigned', 'the log itself has not signed this checkpoint')
  const head = parseCheckpoint(text)
  if (head.origin !== log.name) throw new LedgerError('checkpoint_malformed', 'the origin is not the key’s name')
  return head
}

export function encodeCheckpoint({ origin, size, root }: TreeHead): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** Origin, size without leading zeros, root of 32 bytes. Extension lines are allowed by the format, and ignored. */
export function parseCheckpoint(text: string): TreeHead {
  const [origin = '', sizeText = '', rootText = '', ...rest] = text.split('\n')
  const size = parseWhole(sizeText)
  const root = fromBase64(rootText)
  const extensions = rest.slice(0, -1)
  if (origin === '' || size === undefined || root?.length !== 32 || rest.at(-1) !== '' || extensions.includes('')) {
    throw new LedgerError('checkpoint_malformed', 'a checkpoint is origin, size and root, one line each')
  }
  return { origin, size, root }
}
