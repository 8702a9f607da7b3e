import { CordonError } from '@cordon/contract'
import type { RandomBytes } from '../kernel/random.ts'
import type { ExpiringKey } from './expired.ts'
import type { RootKey } from './kms/root-key.ts'
import type { Places } from './places.ts'
import { type ExpiredKey, hashOfWrapped, type Register, type WrappedKey } from './register.ts'
import { type Believes, believesBy, withProof } from './register-proof.ts'
import type { Registers } from './registers.ts'
import { blank, type Going, without } from './renewed-register.ts'
import type { Roots } from './roots.ts'
import { createWrapping } from './wrap.ts'

/** What is done to keys beyond using them. Every act here is recorded by its caller, with the person who asked. */
export interface KeyCare {
  /** From now on new data keys seal; what the old ones sealed still opens. */
  rotate(name: string): Promise<{ rotation: number }>
  /**
   * Puts every register that another root key wrapped under the present one, while they are in use. Each changes
   * whole, so a run that was killed is finished by the next. Registers that fail are counted and left as they were.
   */
  rewrap(onProgress?: (done: number, total: number) => void): Promise<Rewrapped>
  /** The keys of a tenant, or of one patient (pseudonym) in it, that a shred would destroy. */
  doomed(tenant: string, patients: readonly string[] | undefined): Promise<Doom>
  /**
   * Destroys those keys: the register is put under a new tenant's key without them, and what stood there is written
   * over. All else of the tenant stays as it was. Resolves when the local file is replaced; `confirmed` tells of the
   * places. Doing it again destroys nothing more.
   */
  destroy(tenant: string, doom: Doom): Promise<void>
  /** The journal's keys of a tenant: those that open, and those that have expired. */
  journalKeys(tenant: string): Promise<JournalKeys>
  /**
   * Destroys keys of the journal as `destroy` does; the register says that they expired, and when. One that expired
   * before stays as it was told.
   */
  expire(tenant: string, keys: readonly ExpiringKey[], at: number): Promise<void>
  /** The journal has said of these that they expired. */
  toldExpired(tenant: string, ids: readonly string[]): Promise<void>
  /** Whether every place holds the tenant's register as it is now, and no older one. */
  confirmed(tenant: string): Promise<boolean>
  /** Opens data keys from a copy of a register, as somebody with the root keys could. */
  openCopy(copy: Register): Promise<(id: string) => Uint8Array | undefined>
  /**
   * The same of the register that is served from, after a key that it keeps was opened: whoever looks for keys in vain
   * has to be able to find one.
   */
  openServing(tenant: string): Promise<(id: string) => Uint8Array | undefined>
  readonly places: Places | undefined
  /** Whether a copy of a register is one that this deployment wrote. */
  readonly believes: Believes
  /** Gives registers of an earlier version the proof of who wrote them; answers how many lacked it. */
  proveAll(): Promise<number>
}

export interface Rewrapped {
  readonly rewrapped: number
  readonly already: number
  readonly failed: readonly { readonly name: string; readonly at: string }[]
}

/** The keys that go. */
export interface Doom {
  /** Of the whole tenant: also what was made since, and what its pseudonyms are made with. */
  readonly whole: boolean
  /** How often all keys had been destroyed when this was written down. */
  readonly shreds: number
  readonly keys: readonly DoomedKey[]
  /** What the patient is called in the register, by each of their names: a key made for it since goes too. One, where one was written down. */
  readonly of?: string | readonly string[] | undefined
}

export interface JournalKeys {
  readonly live: readonly { readonly id: string; readonly of: string; readonly sha256: string }[]
  readonly expired: readonly (Pick<ExpiredKey, 'of' | 'at' | 'entries'> & {
    readonly id: string
    readonly told: boolean
  })[]
}

export interface DoomedKey {
  readonly id: string
  readonly purpose: WrappedKey['purpose'] | 'tenant' | 'secret'
  /** SHA-256 (hex) of the wrapped key. */
  readonly sha256: string
}

/** Registers in work at once: enough for a disk and a key service to be busy; more would hold up whoever else waits for the disk. */
const AT_ONCE = 16

export function createKeyCare(deps: {
  registers: Registers
  roots: Roots
  recovery: RootKey
  random: RandomBytes
  places?: Places
  patientLabel: (tenant: string, patient: string) => Promise<string>
  /** The tenant's opened keys are to be forgotten. */
  forget: (tenant: string) => void
}): KeyCare {
  const { registers, roots, places, recovery, random } = deps
  const there = async (name: string): Promise<Register> => existing(await registers.read(name), name)

  const rewrapOne = async (name: string): Promise<boolean> => {
    let moved = false
    await registers.change(name, async (current) => {
      const register = existing(current, name)
      if (register.root === roots.current.id) return register
      moved = true
      const key = await roots.unwrap(register)
      const kek = Buffer.from(await roots.current.wrap(key, name)).toString('base64url')
      return withProof({ ...register, root: roots.current.id, kek }, key)
    })
    return moved
  }
  const openCopy: KeyCare['openCopy'] = async (copy) => {
    const wrapping = createWrapping(await roots.unwrap(copy), random)
    return (id) => {
      const entry = copy.keys[id]
      return entry && wrapping.unwrap(decode(entry.wrapped), copy.name, entry.purpose, entry.of, id)
    }
  }
  return {
    async rotate(name) {
      const { rotation } = await registers.change(name, async (current) => {
        const register = existing(current, name)
        return withProof({ ...register, rotation: register.rotation + 1 }, await roots.unwrap(register))
      })
      return { rotation }
    },
    rewrap: async (onProgress = () => undefined) => rewrapAll(await registers.names(), rewrapOne, onProgress),
    async doomed(tenant, patients) {
      const register = await there(tenant)
      const labels =
        patients === undefined
          ? undefined
          : await Promise.all(patients.map((patient) => deps.patientLabel(tenant, patient)))
      const entries = Object.entries(register.keys).filter(
        ([, { purpose, of }]) =>
          labels === undefined || (purpose === 'patient' && of !== undefined && labels.includes(of)),
      )
      const keys = entries.map(([id, { purpose, wrapped }]) => ({ id, purpose, sha256: hashOfWrapped(wrapped) }))
      const whole = patients === undefined
      return { whole, of: labels, shreds: register.shreds, keys: whole ? [...tenantKeys(register), ...keys] : keys }
    },
    async destroy(tenant, { whole, shreds, of, keys }) {
      const ids = new Set(keys.map(({ id }) => id))
      const theirs = of === undefined ? [] : [of].flat()
      const fresh = { root: roots.current, recovery, random }
      await registers.change(
        tenant,
        async (current) => {
          const register = existing(current, tenant)
          if (whole) return register.shreds === shreds ? blank(fresh, register) : register
          // None left: it was done before, and what has keys now is a new record.
          if (!Object.keys(register.keys).some((id) => ids.has(id))) return register
          for (const [id, key] of Object.entries(register.keys))
            if (key.purpose === 'patient' && key.of !== undefined && theirs.includes(key.of)) ids.add(id)
          const going: Going = new Map([...ids].map((id) => [id, undefined]))
          return without(fresh, register, roots, going)
        },
        { erase: true },
      )
      deps.forget(tenant)
    },
    async journalKeys(tenant) {
      // A tenant that has sealed nothing yet has no register, and nothing to expire.
      const { keys = {}, expired = {} } = (await registers.read(tenant)) ?? {}
      return {
        live: Object.entries(keys)
          .filter(([, { purpose }]) => purpose === 'journal')
          .map(([id, { of, wrapped }]) => ({ id, of, sha256: hashOfWrapped(wrapped) })),
        expired: Object.entries(expired).map(([id, { of, at, entries, told = false }]) => ({
          id,
          of,
          at,
          entries,
          told,
        })),
      }
    },
    async expire(tenant, keys, at) {
      const fresh = { root: roots.current, recovery, random }
      await registers.change(
        tenant,
        async (current) => {
          const register = existing(current, tenant)
          const going = new Map(keys.map(({ id, entries }) => [id, { id, entries, at }]))
          for (const id of going.keys()) if (register.keys[id]?.purpose !== 'journal') going.delete(id)
          return going.size === 0 ? register : without(fresh, register, roots, going)
        },
        { erase: true },
      )
      deps.forget(tenant)
    },
    async toldExpired(tenant, ids) {
      await registers.change(tenant, async (current) => {
        const { expired, ...register } = existing(current, tenant)
        const told = Object.entries(expired ?? {}).map(([id, key]) => [
          id,
          ids.includes(id) ? { ...key, told: true as const } : key,
        ])
        const next = { ...register, expired: Object.fromEntries(told) }
        return withProof(next, await roots.unwrap(next))
      })
    },
    confirmed: async (tenant) => places === undefined || places.confirmed(await there(tenant)),
    openCopy,
    async openServing(tenant) {
      const register = await there(tenant)
      const open = await openCopy(register)
      const [kept] = Object.keys(register.keys)
      if (kept !== undefined) open(kept)
      return open
    },
    places,
    believes: believesBy(recovery),
    async proveAll() {
      let lacked = 0
      for (const name of await registers.names()) {
        if ((await there(name)).proof !== undefined) continue
        await registers.change(name, async (current) => {
          const register = existing(current, name)
          return register.proof === undefined ? withProof(register, await roots.unwrap(register)) : register
        })
        lacked += 1
      }
      return lacked
    },
  }
}

async function rewrapAll(
  names: readonly string[],
  rewrapOne: (name: string) => Promise<boolean>,
  onProgress: (done: number, total: number) => void,
): Promise<Rewrapped> {
  const failed: { name: string; at: string }[] = []
  let [rewrapped, already, next] = [0, 0, 0]
  const work = async (): Promise<void> => {
    for (let name = names[next++]; name !== undefined; name = names[next++]) {
      try {
        if (await rewrapOne(name)) rewrapped += 1
        else already += 1
      } catch (error) {
        failed.push({ name, at: error instanceof CordonError ? (error.at ?? error.code) : 'unforeseen' })
      }
      onProgress(rewrapped + already + failed.length, names.length)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { rewrapped, already, failed }
}

function tenantKeys({ kek, secrets }: Register): DoomedKey[] {
  const own = Object.entries(secrets).map(([id, wrapped]) => ({ id, purpose: 'secret' as const, wrapped }))
  return [{ id: 'tenant', purpose: 'tenant' as const, wrapped: kek }, ...own].map(({ id, purpose, wrapped }) => {
    return { id, purpose, sha256: hashOfWrapped(wrapped) }
  })
}

function existing(register: Register | undefined, name: string): Register {
  if (register !== undefined) return register
  throw new CordonError('keys_unavailable', { at: `the key register of ${name} is missing` })
}

const decode = (text: string): Uint8Array => Buffer.from(text, 'base64url')
