import { link, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Replaces a file whole (mode 0600): after a power cut there is the old text or the new one, never a part. Resolves
 * once the bytes and their name are on the disk. One writer per path at a time.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeDurably(`${path}.tmp`, text)
  await rename(`${path}.tmp`, path)
  await syncFolder(dirname(path))
}

/** The same for a file that must not exist yet; throws `EEXIST` and leaves it alone when it does. */
export async function createFile(path: string, text: string): Promise<void> {
  await writeDurably(`${path}.tmp`, text)
  try {
    await link(`${path}.tmp`, path)
  } finally {
    await unlink(`${path}.tmp`)
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
