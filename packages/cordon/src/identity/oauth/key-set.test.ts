import { CordonError } from '@cordon/contract'
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { createKeySet } from './key-set.ts'

const pair = async (kid: string) => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256' }
  return { jwk, sign: () => new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey) }
}

let clock: number
let served: { keys: object[] } | Error
let reads: number
const set = () =>
  createKeySet({
    now: () => clock,
    load: () => {
      reads += 1
      return served instanceof Error ? Promise.reject(served) : Promise.resolve(served)
    },
  })
const unavailable = new CordonError('issuer_unavailable')

beforeEach(() => {
  clock = 1_000_000_000
  reads = 0
})

describe('the keys of a signer', () => {
  it('are read once for many tokens, and again after five minutes', async () => {
    const one = await pair('one')
    served = { keys: [one.jwk] }
    const keys = set()
    for (let n = 0; n < 10; n++) await jwtVerify(await one.sign(), keys)
    expect(reads).toBe(1)
    clock += 300_000
    await jwtVerify(await one.sign(), keys)
    expect(reads).toBe(2)
  })
  it('that were withdrawn end within five minutes', async () => {
    const [one, two] = [await pair('one'), await pair('two')]
    served = { keys: [one.jwk] }
    const keys = set()
    await jwtVerify(await one.sign(), keys)
    served = { keys: [two.jwk] }
    clock += 300_000
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
  it('serve for an hour while they cannot be read again, and no longer', async () => {
    const one = await pair('one')
    served = { keys: [one.jwk] }
    const keys = set()
    await jwtVerify(await one.sign(), keys)
    served = unavailable
    clock += 3_599_000
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
