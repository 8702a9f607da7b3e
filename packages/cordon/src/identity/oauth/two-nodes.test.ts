import { randomUUID } from 'node:crypto'
import { Application, Principal } from '@cordon/contract'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SECOND } from '../../kernel/clock.ts'
import { createIdentity } from '../api-key.ts'
import type { Shown } from '../callers.ts'
import { createDirectory } from '../directory.ts'
import { createSourceLimit } from '../limit-sources.ts'
import { openCredentials } from '../open-credentials.ts'
import { openRealParts, type RealParts, unrecorded } from '../real-parts.fixtures.ts'
import { ASSERTION_TYPE } from './client-assertion.ts'
import { OAuthRefusal } from './refusal.ts'

const START = Date.parse('2026-11-22T12:00:00Z')
const AUDIENCE = 'https://cordon.example/oauth/token'
const FAILURES = 5

let parts: RealParts
let privateKey: CryptoKey
let registration: Record<string, unknown>
beforeAll(async () => {
  parts = await openRealParts(START)
  const pair = await generateKeyPair('RS384')
  privateKey = pair.privateKey
  const jwk = { ...(await exportJWK(pair.publicKey)), alg: 'RS384', kid: 'one' }
  const { directory } = node()
  await directory.addUser(
    'main',
    Principal.parse({ id: 'svc', kind: 'service', name: 'S', roles: ['service'] }),
    unrecorded,
  )
  await directory.addUser(
    'main',
    Principal.parse({ id: 'dr', kind: 'user', name: 'D', roles: ['clinician'] }),
    unrecorded,
  )
  const client = { service: 'svc', jwks: { keys: [jwk] }, scopes: ['system/*.rs'] }
  registration = { id: 'app', name: 'A', purposes: ['TREAT'], models: ['*'], vendors: ['v'], client }
  await directory.addApplication('main', Application.parse(registration), unrecorded)
})
afterAll(() => parts.close())

/** One process: the same store and keys, a memory of its own. */
function node() {
  const { store, keyring, random, clock } = parts
  const now = () => clock.ms
  const identity = createIdentity({ store, keyring, now, random })
  const { credentials, forget } = openCredentials({
    identity,
    store,
    keyring,
    now,
    random,
    tenant: 'main',
    egress: {
      allow: () => undefined,
      forbid: () => Promise.resolve(),
      request: () => Promise.reject(new Error('nobody is asked here')),
      close: () => Promise.resolve(),
    },
    settings: { issuers: [], licenceRequiredFor: [], jwksRefreshMs: 60_000, jwksHeldMs: 600_000 },
    secret: () => undefined,
    frontEndSecret: () => undefined,
    limit: createSourceLimit(now, { failuresPerMinuteMax: FAILURES }),
    onUnreachable: () => undefined,
    onSkew: () => undefined,
  })
  return { ...credentials, identity, directory: createDirectory({ store, now, changed: forget }) }
}

async function assertion(jti: string = randomUUID()): Promise<string> {
  const seconds = Math.floor(parts.clock.ms / SECOND)
  return new SignJWT({ iss: 'app', sub: 'app', aud: AUDIENCE, exp: seconds + 60, jti })
    .setProtectedHeader({ alg: 'RS384', kid: 'one' })
    .sign(privateKey)
}

async function grant(at: ReturnType<typeof node>, signed: string, source = '192.0.2.1') {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: signed,
  })
  return (await at.tokens(form, [AUDIENCE], source)).answer.access_token
}

const shown = (credentials: string): Shown => ({
  credentials: `Bearer ${credentials}`,
  certificate: undefined,
  onBehalfOf: undefined,
  chatUser: undefined,
  personOptional: true,
})
const invalid = expect.objectContaining({ code: 'credentials_invalid' })

describe('two nodes over one store', () => {
  it('know a token that either issued', async () => {
    const token = await grant(node(), await assertion())
    expect(await node().callers(shown(token), '192.0.2.2')).toMatchObject({
      principal: { id: 'svc' },
      application: { id: 'app' },
      scope: 'system/*.rs',
    })
  })
  it('take one assertion once between them', async () => {
    const [one, other] = [node(), node()]
    const signed = await assertion()
    await grant(one, signed)
    await expect(grant(other, signed)).rejects.toBeInstanceOf(OAuthRefusal)
  })
  it('feel a revocation at once here, and within five seconds there', async () => {
    const [here, there] = [node(), node()]
    const who = { id: 'leaving', kind: 'service', name: 'L', roles: ['service'] }
    await here.directory.addUser('main', Principal.parse(who), unrecorded)
    const { key } = await here.identity.issueKey(
      {
        tenant: 'main',
        principal: 'leaving',
        application: 'app',
        owner: 'dr',
      },
      unrecorded,
    )
    for (const each of [here, there]) await each.callers(shown(key), '192.0.2.3')
    await here.directory.revokeUser('main', 'leaving', unrecorded)
    await expect(here.callers(shown(key), '192.0.2.3')).rejects.toEqual(invalid)
    parts.clock.ms += 5 * SECOND
    await expect(there.callers(shown(key), '192.0.2.3')).rejects.toEqual(invalid)
  })
  it('end a token after its five minutes', async () => {
    const at = node()
    const token = await grant(at, await assertion())
    parts.clock.ms += 299 * SECOND
    expect(await at.callers(shown(token), '192.0.2.4')).toMatchObject({ principal: { id: 'svc' } })
    parts.clock.ms += SECOND
    await expect(at.callers(shown(token), '192.0.2.4')).rejects.toEqual(invalid)
  })
})

describe('a token whose application is no client any more', () => {
  it('ends at once here, and within five seconds there', async () => {
    const [here, there] = [node(), node()]
    const token = await grant(here, await assertion())
    await there.callers(shown(token), '192.0.2.5')
    const { client: _, ...without } = registration
    await here.directory.addApplication('main', Application.parse(without), unrecorded)
    await expect(here.callers(shown(token), '192.0.2.5')).rejects.toEqual(invalid)
    parts.clock.ms += 5 * SECOND
    await expect(there.callers(shown(token), '192.0.2.5')).rejects.toEqual(invalid)
    await here.directory.addApplication('main', Application.parse(registration), unrecorded)
  })
})

describe('a source that fails too often', () => {
  it('has to wait, with every kind of credential, while a token known here passes', async () => {
    const at = node()
    const token = await grant(at, await assertion())
    await at.callers(shown(token), '192.0.2.9')
    for (const bad of ['ck_main.x', 'ct_main.x', 'eyJ.e30.x', 'opaque', 'x.y.z'])
      await expect(at.callers(shown(bad), '192.0.2.9')).rejects.toEqual(invalid)
    await expect(at.callers(shown('another'), '192.0.2.9')).rejects.toMatchObject({ code: 'rate_limited' })
    expect(await at.callers(shown(token), '192.0.2.9')).toMatchObject({ principal: { id: 'svc' } })
    await expect(grant(at, await assertion(), '192.0.2.9')).rejects.toMatchObject({ code: 'rate_limited' })
  })
  it('also at the token endpoint', async () => {
    const at = node()
    for (let n = 0; n < FAILURES; n++) await expect(grant(at, 'x', '192.0.2.10')).rejects.toBeInstanceOf(OAuthRefusal)
    await expect(grant(at, await assertion(), '192.0.2.10')).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('a key of a service', () => {
  const ask = { tenant: 'main', principal: 'svc', application: 'app' }
  it('has an owner, who is a person of the directory', async () => {
    const { identity } = node()
    const { id } = await identity.issueKey({ ...ask, owner: 'dr' }, unrecorded)
    expect((await identity.listKeys('main')).find((key) => key.id === id)).toMatchObject({ owner: 'dr' })
  })
  it.each([
    [{}, 'owner'],
    [{ owner: 'nobody' }, 'owner'],
    [{ owner: 'svc' }, 'owner'],
    [{ owner: 'dr', lifetimeMs: 366 * 86_400_000 }, 'lifetimeMs'],
  ])('is not issued with %o', async (more, at) => {
    await expect(node().identity.issueKey({ ...ask, ...more }, unrecorded)).rejects.toMatchObject({ at })
  })
})
