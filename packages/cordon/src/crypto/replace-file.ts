import { type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CordonError } from '@cordon/contract'
import type { RandomBytes } from '../kernel/random.ts'

/**
 * Replaces a file whole (mode 0600): after a power cut there is the old text or the new one, never a part. Resolves
 * once the bytes and their name are on the disk. One writer per path at a time. `syncName` makes the name durable:
 * many replacements in one folder may share it.
 */
export async function replaceFile(path: string, text: string, syncName = syncFolder): Promise<void> {
  await writeDurably(`${path}.tmp`, text)
  await rename(`${path}.tmp`, path)
  await syncName(dirname(path))
}

/**
 * The same, and then writes noise over what stood there before. That clears the old bytes where a file system writes
 * in place; on one that does not, only the destruction of the key that wrapped them does (NIST SP 800-88, 2.6).
 */
export async function replaceAndErase(path: string, text: string, random: RandomBytes): Promise<void> {
  // Held open across the rename: the bytes stay reachable for us, and for nobody by a name.
  const old = await open(path, 'r+')
  try {
    await replaceFile(path, text)
    const { size } = await old.stat()
    for (let at = 0; at < size; at += NOISE_BYTES) {
      await old.write(random(Math.min(NOISE_BYTES, size - at)), 0, undefined, at)
    }
    await old.sync()
  } finally {
    await old.close()
  }
}

const NOISE_BYTES = 65_536

/** The same for a file that must not exist yet; throws `EEXIST` and leaves it alone when it does. Any number of writers. */
export async function createFile(path: string, text: string, random: RandomBytes): Promise<void> {
  // A name of its own: a left one may be a second name of the file itself, and must not be written over.
  const own = `${path}.${Buffer.from(random(6)).toString('hex')}.tmp`
  try {
    await writeDurably(own, text)
    await link(own, path)
  } finally {
    await rm(own, { force: true })
  }
  await syncFolder(dirname(path))
}

/** A name is durable only once its folder is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** `syncFolder` for many at once: whoever asks while one runs waits for the next, which covers them all. */
export function createSharedSync(sync = syncFolder): typeof syncFolder {
  const running = new Map<string, Promise<void>>()
  const waiting = new Map<string, Promise<void>>()
  const run = (path: string): Promise<void> => {
    waiting.delete(path)
    const one = sync(path).finally(() => running.get(path) === one && running.delete(path))
    running.set(path, one)
    return one
  }
  return (path) => {
    const now = running.get(path)
    if (now === undefined) return run(path)
    const next = waiting.get(path) ?? now.catch(() => undefined).then(() => run(path))
    waiting.set(path, next)
    return next
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await openNew(path)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Nobody else's to read from the first moment on, also where a killed process left one. */
async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600)
  } catch {
    await rm(path, { force: true })
    return open(path, 'wx', 0o600)
  }
}

/** The codes of a disk's fault that say the path is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** A fault of the disk, told without its path. */
export function diskFault(at: string, cause: unknown): CordonError {
  return new CordonError('keys_unavailable', { at, cause })
}
