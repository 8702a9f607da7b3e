import { dirname } from 'node:path'
import { CordonError } from '@cordon/contract'
import type { Disk, DiskFile, OpenHow } from '../../packages/cordon/src/audit/disk.ts'
import { type Call, failure, type Operation } from '../../packages/cordon/src/audit/faulty-disk.fixture.ts'
import type { Dice } from './dice.ts'
import { createSimFile, SECTOR, type SimFile } from './sim-file.ts'
import { createSimNames } from './sim-folder.ts'

/**
 * A disk in memory that behaves as badly as real ones may: what was not synced can be lost in any subset, sector by
 * sector; names that no folder sync made durable can be lost; writes may be short; any call may fail, or be the moment
 * at which the power goes. Everything it decides comes from its dice.
 */
export interface SimDisk extends Disk {
  /** Calls so far. */
  readonly calls: number
  /** What goes wrong at which call; set it before the work it is for. */
  fault: FaultAt
  /** Room for file contents, in bytes. */
  capacity: number
  readonly used: number
  /** Whether a call since the last restart was made to fail, or found no room. */
  readonly failed: boolean
  /** Whether the power went. Every call fails from then on. */
  readonly dead: boolean
  /** The next start: after a power cut, or after the process alone was killed. */
  restart(how: 'power' | 'kill'): void
  /** Files with content, for those who damage or inspect them. */
  files(): readonly { readonly path: string; readonly file: SimFile }[]
}

/** `cut` ends everything at this call; `short` writes part of what was given. */
export type Fault = 'EIO' | 'ENOSPC' | 'short' | 'cut'
export type FaultAt = (call: Call) => Fault | undefined

export function createSimDisk(dice: Dice): SimDisk {
  const names = createSimNames(dice)
  const folders = new Set<string>()
  let life = 0
  let locked = false
  let [calls, failed, dead] = [0, false, false]

  /** Every call comes through here. A cut may fall before or after the call had its effect. */
  async function through<T>(operation: Operation, path: string, of: number, work: (fault?: Fault) => T): Promise<T> {
    if (dead || of !== life) throw failure('EPOWER')
    const fault = disk.fault({ call: calls++, operation, path })
    if (fault === 'cut') {
      if (dice.chance(0.5)) work()
      dead = true
      throw failure('EPOWER')
    }
    if (fault !== undefined) failed = true
    // As a real disk would: the answer comes later, and others go on meanwhile.
    await Promise.resolve()
    return work(fault)
  }

  /** Fails before it did anything. */
  const failing =
    <T>(work: () => T) =>
    (fault?: Fault): T => {
      if (fault === 'EIO' || fault === 'ENOSPC') throw failure(fault)
      return work()
    }

  function used(): number {
    return [...names.entries()].reduce((sum, [, file]) => sum + file.sectors * SECTOR, 0)
  }

  /** How much of a write there is room for. */
  function fitting(file: SimFile, bytes: Uint8Array, position: number): Uint8Array {
    let fits = bytes.length
    while (fits > 0 && used() + file.newSectors(position, fits) * SECTOR > disk.capacity) fits = Math.max(0, fits - 256)
    return bytes.subarray(0, fits)
  }

  function write(file: SimFile, given: Uint8Array, position: number, fault?: Fault): number {
    const bytes = fault === undefined ? given : given.subarray(0, dice.below(given.length + 1))
    const taken = fitting(file, bytes, position)
    if (fault === undefined && taken.length === 0) {
      failed = true
      throw failure('ENOSPC')
    }
    file.write(taken, position)
    if (fault === 'EIO' || fault === 'ENOSPC') throw failure(fault)
    return taken.length
  }

  function sync(file: SimFile, fault?: Fault): void {
    if (fault === 'EIO' || fault === 'ENOSPC') {
      file.failSync()
      throw failure(fault)
    }
    file.sync()
  }

  function handle(path: string, file: SimFile, of: number): DiskFile {
    const call = <T>(operation: Operation, work: (fault?: Fault) => T) => through(operation, path, of, work)
    return {
      // What the caller gave is copied: it may change it while the disk takes its time.
      write: (bytes, position) => {
        const given = Uint8Array.from(bytes)
        return call('write', (fault) => write(file, given, position, fault))
      },
      read: (into, position) =>
        call(
          'read',
          failing(() => file.read(into, position)),
        ),
      datasync: () => call('datasync', (fault) => sync(file, fault)),
      truncate: (bytes) =>
        call(
          'truncate',
          failing(() => file.truncate(bytes)),
        ),
      size: () =>
        call(
          'size',
          failing(() => file.size),
        ),
      close: () =>
        call(
          'close',
          failing(() => undefined),
        ),
    }
  }

  function openFile(path: string, how: OpenHow): SimFile {
    const found = names.get(path)
    if (found === undefined && (how === 'edit' || how === 'read')) throw failure('ENOENT')
    if (found !== undefined && how === 'new') throw failure('EEXIST')
    if (found !== undefined) {
      if (how === 'over') found.truncate(0)
      return found
    }
    const made = createSimFile(dice)
    names.link(path, made)
    return made
  }

  function rename(from: string, to: string): void {
    const file = names.get(from)
    if (file === undefined) throw failure('ENOENT')
    names.rename(from, to, file)
  }

  function list(path: string): string[] {
    if (!folders.has(path)) throw failure('ENOENT')
    return [...names.entries()].flatMap(([name]) => (dirname(name) === path ? [name.slice(path.length + 1)] : []))
  }

  async function lock() {
    const of = life
    if (locked) throw new CordonError('data_folder_busy')
    locked = true
    return {
      beat: async () => undefined,
      release: async () => {
        if (of === life) locked = false
      },
    }
  }

  const disk: SimDisk = {
    fault: () => undefined,
    capacity: Number.MAX_SAFE_INTEGER,
    get calls() {
      return calls
    },
    get used() {
      return used()
    },
    get failed() {
      return failed
    },
    get dead() {
      return dead
    },
    restart(how) {
      life += 1
      locked = failed = dead = false
      disk.fault = () => undefined
      if (how === 'power') names.cutPower()
      for (const [, file] of names.entries()) {
        if (how === 'power') file.cutPower()
        else if (dice.chance(0.5)) file.dropCleanPages()
      }
    },
    files: () => Array.from(names.entries(), ([path, file]) => ({ path, file })),
    makeFolder: (path) =>
      through(
        'makeFolder',
        path,
        life,
        failing(() => void folders.add(path)),
      ),
    list: (path) =>
      through(
        'list',
        path,
        life,
        failing(() => list(path)),
      ),
    open: (path, how) => {
      const of = life
      return through(
        'open',
        path,
        of,
        failing(() => handle(path, openFile(path, how), of)),
      )
    },
    rename: (from, to) =>
      through(
        'rename',
        to,
        life,
        failing(() => rename(from, to)),
      ),
    remove: (path) =>
      through(
        'remove',
        path,
        life,
        failing(() => names.unlink(path)),
      ),
    syncFolder: (path) =>
      through(
        'syncFolder',
        path,
        life,
        failing(() => names.sync(path)),
      ),
    lock,
  }
  return disk
}
