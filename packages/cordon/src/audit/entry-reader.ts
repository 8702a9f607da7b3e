import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { type Frame, frameAt, leafBytesMax, sealedBytesMax } from '@cordon/ledger'
import type { Catalogue } from './catalogue.ts'
import type { Disk, DiskFile } from './disk.ts'
import { readAll } from './files.ts'
import { type Segment, segmentOf } from './segments.ts'

/**
 * Reads single entries back. Neighbours cost one read: it keeps the last window of the last segment, and looks far ahead
 * only where one entry follows on another.
 */
export interface EntryReader {
  /** Throws `journal_damaged` when the entry is not readable at its place. */
  frame(index: number): Promise<Frame>
  close(): Promise<void>
}

/** Larger than the largest frame; and as large as most are. */
const windowBytes = 2 * (leafBytesMax + sealedBytesMax)
const glanceBytes = 4_096

export function createEntryReader(deps: {
  disk: Disk
  folder: string
  catalogue: Catalogue
  segments: () => readonly Segment[]
}): EntryReader {
  let opened: { segment: string; file: DiskFile } | undefined
  let window = { start: 0, bytes: new Uint8Array(0) }

  async function fileOf(segment: Segment): Promise<DiskFile> {
    if (opened?.segment === segment.name) return opened.file
    await opened?.file.close()
    opened = { segment: segment.name, file: await deps.disk.open(join(deps.folder, segment.name), 'read') }
    window = { start: 0, bytes: new Uint8Array(0) }
    return opened.file
  }

  async function refill(file: DiskFile, start: number, length: number): Promise<Frame | undefined> {
    const bytes = Buffer.allocUnsafe(length)
    window = { start, bytes: bytes.subarray(0, await readAll(file, bytes, start)) }
    return frameAt(window.bytes, 0)
  }

  return {
    async frame(index) {
      const segment = segmentOf(deps.segments(), index)
      if (segment === undefined) throw new CordonError('not_found')
      const file = await fileOf(segment)
      const offset = deps.catalogue.offsetOf(index)
      const held = offset >= window.start ? frameAt(window.bytes, offset - window.start) : undefined
      if (held !== undefined) return held
      const follows = offset > window.start && offset <= window.start + window.bytes.length
      const glanced = follows ? undefined : await refill(file, offset, glanceBytes)
      const frame = glanced ?? (await refill(file, offset, windowBytes))
      if (frame === undefined) throw new CordonError('journal_damaged', { at: `${segment.name} byte ${offset}` })
      return frame
    },
    close: async () => opened?.file.close(),
  }
}
