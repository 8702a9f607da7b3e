import { hash } from 'node:crypto'
import { invariant } from '../kernel/invariant.ts'

const BLOCK_BYTES = 64
const DIGEST_BYTES = 32

/**
 * HMAC-SHA256 (RFC 2104, FIPS 198-1) under one key of at most 64 bytes, for the many short values of one request: the padded key is
 * kept, and two hashes are asked for at once, where `createHmac` makes a stream for each value. 32 bytes.
 */
export function createHmacSha256(key: Uint8Array): (value: Uint8Array) => Buffer {
  invariant(key.length <= BLOCK_BYTES, 'a longer key of HMAC-SHA256 would be hashed first')
  const inner = padded(key, 0x36)
  const outer = padded(key, 0x5c)
  return (value) => {
    const first = Buffer.allocUnsafe(BLOCK_BYTES + value.length)
    first.set(inner)
    first.set(value, BLOCK_BYTES)
    const second = Buffer.allocUnsafe(BLOCK_BYTES + DIGEST_BYTES)
    second.set(outer)
    second.set(hash('sha256', first, 'buffer'), BLOCK_BYTES)
    return hash('sha256', second, 'buffer')
  }
}

function padded(key: Uint8Array, pad: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES)
  block.set(key)
  return block.map((byte) => byte ^ pad)
}
