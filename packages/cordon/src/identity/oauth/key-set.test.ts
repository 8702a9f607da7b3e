import { CordonError } from '@cordon/contract'
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { createKeySet, maxAgeOf } from './key-set.ts'

const pair = async (kid: string) => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256' }
  return { jwk, sign: () => new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey) }
}

let clock: number
let served: { keys: object[] } | Error
let reads: number
let maxAgeMs: number | undefined
const set = () =>
  createKeySet({
    refreshMs: 60_000,
    heldMs: 600_000,
    now: () => clock,
    load: () => {
      reads += 1
      return served instanceof Error ? Promise.reject(served) : Promise.resolve({ answer: served, maxAgeMs })
    },
  }).find
const unavailable = new CordonError('issuer_unavailable')

beforeEach(() => {
  clock = 1_000_000_000
  reads = 0
  maxAgeMs = undefined
})

describe('the keys of a signer', () => {
  it('are read once for many tokens, and again after a minute', async () => {
    const one = await pair('one')
    served = { keys: [one.jwk] }
    const keys = set()
    for (let n = 0; n < 10; n++) await jwtVerify(await one.sign(), keys)
    expect(reads).toBe(1)
    clock += 60_000
    await jwtVerify(await one.sign(), keys)
    expect(reads).toBe(2)
  })
  it('that were withdrawn end within a minute', async () => {
    const [one, two] = [await pair('one'), await pair('two')]
    served = { keys: [one.jwk] }
    const keys = set()
    await jwtVerify(await one.sign(), keys)
    served = { keys: [two.jwk] }
    clock += 60_000
    await expect(jwtVerify(await one.sign(), keys)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
  })
  it('are read again for a kid that is not known, at most once in ten seconds', async () => {
    const [one, two] = [await pair('one'), await pair('two')]
    served = { keys: [one.jwk] }
    const keys = set()
    await jwtVerify(await one.sign(), keys)
    for (let n = 0; n < 5; n++) await expect(jwtVerify(await two.sign(), keys)).rejects.toThrow()
    expect(reads).toBe(2)
    served = { keys: [two.jwk] }
    clock += 10_000
    await jwtVerify(await two.sign(), keys)
    expect(reads).toBe(3)
  })
  it('are read behind whoever asks from three quarters of that on: nobody waits', async () => {
    const [one, two] = [await pair('one'), await pair('two')]
    served = { keys: [one.jwk] }
    const keys = set()
    await jwtVerify(await one.sign(), keys)
    served = { keys: [two.jwk] }
    clock += 45_000
    await jwtVerify(await one.sign(), keys)
    await new Promise((resolve) => setImmediate(resolve))
    expect(reads).toBe(2)
    await expect(jwtVerify(await one.sign(), keys)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' })
  })
  it.each([
    { said: 3_600_000, ms: 60_000 },
    { said: 20_000, ms: 20_000 },
    { said: 0, ms: 10_000 },
  ])('of a signer that says $said ms are kept for $ms ms', async ({ said, ms }) => {
    const one = await pair('one')
    served = { keys: [one.jwk] }
    maxAgeMs = said
    const keys = set()
    await jwtVerify(await one.sign(), keys)
    clock += ms * 0.74
    await jwtVerify(await one.sign(), keys)
    expect(reads).toBe(1)
    clock += ms * 0.26
    await jwtVerify(await one.sign(), keys)
    expect(reads).toBe(2)
  })
  it('are asked for by one, and nobody waits, while the signer is away', async () => {
    const one = await pair('one')
    served = { keys: [one.jwk] }
    const keys = set()
    await jwtVerify(await one.sign(), keys)
    served = unavailable
    clock += 60_000
    await jwtVerify(await one.sign(), keys)
    expect(reads).toBe(2)
    for (let n = 0; n < 5; n++) await jwtVerify(await one.sign(), keys)
    expect(reads).toBe(2)
    clock += 2_000
    await jwtVerify(await one.sign(), keys)
    expect(reads).toBe(3)
  })
  it('serve for ten minutes while they cannot be read again, and no longer', async () => {
    const one = await pair('one')
    served = { keys: [one.jwk] }
    const keys = set()
    await jwtVerify(await one.sign(), keys)
    served = unavailable
    clock += 599_000
    await jwtVerify(await one.sign(), keys)
    clock += 1_000
    await expect(jwtVerify(await one.sign(), keys)).rejects.toMatchObject({ code: 'issuer_unavailable' })
  })
  it('that cannot be read are not asked for again at once', async () => {
    const one = await pair('one')
    served = unavailable
    const keys = set()
    for (let n = 0; n < 5; n++)
      await expect(jwtVerify(await one.sign(), keys)).rejects.toMatchObject({ code: 'issuer_unavailable' })
    expect(reads).toBe(1)
  })
  it('are no shared secrets, and never more than a hundred', async () => {
    served = { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'one' }] }
    const hs = await new SignJWT({}).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(Buffer.from('secret'))
    await expect(jwtVerify(hs, set())).rejects.toThrow()
    served = { keys: Array.from({ length: 101 }, () => ({})) }
    await expect(jwtVerify(hs, set())).rejects.toMatchObject({ code: 'issuer_unavailable' })
  })
})

describe('how long an answer may be kept', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['public, max-age=3600', 3_600_000],
    ['max-age=60, must-revalidate', 60_000],
    ['MAX-AGE="15"', 15_000],
    ['s-maxage=9', undefined],
    ['no-store', 0],
    ['max-age=600, no-cache', 0],
    ['max-age=-1', undefined],
    [['public', 'max-age=5'], 5_000],
  ])('%j is %s', (said, ms) => {
    expect(maxAgeOf(said)).toBe(ms)
  })
})
