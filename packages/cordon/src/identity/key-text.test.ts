import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mintKey, parseKey } from './key-text.ts'

const { text, id } = mintKey('north-ward', randomBytes)

describe('the text of a key', () => {
  it('names tenant and id, and carries 256 random bits that no other key has', () => {
    expect(text).toMatch(/^ck_north-ward\.[\w-]{16}\.[\w-]{49}$/)
    expect(parseKey(text)).toEqual({ tenant: 'north-ward', id, text })
    expect(Buffer.from(text.slice(-49, -6), 'base64url')).toHaveLength(32)
    expect(new Set(Array.from({ length: 500 }, () => mintKey('north', randomBytes).text)).size).toBe(500)
  })

  it('is told apart when truncated at any character', () => {
    for (let length = 0; length < text.length; length++) expect(parseKey(text.slice(0, length))).toBeUndefined()
  })

  it('is told apart with any one character changed', () => {
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'a' ? 'b' : 'a'
      expect(parseKey(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined()
    }
  })

  it('is nothing that somebody else made up', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (made) => parseKey(made) === undefined),
      { seed: 1 },
    )
    const others = [`${text}\n`, ` ${text}`, text.replace('ck_', 'sk_'), text.toUpperCase(), 'ck_'.repeat(50_000)]
    for (const other of others) expect(parseKey(other)).toBeUndefined()
  })

  it('names its tenant in lower case only, so that no two spellings reach one tenant', () => {
    const body = `ck_North.${id}.${'s'.repeat(43)}`
    const check = createHash('sha256').update(body).digest('base64url').slice(0, 6)
    expect(parseKey(body + check)).toBeUndefined()
    expect(parseKey(lower(body))).toMatchObject({ tenant: 'north' })
  })

  function lower(body: string): string {
    const lowered = body.replace('North', 'north')
    return lowered + createHash('sha256').update(lowered).digest('base64url').slice(0, 6)
  }
})
