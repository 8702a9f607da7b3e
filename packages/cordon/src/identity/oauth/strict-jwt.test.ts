import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readClaims, unregistered } from './claims.ts'
import { readJwt, saysTwice } from './strict-jwt.ts'

const part = (text: string) => Buffer.from(text).toString('base64url')
const token = (header: string, payload = '{}') => `${part(header)}.${part(payload)}.AA`

describe('a token read strictly', () => {
  it('has its header and payload', () => {
    expect(readJwt(token('{"alg":"RS256","kid":"k","typ":"at+jwt"}', '{"sub":"x"}'))).toEqual({
      header: { alg: 'RS256', kid: 'k' },
      payload: { sub: 'x' },
    })
  })
  it.each(['jwk', 'jku', 'x5u', 'x5c', 'crit', 'cty', 'b64', 'zip', 'enc', 'unheard-of'])(
    'is none with %s in its header',
    (name) => {
      expect(readJwt(token(`{"alg":"RS256","${name}":"x"}`))).toBeUndefined()
    },
  )
  it.each(['null', '[]', '"x"', '7', '{"a":1,"a":2}', '{"a":{"b":1,"\\u0062":2}}', '{'])(
    'is none with %s as payload',
    (payload) => {
      expect(readJwt(token('{"alg":"RS256"}', payload))).toBeUndefined()
    },
  )
  it('is none beyond 12,288 characters', () => {
    const long = (length: number) => token('{"alg":"RS256"}', JSON.stringify({ a: 'x'.repeat(length) }))
    expect(readJwt(long(9_000))).toBeDefined()
    expect(readJwt(long(9_300))).toBeUndefined()
  })
  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => void readJwt(`${part(a)}.${part(b)}.AA`)))
    fc.assert(fc.property(fc.string(), (any) => void readJwt(any)))
  })
})

describe('JSON says nothing twice', () => {
  it('when a library wrote it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(saysTwice(JSON.stringify(value))).toBe(false)
      }),
    )
  })
  it('unless a key is written again, at any depth and spelling', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(3), (object, depth) => {
        const [key = ''] = Object.keys(object)
        let json = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:0}`
        for (let n = 0; n < depth; n++) json = `[{"deeper":${json}}]`
        expect(saysTwice(json)).toBe(true)
      }),
    )
  })
})

describe('claims', () => {
  const good = { iss: 'https://idp.example', sub: 'x', exp: 2_000_000_000 }
  it('of a chain of actors are read nearest first, four at most', () => {
    const chain = (n: number): object => ({ sub: `a${n}`, ...(n < 2 ? {} : { act: chain(n - 1) }) })
    expect(readClaims({ ...good, act: chain(2) })?.actors.map(({ subject }) => subject)).toEqual(['a2', 'a1'])
    expect(readClaims({ ...good, act: chain(4) })?.actors).toHaveLength(4)
    expect(readClaims({ ...good, act: chain(5) })).toBeUndefined()
  })
  it.each([
    [{ amr: ['pwd', 'otp'], auth_time: 1_900_000_000, iat: 1_900_000_100 }, 1_900_000_000_000],
    // No later than the token: a time in the future would never end.
    [{ amr: ['mfa'], auth_time: 1_999_999_999, iat: 1_900_000_100 }, 1_900_000_100_000],
    [{ amr: ['pwd'], auth_time: 1_900_000_000, iat: 1_900_000_100 }, undefined],
    [{ amr: ['mfa'], iat: 1_900_000_100 }, undefined],
  ])('%o: a second factor was shown at %s', (more, at) => {
    expect(readClaims({ ...good, ...more })?.steppedUpAt).toBe(at)
  })
  it('about an actor whom nobody knows go into the record as a hash', () => {
    const named = { issuer: 'https://idp.example', subject: 'dr.who@hospital.example' }
    expect(unregistered(named)).toMatch(/^unregistered:[A-Za-z0-9_-]{22}$/)
  })
})
