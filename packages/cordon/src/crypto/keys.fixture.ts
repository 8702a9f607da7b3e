import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ObjectStore } from '../kernel/object-store.ts'
import { createKeyFiles, type KeyFiles } from './create-key-files.ts'
import { readKek, rootKeyOf } from './kms/file.ts'
import type { RootKey } from './kms/root-key.ts'
import { type Keys, openKeys } from './open-keyring.ts'
import { createPlaces, type Places } from './places.ts'
import { createRegisters, type Registers } from './registers.ts'
import { createRoots } from './roots.ts'

export const random = (length: number): Uint8Array => randomBytes(length)

/** For tests: key files of their own, opened as often as one likes, under any root keys. */
export interface TestKeys {
  readonly files: KeyFiles
  readonly root: RootKey
  nowMs: number
  open(with_?: {
    root?: RootKey
    earlier?: readonly RootKey[]
    stores?: readonly ObjectStore[]
    /** Whether the places have answered before anything is opened; a slow one has not. */
    asked?: boolean
    /** How long a place is waited for. */
    patienceMs?: number
  }): Promise<Keys & { places: Places; registers: Registers }>
  remove(): Promise<void>
}

export async function createTestKeys(): Promise<TestKeys> {
  const folder = await mkdtemp(join(tmpdir(), 'cordon-keys-'))
  const files = await createKeyFiles({ kekPath: join(folder, 'secret/kek'), dataFolder: join(folder, 'data'), random })
  const root = rootKeyOf(await readKek(files.kekPath), random)
  const keys: TestKeys = {
    files,
    root,
    nowMs: Date.UTC(2026, 10, 22),
    async open({ root: current = root, earlier = [], stores = [], asked = true, patienceMs } = {}) {
      const places = createPlaces(stores, patienceMs)
      const roots = createRoots(
        current,
        earlier.map((one) => ({ id: one.id, open: async () => one })),
      )
      const registers = createRegisters({ folder: files.registerFolder, random, places })
      const opened = await openKeys({ roots, registers, places, now: () => keys.nowMs, random })
      if (asked) await places.compare(await registers.names(), (name) => registers.read(name))
      return { ...opened, places, registers }
    },
    remove: () => rm(folder, { recursive: true }),
  }
  return keys
}

export function newRoot(): RootKey {
  return rootKeyOf(random(32), random)
}
