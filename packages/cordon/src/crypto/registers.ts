import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CordonError } from '@cordon/contract'
import { invariant } from '../kernel/invariant.ts'
import type { RandomBytes } from '../kernel/random.ts'
import type { Places } from './places.ts'
import { parseRegister, printRegister, type Register } from './register.ts'
import { createSharedSync, diskFault, isMissing, replaceAndErase, replaceFile } from './replace-file.ts'

/** The key registers of one folder: the only reader and writer of their files. */
export interface Registers {
  /** The register, or nothing when there is none. Throws `keys_unavailable` when it cannot be read as one. */
  read(name: string): Promise<Register | undefined>
  /** The same, kept in memory from now on. */
  hold(name: string): Promise<Register | undefined>
  /** What `hold` or the last change of a held one gave. */
  held(name: string): Register | undefined
  names(): Promise<string[]>
  /**
   * Replaces one register whole, on the disk and then in every place. Changes of one register come one after another,
   * each over what the one before left; a `make` that answers what it was given writes nothing. `erase`: what stood
   * there is written over. Throws `keys_unavailable` and leaves the register as it was.
   */
  change(
    name: string,
    make: (current: Register | undefined) => Register | Promise<Register>,
    options?: { erase: boolean },
  ): Promise<Register>
}

export function createRegisters(deps: { folder: string; random: RandomBytes; places?: Places }): Registers {
  const { folder, random, places } = deps
  const kept = new Map<string, Register>()
  const turns = createTurns()
  const syncName = createSharedSync()

  const write = async (value: Register, erase: boolean): Promise<void> => {
    const path = registerPath(folder, value.name)
    try {
      if (erase) await replaceAndErase(path, printRegister(value), random)
      else await replaceFile(path, printRegister(value), syncName)
    } catch (error) {
      throw diskFault(`the key register of ${value.name} cannot be written`, error)
    }
  }
  const changeNow = async (name: string, make: Parameters<Registers['change']>[1], erase: boolean) => {
    const current = kept.get(name) ?? (await readRegister(folder, name))
    const made = await make(current)
    if (made === current) return made
    invariant(made.change === (current?.change ?? 0), 'the proof in a register is of its next number')
    const next = { ...made, change: made.change + 1 }
    await write(next, erase)
    if (kept.has(name)) kept.set(name, next)
    places?.send(next)
    return next
  }
  return {
    read: async (name) => kept.get(name) ?? readRegister(folder, name),
    hold: (name) =>
      turns.take(name, async () => {
        const register = kept.get(name) ?? (await readRegister(folder, name))
        if (register !== undefined) kept.set(name, register)
        return register
      }),
    held: (name) => kept.get(name),
    names: () => registerNames(folder),
    change: (name, make, options) => turns.take(name, () => changeNow(name, make, options?.erase === true)),
  }
}

export function registerPath(folder: string, name: string): string {
  return join(folder, `${name}.json`)
}

/** Of every register there is, the node's too. */
export async function registerNames(folder: string): Promise<string[]> {
  try {
    const names = (await readdir(folder)).filter((file) => file.endsWith('.json'))
    return names.map((file) => file.slice(0, -'.json'.length)).sort()
  } catch (error) {
    throw diskFault('the key registers cannot be listed', error)
  }
}

export async function readRegister(folder: string, name: string): Promise<Register | undefined> {
  try {
    return parseRegister(await readFile(registerPath(folder, name), 'utf8'), name)
  } catch (error) {
    if (error instanceof CordonError) throw error
    if (isMissing(error)) return undefined
    throw diskFault('a key register cannot be read', error)
  }
}

/** One after another for each name; different names do not wait for each other. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>()
  return {
    take<T>(name: string, work: () => Promise<T>): Promise<T> {
      const turn = (last.get(name) ?? Promise.resolve()).then(work)
      const settled = turn
        .catch(() => undefined)
        .then(() => {
          if (last.get(name) === settled) last.delete(name)
        })
      last.set(name, settled)
      return turn
    },
  }
}
