import { join } from 'node:path'
import { type Disk, type DiskFile, isFull } from './disk.ts'
import { writeAll } from './files.ts'
import { type Segment, segmentAt } from './segments.ts'

/** There was no room; nothing of the group is in the file. Other failures leave the file in an unknown state. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull'
}

/** The open end of the journal. One caller at a time. */
export interface SegmentWriter {
  readonly segments: readonly Segment[]
  /**
   * One write and one fdatasync for the whole group; where it starts in its segment, once it is durable. Throws
   * `DiskFull` when the group was taken back whole, anything else when nobody can know what reached the disk.
   */
  append(group: Uint8Array, firstIndex: number): Promise<number>
  close(): Promise<void>
}

export async function openSegmentWriter(deps: {
  disk: Disk
  folder: string
  segments: readonly Segment[]
  /** Where the last segment ends, in bytes. */
  end: number
  segmentBytesMax: number
}): Promise<SegmentWriter> {
  const { disk, folder, segmentBytesMax } = deps
  const segments = [...deps.segments]
  const last = segments.at(-1)
  let end = deps.end
  let file: DiskFile | undefined = last && (await disk.open(join(folder, last.name), 'edit'))

  async function roll(firstIndex: number): Promise<DiskFile> {
    // Nothing of the old segment may be younger than the first frame of the new one.
    await file?.datasync()
    const segment = segmentAt(firstIndex)
    const next = await disk.open(join(folder, segment.name), 'new').catch(asDiskFull)
    const old = file
    file = next
    end = 0
    segments.push(segment)
    try {
      await disk.syncFolder(folder)
    } finally {
      await old?.close()
    }
    return next
  }

  return {
    get segments() {
      return segments
    },
    async append(group, firstIndex) {
      const full = end > 0 && end + group.length > segmentBytesMax
      const target = file === undefined || full ? await roll(firstIndex) : file
      await writeOrTakeBack(target, group, end)
      await target.datasync()
      const start = end
      end += group.length
      return start
    },
    close: async () => file?.close(),
  }
}

async function writeOrTakeBack(file: DiskFile, group: Uint8Array, end: number): Promise<void> {
  try {
    await writeAll(file, group, end)
  } catch (error) {
    if (!isFull(error)) throw error
    await file.truncate(end)
    throw new DiskFull('no room for the group', { cause: error })
  }
}

function asDiskFull(error: unknown): never {
  throw isFull(error) ? new DiskFull('no room for a segment', { cause: error }) : error
}
