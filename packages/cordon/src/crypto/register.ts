import { createHash } from 'node:crypto'
import { CordonError } from '@cordon/contract'
import { z } from 'zod'

/** The register of what belongs to no tenant. No tenant's name starts with an underscore. */
export const NODE = '_node'

/**
 * The key register of one tenant (or of the node): wrapped keys and nothing else, one JSON file, replaced whole.
 * Wrapped keys are never in SQL nor in a snapshot, so destroying a register destroys what its keys sealed.
 */
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/)
const count = z.int().min(0)
const wrappedKey = z.strictObject({
  purpose: z.enum(['journal', 'vault', 'body', 'directory', 'patient']),
  /** The month (`2026-11`), of the journal with the class (`2026-11/disclosure`), or the patient's pseudonym. */
  of: z.string(),
  /** When it was made, in milliseconds: of two keys for the same, the newer one seals. */
  since: z.number().int(),
  /** The rotation it was made in; only keys of the register's present rotation seal. */
  rotation: count,
  wrapped: base64url,
})
/** A key of the journal that was destroyed when its entries expired, so that nobody takes it for lost. */
const expiredKey = z.strictObject({
  of: z.string(),
  /** When, in milliseconds. */
  at: z.number().int(),
  /** Entries that it had sealed. */
  entries: count,
  /** SHA-256 of the wrapped key, wrapped with all of this: only a holder of the tenant's key can say it. */
  proof: base64url,
  /** The journal says that it is done. */
  told: z.literal(true).optional(),
})
/** The recovery root, wrapped to the offline recovery key (`recovery.ts`). */
const slot = z.strictObject({
  recipient: base64url,
  ephemeral: base64url,
  wrapped: base64url,
  /** That whoever held the recovery key's private half made it (`recovery.ts`). */
  proof: base64url.optional(),
})
const register = z.strictObject({
  format: z.literal(1),
  name: z.string(),
  /** How often it was replaced: of two copies, the one with the higher number is the newer. */
  change: count,
  /** How often its data keys were rotated. */
  rotation: count,
  /** How often the tenant's key was replaced by another, with every key rewrapped under it. */
  epoch: count,
  /** How often all its keys were destroyed. */
  shreds: count,
  /** Which root key wrapped `kek`. */
  root: z.string(),
  kek: base64url,
  /** The same key under the recovery root (`recovery.ts`). */
  recovery: z.strictObject({ root: z.string(), kek: base64url }),
  /** In the node's register alone. */
  slot: slot.optional(),
  secrets: z.record(z.string(), base64url),
  keys: z.record(z.string(), wrappedKey),
  expired: z.record(z.string(), expiredKey).optional(),
  /** That the holder of its key wrote it (`register-proof.ts`); absent in one that an earlier version wrote. */
  proof: base64url.optional(),
})

export type WrappedKey = Readonly<z.infer<typeof wrappedKey>>
export type ExpiredKey = Readonly<z.infer<typeof expiredKey>>
export type RecoverySlot = Readonly<z.infer<typeof slot>>
export type Register = Readonly<z.infer<typeof register>>

/** Reads a register's text. Throws `keys_unavailable` when it is damaged, or another's. */
export function parseRegister(text: string, name: string): Register {
  const parsed = register.safeParse(parseJson(text))
  if (parsed.success && parsed.data.name === name) return parsed.data
  throw new CordonError('keys_unavailable', { at: `the key register of ${name} is damaged` })
}

export function printRegister(value: Register): string {
  return `${JSON.stringify(value)}\n`
}

/** What a certificate says of a wrapped key: SHA-256 (hex) of its bytes, which tells nothing of the key. */
export function hashOfWrapped(wrapped: string): string {
  return createHash('sha256').update(Buffer.from(wrapped, 'base64url')).digest('hex')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
