import { join } from 'node:path'
import { type Disk, type DiskFile, isAbsent } from './disk.ts'
import { writeAll } from './files.ts'

/** Blocks kept back from the file system, given up so that "the disk is full" can still be written down. */
export interface Reserve {
  /** Whether the blocks are held now. */
  readonly held: boolean
  /** Takes the blocks, if there is room. Never throws: with no room there is no reserve. */
  take(): Promise<boolean>
  /** Gives them up. Never throws. */
  giveUp(): Promise<void>
}

export async function openReserve(deps: { disk: Disk; folder: string; bytes: number }): Promise<Reserve> {
  const { disk, folder, bytes } = deps
  const path = join(folder, 'reserve')
  let held = (await sizeOf(disk, path)) === bytes

  async function take(): Promise<boolean> {
    held ||= await fill(disk, path, bytes)
    return held
  }

  async function giveUp(): Promise<void> {
    held = false
    await disk.remove(path).catch(() => undefined)
  }

  return {
    get held() {
      return held
    },
    take,
    giveUp,
  }
}

/**
 * Writes real bytes, not a hole, and leaves nothing behind when they do not fit. Twice as many are asked for as are
 * kept: were the room just enough, the next entries would fill the disk again.
 */
async function fill(disk: Disk, path: string, bytes: number): Promise<boolean> {
  let file: DiskFile | undefined
  try {
    file = await disk.open(path, 'over')
    await writeAll(file, new Uint8Array(2 * bytes).fill(0xa5), 0)
    await file.truncate(bytes)
    await file.datasync()
    return true
  } catch {
    await disk.remove(path).catch(() => undefined)
    return false
  } finally {
    await file?.close().catch(() => undefined)
  }
}

async function sizeOf(disk: Disk, path: string): Promise<number> {
  let file: DiskFile | undefined
  try {
    file = await disk.open(path, 'read')
    return await file.size()
  } catch (error) {
    if (isAbsent(error)) return 0
    throw error
  } finally {
    await file?.close()
  }
}
