import type { Clock } from './clock.ts'
import type { RandomBytes } from './random.ts'

/** A request id: sortable by time (48 bits of milliseconds), then 80 random bits. 26 characters, Crockford base 32. */
export function createIds(deps: { now: Clock; random: RandomBytes }): () => string {
  return () => encodeTime(deps.now()) + encodeRandom(deps.random(16))
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function encodeTime(ms: number): string {
  let text = ''
  for (let rest = ms, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) text = ALPHABET.charAt(rest % 32) + text
  return text
}

function encodeRandom(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join('')
}
