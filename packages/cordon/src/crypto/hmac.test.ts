import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHmacSha256 } from './hmac.ts'

describe('HMAC-SHA256', () => {
  // RFC 4231, test cases 1 and 2.
  it.each([
    ['0b'.repeat(20), 'Hi There', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    ['4a656665', 'what do ya want for nothing?', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  ])('agrees with RFC 4231 for the key %s', (key, value, mac) => {
    expect(createHmacSha256(Buffer.from(key, 'hex'))(Buffer.from(value)).toString('hex')).toBe(mac)
  })

  it('agrees with OpenSSL for every key of up to a block, one value after another', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.uint8Array({ maxLength: 300 })), (key, values) => {
        const mac = createHmacSha256(key)
        for (const value of values)
          expect(mac(value).equals(createHmac('sha256', key).update(value).digest())).toBe(true)
      }),
    )
  })

  it('takes no key that would have to be hashed first', () => {
    expect(() => createHmacSha256(new Uint8Array(65))).toThrow('a longer key')
  })
})
