import { CordonError } from '@cordon/contract'
import type { ObjectStore } from '../kernel/object-store.ts'
import { parseRegister, printRegister, type Register } from './register.ts'

/**
 * The places that keep copies of the key registers: there a register is `keys/<name>/<change>.json`, one object and no
 * older one. The local write is what counts for serving; what a place has not confirmed yet is pending, and shows.
 */
export interface Places {
  /** Hands over the newest register. Never throws: a place that fails is tried again by `retry`. */
  send(register: Register): void
  /** Sends what is pending once more; resolves when every place was tried. */
  retry(): Promise<void>
  /** Asks every place whether it holds this register as it is now and no older one, and sends it where it does not. */
  confirmed(register: Register): Promise<boolean>
  /** Looks at what the places hold, and hands over each register that one of them lacks or has in an older change. */
  compare(names: readonly string[], read: (name: string) => Promise<Register | undefined>): Promise<void>
  /** The names of registers of which a place holds a newer change than this machine, or which this machine lost. */
  readonly newerElsewhere: ReadonlySet<string>
  /** The copies that the places hold of a register: what a restore would read. Throws when a place cannot be asked. */
  copies(name: string): Promise<{ place: string; register: Register }[]>
  status(): PlaceStatus[]
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export interface PlaceStatus {
  readonly place: string
  /** Registers whose newest change this place has not confirmed. */
  readonly pending: number
  /** Whether the last attempt failed. */
  readonly failed: boolean
}

/** Largest register that is read back, in bytes: a million keys. */
export const REGISTER_BYTES_MAX = 256 * 1024 * 1024

/** Registers on their way to one place at once. */
const AT_ONCE = 4

export function createPlaces(stores: readonly ObjectStore[]): Places {
  const newer = new Set<string>()
  const places = stores.map((store) => createPlace(store, newer))
  return {
    send(register) {
      for (const place of places) place.send(register)
    },
    retry: async () => void (await Promise.all(places.map((place) => place.retry()))),
    confirmed: async (register) => {
      const held = await Promise.all(places.map((place) => place.confirmed(register)))
      return held.every((one) => one)
    },
    async compare(names, read) {
      const here = new Set(names)
      for (const place of places) {
        const changes = await place.changes().catch(() => undefined)
        for (const name of names) {
          const register = await read(name)
          if (register === undefined) continue
          const there = changes?.get(name) ?? []
          if (there.some((change) => change > register.change)) newer.add(name)
          else if (there.length !== 1 || there[0] !== register.change) place.send(register)
        }
        // A register that only a place still has was lost here; made anew it would not be the same.
        for (const name of changes?.keys() ?? []) if (!here.has(name)) newer.add(name)
      }
    },
    newerElsewhere: newer,
    copies: async (name) => (await Promise.all(places.map((place) => place.copies(name)))).flat(),
    status: () => places.map((place) => place.status()),
    idle: async () => void (await Promise.all(places.map((place) => place.idle()))),
  }
}

function createPlace(store: ObjectStore, newer: Set<string>) {
  const pending = new Map<string, Register>()
  const running = new Set<Promise<void>>()
  const busy = new Set<string>()
  let failed = false

  const sendOne = async (register: Register): Promise<void> => {
    const { name } = register
    busy.add(name)
    try {
      if (await replaceCopy(store, register)) {
        if (pending.get(name) === register) pending.delete(name)
      } else newer.add(name)
    } catch {
      failed = true
    } finally {
      busy.delete(name)
    }
  }
  /** Starts as many as fit; each one that ends makes room for the next, until a failure leaves the rest to `retry`. */
  const start = (): void => {
    for (const [name, register] of pending) {
      if (running.size >= AT_ONCE) return
      if (busy.has(name) || newer.has(name)) continue
      const one: Promise<void> = sendOne(register).then(() => {
        running.delete(one)
        if (!failed) start()
      })
      running.add(one)
    }
  }
  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running)
  }
  const send = (register: Register): void => {
    const held = pending.get(register.name)
    if (held === undefined || held.change <= register.change) pending.set(register.name, register)
    if (!failed) start()
  }
  const retry = async (): Promise<void> => {
    await soon(idle())
    failed = false
    start()
    await soon(idle())
  }
  /** What the place itself says: memory of what was sent does not outlive a restart. */
  const holdsOnly = async (register: Register): Promise<boolean> => {
    const keys: string[] = []
    for await (const { key } of store.list(`${PREFIX}${register.name}/`)) keys.push(key)
    return keys.length === 1 && keys[0] === copyKey(register)
  }
  return {
    send,
    retry,
    async confirmed(register: Register): Promise<boolean> {
      try {
        if (await holdsOnly(register)) return true
        send(register)
        await retry()
        return await holdsOnly(register)
      } catch {
        return false
      }
    },
    idle,
    status: (): PlaceStatus => ({ place: store.name, pending: pending.size, failed }),
    changes: () => copiedChanges(store),
    async copies(name: string) {
      const found: { place: string; register: Register }[] = []
      for await (const { key } of store.list(`${PREFIX}${name}/`)) {
        const bytes = await store.get(key, REGISTER_BYTES_MAX)
        if (bytes !== undefined)
          found.push({ place: store.name, register: parseRegister(Buffer.from(bytes).toString('utf8'), name) })
      }
      return found
    },
  }
}

/**
 * The new copy first, and only then the older ones away: at no time is there none. Answers false, and changes nothing,
 * where the place has a newer one: then it is this machine that was set back.
 */
async function replaceCopy(store: ObjectStore, register: Register): Promise<boolean> {
  const own = copyKey(register)
  const older: string[] = []
  for await (const { key } of store.list(`${PREFIX}${register.name}/`)) {
    const change = partsOf(key)?.change ?? 0
    if (change > register.change) return false
    if (key !== own) older.push(key)
  }
  await store.put(own, Buffer.from(printRegister(register)))
  for (const key of older) await store.remove(key)
  return true
}

/** The newest copy of a register in a place, for a restore; nothing when there is none. */
export async function newestCopy(store: ObjectStore, name: string): Promise<Register | undefined> {
  let newest: { key: string; change: number } | undefined
  for await (const { key } of store.list(`${PREFIX}${name}/`)) {
    const change = partsOf(key)?.change
    if (change !== undefined && change > (newest?.change ?? -1)) newest = { key, change }
  }
  if (newest === undefined) return undefined
  const bytes = await store.get(newest.key, REGISTER_BYTES_MAX)
  if (bytes === undefined) throw new CordonError('keys_unavailable', { at: `${store.name}: a key register vanished` })
  return parseRegister(Buffer.from(bytes).toString('utf8'), name)
}

/** By name, the changes of which a place has a copy: one each, once it has confirmed. */
export async function copiedChanges(store: ObjectStore): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>()
  for await (const { key } of store.list(PREFIX)) {
    const { name, change } = partsOf(key) ?? {}
    if (name !== undefined && change !== undefined) found.set(name, [...(found.get(name) ?? []), change])
  }
  return found
}

/** The names of all registers in a place. */
export async function copiedNames(store: ObjectStore): Promise<string[]> {
  return [...(await copiedChanges(store)).keys()].sort()
}

/** How long anybody waits for a place; what is under way there goes on. */
const PATIENCE_MS = 10_000
async function soon(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const PREFIX = 'keys/'
const copyKey = ({ name, change }: Register): string => `${PREFIX}${name}/${String(change).padStart(12, '0')}.json`

function partsOf(key: string): { name: string; change: number } | undefined {
  const [, name, change] = /^keys\/([^/]+)\/(\d{12})\.json$/.exec(key) ?? []
  return name === undefined ? undefined : { name, change: Number(change) }
}
