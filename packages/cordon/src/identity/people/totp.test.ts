import { describe, expect, it } from 'vitest'
import { shownOf, stepOf } from './totp.ts'

/** RFC 6238, appendix B: SHA-1, the last six of its eight digits. */
const SECRET = Buffer.from('12345678901234567890')
const VECTORS: [number, string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
]

describe('a code of an authenticator', () => {
  it.each(VECTORS)('at %i s is %s', (seconds, code) => {
    expect(stepOf(SECRET, code, seconds * 1_000)).toBe(Math.floor(seconds / 30))
  })

  it('counts one step to either side, and no further', () => {
    const at = 1_111_111_111_000
    expect([-60, -30, 0, 30, 60].map((s) => stepOf(SECRET, '050471', at + s * 1_000))).toEqual([
      undefined,
      37_037_037,
      37_037_037,
      37_037_037,
      undefined,
    ])
  })

  it.each(['', '05047', '0504711', ' 50471', '05047a', '٠٥٠٤٧١'])('%j is none', (code) => {
    expect(stepOf(SECRET, code, 1_111_111_111_000)).toBeUndefined()
  })

  it('is enrolled by text or address, which name the person and nothing of them', () => {
    const { secret, uri } = shownOf(SECRET, 'dr-okafor')
    expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    expect(uri).toBe(
      'otpauth://totp/Cordon:dr-okafor?issuer=Cordon&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA1&digits=6&period=30',
    )
  })
})
