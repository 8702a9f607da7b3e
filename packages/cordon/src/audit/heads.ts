import {
  LedgerError,
  type NoteVerifier,
  openCheckpoint,
  parseCheckpoint,
  toBase64,
  treeRoot,
  uncheckedText,
} from '@cordon/ledger'
import type { Catalogue } from './catalogue.ts'
import { readCheckpoint } from './checkpoints.ts'
import type { Disk } from './disk.ts'
import type { Checkpoint } from './journal.ts'
import { isDeclared, type Loss, originOf } from './loss.ts'
import type { Mark } from './recover.ts'
import { JournalRefused } from './refusals.ts'
import { sha256 } from './sealed-entry.ts'
import { readWitnessed } from './witness/kept.ts'

/** What is known of the log outside its segments: each a size with its root. */
export interface KnownHead extends Mark {
  readonly who: 'checkpoint' | 'the database' | 'the witness'
}

export interface Heads {
  readonly checkpoint: Checkpoint | undefined
  /** Those that the segments have to hold; heads of a declared loss are not among them. */
  readonly known: readonly KnownHead[]
}

export interface HeadsDeps {
  readonly disk: Disk
  readonly folder: string
  readonly node: string
  /** The key of this node's log, by how many losses were declared before it. */
  readonly verifierOf: (losses: number) => NoteVerifier
  readonly losses: readonly Loss[]
  /** What the database last heard. */
  readonly mark: Mark | undefined
}

/** Throws `journal_damaged` for a checkpoint that this log’s key did not sign. */
export async function readHeads(deps: HeadsDeps): Promise<Heads> {
  const { foreign, ...heads } = await readTrueHeads(deps)
  const [first] = foreign
  if (first !== undefined) throw first.refusal
  return heads
}

/** A file that should hold a head, and holds none of this log. */
export interface ForeignHead {
  readonly file: 'checkpoint' | 'witnessed'
  readonly refusal: JournalRefused
}

/** The heads that can be believed, and the files that cannot. */
export async function readTrueHeads(deps: HeadsDeps): Promise<Heads & { foreign: readonly ForeignHead[] }> {
  const { losses, mark } = deps
  const checkpoint = await signedCheckpoint(deps)
  const witnessed = await witnessedHead(deps)
  const known: KnownHead[] = []
  const foreign: ForeignHead[] = []
  if (checkpoint instanceof JournalRefused) foreign.push({ file: 'checkpoint', refusal: checkpoint })
  else if (checkpoint !== undefined) known.push({ who: 'checkpoint', size: checkpoint.size, root: checkpoint.root })
  if (mark !== undefined) known.push({ who: 'the database', ...mark })
  if (witnessed instanceof JournalRefused) foreign.push({ file: 'witnessed', refusal: witnessed })
  else if (witnessed !== undefined) known.push({ who: 'the witness', ...witnessed })
  return {
    checkpoint: checkpoint instanceof JournalRefused ? undefined : checkpoint,
    known: known.filter((head) => !isDeclared(losses, head)),
    foreign,
  }
}

async function signedCheckpoint({
  disk,
  folder,
  verifierOf,
  losses,
}: HeadsDeps): Promise<Checkpoint | JournalRefused | undefined> {
  try {
    const found = await readCheckpoint(disk, folder, verifierOf(losses.length))
    return found && { origin: found.origin, size: found.size, root: toBase64(found.root), note: found.note }
  } catch (error) {
    if (error instanceof LedgerError) return new JournalRefused('checkpoint_foreign', 'checkpoint', error)
    throw error
  }
}

/** The log's own signature counts here: which witnesses to believe is for the auditor to say. */
async function witnessedHead({
  disk,
  folder,
  node,
  verifierOf,
  losses,
}: HeadsDeps): Promise<Mark | JournalRefused | undefined> {
  const found = await readWitnessed(disk, folder)
  if (found === undefined) return undefined
  try {
    const { origin } = parseCheckpoint(uncheckedText(found.checkpoint))
    const before = Array.from({ length: losses.length + 1 }, (_, n) => n).find((n) => originOf(node, n) === origin)
    const { size, root } = await openCheckpoint(found.checkpoint, verifierOf(before ?? losses.length))
    return { size, root: toBase64(root) }
  } catch (error) {
    if (error instanceof LedgerError) return new JournalRefused('checkpoint_foreign', 'witnessed', error)
    throw error
  }
}

/** What speaks against the segments: a head that they are too short for, or that is of another history. */
export async function contradiction(head: KnownHead, catalogue: Catalogue): Promise<JournalRefused | undefined> {
  const { who, size, root } = head
  if (size > catalogue.size)
    return new JournalRefused('shorter_than_known', `${who} (${size} entries, the segments ${catalogue.size})`)
  const found = toBase64(await treeRoot(size, catalogue.readHashes, sha256))
  return found === root ? undefined : new JournalRefused('other_history', `${who} (the first ${size} entries)`)
}
