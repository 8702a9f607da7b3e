import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { cmacSubkey, createBlocks, createXaes, messageKey } from './xaes.ts'

/** The two vectors of https://c2sp.org/XAES-256-GCM, with their intermediate values. */
const VECTORS = [
  {
    key: '01'.repeat(32),
    k1: 'e531954aca063d5b8d9c47a47d4cc6f0',
    messageKey: 'c8612c9ed53fe43e8e005b828a1631a0bbcb6ab2f46514ec4f439fcfd0fa969b',
    aad: '',
    sealed: 'ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271',
  },
  {
    key: '03'.repeat(32),
    k1: '23810ec50edb99f374409466ed1f4b7b',
    messageKey: 'e9c621d4cdd9b11b00a6427ad7e559aeedd66b3857646677748f8ca796cb3fd8',
    aad: 'c2sp.org/XAES-256-GCM',
    sealed: '986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d',
  },
]
const nonce = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWX')
const plain = Buffer.from('XAES-256-GCM')

describe('XAES-256-GCM', () => {
  it.each(VECTORS)('agrees with the C2SP vector for the key $key, step by step', (vector) => {
    const key = Buffer.from(vector.key, 'hex')
    const k1 = cmacSubkey(createBlocks(key))
    expect(Buffer.from(k1).toString('hex')).toBe(vector.k1)
    const message = messageKey(createBlocks(key), k1, nonce)
    expect(Buffer.from(message.key).toString('hex')).toBe(vector.messageKey)
    expect(Buffer.from(message.nonce).toString('latin1')).toBe('MNOPQRSTUVWX')
    const sealed = createXaes(key).seal(nonce, plain, Buffer.from(vector.aad))
    expect(Buffer.from(sealed).toString('hex')).toBe(vector.sealed)
  })

  it('agrees with the C2SP accumulated hash of 10,000 random messages', () => {
    // `shake128` of nothing is the specification's random stream; the iterations take at most 568 bytes each.
    const stream = createHash('shake128', { outputLength: 10_000 * 568 }).digest()
    let at = 0
    const take = (bytes: number) => {
      at += bytes
      return stream.subarray(at - bytes, at)
    }
    const takeField = () => take(take(1)[0] ?? 0)
    const digest = createHash('shake128', { outputLength: 32 })
    for (let i = 0; i < 10_000; i++) {
      const [key, once, message, aad] = [take(32), take(24), takeField(), takeField()]
      const xaes = createXaes(key)
      const sealed = xaes.seal(once, message, aad)
      digest.update(sealed)
      if (i % 100 === 0) expect(Buffer.from(xaes.open(once, sealed, aad)).equals(message)).toBe(true)
    }
    expect(digest.digest('hex')).toBe('e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939')
  })

  it('opens nothing when one bit of key, nonce, ciphertext, tag or additional data differs', () => {
    const key = Buffer.alloc(32, 7)
    const aad = Buffer.from('where it stands')
    const sealed = Buffer.from(createXaes(key).seal(nonce, plain, aad))
    const flip = (bytes: Uint8Array, at: number) => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)))
    const xaes = createXaes(key)
    expect(Buffer.from(xaes.open(nonce, sealed, aad)).equals(plain)).toBe(true)
    expect(() => createXaes(flip(key, 31)).open(nonce, sealed, aad)).toThrow()
    expect(() => xaes.open(flip(nonce, 0), sealed, aad)).toThrow()
    expect(() => xaes.open(flip(nonce, 23), sealed, aad)).toThrow()
    expect(() => xaes.open(nonce, flip(sealed, 0), aad)).toThrow()
    expect(() => xaes.open(nonce, flip(sealed, sealed.length - 1), aad)).toThrow()
    expect(() => xaes.open(nonce, sealed, flip(aad, 0))).toThrow()
    expect(() => xaes.open(nonce, sealed.subarray(0, 15), aad)).toThrow()
  })
})
