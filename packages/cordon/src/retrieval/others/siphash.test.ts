import { describe, expect, it } from 'vitest'
import { sipHash } from './siphash.ts'

const key = new Uint32Array(Uint8Array.from({ length: 16 }, (_, n) => n).buffer)

function hashed(length: number): string {
  const out = new Uint32Array(2)
  sipHash(
    key,
    Uint8Array.from({ length }, (_, n) => n),
    length,
    out,
  )
  return [out[1], out[0]].map((word) => (word ?? 0).toString(16).padStart(8, '0')).join('')
}

describe('SipHash-2-4', () => {
  it.each([
    // Of the reference implementation; 15 bytes are the example of the paper's appendix A.
    [0, '726fdb47dd0e0e31'],
    [1, '74f839c593dc67fd'],
    [2, '0d6c8009d9a94f5a'],
    [15, 'a129ca6149be45e5'],
  ])('of %i bytes is as published', (length, hash) => {
    expect(hashed(length)).toBe(hash)
  })
})
