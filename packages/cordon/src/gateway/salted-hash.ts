import { createHash } from 'node:crypto'
import type { RandomBytes } from '../kernel/random.ts'

/** A hash that proves which bytes were handed out, without letting a short text be guessed from it. */
export function saltedHash(bytes: Uint8Array, random: RandomBytes): { payloadSalt: string; payloadHash: string } {
  const salt = random(16)
  const hash = createHash('sha256').update(salt).update(bytes).digest('base64url')
  return { payloadSalt: Buffer.from(salt).toString('base64url'), payloadHash: hash }
}
