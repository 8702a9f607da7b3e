import { join } from 'node:path'
import { type Disk, isAbsent, isFull } from './disk.ts'
import { readWhole, replaceFile } from './files.ts'

/** A torn tail that recovery took away: bytes of a write that was never acknowledged. */
export interface Cut {
  readonly segment: string
  readonly offset: number
  readonly bytes: number
}

/**
 * A cut is noted in a file before it is made, until its entry is durable: a start that fails in between would else leave
 * a journal that looks as if nothing had been cut.
 */
const FILE = 'cut'
const noteBytesMax = 200

/** Durable when it returns. On a full disk there is no note: only a start that fails as well could then forget the cut. */
export async function noteCut(disk: Disk, folder: string, { segment, offset, bytes }: Cut): Promise<void> {
  const text = new TextEncoder().encode(`${segment} ${offset} ${bytes}\n`)
  await replaceFile(disk, folder, FILE, text).catch((error: unknown) => {
    if (!isFull(error)) throw error
  })
}

/** A cut that has no entry yet. */
export async function pendingCut(disk: Disk, folder: string): Promise<Cut | undefined> {
  const bytes = await readWhole(disk, join(folder, FILE), noteBytesMax)
  const text = bytes === undefined ? '' : new TextDecoder().decode(bytes)
  const [, segment, offset, length] = /^(\d{12}\.log) (\d{1,15}) (\d{1,15})\n$/.exec(text) ?? []
  return segment === undefined ? undefined : { segment, offset: Number(offset), bytes: Number(length) }
}

/** Its entry is durable. A note that comes back is recorded twice, which harms nobody. */
export async function forgetCut(disk: Disk, folder: string): Promise<void> {
  await disk.remove(join(folder, FILE)).catch((error: unknown) => {
    if (!isAbsent(error)) throw error
  })
}
