import { constants } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Disk, type DiskFile, errorCode, type OpenHow } from './disk.ts'
import { lockFolder } from './folder-lock.ts'

/** The real file system. Files are the owner's alone (0600), folders too (0700). */
export const nodeDisk: Disk = {
  makeFolder,
  list: (path) => readdir(path),
  open: openFile,
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path),
  syncFolder,
  lock: (path) => lockFolder(path),
}

/**
 * A new folder is durable once the one above it is synced: a power cut could else take it away with all its files. One
 * that is there already, and the one above it, may have been made by somebody who was killed before that.
 */
async function makeFolder(path: string): Promise<void> {
  const whole = resolve(path)
  const first = (await mkdir(whole, { recursive: true, mode: 0o700 })) ?? whole
  for (let made = whole; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
  await syncFolder(dirname(dirname(first))).catch(unlessClosedToUs)
}

/** A folder that others own may be closed to us; then none of ours is made in it either. */
function unlessClosedToUs(error: unknown): void {
  if (!['EACCES', 'EPERM'].includes(errorCode(error))) throw error
}

const FLAGS: Record<OpenHow, number> = {
  new: constants.O_RDWR | constants.O_CREAT | constants.O_EXCL,
  over: constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
  edit: constants.O_RDWR,
  read: constants.O_RDONLY,
}

async function openFile(path: string, how: OpenHow): Promise<DiskFile> {
  const file = await open(path, FLAGS[how], 0o600)
  return {
    write: async (bytes, position) => (await file.write(bytes, 0, bytes.length, position)).bytesWritten,
    read: async (into, position) => (await file.read(into, 0, into.length, position)).bytesRead,
    datasync: () => file.datasync(),
    truncate: (bytes) => file.truncate(bytes),
    size: async () => (await file.stat()).size,
    close: () => file.close(),
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
