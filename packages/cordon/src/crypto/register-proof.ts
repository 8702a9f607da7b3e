import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { CordonError } from '@cordon/contract'
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

/** Over every field that there is, by its name: one that is added to the register some day is covered too. */
function proofOf(of: Omit<Register, 'proof'>, kek: Uint8Array): Buffer {
  const hmac = createHmac('sha256', Buffer.from(hkdfSync('sha256', kek, '', 'cordon register proof 1', 32)))
  for (const [field, value] of sorted(of)) {
    const parts = typeof value === 'object' && value !== null ? sorted(value) : [['', value] as const]
    hmac.update(`${JSON.stringify([field, parts.length])}\n`)
    // One line for each key: a register may have a million.
    for (const [name, part] of parts) hmac.update(`${JSON.stringify([name, plain(part)])}\n`)
  }
  return hmac.digest()
}

/** Objects as lists in the order of their names: the order in a file says nothing. */
const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? sorted(value).map(([name, part]) => [name, plain(part)]) : value

const sorted = (of: object): [string, unknown][] =>
  Object.entries(of)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
