import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import { fields } from './envelope.ts'
import type { RootKey } from './kms/root-key.ts'
import { parseRegister, type Register } from './register.ts'

/**
 * Who wrote a register: an HMAC over all of it, under a key of the tenant's own. Whoever can write to a place, or to the
 * folder, but has no root key, can neither invent a register nor give an old one a higher number.
 */
export function withProof(register: Register, kek: Uint8Array): Register {
  // The number that `registers.change` will give it: it is what says which of two copies is the newer.
  const { proof: _, ...plain } = { ...register, change: register.change + 1 }
  return { ...register, proof: proofOf(plain, kek).toString('base64url') }
}

/** Whether the holder of this tenant's key wrote it. One of before proofs existed has none, and is not proven. */
export function isProven({ proof, ...plain }: Register, kek: Uint8Array): boolean {
  const given = Buffer.from(proof ?? '', 'base64url')
  const made = proofOf(plain, kek)
  return given.length === made.length && timingSafeEqual(given, made)
}

/** Whether a register is true; never throws. */
export type Believes = (register: Register) => Promise<boolean>

/** By the recovery root, under which every register is wrapped too: no key service is asked, none can be away. */
export function believesBy(recovery: RootKey): Believes {
  return async (register) => {
    try {
      const kek = await recovery.unwrap(Buffer.from(register.recovery.kek, 'base64url'), register.name)
      return isProven(register, kek)
    } catch {
      return false
    }
  }
}

/** The register in these bytes, when it is one, of this name, and of this number where one is given. */
export function registerIn(bytes: Uint8Array, name: string, change?: number): Register | undefined {
  try {
    const register = parseRegister(Buffer.from(bytes).toString('utf8'), name)
    return change === undefined || register.change === change ? register : undefined
  } catch (error) {
    if (error instanceof CordonError) return undefined
    throw error
  }
}

function proofOf(of: Omit<Register, 'proof'>, kek: Uint8Array): Buffer {
  const hmac = createHmac('sha256', Buffer.from(hkdfSync('sha256', kek, '', 'cordon register proof 1', 32)))
  const { format, name, change, rotation, epoch, shreds, root, recovery, slot } = of
  const counts = [format, change, rotation, epoch, shreds].map(String)
  hmac.update(fields(name, ...counts, root, of.kek, recovery.root, recovery.kek))
  const { recipient = '', ephemeral = '', wrapped = '', proof = '' } = slot ?? {}
  hmac.update(fields(recipient, ephemeral, wrapped, proof))
  // Sorted: the order of a file's lines says nothing. The counts say where one list ends.
  for (const each of [of.secrets, of.keys]) hmac.update(fields(String(Object.keys(each).length)))
  for (const [secret, key] of sorted(of.secrets)) hmac.update(fields(secret, key))
  for (const [id, key] of sorted(of.keys))
    hmac.update(fields(id, key.purpose, key.of, String(key.since), String(key.rotation), key.wrapped))
  for (const [id, key] of sorted(of.expired ?? {}))
    hmac.update(fields('expired', id, key.of, String(key.at), String(key.entries), key.proof, String(key.told)))
  return hmac.digest()
}

const sorted = <T>(record: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
