import { copiedChanges } from '../../crypto/places.ts'
import { readRegister, registerNames } from '../../crypto/registers.ts'
import type { ObjectStore } from '../../kernel/object-store.ts'

/**
 * By name, how often each key register had been replaced, of those that this place has in their newest change. A restore
 * takes none that is older; one that the place lacks is told by `keys status`, and is no reason to refuse a restore.
 */
export async function registerFloor(store: ObjectStore, registerFolder: string): Promise<Record<string, number>> {
  const there = await copiedChanges(store)
  const floor: Record<string, number> = {}
  for (const name of await registerNames(registerFolder)) {
    const change = (await readRegister(registerFolder, name))?.change
    if (change !== undefined && there.get(name)?.includes(change) === true) floor[name] = change
  }
  return floor
}
