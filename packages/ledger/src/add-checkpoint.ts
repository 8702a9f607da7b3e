import { fromBase64, parseWhole, toBase64 } from './bytes.ts'
import { LedgerError } from './error.ts'

/** What a log asks of a witness (c2sp.org/tlog-witness): cosign this, it continues what you had at `oldSize`. */
export interface AddCheckpoint {
  /** The size that the witness last cosigned, as the log believes; 0 when it never did. */
  readonly oldSize: number
  /** The consistency proof from there; empty when `oldSize` is 0 or nothing was added. */
  readonly proof: readonly Uint8Array[]
  /** The signed note, verbatim. */
  readonly checkpoint: string
}

/** 63 levels are more than any log has entries for. */
const hashesMax = 63

/** UTF-16 units of one request at most: the proof, and a checkpoint with as many signatures as a note may have. */
export const addCheckpointLengthMax = 505_000

export function encodeAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return [`old ${oldSize}`, ...proof.map(toBase64), '', checkpoint].join('\n')
}

/** Strict: a leading zero, a hash that is not 32 bytes, a 64th hash or a missing line throws `request_malformed`. */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  if (body.length > addCheckpointLengthMax) throw malformed('longer than the bound')
  const cut = body.indexOf('\n\n')
  const [first = '', ...lines] = body.slice(0, Math.max(cut, 0)).split('\n')
  const oldSize = parseWhole(/^old (\S+)$/.exec(first)?.[1] ?? '')
  if (cut < 0 || oldSize === undefined) throw malformed('it begins with `old` and a size')
  if (lines.length > hashesMax) throw malformed('more than 63 hashes')
  const proof = lines.map(fromBase64).filter((hash) => hash?.length === 32)
  if (proof.length !== lines.length) throw malformed('a line of the proof is no hash')
  return { oldSize, proof: proof.filter((hash) => hash !== undefined), checkpoint: body.slice(cut + 2) }
}

const malformed = (why: string): LedgerError => new LedgerError('request_malformed', `not an add-checkpoint: ${why}`)
