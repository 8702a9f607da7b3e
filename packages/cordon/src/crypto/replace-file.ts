import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RandomBytes } from '../kernel/random.ts'

/**
 * Replaces a file whole (mode 0600): after a power cut there is the old text or the new one, never a part. Resolves
 * once the bytes and their name are on the disk. One writer per path at a time.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeDurably(`${path}.tmp`, text)
  await rename(`${path}.tmp`, path)
  await syncFolder(dirname(path))
}

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

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.chmod(0o600) // Of one that a killed process left, too.
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
