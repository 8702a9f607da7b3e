import { CordonError } from '@cordon/contract'
import {
  addSignatures,
  type CosignatureVerifier,
  cosignatureVerifier,
  encodeAddCheckpoint,
  LedgerError,
} from '@cordon/ledger'
import { type Clock, SECOND } from '../../kernel/clock.ts'
import { parseBaseUrl } from '../../kernel/egress.origin.ts'
import type { Egress } from '../../kernel/egress.ts'
import type { Disk } from '../disk.ts'
import { arithmetic } from '../ed25519.ts'
import type { Checkpoint } from '../journal.ts'
import { JournalRefused } from '../refusals.ts'
import { askWitness, type WitnessWord } from './ask-witness.ts'
import { keepContradiction, keepWitnessed } from './kept.ts'

/** A witness as `cordon.yaml` names it: where it listens, and the key that its cosignatures verify with. */
export interface WitnessRecipient {
  readonly url: string
  readonly vkey: string
}

/** What of a journal goes to witnesses: its signed head, and that one head continues another. No entry. */
export interface WitnessedLog {
  readonly folder: string
  checkpoint(size: number): Promise<Checkpoint>
  consistency(from: number, to: number): Promise<readonly Uint8Array[]>
}

export interface Witnessing {
  /**
   * Asks every witness to cosign the newest checkpoint, and keeps what they sign beside the log. A witness that cannot be
   * reached is tried again at the next round. Never two rounds at once. Rejects only when the log's own files fail.
   */
  round(): Promise<void>
  /** The newest checkpoint that somebody outside holds: its size, and when they said so (ms). */
  anchored(): Anchor | undefined
  /** A witness remembers another history of this log, or a longer one: this log was set back, or is not alone. */
  contradiction(): Contradiction | undefined
}

export interface Anchor {
  readonly at: number
  readonly size: number
}

export interface Contradiction {
  readonly witness: string
  /** Entries that the witness knows of: more than ours, or of another history. */
  readonly size: number
  readonly kind: 'longer' | 'other'
}

/** Throws `config_invalid` for a key that is none, `egress_refused` for an address that no recipient can have. */
export function createWitnessing(deps: {
  witnesses: readonly WitnessRecipient[]
  egress: Egress
  log: WitnessedLog
  disk: Disk
  now: Clock
}): Witnessing {
  const { egress, log, disk, now } = deps
  const peers = deps.witnesses.map((recipient, n) => createPeer(recipient, n, egress))
  let anchored: Anchor | undefined
  let contradiction: Contradiction | undefined
  let running: Promise<void> | undefined

  async function round(): Promise<void> {
    if (peers.length === 0) return
    const checkpoint = await log.checkpoint(0)
    const answers = await Promise.all(peers.map((peer) => cosign(peer, checkpoint)))
    let note = checkpoint.note
    for (const [n, lines] of answers.entries()) {
      const peer = peers[n]
      if (peer === undefined || lines === undefined) continue
      const more = await added(note, lines, peer.verifier)
      if (more === note) continue
      // Only its signature says that it has seen this log go on.
      peer.known = checkpoint.size
      peer.contradiction = undefined
      note = more
    }
    contradiction = peers.map(({ contradiction: found }) => found).find((found) => found !== undefined)
    await keepContradiction(disk, log.folder, contradiction && wordsOf(contradiction))
    if (note === checkpoint.note) return
    anchored = { at: now(), size: checkpoint.size }
    await keepWitnessed(disk, log.folder, { checkpoint: note })
  }

  async function cosign(peer: Peer, { size, note }: Checkpoint): Promise<string | undefined> {
    const ask = async (from: number) => {
      const body = encodeAddCheckpoint({ oldSize: from, proof: await proofOf(from, size), checkpoint: note })
      return { from, word: await askWitness(egress, peer, body) }
    }
    let { from, word } = await ask(Math.min(peer.known, size))
    // It knows another size than we thought: a first meeting, or an answer that we never heard.
    if (word.kind === 'knows' && word.size !== from && word.size <= size) ({ from, word } = await ask(word.size))
    if (word.kind === 'cosigned') return word.lines
    if (word.kind !== 'silent')
      peer.contradiction = contradictionIn(word, { from, size, witness: peer.verifier.name }) ?? peer.contradiction
    return undefined
  }

  const proofOf = (from: number, to: number) => (from === 0 || from === to ? [] : log.consistency(from, to))

  return {
    round() {
      running ??= round().finally(() => {
        running = undefined
      })
      return running
    },
    anchored: () => anchored,
    contradiction: () => contradiction,
  }
}

const wordsOf = ({ witness, size, kind }: Contradiction): string =>
  kind === 'longer' ? `${witness} knows ${size} entries` : `${witness} knows another history of ${size} entries`

/** More entries than we hold, another root for a size that we both know, or a tree that does not continue ours. */
function contradictionIn(
  word: WitnessWord,
  { from, size, witness }: { from: number; size: number; witness: string },
): Contradiction | undefined {
  if (word.kind === 'knows' && word.size > size) return { witness, size: word.size, kind: 'longer' }
  if (word.kind === 'knows' && word.size === from) return { witness, size: from, kind: 'other' }
  return word.kind === 'disagrees' && from > 0 ? { witness, size: from, kind: 'other' } : undefined
}

interface Peer {
  readonly origin: string
  readonly path: string
  readonly verifier: CosignatureVerifier
  /** The size that it last cosigned, as far as we know. */
  known: number
  contradiction: Contradiction | undefined
}

function createPeer({ url, vkey }: WitnessRecipient, n: number, egress: Egress): Peer {
  const { origin, path } = parseBaseUrl(url)
  egress.allow(origin)
  try {
    const verifier = cosignatureVerifier(vkey, arithmetic)
    return { origin, path: `${path}/add-checkpoint`, verifier, known: 0, contradiction: undefined }
  } catch (cause) {
    if (cause instanceof LedgerError)
      throw new CordonError('config_invalid', { at: `journal.witnesses.${n}.vkey`, cause })
    throw cause
  }
}

/** The note with this witness's lines; without them when they are not its own, or none. */
async function added(note: string, lines: string, verifier: CosignatureVerifier): Promise<string> {
  return addSignatures(note, lines, [verifier]).catch((error: unknown) => {
    if (error instanceof LedgerError) return note
    throw error
  })
}

/**
 * The first round, before anything is served. A witness that cannot be reached stops nothing; one that remembers another
 * history of this log does. Throws `journal_damaged`.
 */
export async function startWitnessing(witnessing: Witnessing): Promise<void> {
  // A disk that will not take the file is named by the rounds to come; the journal decides whether it can start.
  await witnessing.round().catch(() => undefined)
  const found = witnessing.contradiction()
  if (found === undefined) return
  const { witness, size, kind } = found
  const why = kind === 'longer' ? 'shorter_than_known' : 'other_history'
  throw new JournalRefused(why, `the witness ${witness} (${size} entries)`)
}

/**
 * Whether somebody under another administrator holds a checkpoint of this log: said so, at one of these moments (ms), not
 * longer ago than that. Without it, whoever holds the machine can sign another history and nobody would know.
 */
export function isHeldOutside(said: readonly (number | undefined)[], now: number, withinMs: number): boolean {
  return said.some((at) => at !== undefined && now - at <= withinMs)
}

/** Somebody outside cosigned within the last three rounds, and nobody contradicts. */
export function isAnchored(witnessing: Witnessing, now: number, everyMs: number): boolean {
  const anchor = witnessing.anchored()
  const fresh = anchor !== undefined && now - anchor.at <= 3 * everyMs + SECOND
  return fresh && witnessing.contradiction() === undefined
}
