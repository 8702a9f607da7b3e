import { CordonError } from '@cordon/contract'
import type { Clock } from '../kernel/clock.ts'
import { invariant } from '../kernel/invariant.ts'
import type { RandomBytes } from '../kernel/random.ts'
import { createDataKey, KEY_ID_BYTES } from './envelope.ts'
import type { DataKey } from './keyring.ts'
import type { RootKey } from './kms/root-key.ts'
import { type Register, readRegister, type WrappedKey, writeRegister } from './register.ts'
import { createWrapping, type Wrapping } from './wrap.ts'
import { KEY_BYTES } from './xaes.ts'

/** What a key is wanted for: a purpose, and of what (a month, or a patient's pseudonym). */
export type Wanted = Pick<WrappedKey, 'purpose' | 'of'>

/** One register, opened: its keys unwrapped as they are used and kept in memory. */
export interface KeyBook {
  /** A key made once with the register and kept for good. */
  secret(name: string): Uint8Array
  /** The newest key for it; one that did not exist is durable when this resolves. */
  sealing(wanted: Wanted): Promise<DataKey>
  /** Throws `keys_unavailable` when the register has no such key. */
  opening(id: string): DataKey
}

export interface KeyBookDeps {
  readonly folder: string
  readonly root: RootKey
  readonly now: Clock
  readonly random: RandomBytes
}

/** Opens a register; makes it, with these secrets, when there is none. */
export async function openKeyBook(deps: KeyBookDeps, name: string, secrets: readonly string[]): Promise<KeyBook> {
  const register = (await readRegister(deps.folder, name)) ?? (await createKeyBook(deps, name, secrets))
  return openBook(deps, register)
}

/** As `openKeyBook`, for a register that must be there: its absence is a loss, not a beginning. */
export async function openExistingKeyBook(deps: KeyBookDeps, name: string): Promise<KeyBook> {
  const register = await readRegister(deps.folder, name)
  if (register === undefined)
    throw new CordonError('keys_unavailable', { at: `the key register of ${name} is missing` })
  return openBook(deps, register)
}

/** Writes a new register with these secrets and no data key yet. */
export async function createKeyBook(
  deps: Omit<KeyBookDeps, 'now'>,
  name: string,
  secrets: readonly string[],
): Promise<Register> {
  const kek = deps.random(KEY_BYTES)
  const wrapping = createWrapping(kek, deps.random)
  const made = secrets.map((secret) => [secret, encode(wrapping.wrap(deps.random(KEY_BYTES), name, 'secret', secret))])
  const register: Register = {
    format: 1,
    name,
    root: deps.root.id,
    kek: encode(await deps.root.wrap(kek, name)),
    secrets: Object.fromEntries(made),
    keys: {},
  }
  await writeRegister(deps.folder, register)
  return register
}

async function openBook(deps: KeyBookDeps, register: Register): Promise<KeyBook> {
  const { name } = register
  const wrapping = createWrapping(await deps.root.unwrap(decode(register.kek), name), deps.random)
  const pages = createPages(deps, register, wrapping)
  const open = new Map<string, DataKey>()
  const opening = (id: string): DataKey => {
    const key = open.get(id) ?? unwrapDataKey(deps, name, wrapping, id, pages.find(id))
    open.set(id, key)
    return key
  }
  return {
    secret(secret) {
      const wrapped = register.secrets[secret]
      if (wrapped === undefined) throw new CordonError('keys_unavailable', { at: `${name} has no ${secret} key` })
      return wrapping.unwrap(decode(wrapped), name, 'secret', secret)
    },
    sealing: async (wanted) => opening(await pages.ensure(wanted)),
    opening,
  }
}

function unwrapDataKey(
  deps: KeyBookDeps,
  name: string,
  wrapping: Wrapping,
  id: string,
  entry: WrappedKey | undefined,
): DataKey {
  if (entry === undefined) throw new CordonError('keys_unavailable', { at: `${name} has no such key` })
  const key = wrapping.unwrap(decode(entry.wrapped), name, entry.purpose, entry.of, id)
  return createDataKey({ tenant: name, id: decode(id), key, random: deps.random })
}

/**
 * The keys of a register, and the one way they grow. Callers that want new keys at the same time share one write: all
 * that came while a write was under way go into the next. A key is handed out only once its write has returned; if the
 * write fails, its callers are told and the key is forgotten.
 */
function createPages(deps: KeyBookDeps, register: Register, wrapping: Wrapping) {
  const keys = new Map(Object.entries(register.keys))
  const newest = new Map<string, string>()
  for (const [id, entry] of keys) {
    const held = keys.get(newest.get(labelOf(entry)) ?? '')
    if (held === undefined || held.since <= entry.since) newest.set(labelOf(entry), id)
  }
  let coming = new Map<string, { readonly id: string; readonly entry: WrappedKey }>()
  let writing = Promise.resolve()
  let next: Promise<void> | undefined

  const write = async (): Promise<void> => {
    const batch = coming
    coming = new Map()
    next = undefined
    const added = [...batch.values()].map(({ id, entry }) => [id, entry] as const)
    await writeRegister(deps.folder, { ...register, keys: Object.fromEntries([...keys, ...added]) })
    for (const [id, entry] of added) {
      keys.set(id, entry)
      newest.set(labelOf(entry), id)
    }
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
    const wrapped = encode(wrapping.wrap(deps.random(KEY_BYTES), register.name, wanted.purpose, wanted.of, id))
    coming.set(labelOf(wanted), { id, entry: { ...wanted, since: deps.now(), wrapped } })
  }
  return {
    find: (id: string) => keys.get(id),
    async ensure(wanted: Wanted): Promise<string> {
      const label = labelOf(wanted)
      // A key on its way in an earlier write is waited for here, so that no label gets two.
      if (!newest.has(label)) await writing
      if (!newest.has(label)) {
        make(wanted)
        await nextWrite()
      }
      const id = newest.get(label)
      invariant(id !== undefined, 'a registered key is found by its label')
      return id
    },
  }
}

const labelOf = (key: Wanted): string => `${key.purpose}/${key.of}`
const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const decode = (text: string): Uint8Array => Buffer.from(text, 'base64url')
