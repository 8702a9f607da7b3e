import type { Disk, DiskFile, OpenHow } from './disk.ts'
import { nodeDisk } from './node-disk.ts'

export type Operation = 'makeFolder' | 'list' | 'open' | 'rename' | 'remove' | 'syncFolder' | FileOperation
type FileOperation = 'write' | 'read' | 'datasync' | 'truncate' | 'size' | 'close'

export interface Call {
  /** The number of this call, from 0. */
  readonly call: number
  readonly operation: Operation
  readonly path: string
}

/**
 * The real files, but every call is first shown to `fault`: what it returns is thrown instead. A sync that is not made
 * to fail does nothing: the power stays on here, and thousands of real ones would take minutes.
 */
export function createFaultyDisk(fault: (call: Call) => Error | undefined): Disk & { readonly calls: readonly Call[] } {
  const calls: Call[] = []

  async function through<T>(operation: Operation, path: string, work: () => Promise<T>): Promise<T> {
    const call = { call: calls.length, operation, path }
    calls.push(call)
    const error = fault(call)
    if (error !== undefined) throw error
    return work()
  }

  async function open(path: string, how: OpenHow): Promise<DiskFile> {
    const file = await nodeDisk.open(path, how)
    return {
      write: (bytes, position) => through('write', path, () => file.write(bytes, position)),
      read: (into, position) => through('read', path, () => file.read(into, position)),
      datasync: () => through('datasync', path, async () => undefined),
      truncate: (bytes) => through('truncate', path, () => file.truncate(bytes)),
      size: () => through('size', path, () => file.size()),
      // Closes even when it is made to fail: a test must not run out of descriptors.
      close: () => file.close().then(() => through('close', path, async () => undefined)),
    }
  }

  return {
    calls,
    makeFolder: (path) => through('makeFolder', path, () => nodeDisk.makeFolder(path)),
    list: (path) => through('list', path, () => nodeDisk.list(path)),
    open: (path, how) => through('open', path, () => open(path, how)),
    rename: (from, to) => through('rename', to, () => nodeDisk.rename(from, to)),
    remove: (path) => through('remove', path, () => nodeDisk.remove(path)),
    syncFolder: (path) => through('syncFolder', path, async () => undefined),
    lock: (path) => nodeDisk.lock(path),
  }
}

/** A disk of so many bytes: a write that does not fit takes what fits, and the next one fails with ENOSPC. */
export function createSmallDisk(bytes: number): Disk & { room: number } {
  const sizes = new Map<string, number>()
  const resize = (path: string, size: number): void => {
    disk.room -= size - (sizes.get(path) ?? 0)
    sizes.set(path, size)
  }

  async function open(path: string, how: OpenHow): Promise<DiskFile> {
    const file = await nodeDisk.open(path, how)
    if (how === 'over') resize(path, 0)
    return {
      ...file,
      write: (part, position) => {
        const size = sizes.get(path) ?? 0
        const fits = Math.min(part.length, disk.room + size - position)
        if (fits <= 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
        resize(path, Math.max(size, position + fits))
        return file.write(part.subarray(0, fits), position)
      },
      truncate: (size) => {
        resize(path, size)
        return file.truncate(size)
      },
    }
  }

  const disk = {
    ...nodeDisk,
    room: bytes,
    open,
    rename: (from: string, to: string) => {
      const size = sizes.get(from) ?? 0
      resize(to, size)
      resize(from, 0)
      return nodeDisk.rename(from, to)
    },
    remove: (path: string) => {
      resize(path, 0)
      return nodeDisk.remove(path)
    },
  }
  return disk
}

export function failure(code: string): Error {
  return Object.assign(new Error(code), { code })
}
