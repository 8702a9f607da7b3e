import { fromBase64, parseWhole, toBase64 } from './bytes.ts'
import { openCheckpoint, type TreeHead } from './checkpoint.ts'
import { LedgerError } from './error.ts'
import type { NoteVerifier } from './note.ts'
import { leafHash, type Sha256 } from './tree.ts'
import { verifyInclusion } from './tree-check.ts'

/** An inclusion proof that can be checked with no server (c2sp.org/tlog-proof@v1). */
export interface TlogProof {
  readonly index: number
  readonly hashes: readonly Uint8Array[]
  /** The signed note, verbatim. */
  readonly checkpoint: string
}

/** 63 levels are more than any log has entries for. */
const hashesMax = 63
const HEADER = 'c2sp.org/tlog-proof@v1'

/**
 * The checkpoint's head, if `entry` stands at the proof's index under a checkpoint that `log` signed.
 * Throws `proof_malformed` otherwise, or what `openCheckpoint` throws.
 */
export async function verifyProof(
  text: string,
  claim: { entry: Uint8Array; log: NoteVerifier; sha256: Sha256 },
): Promise<TreeHead & { readonly index: number }> {
  const { index, hashes, checkpoint } = parseProof(text)
  const head = await openCheckpoint(checkpoint, claim.log)
  const leaf = leafHash(claim.sha256, claim.entry)
  if (!verifyInclusion(claim.sha256, { index, size: head.size, leaf, proof: hashes, root: head.root })) {
    throw new LedgerError('proof_malformed', 'the proof does not lead from this entry to the checkpoint’s root')
  }
  return { ...head, index }
}

export function encodeProof({ index, hashes, checkpoint }: TlogProof): string {
  return [HEADER, `index ${index}`, ...hashes.map(toBase64), '', checkpoint].join('\n')
}

/** Strict: an index with a leading zero, a hash that is not 32 bytes, or a 64th hash is refused. `extra` is skipped. */
export function parseProof(text: string): TlogProof {
  const cut = text.indexOf('\n\n')
  const [header, ...lines] = text.slice(0, Math.max(cut, 0)).split('\n')
  if (isExtra(lines[0])) lines.shift()
  const index = parseWhole(/^index (\S+)$/.exec(lines.shift() ?? '')?.[1] ?? '')
  const hashes = lines.map(fromBase64).filter((hash) => hash?.length === 32)
  const whole = header === HEADER && index !== undefined && hashes.length === lines.length
  if (cut < 0 || !whole || hashes.length > hashesMax) {
    throw new LedgerError('proof_malformed', 'not a tlog-proof: header, index, hashes, checkpoint')
  }
  return { index, hashes: hashes.filter((hash) => hash !== undefined), checkpoint: text.slice(cut + 2) }
}

function isExtra(line: string | undefined): boolean {
  const base64 = /^extra (\S+)$/.exec(line ?? '')?.[1]
  return base64 !== undefined && fromBase64(base64) !== undefined
}
