import { toBase64, toBase64Url } from './bytes.ts'
import { openCheckpoint, type TreeHead } from './checkpoint.ts'
import { createEntries, type Entries } from './entries.ts'
import { LedgerError } from './error.ts'
import type { FrameRead } from './frame.ts'
import { type Leaf, parseLeaf } from './leaf.ts'
import type { Policy } from './policy.ts'
import type { Problem, Warning } from './problem.ts'
import { createReport, type Report } from './report.ts'
import type { Sha256 } from './tree.ts'
import { type Arithmetic, logVerifier } from './verifier.ts'
import { openWitnessed, type Witnessed } from './witnessed.ts'

/** What a log is read as: a journal's frames, or the leaves of an exported tree and what is wrong with its files. */
export type EntryRead =
  | FrameRead
  | { readonly kind: 'leaf'; readonly leaf: Uint8Array }
  | ({ readonly kind: 'problem' } & Problem)

export interface LogToVerify extends Arithmetic {
  /** Every entry, in order, with the place where the files stop being readable if they do. */
  readonly frames: Iterable<EntryRead> | AsyncIterable<EntryRead>
  /** The newest checkpoint: a signed note. */
  readonly checkpoint: string
  /** The log's key, as its operator gave it to the auditor; not as it lies beside the log. */
  readonly vkey: string
  /** A checkpoint that the auditor kept from earlier: without one, whoever holds the key can rewrite everything. */
  readonly since?: string
  /** The newest checkpoint that witnesses cosigned, and whom the auditor believes. A policy without logs takes `vkey`. */
  readonly witnessed?: { readonly checkpoint: string; readonly policy: Policy }
}

export interface Verified {
  readonly ok: boolean
  /** Entries read and hashed, and the base64 root over them. */
  readonly size: number
  readonly root: string
  /** How many of them the checkpoint covers; `undefined` when it is not to be trusted. */
  readonly signed: number | undefined
  /** The checkpoint that met the policy's quorum; `undefined` without one. */
  readonly witnessed: { readonly size: number; readonly cosignatures: Witnessed['cosignatures'] } | undefined
  /** So many entries, from the first, are exactly those that some trusted checkpoint covers. */
  readonly intact: number
  /** The first hundred of each. Warnings do not make the log invalid. */
  readonly problems: readonly Problem[]
  readonly warnings: readonly Warning[]
}

/**
 * Checks a whole log from its entries. Nothing is taken from the server but the bytes; keys are not needed, so sealed
 * bodies stay sealed.
 *
 * @example
 * const { ok, problems } = await verifyLog({ frames: decodeFrames(bytes), checkpoint, vkey, sha256, verifyEd25519 })
 */
export async function verifyLog(log: LogToVerify): Promise<Verified> {
  const report = createReport()
  const entries = createEntries(log.sha256)
  const head = await checkSignature('checkpoint', log.checkpoint, log, report)
  const kept = log.since === undefined ? undefined : await checkSignature('since', log.since, log, report)
  const witnessed = await checkWitnessed(log, report)
  entries.noteRootsAt(head, kept, witnessed)
  for await (const read of log.frames) {
    if (read.kind !== 'frame' && read.kind !== 'leaf') {
      checkReadable(read, report)
      continue
    }
    const at = `entry ${entries.size}`
    const leaf = checkLeaf(at, read.leaf, report)
    if (read.kind === 'frame') checkBody(at, leaf, read.body, log.sha256, report)
    checkSequence(at, leaf, entries, report)
    checkTime(at, leaf, entries, report)
    entries.add(read.leaf)
  }
  checkRoot('checkpoint', head, entries, report)
  checkNotRolledBack('since', head, kept, report)
  checkRoot('since', kept, entries, report)
  checkNotRolledBack('witnessed', head, witnessed, report)
  checkRoot('witnessed', witnessed, entries, report)
  const found = report.found()
  return {
    ok: found.problems.length === 0,
    size: entries.size,
    root: entries.root(),
    signed: head?.size,
    witnessed: witnessed && { size: witnessed.size, cosignatures: witnessed.cosignatures },
    ...found,
  }
}

/** The log's own key signed it, and it names this log. */
async function checkSignature(
  at: string,
  note: string,
  log: LogToVerify,
  report: Report,
): Promise<TreeHead | undefined> {
  try {
    return await openCheckpoint(note, logVerifier(log.vkey, log))
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    report.problem('checkpoint_untrusted', at, error.message)
    return undefined
  }
}

/** Enough of the policy's witnesses cosigned a checkpoint of this very log. */
async function checkWitnessed(log: LogToVerify, report: Report): Promise<Witnessed | undefined> {
  if (log.witnessed === undefined) return undefined
  try {
    const key = logVerifier(log.vkey, log)
    const { checkpoint, policy } = log.witnessed
    const own = { vkey: log.vkey, verifier: key, url: undefined }
    const witnessed = await openWitnessed(checkpoint, policy.logs.length > 0 ? policy : { ...policy, logs: [own] })
    if (witnessed.origin === key.name) return witnessed
    report.problem('not_witnessed', 'witnessed', 'this is a checkpoint of another log')
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    report.problem('not_witnessed', 'witnessed', error.message)
  }
  return undefined
}

/** Every byte belongs to a frame; only a group that was never acknowledged may be cut short, at the very end. */
function checkReadable(read: Exclude<EntryRead, { kind: 'frame' | 'leaf' }>, report: Report): void {
  if (read.kind === 'problem') {
    report.problem(read.code, read.at, read.what)
    return
  }
  const at = `${read.segment} byte ${read.offset}`
  if (read.kind === 'damaged') report.problem('frame_damaged', at, 'a frame is damaged, and later groups follow it')
  else report.warning(at, 'the last write was not finished; nothing of it was acknowledged')
}

/** The leaf is canonical: one entry has one spelling, so one hash. */
function checkLeaf(at: string, leaf: Uint8Array, report: Report): Leaf | undefined {
  try {
    return parseLeaf(leaf)
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error
    report.problem('leaf_unknown', at, error.message)
    return undefined
  }
}

/** The sealed body is the one the leaf binds. */
function checkBody(at: string, leaf: Leaf | undefined, body: Uint8Array, sha256: Sha256, report: Report): void {
  if (leaf === undefined || toBase64Url(sha256(body)) === leaf.body) return
  report.problem('body_changed', at, 'the sealed body is not the one that the leaf binds')
}

/** Gap-free from 0 within (node, tenant): nothing left out, nothing twice, nothing moved. */
function checkSequence(at: string, leaf: Leaf | undefined, entries: Entries, report: Report): void {
  if (leaf === undefined) return
  const expected = entries.nextSeq(leaf)
  if (leaf.seq === expected) return
  report.problem('sequence_broken', at, `sequence ${leaf.seq} of its tenant, where ${expected} belongs`)
}

function checkTime(at: string, leaf: Leaf | undefined, entries: Entries, report: Report): void {
  if (leaf === undefined) return
  if (entries.goesBack(leaf))
    report.warning(at, 'its time is before that of the entry in front: the clock was set back')
}

/** The entries hash to what was signed. */
function checkRoot(at: string, head: TreeHead | undefined, entries: Entries, report: Report): void {
  if (head === undefined) return
  const { size } = head
  const root = entries.rootAt(size)
  if (root === undefined) report.problem('entries_missing', at, `covers ${size} entries, the log holds ${entries.size}`)
  else if (root === toBase64(head.root)) report.intactTo(size)
  else report.problem('entries_changed', at, `the first ${size} entries are not the signed ones`)
}

/** The newest checkpoint is no older than the other. That both are of one log, their roots show. */
function checkNotRolledBack(at: string, head: TreeHead | undefined, other: TreeHead | undefined, report: Report): void {
  if (head === undefined || other === undefined || head.size >= other.size) return
  report.problem('rolled_back', at, `covers ${other.size} entries, the newest checkpoint ${head.size}: a rollback`)
}
