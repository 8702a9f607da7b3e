import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import {
  decodeFrames,
  type FrameRead,
  type Leaf,
  LedgerError,
  leafHash,
  type NoteVerifier,
  parseLeaf,
  toBase64,
  treeRoot,
} from '@cordon/ledger'
import { type Catalogue, createCatalogue } from './catalogue.ts'
import { readCheckpoint } from './checkpoints.ts'
import type { Disk } from './disk.ts'
import { writeAll } from './files.ts'
import type { Checkpoint } from './journal.ts'
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
  /** Indexes of the journal's entries about itself. */
  readonly lifecycle: readonly number[]
  /** What was cut from the last segment: bytes of a write that was never acknowledged. */
  readonly cut: { readonly segment: string; readonly offset: number; readonly bytes: number } | undefined
}

export interface RecoverDeps {
  readonly disk: Disk
  readonly folder: string
  readonly node: string
  readonly verifier: NoteVerifier
  readonly mark: Mark | undefined
  readonly decode?: typeof decodeFrames
  readonly newCatalogue?: typeof createCatalogue
}

/**
 * The journal as it is on the disk, checked against every head that is known, and its last write made whole. Throws
 * `journal_damaged`, naming the place, when it is not the journal that was signed: then nothing has been changed.
 */
export async function recover(deps: RecoverDeps): Promise<Recovered> {
  const checkpoint = await signedCheckpoint(deps)
  const read = await readAll(deps)
  await compare('checkpoint', checkpoint, read.catalogue)
  await compare('the database', deps.mark, read.catalogue)
  if (checkpoint === undefined && read.lifecycle.length < read.catalogue.size) {
    throw damaged('checkpoint: gone, though entries were taken: bring it back from a backup')
  }
  await settleEnd(deps, read, checkpoint?.size ?? 0)
  return { ...read, checkpoint }
}

async function signedCheckpoint({ disk, folder, verifier }: RecoverDeps): Promise<Checkpoint | undefined> {
  try {
    const found = await readCheckpoint(disk, folder, verifier)
    return found && { origin: found.origin, size: found.size, root: toBase64(found.root), note: found.note }
  } catch (error) {
    if (error instanceof LedgerError) throw damaged('checkpoint: not signed by this log’s key', error)
    throw error
  }
}

/** The head stands in the tree. A smaller journal, or another history, is not to be continued. */
async function compare(who: string, head: Mark | undefined, catalogue: Catalogue): Promise<void> {
  if (head === undefined) return
  if (head.size > catalogue.size) {
    throw damaged(`${who}: knows ${head.size} entries, the segments hold ${catalogue.size}: bring the segments back`)
  }
  const root = await treeRoot(head.size, catalogue.readHashes, sha256)
  if (toBase64(root) !== head.root) throw damaged(`${who}: the first ${head.size} entries are not those it knows`)
}

type Read = Omit<Recovered, 'checkpoint'> & { readonly lastBytes: Uint8Array }

async function readAll(deps: RecoverDeps): Promise<Read> {
  const { decode = decodeFrames, newCatalogue = createCatalogue } = deps
  const catalogue = newCatalogue()
  const segments = await listSegments(deps.disk, deps.folder)
  const lifecycle: number[] = []
  let [end, cut, lastBytes]: [number, Recovered['cut'], Uint8Array] = [0, undefined, new Uint8Array(0)]
  for (const segment of segments) {
    if (cut !== undefined) throw damaged(`${cut.segment} byte ${cut.offset}: ends there, though segments follow`)
    if (segment.first !== catalogue.size) throw damaged(`${segment.name}: the entries before it are missing`)
    lastBytes = await readSegment(deps.disk, deps.folder, segment)
    end = 0
    for (const frame of decode(lastBytes, segment.name)) {
      if (frame.kind === 'frame') {
        if (take(frame, catalogue, deps.node, segment).class === 'lifecycle') lifecycle.push(catalogue.size - 1)
        end = frame.offset + frame.length
      } else cut = cutAt(frame)
    }
  }
  return { catalogue, segments, end, lifecycle, cut, lastBytes }
}

function take(
  frame: Extract<FrameRead, { kind: 'frame' }>,
  catalogue: Catalogue,
  node: string,
  segment: Segment,
): Leaf {
  const at = `${segment.name} byte ${frame.offset}`
  const leaf = leafOf(frame.leaf, at)
  if (leaf.node !== node) throw damaged(`${at}: an entry of another node`)
  if (leaf.seq !== catalogue.nextSeq(leaf.tenant)) throw damaged(`${at}: an entry is missing or moved`)
  catalogue.add({ leafHash: leafHash(sha256, frame.leaf), pseudonym: leaf.tenant, offset: frame.offset })
  return leaf
}

function leafOf(bytes: Uint8Array, at: string): Leaf {
  try {
    return parseLeaf(bytes)
  } catch (error) {
    throw damaged(`${at}: not an entry of this version`, error)
  }
}

function cutAt(read: Exclude<FrameRead, { kind: 'frame' }>): Recovered['cut'] {
  if (read.kind === 'torn') return { segment: read.segment, offset: read.offset, bytes: read.bytes }
  throw damaged(`${read.segment} byte ${read.offset}: changed after it was written`)
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
  const file = await disk.open(join(folder, last.name), 'edit')
  try {
    if (read.cut !== undefined) await file.truncate(read.end)
    await writeAll(file, read.lastBytes.subarray(from, read.end), from)
    await file.datasync()
  } finally {
    await file.close()
  }
}

const damaged = (at: string, cause?: unknown): CordonError =>
  new CordonError('journal_damaged', cause === undefined ? { at } : { at, cause })
