import { CordonError } from '@cordon/contract'
import { type ExpiredKey, hashOfWrapped, type Register, type WrappedKey } from './register.ts'
import type { Wrapping } from './wrap.ts'

/** A key of the journal that is to expire, and how many entries it sealed. */
export interface ExpiringKey {
  readonly id: string
  readonly entries: number
}

/** What the register keeps of a key that expired. Whoever cannot open the tenant's key cannot pass a lost key off as this. */
export function expire(
  wrapping: Wrapping,
  name: string,
  { id, of, entries, at }: ExpiringKey & { of: string; at: number },
  key: WrappedKey,
): ExpiredKey {
  const hash = Buffer.from(hashOfWrapped(key.wrapped), 'hex')
  const proof = wrapping.wrap(hash, ...labelOf(name, id, { of, at, entries }))
  return { of, at, entries, proof: Buffer.from(proof).toString('base64url') }
}

/** Throws `entry_expired` when the register says so and can prove it, else `keys_unavailable`. */
export function refuseClosed(wrapping: Wrapping, name: string, id: string, expired: ExpiredKey | undefined): never {
  if (expired === undefined) throw new CordonError('keys_unavailable', { at: `${name} has no such key` })
  wrapping.unwrap(decode(expired.proof), ...labelOf(name, id, expired))
  throw new CordonError('entry_expired', { at: expired.of })
}

/** The same under another tenant's key. Throws `keys_unavailable` for one that is not proven. */
export function rewrapExpired(register: Register, from: Wrapping, to: Wrapping): Record<string, ExpiredKey> {
  const entries = Object.entries(register.expired ?? {}).map(([id, key]) => {
    const label = labelOf(register.name, id, key)
    const proof = to.wrap(from.unwrap(decode(key.proof), ...label), ...label)
    return [id, { ...key, proof: Buffer.from(proof).toString('base64url') }] as const
  })
  return Object.fromEntries(entries)
}

type Said = Pick<ExpiredKey, 'of' | 'at' | 'entries'>
const labelOf = (name: string, id: string, { of, at, entries }: Said): string[] => {
  return [name, 'expired', id, of, String(at), String(entries)]
}

const decode = (text: string): Uint8Array => Buffer.from(text, 'base64url')
