import { chosenRoot, type KeySettings } from '../config/keys.ts'
import type { ObjectStore } from '../kernel/object-store.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { idOfRoot } from './kms/open-root-key.ts'
import { copiedChanges } from './places.ts'
import { NODE, type Register } from './register.ts'
import { readRegister, registerNames } from './registers.ts'

/** What the files tell of the keys, without opening one. */
export interface KeyStatus {
  readonly root: { readonly kind: string; readonly id: string }
  readonly registers: readonly RegisterStatus[]
  readonly places: readonly {
    readonly place: string
    /** Registers that the place has not, or in an older change. */
    readonly behind: readonly string[]
    /** Registers of which the place has a newer change: this machine was set back. */
    readonly ahead: readonly string[]
    readonly unreachable: boolean
  }[]
}

export interface RegisterStatus {
  readonly name: string
  readonly change: number
  readonly rotation: number
  readonly epoch: number
  /** `current`; `earlier`: `cordon keys rewrap` moves it; `unknown`: no configured root key opens it. */
  readonly root: 'current' | 'earlier' | 'unknown'
  /** Data keys by purpose. */
  readonly keys: Readonly<Record<string, number>>
  readonly recovery: boolean
}

/** Reads every register of a folder. Throws `keys_unavailable` for one that is damaged. */
export async function readKeyStatus(of: {
  keys: KeySettings
  registerFolder: string
  random: RandomBytes
  stores: readonly ObjectStore[]
}): Promise<KeyStatus> {
  const { keys, registerFolder, random } = of
  const choice = chosenRoot(keys)
  const id = await idOfRoot(choice, { random, registerFolder })
  const earlier = new Set<string>()
  for (const one of keys.earlier) earlier.add(await idOfRoot(one, { random, registerFolder }))
  const registers: RegisterStatus[] = []
  for (const name of await registerNames(registerFolder)) {
    const register = await readRegister(registerFolder, name)
    if (register !== undefined) registers.push(statusOf(register, id, earlier))
  }
  const places = await Promise.all(of.stores.map((store) => comparePlace(store, registers)))
  return { root: { kind: choice.kind, id }, registers, places }
}

/** Whether something has to be done. */
export function isWell({ registers, places }: KeyStatus): boolean {
  const settled = registers.every(({ root, recovery }) => root === 'current' && recovery)
  return settled && places.every((place) => place.behind.length + place.ahead.length === 0 && !place.unreachable)
}

function statusOf(register: Register, current: string, earlier: ReadonlySet<string>): RegisterStatus {
  const keys: Record<string, number> = {}
  for (const { purpose } of Object.values(register.keys)) keys[purpose] = (keys[purpose] ?? 0) + 1
  const { name, change, rotation, epoch } = register
  const known = earlier.has(register.root) || earlier.has(register.recovery.root)
  const root = register.root === current ? 'current' : known ? 'earlier' : 'unknown'
  return { name, change, rotation, epoch, root, keys, recovery: name !== NODE || register.slot !== undefined }
}

async function comparePlace(store: ObjectStore, registers: readonly RegisterStatus[]) {
  const place = store.name
  try {
    const there = await copiedChanges(store)
    const newest = (name: string): number => Math.max(-1, ...(there.get(name) ?? []))
    const behind = registers.filter(({ name, change }) => newest(name) < change || (there.get(name)?.length ?? 0) > 1)
    const ahead = [...there.keys()].filter((name) => {
      return newest(name) > (registers.find((register) => register.name === name)?.change ?? -1)
    })
    return { place, behind: behind.map(({ name }) => name), ahead, unreachable: false }
  } catch {
    return { place, behind: [], ahead: [], unreachable: true }
  }
}
