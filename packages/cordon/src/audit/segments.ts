import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { sealedBytesMax } from '@cordon/ledger'
import { type Disk, isAbsent } from './disk.ts'
import { readWhole } from './files.ts'

/** One file of the journal, named for the index of its first entry. */
export interface Segment {
  readonly name: string
  readonly first: number
}

/** Bytes that a segment may hold at the very most; a longer file was not written by a journal. */
export const segmentFileBytesMax = 1024 * 1024 * 1024 + sealedBytesMax

export function segmentAt(first: number): Segment {
  return { name: `${String(first).padStart(12, '0')}.log`, first }
}

/** The segments of a folder, in order; none when there is no folder. */
export async function listSegments(disk: Disk, folder: string): Promise<readonly Segment[]> {
  const names = await disk.list(folder).catch((error: unknown) => {
    if (isAbsent(error)) return []
    throw error
  })
  const firsts = names.flatMap((name) => /^([0-9]{12})\.log$/.exec(name)?.[1] ?? []).map(Number)
  return firsts.sort((a, b) => a - b).map(segmentAt)
}

export async function readSegment(disk: Disk, folder: string, segment: Segment): Promise<Uint8Array> {
  const bytes = await readWhole(disk, join(folder, segment.name), segmentFileBytesMax)
  if (bytes === undefined) throw new CordonError('journal_damaged', { at: `${segment.name}: gone while it was read` })
  return bytes
}

/** The segment that holds the entry: the last that starts at or before it. */
export function segmentOf(segments: readonly Segment[], index: number): Segment | undefined {
  return segments.findLast(({ first }) => first <= index)
}
