import type { ObjectStore } from '../kernel/object-store.ts'

/** A place in memory that can be away; it remembers every key it ever took. */
export interface MemoryPlace extends ObjectStore {
  readonly objects: Map<string, Uint8Array>
  away: boolean
  /** How many more calls it takes before it is away. */
  callsLeft: number
}

export function createMemoryPlace(name: string): MemoryPlace {
  const objects = new Map<string, Uint8Array>()
  const reach = (): void => {
    if (place.callsLeft-- <= 0) place.away = true
    if (place.away) throw new Error('the place is away')
  }
  const place: MemoryPlace = {
    name,
    objects,
    away: false,
    callsLeft: Number.POSITIVE_INFINITY,
    async put(key, bytes) {
      reach()
      const parts: Uint8Array[] = []
      if (bytes instanceof Uint8Array) parts.push(bytes)
      else for await (const part of bytes) parts.push(part)
      objects.set(key, Buffer.concat(parts))
    },
    async get(key) {
      reach()
      return objects.get(key)
    },
    async *read(key) {
      reach()
      yield objects.get(key) ?? new Uint8Array(0)
    },
    async *list(prefix) {
      reach()
      for (const [key, bytes] of objects) if (key.startsWith(prefix)) yield { key, bytes: bytes.length }
    },
    async remove(key) {
      reach()
      objects.delete(key)
    },
  }
  return place
}
