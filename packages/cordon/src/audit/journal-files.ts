import { join } from 'node:path'
import { decodeFrames, type FrameRead } from '@cordon/ledger'
import type { Disk } from './disk.ts'
import { readWhole } from './files.ts'
import { checkpointBytesMax } from './limits.ts'
import { listSegments, readSegment } from './segments.ts'

/** A journal's files, for readers that hold no key and no lock; a running server may be writing meanwhile. */
export interface JournalFiles {
  /** The newest signed checkpoint; `undefined` when there is none. */
  readonly checkpoint: string | undefined
  /** The verifier key that lies beside the log; `undefined` when there is none. */
  readonly vkey: string | undefined
  /** Every frame, segment by segment; ends where the files stop being readable. */
  frames(): AsyncGenerator<FrameRead>
}

/** Reads the checkpoint before the segments, so that they hold at least what it covers. */
export async function openJournalFiles(disk: Disk, folder: string): Promise<JournalFiles> {
  const checkpoint = await readText(disk, join(folder, 'checkpoint'))
  const vkey = (await readText(disk, join(folder, 'log.vkey')))?.trimEnd()
  return { checkpoint, vkey, frames: () => readFrames(disk, folder) }
}

async function* readFrames(disk: Disk, folder: string): AsyncGenerator<FrameRead> {
  const segments = await listSegments(disk, folder)
  for (const segment of segments) {
    for (const read of decodeFrames(await readSegment(disk, folder, segment), segment.name)) {
      if (read.kind === 'frame') {
        yield read
        continue
      }
      // A segment is begun only once the one before it is durable to its end: it cannot end in an unfinished write.
      const torn = read.kind === 'torn' && segment === segments.at(-1)
      yield torn ? read : { kind: 'damaged', segment: segment.name, offset: read.offset }
      return
    }
  }
}

async function readText(disk: Disk, path: string): Promise<string | undefined> {
  const bytes = await readWhole(disk, path, checkpointBytesMax)
  return bytes && new TextDecoder().decode(bytes)
}
