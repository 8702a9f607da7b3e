import { dirname } from 'node:path'
import type { Dice } from './dice.ts'
import type { SimFile } from './sim-file.ts'

/** The names on the simulated disk: what programs see, and what a power cut would leave of creations and renames. */
export interface SimNames {
  get(path: string): SimFile | undefined
  entries(): Iterable<[string, SimFile]>
  link(path: string, file: SimFile): void
  rename(from: string, to: string, file: SimFile): void
  unlink(path: string): void
  /** What was done in the folder so far is kept for good. */
  sync(folder: string): void
  /** Any subset of what no sync made durable is undone. */
  cutPower(): void
}

interface Change {
  readonly folder: string
  readonly apply: (names: Map<string, SimFile>) => void
}

export function createSimNames(dice: Dice): SimNames {
  let seen = new Map<string, SimFile>()
  const durable = new Map<string, SimFile>()
  let pending: Change[] = []

  function change(path: string, apply: Change['apply']): void {
    apply(seen)
    pending.push({ folder: dirname(path), apply })
  }

  return {
    get: (path) => seen.get(path),
    entries: () => seen.entries(),
    link: (path, file) => change(path, (names) => names.set(path, file)),
    rename: (from, to, file) =>
      change(to, (names) => {
        names.set(to, file)
        if (names.get(from) === file) names.delete(from)
      }),
    unlink: (path) => change(path, (names) => names.delete(path)),
    sync(folder) {
      for (const { folder: of, apply } of pending) if (of === folder) apply(durable)
      pending = pending.filter(({ folder: of }) => of !== folder)
    },
    cutPower() {
      const share = dice.pick([0, 0.5, 1])
      for (const { apply } of pending) if (dice.chance(share)) apply(durable)
      pending = []
      seen = new Map(durable)
    },
  }
}
