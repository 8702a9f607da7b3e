import { join } from 'node:path'
import { decodeFrames, type FrameRead, type Leaf, leafHash, parseLeaf } from '@cordon/ledger'
import { type Clock, MINUTE } from '../kernel/clock.ts'
import { type Catalogue, createCatalogue } from './catalogue.ts'
import { type Cut, noteCut, pendingCut } from './cut-note.ts'
import { writeAll } from './files.ts'
import { contradiction, type HeadsDeps, readHeads } from './heads.ts'
import type { Checkpoint } from './journal.ts'
import { JournalRefused } from './refusals.ts'
import { sha256 } from './sealed-entry.ts'
import { listSegments, readSegment, type Segment } from './segments.ts'

/** A size that somebody outside the journal remembers, with its base64 root: the store's high-water mark. */
export interface Mark {
  readonly size: number
  readonly root: string
}

export interface Recovered {
  readonly catalogue: Catalogue
  readonly segments: readonly Segment[]
  /** Where the last segment ends, in bytes. */
  readonly end: number
  readonly checkpoint: Checkpoint | undefined
  /** When the newest entry was written, in milliseconds; 0 without entries. */
  readonly newest: number
  /** Indexes of the journal's entries about itself. */
  readonly lifecycle: readonly number[]
  /** What was cut from the last segment, now or by a start that failed before it could say so. */
  readonly cut: Cut | undefined
}

export interface RecoverDeps extends HeadsDeps {
  readonly now: Clock
  /** A person declares a loss, or the clock: the entry comes next. */
  readonly declaring?: 'loss' | 'clock'
  readonly decode?: typeof decodeFrames
  readonly newCatalogue?: typeof createCatalogue
}

/**
 * The journal as it is on the disk, checked against every head that is known, and its last write made whole. Throws
 * `journal_damaged`, naming the place, when it is not the journal that was signed: then nothing has been changed.
 */
export async function recover(deps: RecoverDeps): Promise<Recovered> {
  const read = await readAll(deps)
  const { checkpoint, known } = await readHeads(deps)
  for (const head of known) {
    const against = await contradiction(head, read.catalogue)
    if (against !== undefined) throw against
  }
  requireBeginning(deps, read, checkpoint)
  requireClock(deps, read.newest)
  const cut = read.cut ?? (await pendingCut(deps.disk, deps.folder))
  await settleEnd(deps, read, checkpoint?.size ?? 0)
  return { ...read, cut, checkpoint }
}

/** Entries that are no start of a log: a checkpoint stood over them, or a person's declaration of a loss in front. */
function requireBeginning({ losses, declaring }: RecoverDeps, read: Read, checkpoint: Checkpoint | undefined): void {
  const kept = losses.at(-1)?.kept ?? 0
  if (losses.length > 0 && read.catalogue.size <= kept && declaring !== 'loss') {
    throw new JournalRefused('loss_unfinished', `loss.${losses.length}`)
  }
  if (checkpoint !== undefined) return
  const others = read.catalogue.size - kept - read.lifecycle.filter((index) => index >= kept).length
  if (others > 0) throw new JournalRefused('checkpoint_gone', 'checkpoint')
}

/** How far a clock may have been set back by its own synchronisation, in milliseconds. */
const clockBackMsMax = 10 * MINUTE

/**
 * A clock that was set back would order entries falsely, and let agreements and keys that had expired be in force again.
 * One that had been ahead is declared to be right now, by a named person.
 */
function requireClock({ now, declaring }: RecoverDeps, newest: number): void {
  if (declaring === undefined && now() < newest - clockBackMsMax)
    throw new JournalRefused('clock_behind', `${iso(now())}, the newest entry ${iso(newest)}`)
}

const iso = (ms: number): string => new Date(ms).toISOString()

type Read = Omit<Recovered, 'checkpoint'> & { readonly lastBytes: Uint8Array }

async function readAll(deps: RecoverDeps): Promise<Read> {
  const { decode = decodeFrames, newCatalogue = createCatalogue } = deps
  const catalogue = newCatalogue()
  const segments = await listSegments(deps.disk, deps.folder)
  const lifecycle: number[] = []
  let [end, newest, cut, lastBytes]: [number, number, Recovered['cut'], Uint8Array] = [
    0,
    0,
    undefined,
    new Uint8Array(0),
  ]
  for (const segment of segments) {
    if (cut !== undefined) throw new JournalRefused('segment_damaged', `${cut.segment} byte ${cut.offset}`)
    if (segment.first !== catalogue.size) throw new JournalRefused('segment_missing', segment.name)
    lastBytes = await readSegment(deps.disk, deps.folder, segment)
    end = 0
    for (const frame of decode(lastBytes, segment.name)) {
      if (frame.kind === 'frame') {
        const leaf = take(frame, catalogue, deps.node, segment)
        if (leaf.class === 'lifecycle') lifecycle.push(catalogue.size - 1)
        newest = leaf.time
        end = frame.offset + frame.length
      } else cut = cutAt(frame)
    }
  }
  return { catalogue, segments, end, newest, lifecycle, cut, lastBytes }
}

/** Adds the entry. Throws `journal_damaged` when it is not the one that comes next in this node’s log. */
export function take(
  frame: Extract<FrameRead, { kind: 'frame' }>,
  catalogue: Catalogue,
  node: string,
  segment: Segment,
): Leaf {
  const at = `${segment.name} byte ${frame.offset}`
  const leaf = leafOf(frame.leaf, at)
  if (leaf.node !== node) throw new JournalRefused('other_node', at)
  if (leaf.seq !== catalogue.nextSeq(leaf.tenant)) throw new JournalRefused('entry_out_of_order', at)
  catalogue.add({ leafHash: leafHash(sha256, frame.leaf), pseudonym: leaf.tenant, offset: frame.offset })
  return leaf
}

function leafOf(bytes: Uint8Array, at: string): Leaf {
  try {
    return parseLeaf(bytes)
  } catch (error) {
    throw new JournalRefused('version_unknown', at, error)
  }
}

function cutAt(read: Exclude<FrameRead, { kind: 'frame' }>): Recovered['cut'] {
  if (read.kind === 'torn') return { segment: read.segment, offset: read.offset, bytes: read.bytes }
  throw new JournalRefused('segment_damaged', `${read.segment} byte ${read.offset}`)
}

/**
 * Cuts the torn tail, and writes what no checkpoint covers once more. After a failed sync the kernel may hold pages as
 * clean that never reached the disk: what we have just read could be gone after the next power cut. Writing the same
 * bytes and syncing makes it true.
 */
async function settleEnd({ disk, folder }: RecoverDeps, read: Read, signed: number): Promise<void> {
  const last = read.segments.at(-1)
  if (last === undefined) return
  const from = signed <= last.first ? 0 : signed < read.catalogue.size ? read.catalogue.offsetOf(signed) : read.end
  if (read.cut !== undefined) await noteCut(disk, folder, read.cut)
  const file = await disk.open(join(folder, last.name), 'edit')
  try {
    if (read.cut !== undefined) await file.truncate(read.end)
    await writeAll(file, read.lastBytes.subarray(from, read.end), from)
    await file.datasync()
  } finally {
    await file.close()
  }
}
