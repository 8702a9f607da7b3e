import { basename, join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { decodeFrames } from '@cordon/ledger'
import { type Catalogue, createCatalogue } from './catalogue.ts'
import { type Disk, isAbsent } from './disk.ts'
import { createLogKey } from './ed25519.ts'
import { replaceFile } from './files.ts'
import { contradiction, type HeadsDeps, type KnownHead, readHeads } from './heads.ts'
import type { JournalDeps } from './journal-parts.ts'
import { lifecycle } from './lifecycle.ts'
import { type Loss, originOf, readLosses, writeLoss } from './loss.ts'
import { nodeDisk } from './node-disk.ts'
import { openJournal } from './open-journal.ts'
import { type RecoverDeps, recover, take } from './recover.ts'
import { JournalRefused } from './refusals.ts'
import { listSegments, readSegment, type Segment } from './segments.ts'

export interface DeclaredLoss {
  readonly loss: Loss
  /** Where what could not be kept lies now, unchanged; `undefined` when an earlier attempt had put it there. */
  readonly setAside: string | undefined
  /** The log that goes on, and the key that checks it from now on. */
  readonly origin: string
  readonly vkey: string
}

/** The longest reason, in characters: it is kept in one field of an entry. */
export const reasonCharsMax = 200

/**
 * Declares, as a named person, that what the journal no longer holds is lost, so that it can be served from again. Keeps
 * every entry up to the first that is missing or not the signed one, sets the rest of the files aside, signs the
 * statement, and records who and why as the next entry. Throws `usage` when nothing is lost, `data_folder_busy` beside a
 * running server.
 *
 * @example
 * await declareLoss({ ...deps, mark, person: 'owner', reason: 'disk of 12 March replaced; newest backup was of 9:40' })
 */
export async function declareLoss(deps: JournalDeps & { person: string; reason: string }): Promise<DeclaredLoss> {
  const { person, reason, ...rest } = deps
  requireReason(reason)
  const made = await settleFiles({ ...rest, disk: deps.disk ?? nodeDisk, folder: join(deps.dataFolder, 'journal') })
  const { loss, setAside } = made
  const where = setAside === undefined ? 'an earlier attempt' : basename(setAside)
  const entry = lifecycle.lossDeclared({
    log: loss.origin,
    from: loss.kept,
    end: loss.end,
    person,
    reason,
    setAside: where,
  })
  const journal = await openJournal({ ...rest, declared: { what: 'loss', entry } })
  try {
    return { loss, setAside, origin: journal.origin, vkey: journal.vkey }
  } finally {
    await journal.close()
  }
}

/** Declares that the clock is right now, though entries bear later times. Throws `data_folder_busy` beside a server. */
export async function declareClock(deps: JournalDeps & { person: string; reason: string }): Promise<void> {
  const { person, reason, ...rest } = deps
  requireReason(reason)
  const entry = lifecycle.clockDeclared({ person, reason })
  await (await openJournal({ ...rest, declared: { what: 'clock', entry } })).close()
}

function requireReason(reason: string): void {
  if (reason.trim() === '' || reason.length > reasonCharsMax) throw new CordonError('usage', { at: '--reason' })
}

type Deps = JournalDeps & { disk: Disk; folder: string }

/** Leaves files of which a journal can start. Interrupted anywhere, it can be run again. */
async function settleFiles(deps: Deps): Promise<{ loss: Loss; setAside: string | undefined }> {
  const { disk, folder, node, keyring } = deps
  const lock = await disk.lock(folder)
  try {
    const keyOf = (losses: number) => createLogKey(node, keyring.checkpointSeed, losses)
    const verifierOf = (losses: number) => keyOf(losses).verifier
    const losses = await readLosses(disk, folder, verifierOf)
    const heads = { disk, folder, node, verifierOf, losses, mark: deps.mark, now: deps.now }
    const unfinished = await unfinishedLoss(heads)
    if (unfinished !== undefined) return { loss: unfinished, setAside: undefined }
    const found = await surveyJournal(heads)
    const loss = { origin: originOf(node, losses.length), time: deps.now(), ...found.loss }
    const setAside = join(folder, `set-aside.${losses.length + 1}`)
    await writeLoss(disk, folder, { loss, number: losses.length + 1, signer: keyOf(losses.length).signer })
    await setAsideFrom(found, { disk, folder, setAside })
    return { loss, setAside }
  } finally {
    await lock.release()
  }
}

/** A declared loss whose files are settled and whose entry is missing. Throws `usage` when the journal is whole. */
async function unfinishedLoss(heads: RecoverDeps): Promise<Loss | undefined> {
  const whole = await recover({ ...heads, declaring: 'loss' }).catch((error: unknown) => {
    if (error instanceof CordonError && error.code === 'journal_damaged') return undefined
    throw error
  })
  if (whole === undefined) return undefined
  const last = heads.losses.at(-1)
  if (last === undefined || whole.catalogue.size > last.kept) {
    throw new CordonError('usage', { at: 'the journal is whole: there is no loss to declare' })
  }
  return last
}

interface Survey {
  readonly loss: Pick<Loss, 'kept' | 'end' | 'heads'>
  /** The segment in which the first entry that cannot be kept would start, and where in it; bytes of the whole file. */
  readonly cut: { readonly segment: Segment; readonly offset: number; readonly bytes: Uint8Array } | undefined
  /** Segments of which nothing can be kept. */
  readonly after: readonly Segment[]
}

/** How far the entries can be read, are in order, and are those that were signed. */
async function surveyJournal(deps: HeadsDeps): Promise<Survey> {
  const { known } = await readHeads(deps).catch((error: unknown) => {
    // A checkpoint that is none vouches for nothing; the database's mark still does.
    if (error instanceof CordonError && error.code === 'journal_damaged') return { known: marksOf(deps) }
    throw error
  })
  const segments = await listSegments(deps.disk, deps.folder)
  const { catalogue, contents } = await readWhatCanBe(deps, segments)
  const kept = await signedPart(known, catalogue)
  const end = Math.max(kept, ...known.map(({ size }) => size))
  const heads = known.filter(({ size }) => size > kept).map(({ size, root }) => ({ size, root }))
  const inCut = segments.findLast(({ first }) => first < kept)
  const content = contents.get(inCut?.name ?? '')
  const offset = content !== undefined && kept < content.end ? catalogue.offsetOf(kept) : content?.length
  return {
    loss: { kept, end, heads },
    cut: inCut && content && { segment: inCut, offset: offset ?? 0, bytes: content.bytes },
    after: segments.filter(({ first }) => first >= kept),
  }
}

const marksOf = ({ mark }: HeadsDeps): readonly KnownHead[] =>
  mark === undefined ? [] : [{ who: 'the database', ...mark }]

interface Content {
  readonly bytes: Uint8Array
  /** Its readable part, in bytes, and the index behind its last readable entry. */
  length: number
  end: number
}

async function readWhatCanBe({ disk, folder, node }: HeadsDeps, segments: readonly Segment[]) {
  const catalogue = createCatalogue()
  const contents = new Map<string, Content>()
  for (const segment of segments) {
    if (segment.first !== catalogue.size) break
    const bytes = await readSegment(disk, folder, segment)
    const content: Content = { bytes, length: 0, end: segment.first }
    contents.set(segment.name, content)
    for (const frame of decodeFrames(bytes, segment.name)) {
      if (frame.kind !== 'frame' || !isNext(frame, catalogue, node, segment)) break
      content.length = frame.offset + frame.length
      content.end = catalogue.size
    }
    if (content.length < bytes.length) break
  }
  return { catalogue, contents }
}

/** Entries of another version or node are not lost: they are refused here too. */
function isNext(...given: Parameters<typeof take>): boolean {
  try {
    take(...given)
    return true
  } catch (error) {
    if (error instanceof JournalRefused && error.why === 'entry_out_of_order') return false
    throw error
  }
}

/** All that can be read, unless a head says that some of it is not what was signed: then up to the head before. */
async function signedPart(known: readonly KnownHead[], catalogue: Catalogue): Promise<number> {
  let good = 0
  for (const head of known.toSorted((a, b) => a.size - b.size)) {
    if (head.size > catalogue.size) break
    if ((await contradiction(head, catalogue)) !== undefined) return good
    good = head.size
  }
  return catalogue.size
}

/** Nothing is destroyed: a file of which a part is kept is copied first, the others are moved. */
async function setAsideFrom(
  { cut, after }: Survey,
  { disk, folder, setAside }: { disk: Disk; folder: string; setAside: string },
): Promise<void> {
  await disk.makeFolder(setAside)
  if (cut !== undefined && cut.offset < cut.bytes.length) {
    await replaceFile(disk, setAside, cut.segment.name, cut.bytes)
    await truncate(disk, join(folder, cut.segment.name), cut.offset)
  }
  for (const name of [...after.map((segment) => segment.name), 'checkpoint']) {
    await disk.rename(join(folder, name), join(setAside, name)).catch(unlessAbsent)
  }
  await disk.syncFolder(setAside)
  await disk.syncFolder(folder)
}

async function truncate(disk: Disk, path: string, bytes: number): Promise<void> {
  const file = await disk.open(path, 'edit')
  try {
    await file.truncate(bytes)
    await file.datasync()
  } finally {
    await file.close()
  }
}

function unlessAbsent(error: unknown): void {
  if (!isAbsent(error)) throw error
}
