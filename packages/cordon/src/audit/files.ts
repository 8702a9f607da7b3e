import { basename, join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { type Disk, type DiskFile, isAbsent } from './disk.ts'

/**
 * Writes all of it: a disk that is nearly full, or a signal, makes one write take fewer bytes than given without any
 * error. Returns only when every byte was taken; throws when a write takes none.
 */
export async function writeAll(file: DiskFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const written = await file.write(bytes.subarray(done), position + done)
    if (written <= 0) throw new Error('a write took no bytes')
    done += written
  }
}

/** The whole file, or `undefined` when there is none. Throws `journal_damaged` when it is longer than `bytesMax`. */
export async function readWhole(disk: Disk, path: string, bytesMax: number): Promise<Uint8Array | undefined> {
  const file = await openIfThere(disk, path)
  if (file === undefined) return undefined
  try {
    const size = await file.size()
    if (size > bytesMax) throw new CordonError('journal_damaged', { at: `${basename(path)}: too long` })
    const bytes = new Uint8Array(size)
    const read = await readAll(file, bytes, 0)
    return bytes.subarray(0, read)
  } finally {
    await file.close()
  }
}

/** Fills `into` from `position`, or up to the end of the file; the number of bytes read. */
export async function readAll(file: DiskFile, into: Uint8Array, position: number): Promise<number> {
  let done = 0
  while (done < into.length) {
    const read = await file.read(into.subarray(done), position + done)
    if (read === 0) break
    done += read
  }
  return done
}

/** The file is the old one or the new one, whatever happens, and the new one for good once this returns. */
export async function replaceFile(disk: Disk, folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const draft = join(folder, `${name}.tmp`)
  const file = await disk.open(draft, 'over')
  try {
    await writeAll(file, bytes, 0)
    await file.datasync()
  } finally {
    await file.close()
  }
  await disk.rename(draft, join(folder, name))
  await disk.syncFolder(folder)
}

async function openIfThere(disk: Disk, path: string): Promise<DiskFile | undefined> {
  try {
    return await disk.open(path, 'read')
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}
