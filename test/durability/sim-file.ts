import type { Dice } from './dice.ts'

/** What a disk writes whole or not at all, in bytes. */
export const SECTOR = 512

/**
 * One file of the simulated disk: what programs see (the page cache) and what would be there after a power cut (the
 * platter). Only dirty sectors travel from the one to the other.
 */
export interface SimFile {
  readonly size: number
  /** Sectors that take up room; a hole takes none. */
  readonly sectors: number
  /** How many sectors a write of this kind would newly take up. */
  newSectors(position: number, length: number): number
  write(bytes: Uint8Array, position: number): void
  read(into: Uint8Array, position: number): number
  truncate(bytes: number): void
  /** Everything dirty reaches the platter. */
  sync(): void
  /**
   * Some of what is dirty reaches the platter, and all of it is marked clean: the next sync will say that all is well
   * (Rebello et al., ATC '20).
   */
  failSync(): void
  /** The power goes: any subset of the dirty sectors made it, and the size may be the old one or the new one. */
  cutPower(): void
  /** The machine stays up: clean pages may be dropped, and then come from the platter when they are read again. */
  dropCleanPages(): void
  /** Flips one bit on the platter and in what programs see; calling it again flips it back. */
  rot(position: number, bit: number): void
}

export function createSimFile(dice: Dice): SimFile {
  let seen = new Uint8Array(0)
  let platter = new Uint8Array(0)
  let dirty = new Set<number>()
  let allocated = new Set<number>()
  let sizeIsDirty = false

  function copy(sector: number): void {
    const start = sector * SECTOR
    if (start >= seen.length) return
    const end = Math.min(seen.length, start + SECTOR)
    if (platter.length < end) platter = resized(platter, end)
    platter.set(seen.subarray(start, end), start)
  }

  function resize(bytes: number): void {
    if (bytes === seen.length) return
    seen = resized(seen, bytes)
    sizeIsDirty = true
  }

  function touched(position: number, length: number): number[] {
    const first = Math.floor(position / SECTOR)
    const last = Math.floor((position + length - 1) / SECTOR)
    return Array.from({ length: length === 0 ? 0 : last - first + 1 }, (_, n) => first + n)
  }

  return {
    get size() {
      return seen.length
    },
    get sectors() {
      return allocated.size
    },
    newSectors: (position, length) => touched(position, length).filter((sector) => !allocated.has(sector)).length,
    write(bytes, position) {
      if (position + bytes.length > seen.length) resize(position + bytes.length)
      seen.set(bytes, position)
      for (const sector of touched(position, bytes.length)) {
        allocated.add(sector)
        dirty.add(sector)
        // The kernel writes back when it likes: an older text of a sector may be what survives.
        if (dice.chance(0.1)) copy(sector)
      }
    },
    read(into, position) {
      const part = seen.subarray(position, position + into.length)
      into.set(part)
      return part.length
    },
    truncate(bytes) {
      resize(bytes)
      const end = Math.ceil(bytes / SECTOR)
      allocated = new Set([...allocated].filter((sector) => sector < end))
      dirty = new Set([...dirty].filter((sector) => sector < end))
    },
    sync() {
      for (const sector of dirty) copy(sector)
      dirty.clear()
      platter = resized(platter, seen.length)
      sizeIsDirty = false
    },
    failSync() {
      for (const sector of dirty) if (dice.chance(0.5)) copy(sector)
      dirty.clear()
    },
    cutPower() {
      const before = platter.length
      const share = dice.pick([0, 0.5, 0.5, 1])
      for (const sector of dirty) if (dice.chance(share)) copy(sector)
      const sizes = [before, seen.length, platter.length] as const
      seen = resized(platter, sizeIsDirty ? dice.pick(sizes) : seen.length)
      platter = Uint8Array.from(seen)
      dirty.clear()
      sizeIsDirty = false
    },
    dropCleanPages() {
      for (let sector = 0; sector * SECTOR < seen.length; sector++) {
        if (dirty.has(sector)) continue
        const start = sector * SECTOR
        const end = Math.min(seen.length, start + SECTOR)
        seen.fill(0, start, end)
        seen.set(platter.subarray(start, Math.min(end, platter.length)), start)
      }
    },
    rot(position, bit) {
      for (const bytes of [seen, platter]) bytes[position] = (bytes[position] ?? 0) ^ (1 << bit)
    },
  }
}

function resized(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const changed = new Uint8Array(length)
  changed.set(bytes.subarray(0, length))
  return changed
}
