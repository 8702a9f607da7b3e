import { decodeFrames } from '@cordon/ledger'
import { type Catalogue, createCatalogue } from './catalogue.ts'
import { contradiction, type HeadsDeps, type KnownHead, readTrueHeads } from './heads.ts'
import type { Loss } from './loss.ts'
import { take } from './recover.ts'
import { JournalRefused } from './refusals.ts'
import { listSegments, readSegment, type Segment } from './segments.ts'

/** What of a damaged journal can be kept, and what not. Nothing is changed by looking. */
export interface Survey {
  readonly loss: Pick<Loss, 'kept' | 'end' | 'heads'>
  /** The segment in which the first entry that cannot be kept would start, and where in it; bytes of the whole file. */
  readonly cut: { readonly segment: Segment; readonly offset: number; readonly bytes: Uint8Array } | undefined
  /** Segments of which nothing can be kept. */
  readonly after: readonly Segment[]
  /** Files that should hold a head of this log, and do not. */
  readonly foreign: readonly string[]
}

/** How far the entries can be read, are in order, and are those that were signed. */
export async function surveyJournal(deps: HeadsDeps): Promise<Survey> {
  const { checkpoint, known, foreign } = await readTrueHeads(deps)
  const segments = await listSegments(deps.disk, deps.folder)
  const { catalogue, contents } = await readWhatCanBe(deps, segments)
  // A declaration that was cut off before its files were settled: what it signed as lost never comes back.
  const declared = checkpoint === undefined && known.length === 0 ? (deps.losses.at(-1)?.kept ?? Infinity) : Infinity
  const kept = Math.min(await signedPart(known, catalogue), declared)
  const end = Math.max(kept, ...known.map(({ size }) => size))
  const heads = known.filter(({ size }) => size > kept).map(({ size, root }) => ({ size, root }))
  const inCut = segments.findLast(({ first }) => first < kept)
  const content = contents.get(inCut?.name ?? '')
  const offset = content !== undefined && kept < content.end ? catalogue.offsetOf(kept) : content?.length
  return {
    loss: { kept, end, heads },
    cut: inCut && content && { segment: inCut, offset: offset ?? 0, bytes: content.bytes },
    after: segments.filter(({ first }) => first >= kept),
    foreign: foreign.map(({ file }) => file),
  }
}

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
