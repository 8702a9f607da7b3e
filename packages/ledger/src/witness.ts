import { type AddCheckpoint, parseAddCheckpoint } from './add-checkpoint.ts'
import { equal } from './bytes.ts'
import { openCheckpoint, parseCheckpoint, type TreeHead } from './checkpoint.ts'
import { LedgerError } from './error.ts'
import { keepSignatures, type NoteSigner, type NoteVerifier, signatureLine, uncheckedText } from './note.ts'
import { emptyRoot, type Sha256 } from './tree.ts'
import { verifyConsistency } from './tree-check.ts'

/** What a witness answers to one add-checkpoint: an HTTP status and a body (c2sp.org/tlog-witness). */
export type WitnessAnswer =
  | { readonly status: 200; readonly body: string; readonly head: TreeHead }
  /** The size that it last cosigned. `fork`: another root for a size that it has cosigned: never one log. */
  | { readonly status: 409; readonly body: string; readonly fork: boolean }
  | { readonly status: 400 | 403 | 404 | 422; readonly body: string }

/** What a witness remembers of each log: the newest head that it cosigned. */
export interface WitnessMemory {
  /** `undefined` when it never cosigned for this origin. Throws when it cannot know. */
  read(origin: string): Promise<TreeHead | undefined>
  /**
   * Durable when it resolves. When it rejects, nothing is cosigned. `note`: the checkpoint with the log's line and the
   * witness's own, and no other.
   */
  write(head: TreeHead, note: string): Promise<void>
}

export interface Witness {
  /** Decides one request; two are never decided at once. Rejects only as the memory does. */
  addCheckpoint(body: string): Promise<WitnessAnswer>
}

/**
 * A witness: for each log it cosigns only what continues the newest head that it cosigned before, and remembers the new
 * one durably before it answers. The whole promise rests on that memory: a witness that forgets signs two histories.
 *
 * @example createWitness({ logs: [logVerifier(vkey, node)], signer: cosigner(key, nowSeconds), memory, sha256 })
 */
export function createWitness(deps: {
  logs: readonly NoteVerifier[]
  signer: NoteSigner
  memory: WitnessMemory
  sha256: Sha256
}): Witness {
  let last: Promise<unknown> = Promise.resolve()
  return {
    // One after another: between reading the old head and keeping the new one nothing may come (the race that
    // tlog-witness describes rolls a log back).
    addCheckpoint(body) {
      const turn = last.then(() => decide(body, deps))
      last = turn.catch(() => undefined)
      return turn
    },
  }
}

async function decide(body: string, deps: Parameters<typeof createWitness>[0]): Promise<WitnessAnswer> {
  const request = readRequest(body)
  if (request === undefined) return refuse(400, 'not an add-checkpoint with a signed checkpoint')
  const { origin } = request.claimed
  const log = deps.logs.find(({ name }) => name === origin)
  if (log === undefined) return refuse(404, 'this log is not known here')
  const keys = deps.logs.filter(({ name }) => name === origin)
  const head = await signedHead(request.checkpoint, keys)
  if (head === undefined) return refuse(403, 'not signed by the key that is known of this log')
  if (request.oldSize > head.size) return refuse(400, 'the old size is larger than the checkpoint’s')
  const known = await deps.memory.read(origin)
  if (request.oldSize !== (known?.size ?? 0)) return conflict(known?.size ?? 0, false)
  if (known?.size === head.size && !equal(known.root, head.root)) return conflict(known.size, true)
  if (!continues(known, head, request.proof, deps.sha256)) return refuse(422, 'the consistency proof does not verify')
  // Also when nothing is new: a head of which a failed write may have left the only copy in memory becomes durable.
  const own = await signatureLine(uncheckedText(request.checkpoint), deps.signer)
  // What else somebody wrote under the log's checkpoint is not for keeping.
  await deps.memory.write(head, `${keepSignatures(request.checkpoint, keys)}${own}`)
  return { status: 200, body: own, head }
}

type Request = AddCheckpoint & { readonly claimed: TreeHead }

function readRequest(body: string): Request | undefined {
  try {
    const request = parseAddCheckpoint(body)
    return { ...request, claimed: parseCheckpoint(uncheckedText(request.checkpoint)) }
  } catch (error) {
    if (error instanceof LedgerError) return undefined
    throw error
  }
}

/** What the checkpoint says, when one of the keys that are trusted for its origin signed it, and none badly. */
async function signedHead(checkpoint: string, keys: readonly NoteVerifier[]): Promise<TreeHead | undefined> {
  for (const key of keys) {
    try {
      return await openCheckpoint(checkpoint, key)
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error
    }
  }
  return undefined
}

/** Nothing was cosigned yet, or the new tree begins with the old one. */
function continues(known: TreeHead | undefined, head: TreeHead, proof: readonly Uint8Array[], sha256: Sha256): boolean {
  if (head.size === 0) return proof.length === 0 && equal(head.root, emptyRoot(sha256))
  if (known === undefined || known.size === 0) return proof.length === 0
  const { size: size1, root: root1 } = known
  return verifyConsistency(sha256, { size1, size2: head.size, root1, root2: head.root, proof })
}

const refuse = (status: 400 | 403 | 404 | 422, why: string): WitnessAnswer => ({ status, body: `${why}\n` })
const conflict = (size: number, fork: boolean): WitnessAnswer => ({ status: 409, body: `${size}\n`, fork })
