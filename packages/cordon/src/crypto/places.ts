import { CordonError } from '@cordon/contract'
import type { ObjectStore } from '../kernel/object-store.ts'
import { printRegister, type Register } from './register.ts'
import { type Believes, registerIn } from './register-proof.ts'

/**
 * The places that keep copies of the key registers: there a register is `keys/<name>/<change>.json`, one object and no
 * older one. The local write is what counts for serving; what a place has not confirmed yet is pending, and shows.
 * A copy is believed when it is one that this deployment wrote (`register-proof.ts`); anything else that lies there is a
 * doubt: told, counted, followed by nobody, and removed when the next register is sent.
 */
export interface Places {
  /** Hands over the newest register. Never throws: a place that fails is tried again by `retry`. */
  send(register: Register): void
  /** Sends what is pending once more; resolves when every place was tried, or has had its time. */
  retry(): Promise<void>
  /**
   * Asks every place whether it holds this register as it is now and nothing else, and sends it where it does not. A
   * place that does not answer in time has not confirmed.
   */
  confirmed(register: Register): Promise<boolean>
  /** Looks at what the places hold, and hands over each register that one of them lacks or has in an older change. */
  compare(names: readonly string[], read: (name: string) => Promise<Register | undefined>): Promise<void>
  /** What tells a true copy from any other: there once the keys are open. Until then nothing is sent. */
  judgeBy(believes: Believes): void
  /** The names of registers of which a place holds a newer change than this machine, or which this machine lost. */
  readonly newerElsewhere: ReadonlySet<string>
  /**
   * The copies that the places hold of a register, true or not. Throws `backup_place_unavailable` when one cannot be
   * asked, or does not answer in time.
   */
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
  /** Objects among the registers that this deployment did not write, seen since the start. */
  readonly doubts: number
}

/** Largest register that is read back, in bytes: a million keys. */
export const REGISTER_BYTES_MAX = 256 * 1024 * 1024

/** Registers on their way to one place at once. */
const AT_ONCE = 4

/** How long anybody waits for a place when nothing else is said, in milliseconds: `limits.backupPlaceMs`. */
const PATIENCE_MS = 10_000

interface Judge {
  believes: Believes | undefined
}

export function createPlaces(stores: readonly ObjectStore[], patienceMs = PATIENCE_MS): Places {
  const newer = new Set<string>()
  const judge: Judge = { believes: undefined }
  const places = stores.map((store) => createPlace({ store, newer, judge, patienceMs }))
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
          if (await place.holdsNewer(name, there, register.change)) newer.add(name)
          else if (there.length !== 1 || there[0] !== register.change) place.send(register)
        }
        // A register that only a place still has was lost here; made anew it would not be the same.
        for (const [name, there] of changes ?? [])
          if (!here.has(name) && (await place.holdsNewer(name, there, -1))) newer.add(name)
      }
    },
    judgeBy: (believes) => {
      judge.believes = believes
      for (const place of places) place.start()
    },
    newerElsewhere: newer,
    copies: async (name) => (await Promise.all(places.map((place) => place.copies(name)))).flat(),
    status: () => places.map((place) => place.status()),
    idle: async () => void (await Promise.all(places.map((place) => place.idle()))),
  }
}

function createPlace(of: { store: ObjectStore; newer: Set<string>; judge: Judge; patienceMs: number }) {
  const { store, newer, judge, patienceMs } = of
  const pending = new Map<string, Register>()
  const running = new Set<Promise<void>>()
  const busy = new Set<string>()
  const doubts = new Set<string>()
  let failed = false
  const onDoubt = (key: string): void => void (doubts.size < DOUBTS_MAX && doubts.add(key))

  const sendOne = async (register: Register, believes: Believes): Promise<void> => {
    const { name } = register
    busy.add(name)
    try {
      if (await replaceCopy(store, register, believes, onDoubt)) {
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
    const { believes } = judge
    if (believes === undefined) return
    for (const [name, register] of pending) {
      if (running.size >= AT_ONCE) return
      if (busy.has(name) || newer.has(name)) continue
      const one: Promise<void> = sendOne(register, believes).then(() => {
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
  const soon = <T>(work: Promise<T>): Promise<T> => within(store.name, patienceMs, work)
  const retry = async (): Promise<void> => {
    await soon(idle()).catch(() => undefined)
    failed = false
    start()
    await soon(idle()).catch(() => undefined)
  }
  /** What the place itself says, byte for byte: memory of what was sent does not outlive a restart. */
  const holdsOnly = async (register: Register): Promise<boolean> => {
    const keys: string[] = []
    for await (const { key } of store.list(`${PREFIX}${register.name}/`)) keys.push(key)
    if (keys.length !== 1 || keys[0] !== copyKey(register)) return false
    const bytes = await store.get(copyKey(register), REGISTER_BYTES_MAX)
    return bytes !== undefined && Buffer.from(printRegister(register)).equals(bytes)
  }
  return {
    start,
    send,
    retry,
    async confirmed(register: Register): Promise<boolean> {
      try {
        if (await soon(holdsOnly(register))) return true
        send(register)
        await retry()
        return await soon(holdsOnly(register))
      } catch {
        failed = true
        return false
      }
    },
    idle,
    status: (): PlaceStatus => ({ place: store.name, pending: pending.size, failed, doubts: doubts.size }),
    changes: () => copiedChanges(store),
    async holdsNewer(name: string, there: readonly number[], than: number): Promise<boolean> {
      const above = there.filter((change) => change > than)
      const { believes } = judge
      if (above.length === 0 || believes === undefined) return false
      try {
        return (await newestTrue(store, name, above, believes, onDoubt)) !== undefined
      } catch {
        // A place that fails now is asked again before anything is sent there.
        return false
      }
    },
    copies: (name: string) =>
      soon(
        (async () => {
          const found: { place: string; register: Register }[] = []
          for await (const { key, register } of readCopies(store, name))
            if (register === undefined) onDoubt(key)
            else found.push({ place: store.name, register })
          return found
        })(),
      ),
  }
}

/** Doubts that are counted one by one, each once: somebody who can write there can make any number. */
const DOUBTS_MAX = 1_000

/**
 * The new copy first, and only then all else away: at no time is there none. Answers false, and changes nothing, where
 * the place has a newer one that is true: then it is this machine that was set back.
 */
async function replaceCopy(
  store: ObjectStore,
  register: Register,
  believes: Believes,
  onDoubt: (key: string) => void,
): Promise<boolean> {
  const own = copyKey(register)
  const others: string[] = []
  for await (const { key } of store.list(`${PREFIX}${register.name}/`)) if (key !== own) others.push(key)
  const newer = others.flatMap((key) => partsOf(key)?.change ?? []).filter((change) => change > register.change)
  if ((await newestTrue(store, register.name, newer, believes, onDoubt)) !== undefined) return false
  for (const key of others) if (partsOf(key) === undefined) onDoubt(key)
  await store.put(own, Buffer.from(printRegister(register)))
  for (const key of others) await store.remove(key)
  return true
}

/** Of these copies of a register the newest that is true; each one passed over is a doubt. */
async function newestTrue(
  store: ObjectStore,
  name: string,
  changes: readonly number[],
  believes: Believes,
  onDoubt: (key: string) => void,
): Promise<Register | undefined> {
  for (const change of [...changes].sort((a, b) => b - a)) {
    const key = copyKey({ name, change })
    const bytes = await readBounded(store, key)
    const register = bytes && registerIn(bytes, name, change)
    if (register !== undefined && (await believes(register))) return register
    onDoubt(key)
  }
  return undefined
}

/** Everything that lies where copies of a register do, and the register in it when it is one at all. */
export async function* readCopies(
  store: ObjectStore,
  name: string,
): AsyncGenerator<{ key: string; register: Register | undefined }> {
  for await (const { key } of store.list(`${PREFIX}${name}/`)) {
    const bytes = await readBounded(store, key)
    yield { key, register: bytes && registerIn(bytes, name) }
  }
}

/** An object that is larger than any register is none; a place that fails is told. */
async function readBounded(store: ObjectStore, key: string): Promise<Uint8Array | undefined> {
  try {
    return await store.get(key, REGISTER_BYTES_MAX)
  } catch (error) {
    if (error instanceof CordonError && error.code === 'backup_damaged') return undefined
    throw error
  }
}

/**
 * The newest true copy of a register in a place, for a restore; nothing when the place has none. What is there and not
 * true is a doubt.
 */
export async function newestCopy(
  store: ObjectStore,
  name: string,
  believes: Believes,
  onDoubt: (key: string) => void = () => undefined,
): Promise<Register | undefined> {
  return newestTrue(store, name, (await copiedChanges(store, name)).get(name) ?? [], believes, onDoubt)
}

/** By name, the changes of which a place has a copy: one each, once it has confirmed. Of one name, or of all. */
export async function copiedChanges(store: ObjectStore, name?: string): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>()
  for await (const { key } of store.list(name === undefined ? PREFIX : `${PREFIX}${name}/`)) {
    const parts = partsOf(key)
    if (parts !== undefined) found.set(parts.name, [...(found.get(parts.name) ?? []), parts.change])
  }
  return found
}

/** The names of all registers in a place. */
export async function copiedNames(store: ObjectStore): Promise<string[]> {
  return [...(await copiedChanges(store)).keys()].sort()
}

/** What this work answers, in time. What is under way goes on; nobody waits for it any more. */
async function within<T>(place: string, ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const at = `${place}: no answer within ${ms} ms (limits.backupPlaceMs)`
    timer = setTimeout(() => reject(new CordonError('backup_place_unavailable', { at })), ms)
  })
  work.catch(() => undefined)
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const PREFIX = 'keys/'
const copyKey = ({ name, change }: Pick<Register, 'name' | 'change'>): string =>
  `${PREFIX}${name}/${String(change).padStart(12, '0')}.json`

function partsOf(key: string): { name: string; change: number } | undefined {
  const [, name, change] = /^keys\/([^/]+)\/(\d{12})\.json$/.exec(key) ?? []
  return name === undefined ? undefined : { name, change: Number(change) }
}
