import { CordonError } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import { invariant } from '../kernel/invariant.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { createDataKey, KEY_ID_BYTES } from './envelope.ts'
import { refuseClosed } from './expired.ts'
import type { DataKey } from './keyring.ts'
import type { RootKey } from './kms/root-key.ts'
import type { RecoverySlot, Register, WrappedKey } from './register.ts'
import { isProven, withProof } from './register-proof.ts'
import type { Registers } from './registers.ts'
import type { Roots } from './roots.ts'
import { createWrapping, type Wrapping } from './wrap.ts'
import { KEY_BYTES } from './xaes.ts'

/** What a key is wanted for: a purpose, and of what (a month, or a patient's pseudonym). */
export type Wanted = Pick<WrappedKey, 'purpose' | 'of'>

/** One register, opened: its keys unwrapped as they are used and kept in memory. */
export interface KeyBook {
  readonly name: string
  /** A key made once with the register and kept for good. */
  secret(name: string): Uint8Array
  /** The newest key for it; one that did not exist is durable when this resolves. */
  sealing(wanted: Wanted): Promise<DataKey>
  /** Throws `entry_expired` for a key that retention destroyed, `keys_unavailable` when the register has no such key. */
  opening(id: string, isKept?: boolean): DataKey
  /** How often all keys of this register were destroyed. */
  readonly shreds: number
}

export interface KeyBookDeps {
  readonly registers: Registers
  readonly roots: Roots
  readonly now: Clock
  readonly random: RandomBytes
}

/** Opens a register that must be there: its absence is a loss, not a beginning. */
export async function openKeyBook(deps: KeyBookDeps, name: string): Promise<KeyBook> {
  const register = await deps.registers.hold(name)
  if (register === undefined)
    throw new CordonError('keys_unavailable', { at: `the key register of ${name} is missing` })
  return openBook(deps, register)
}

/** The same; makes the register, with these secrets, when there is none. */
export async function openOrCreateKeyBook(
  deps: KeyBookDeps & { recovery: RootKey },
  name: string,
  secrets: readonly string[],
): Promise<KeyBook> {
  const made = createSecrets(deps.random, secrets)
  await deps.registers.change(
    name,
    (current) => current ?? newRegister({ ...deps, root: deps.roots.current }, name, made),
  )
  return openKeyBook(deps, name)
}

export function createSecrets(random: RandomBytes, names: readonly string[]): Record<string, Uint8Array> {
  return Object.fromEntries(names.map((name) => [name, random(KEY_BYTES)]))
}

/** A register with these secrets, a new key over them, and no data key yet. */
export async function newRegister(
  deps: { root: RootKey; recovery: RootKey; random: RandomBytes },
  name: string,
  secrets: Readonly<Record<string, Uint8Array>>,
  with_: Pick<Register, 'change' | 'rotation' | 'epoch' | 'shreds'> & { slot?: RecoverySlot } = NEW,
): Promise<Register> {
  const kek = deps.random(KEY_BYTES)
  const wrapping = createWrapping(kek, deps.random)
  const wrapped = Object.entries(secrets).map(([secret, key]) => {
    return [secret, encode(wrapping.wrap(key, name, 'secret', secret))]
  })
  const wraps = await wrapKek(deps, name, kek)
  return withProof({ format: 1, name, ...with_, ...wraps, secrets: Object.fromEntries(wrapped), keys: {} }, kek)
}

const NEW = { change: 0, rotation: 0, epoch: 0, shreds: 0 }

/** The tenant's key under both roots. */
export async function wrapKek(
  { root, recovery }: { root: RootKey; recovery: RootKey },
  name: string,
  kek: Uint8Array,
): Promise<Pick<Register, 'root' | 'kek' | 'recovery'>> {
  return {
    root: root.id,
    kek: encode(await root.wrap(kek, name)),
    recovery: { root: recovery.id, kek: encode(await recovery.wrap(kek, name)) },
  }
}

async function openBook(deps: KeyBookDeps, register: Register): Promise<KeyBook> {
  const { name, epoch, shreds } = register
  const kek = await deps.roots.unwrap(register)
  if (register.proof !== undefined && !isProven(register, kek))
    throw new CordonError('keys_unavailable', { at: `the key register of ${name} was changed by somebody else` })
  const wrapping = createWrapping(kek, deps.random)
  const secrets = register.secrets
  const pages = createPages({ ...deps, name, epoch, kek, wrapping })
  const open = new Map<string, DataKey>()
  const opening = (id: string, isKept = true): DataKey => {
    const known = open.get(id)
    if (known !== undefined) return known
    const entry = pages.find(id) ?? refuseClosed(wrapping, name, id, pages.findExpired(id))
    const key = unwrapDataKey(deps, name, wrapping, id, entry)
    if (isKept) open.set(id, key)
    return key
  }
  return {
    name,
    shreds,
    secret(secret) {
      const wrapped = secrets[secret]
      if (wrapped === undefined) throw new CordonError('keys_unavailable', { at: `${name} has no ${secret} key` })
      return wrapping.unwrap(decode(wrapped), name, 'secret', secret)
    },
    sealing: async (wanted) => opening(await pages.ensure(wanted)),
    opening,
  }
}

function unwrapDataKey(deps: KeyBookDeps, name: string, wrapping: Wrapping, id: string, entry: WrappedKey): DataKey {
  const key = wrapping.unwrap(decode(entry.wrapped), name, entry.purpose, entry.of, id)
  return createDataKey({ tenant: name, id: decode(id), key, random: deps.random })
}

/**
 * The keys of a held register, and the one way they grow. Callers that want new keys at the same time share one write:
 * all that came while a write was under way go into the next. A key is handed out only once its write has returned; if
 * the write fails, its callers are told and the key is forgotten. A book whose register was put under another tenant's
 * key since (a shred) writes nothing more.
 */
function createPages(deps: KeyBookDeps & { name: string; epoch: number; kek: Uint8Array; wrapping: Wrapping }) {
  const { name, epoch, kek, wrapping } = deps
  let newest = newestOf(deps.registers.held(name))
  let coming = new Map<string, { readonly id: string; readonly entry: Omit<WrappedKey, 'rotation'> }>()
  let writing = Promise.resolve()
  let next: Promise<void> | undefined

  const write = async (): Promise<void> => {
    const batch = coming
    coming = new Map()
    next = undefined
    const register = await deps.registers.change(name, (current) => {
      if (current?.epoch !== epoch)
        throw new CordonError('keys_unavailable', { at: `the keys of ${name} were replaced` })
      const { rotation } = current
      const added = [...batch.values()].map(({ id, entry }) => [id, { ...entry, rotation }] as const)
      return withProof({ ...current, keys: { ...current.keys, ...Object.fromEntries(added) } }, kek)
    })
    if (newest.rotation !== register.rotation) newest = newestOf(register)
    for (const [label, { id }] of batch) newest.ids.set(label, id)
  }
  const nextWrite = (): Promise<void> => {
    if (next === undefined) {
      next = writing.then(write)
      writing = next.catch(() => undefined)
    }
    return next
  }
  const make = (wanted: Wanted): void => {
    if (coming.has(labelOf(wanted))) return
    const id = encode(deps.random(KEY_ID_BYTES))
    const wrapped = encode(wrapping.wrap(deps.random(KEY_BYTES), name, wanted.purpose, wanted.of, id))
    coming.set(labelOf(wanted), { id, entry: { ...wanted, since: deps.now(), wrapped } })
  }
  const present = () => {
    const register = deps.registers.held(name)
    if (register !== undefined && register.rotation !== newest.rotation) newest = newestOf(register)
    return newest.ids
  }
  return {
    find: (id: string) => deps.registers.held(name)?.keys[id],
    findExpired: (id: string) => deps.registers.held(name)?.expired?.[id],
    async ensure(wanted: Wanted): Promise<string> {
      const label = labelOf(wanted)
      // A key on its way in an earlier write is waited for here, so that no label gets two.
      if (!present().has(label)) await writing
      if (!present().has(label)) {
        make(wanted)
        await nextWrite()
      }
      const id = present().get(label)
      invariant(id !== undefined, 'a registered key is found by its label')
      return id
    },
  }
}

/** For each label the key that seals: of the present rotation, the one made last. */
function newestOf(register: Register | undefined): { rotation: number; ids: Map<string, string> } {
  const ids = new Map<string, string>()
  const { rotation = 0, keys = {} } = register ?? {}
  for (const [id, entry] of Object.entries(keys)) {
    if (entry.rotation !== rotation) continue
    const held = keys[ids.get(labelOf(entry)) ?? '']
    if (held === undefined || held.since <= entry.since) ids.set(labelOf(entry), id)
  }
  return { rotation, ids }
}

const labelOf = (key: Wanted): string => `${key.purpose}/${key.of}`
const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const decode = (text: string): Uint8Array => Buffer.from(text, 'base64url')
