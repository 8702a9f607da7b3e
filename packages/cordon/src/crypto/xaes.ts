import { createCipheriv, createDecipheriv } from 'node:crypto'
import { invariant } from '../kernel/invariant.ts'

export const KEY_BYTES = 32
export const NONCE_BYTES = 24
export const TAG_BYTES = 16

/** One XAES-256-GCM key. Nonces are random: 2^80 messages before a collision has a chance of 2^-32. */
export interface Xaes {
  /** Ciphertext and tag. */
  seal(nonce: Uint8Array, plain: Uint8Array, aad: Uint8Array): Uint8Array
  /** Throws when key, nonce, ciphertext and additional data do not belong together. */
  open(nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array
}

/**
 * XAES-256-GCM, https://c2sp.org/XAES-256-GCM: a key per message from the NIST SP 800-108r1 counter KDF over
 * CMAC-AES256, then AES-256-GCM. Both are approved building blocks, and plain GCM's bound of 2^32 random nonces
 * (SP 800-38D, 8.3) is gone.
 */
export function createXaes(key: Uint8Array): Xaes {
  invariant(key.length === KEY_BYTES, 'an XAES-256-GCM key has 32 bytes')
  const blocks = createBlocks(key)
  const k1 = cmacSubkey(blocks)
  return {
    seal(nonce, plain, aad) {
      const message = messageKey(blocks, k1, nonce)
      const gcm = createCipheriv('aes-256-gcm', message.key, message.nonce)
      gcm.setAAD(aad)
      const text = gcm.update(plain)
      gcm.final()
      return Buffer.concat([text, gcm.getAuthTag()])
    },
    open(nonce, sealed, aad) {
      const message = messageKey(blocks, k1, nonce)
      const end = sealed.length - TAG_BYTES
      invariant(end >= 0, 'sealed bytes end in a tag')
      const gcm = createDecipheriv('aes-256-gcm', message.key, message.nonce, { authTagLength: TAG_BYTES })
      gcm.setAAD(aad)
      gcm.setAuthTag(sealed.subarray(end))
      const plain = gcm.update(sealed.subarray(0, end))
      // GCM is a stream: all of it is there, and `final` only says whether it may be believed.
      gcm.final()
      return plain
    },
  }
}

/** The specification's steps 3 to 6: the AES-256-GCM key and nonce of one message. */
export function messageKey(
  blocks: Blocks,
  k1: Uint8Array,
  nonce: Uint8Array,
): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
  invariant(nonce.length === NONCE_BYTES, 'an XAES-256-GCM nonce has 24 bytes')
  const input = Buffer.allocUnsafe(32)
  for (let at = 0; at < 16; at++) {
    // The counter as 16 bits, the label 'X', the separator; then the nonce. The two blocks differ in the counter alone.
    const byte = (at === 2 ? 0x58 : at < 4 ? 0 : (nonce[at - 4] ?? 0)) ^ (k1[at] ?? 0)
    input[at] = at === 1 ? byte ^ 1 : byte
    input[at + 16] = at === 1 ? byte ^ 2 : byte
  }
  return { key: blocks(input), nonce: nonce.subarray(12) }
}

/** Steps 1 and 2: CMAC's subkey K1 (SP 800-38B, 6.1). Every CMAC input here is one whole block, so K2 has no use. */
export function cmacSubkey(blocks: Blocks): Uint8Array {
  const l = blocks(Buffer.alloc(16))
  const k1 = Buffer.alloc(16)
  for (let at = 0; at < 16; at++) k1[at] = (((l[at] ?? 0) << 1) | ((l[at + 1] ?? 0) >> 7)) & 0xff
  if ((l[0] ?? 0) & 0x80) k1[15] = (k1[15] ?? 0) ^ 0b10000111
  return k1
}

/** AES of whole blocks, each by itself, under one key: its schedule is computed once, and not for every message. */
export type Blocks = (input: Uint8Array) => Uint8Array

export function createBlocks(key: Uint8Array): Blocks {
  // ECB holds nothing between blocks, so one cipher serves them all; each update answers whole blocks at once.
  const aes = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  return (input) => aes.update(input)
}
