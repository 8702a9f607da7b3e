import type { RandomBytes } from '../kernel/random.ts'
import { type ExpiringKey, expire, rewrapExpired } from './expired.ts'
import { createSecrets, newRegister, wrapKek } from './key-book.ts'
import type { RootKey } from './kms/root-key.ts'
import type { Register, WrappedKey } from './register.ts'
import { withProof } from './register-proof.ts'
import type { Roots } from './roots.ts'
import { createWrapping, type Wrapping } from './wrap.ts'
import { KEY_BYTES } from './xaes.ts'

/** Keys rewrapped before others get their turn. */
const SLICE = 64

/** What a new tenant's key is made with. */
export type Fresh = { readonly root: RootKey; readonly recovery: RootKey; readonly random: RandomBytes }

/** A register of the same name with nothing of before: not the keys, nor what made its pseudonyms. */
export function blank(fresh: Fresh, { name, change, rotation, epoch, shreds, secrets }: Register): Promise<Register> {
  const counts = { change, rotation, epoch: epoch + 1, shreds: shreds + 1 }
  return newRegister(fresh, name, createSecrets(fresh.random, Object.keys(secrets)), counts)
}

/** What goes: keys by id, and of one that expires, what the register says of it afterwards. */
export type Going = ReadonlyMap<string, (ExpiringKey & { readonly at: number }) | undefined>

/** Everything but the doomed keys, under a new tenant's key: the old key, wherever it is kept, opens none of it. */
export async function without(fresh: Fresh, register: Register, roots: Roots, doomed: Going): Promise<Register> {
  const { name } = register
  const old = createWrapping(await roots.unwrap(register), fresh.random)
  const kek = fresh.random(KEY_BYTES)
  const wrapping = createWrapping(kek, fresh.random)
  const secrets: Record<string, string> = {}
  for (const [secret, wrapped] of Object.entries(register.secrets))
    secrets[secret] = moved(wrapped, old, wrapping, [name, 'secret', secret])
  const keys: Record<string, WrappedKey> = {}
  const expired = rewrapExpired(register, old, wrapping)
  let done = 0
  for (const [id, entry] of Object.entries(register.keys)) {
    const going = doomed.get(id)
    if (going !== undefined) expired[id] = expire(wrapping, name, { ...going, of: entry.of }, entry)
    if (doomed.has(id)) continue
    keys[id] = { ...entry, wrapped: moved(entry.wrapped, old, wrapping, [name, entry.purpose, entry.of, id]) }
    if (++done % SLICE === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  const wraps = await wrapKek(fresh, name, kek)
  return withProof({ ...register, ...wraps, epoch: register.epoch + 1, secrets, keys, expired }, kek)
}

function moved(wrapped: string, from: Wrapping, to: Wrapping, label: string[]): string {
  return Buffer.from(to.wrap(from.unwrap(decode(wrapped), ...label), ...label)).toString('base64url')
}

const decode = (text: string): Uint8Array => Buffer.from(text, 'base64url')
