import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { frameAt, leafBytesMax, sealedBytesMax } from '@cordon/ledger'
import type { Disk } from '../../audit/disk.ts'
import { readAll, readWhole } from '../../audit/files.ts'
import { checkpointBytesMax } from '../../audit/limits.ts'
import { listSegments, type Segment } from '../../audit/segments.ts'

/** What one segment holds of the first `size` entries: its first so many bytes. */
export interface Share {
  readonly segment: string
  readonly bytes: number
}

/**
 * Where the first `size` entries end in a journal's files, which a server may be writing: behind them may stand bytes
 * of a write that nobody acknowledged. It remembers where it was, so that asking again reads only what is new.
 */
export interface Tail {
  /** The shares, in order. Throws `journal_damaged` when the files do not hold so many readable entries. */
  sharesOf(size: number): Promise<Share[]>
}

/** Larger than the largest frame. */
const WINDOW_BYTES = 4 * (leafBytesMax + sealedBytesMax)

export function createTail(disk: Disk, folder: string): Tail {
  let known = { segment: '', index: 0, offset: 0 }

  /** The byte at which entry `size` would begin in its segment. */
  async function endIn(segment: Segment, size: number): Promise<number> {
    const same = known.segment === segment.name && known.index <= size
    let { index, offset } = same ? known : { index: segment.first, offset: 0 }
    const file = await disk.open(join(folder, segment.name), 'read')
    try {
      const window = new Uint8Array(WINDOW_BYTES)
      while (index < size) {
        const bytes = window.subarray(0, await readAll(file, window, offset))
        const read = framesIn(bytes, size - index)
        if (read.count === 0) throw new CordonError('journal_damaged', { at: `${segment.name} byte ${offset}` })
        index += read.count
        offset += read.bytes
      }
    } finally {
      await file.close()
    }
    known = { segment: segment.name, index, offset }
    return offset
  }

  async function bytesOf(segment: Segment): Promise<number> {
    const file = await disk.open(join(folder, segment.name), 'read')
    try {
      return await file.size()
    } finally {
      await file.close()
    }
  }

  return {
    async sharesOf(size) {
      const segments = (await listSegments(disk, folder)).filter(({ first }) => first < size)
      const shares: Share[] = []
      for (const [at, segment] of segments.entries()) {
        // A segment is begun only once the one before it is durable to its end.
        const bytes = at === segments.length - 1 ? await endIn(segment, size) : await bytesOf(segment)
        shares.push({ segment: segment.name, bytes })
      }
      return shares
    },
  }
}

function framesIn(bytes: Uint8Array, max: number): { count: number; bytes: number } {
  let [count, offset] = [0, 0]
  while (count < max) {
    const frame = frameAt(bytes, offset)
    if (frame === undefined) break
    count += 1
    offset += frame.length
  }
  return { count, bytes: offset }
}

/** The first so many bytes of a segment, as they are now. */
export async function* readShare(disk: Disk, folder: string, { segment, bytes }: Share): AsyncGenerator<Uint8Array> {
  yield* readRange(disk, join(folder, segment), 0, bytes)
}

const READ_BYTES = 1_048_576

/** Throws `journal_damaged` when the file ends before `end`. */
export async function* readRange(disk: Disk, path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  const file = await disk.open(path, 'read')
  try {
    for (let at = start; at < end; ) {
      const chunk = new Uint8Array(Math.min(READ_BYTES, end - at))
      if ((await readAll(file, chunk, at)) < chunk.length)
        throw new CordonError('journal_damaged', { at: `a segment ends before byte ${end}` })
      yield chunk
      at += chunk.length
    }
  } finally {
    await file.close()
  }
}

/** Declared losses (`loss.1`, …) belong to the journal: they say under which name it goes on. */
export async function listLossFiles(disk: Disk, folder: string): Promise<string[]> {
  return (await disk.list(folder)).filter((name) => /^loss\.[1-9][0-9]{0,3}$/.test(name)).sort()
}

/** A small file beside the segments, whole. */
export async function* readFile(disk: Disk, path: string): AsyncGenerator<Uint8Array> {
  const bytes = await readWhole(disk, path, checkpointBytesMax)
  if (bytes !== undefined) yield bytes
}
