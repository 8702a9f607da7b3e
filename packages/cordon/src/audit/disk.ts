/**
 * The few things the journal asks of a file system. A real one is in `node-disk.ts`; a test passes one that fails at a
 * chosen call, and a simulated one can lose what was not synced. Nothing here reads a clock or a random source.
 */
export interface Disk {
  /** Makes the folder, and those above it, durably and readable by this user alone; it may be there already. */
  makeFolder(path: string): Promise<void>
  /** Names in a folder, in no order. */
  list(path: string): Promise<readonly string[]>
  open(path: string, how: OpenHow): Promise<DiskFile>
  /** Atomic: afterwards `to` is the one or the other, never a mixture. Durable only after `syncFolder`. */
  rename(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  /** Makes creations, renames and removals in the folder durable. */
  syncFolder(path: string): Promise<void>
  /** Holds the folder for this process alone. Throws `data_folder_busy` while another holds it. */
  lock(path: string): Promise<FolderLock>
}

/** `new` must not exist; `over` is made or emptied; `edit` and `read` must exist. */
export type OpenHow = 'new' | 'over' | 'edit' | 'read'

export interface DiskFile {
  /** Bytes written, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>
  /** Bytes read, 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>
  /** Durable when this returns. When it throws, what reached the disk is unknown for good. */
  datasync(): Promise<void>
  truncate(bytes: number): Promise<void>
  size(): Promise<number>
  close(): Promise<void>
}

export interface FolderLock {
  /** Says that the holder still lives; to be called about once a second. */
  beat(): Promise<void>
  release(): Promise<void>
}

/** Whether a failure says that there is no room: full disk, quota, or the largest file allowed. */
export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(error))
}

export function isAbsent(error: unknown): boolean {
  return errorCode(error) === 'ENOENT'
}

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
