import { randomUUID } from 'node:crypto'
import { Application, Principal } from '@cordon/contract'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { IssuerSettings } from '../../config/identity.ts'
import { createEgress } from '../../kernel/egress.ts'
import { createIdentity } from '../api-key.ts'
import type { ShownCertificate } from '../certificates.ts'
import { createDirectory } from '../directory.ts'
import { createSourceLimit } from '../limit-sources.ts'
import { openCredentials } from '../open-credentials.ts'
import { openRealParts, type RealParts, unrecorded } from '../real-parts.fixtures.ts'
import { ASSERTION_TYPE } from './client-assertion.ts'
import { EXCHANGE } from './exchange.ts'
import { issuerAt, type Provider, startProvider } from './provider.fixtures.ts'

const MINUTE = 60_000
const ENDPOINT = 'https://cordon.example/oauth/token'
const TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const FAILURES = 5
const limits = {
  upstreamConnectMs: 2_000,
  upstreamHeadersMs: 5_000,
  upstreamIdleMs: 5_000,
  upstreamMs: 10_000,
  upstreamBytesMax: 100_000,
  upstreamConnectionsMax: 64,
}

let parts: RealParts
let [ours, theirs]: Provider[] = []
let signing: { privateKey: CryptoKey; jwk: Record<string, unknown> }
const close: (() => Promise<void>)[] = []
const provider = (which: Provider | undefined): Provider => which ?? expect.fail('not started')
const own = () => provider(ours)
const foreign = () => provider(theirs)

beforeAll(async () => {
  parts = await openRealParts(Date.parse('2026-11-22T12:00:00Z'))
  ours = await startProvider(() => parts.clock.ms)
  theirs = await startProvider(() => parts.clock.ms)
  const { privateKey, publicKey } = await generateKeyPair('ES384')
  signing = { privateKey, jwk: { ...(await exportJWK(publicKey)), alg: 'ES384', kid: 'one' } }
  const { directory } = node()
  const add = (id: string, kind: 'user' | 'service') => {
    const subject = { issuer: own().origin, subject: id }
    return directory.addUser('main', Principal.parse({ id, kind, name: id, roles: ['clinician'], subject }), unrecorded)
  }
  for (const id of ['dr', 'other-dr']) await add(id, 'user')
  for (const id of ['agent', 'second', 'robot']) await add(id, 'service')
  await register('app', { actsForPeople: true })
  await register('quiet', {})
})
afterAll(async () => {
  await Promise.all(close.map((each) => each()))
  for (const each of [ours, theirs]) await each?.close()
  await parts.close()
})
beforeEach(() => {
  for (const each of [own(), foreign()]) {
    each.asked.length = 0
    each.broken = false
    each.said = { active: false }
    each.letGo = Promise.resolve()
  }
})

async function register(id: string, more: Record<string, unknown>, client: Record<string, unknown> = {}) {
  const keys = 'jwksUri' in client ? {} : { jwks: { keys: [signing.jwk] } }
  const registered = { service: 'agent', scopes: ['user/*.rs'], ...keys, ...client }
  const application = { id, name: 'A', purposes: ['TREAT'], models: ['*'], vendors: ['v'], client: registered, ...more }
  await node().directory.addApplication('main', Application.parse(application), unrecorded)
}

/** One process, with these issuers. */
function node(issuers: IssuerSettings[] = ours === undefined ? [] : [issuerAt(ours.origin, { clients: CLIENTS })]) {
  const { store, keyring, random, clock } = parts
  const now = () => clock.ms
  const identity = createIdentity({ store, keyring, now, random })
  const egress = createEgress({ limits })
  close.push(() => egress.close())
  const { credentials, forget } = openCredentials({
    identity,
    store,
    keyring,
    now,
    random,
    tenant: 'main',
    egress,
    settings: { issuers, licenceRequiredFor: [], jwksRefreshMs: 60_000, jwksHeldMs: 600_000 },
    secret: () => 'a secret',
    frontEndSecret: () => undefined,
    limit: createSourceLimit(now, { failuresPerMinuteMax: FAILURES }),
    onUnreachable: () => undefined,
    onSkew: () => undefined,
  })
  return { ...credentials, directory: createDirectory({ store, now, changed: forget }) }
}
type Node = ReturnType<typeof node>

const CLIENTS = { chart: 'app', silent: 'quiet' }
const introspection = { clientId: 'cordon', secretFrom: 'S', always: false, opaque: true }
const shown = { certificate: undefined, onBehalfOf: undefined, chatUser: undefined, personOptional: true }
let sources = 0
const from = () => `192.0.2.${++sources % 250}`

type More = { onBehalfOf?: string; source?: string; certificate?: ShownCertificate }
const ask = (at: Node, token: string, more: More = {}) => {
  const { onBehalfOf, source = from(), certificate } = more
  return at.callers({ ...shown, credentials: `Bearer ${token}`, onBehalfOf, certificate }, source)
}

async function assertion(iss = 'app', change: object = {}): Promise<string> {
  const seconds = Math.floor(parts.clock.ms / 1_000)
  return new SignJWT({ iss, sub: iss, aud: ENDPOINT, exp: seconds + 60, jti: randomUUID(), ...change })
    .setProtectedHeader({ alg: 'ES384', kid: 'one' })
    .sign(signing.privateKey)
}

async function post(at: Node, fields: Record<string, string>, signed?: string): Promise<string> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: signed ?? (await assertion()),
    ...fields,
  })
  return (await at.tokens(form, [ENDPOINT], from())).answer.access_token
}
const exchange = (at: Node, subject_token: string, actor_token: string) =>
  post(at, { grant_type: EXCHANGE, subject_token, actor_token, subject_token_type: TOKEN, actor_token_type: TOKEN })

const invalid = expect.objectContaining({ code: 'credentials_invalid' })
const unavailable = expect.objectContaining({ code: 'issuer_unavailable' })
const refusedGrant = expect.objectContaining({ code: 'invalid_grant' })

describe('an opaque token', () => {
  const both = (opaqueAtOurs: boolean) => [
    issuerAt(own().origin, { introspection: { ...introspection, opaque: opaqueAtOurs } }),
    issuerAt(foreign().origin, { tenant: 'north', introspection: { ...introspection, opaque: !opaqueAtOurs } }),
  ]
  it('is shown to the one issuer that takes such tokens, and to no other organisation’s', async () => {
    await expect(ask(node(both(true)), 'opaque-1')).rejects.toEqual(invalid)
    expect(own().asked).toContain('/introspect')
    expect(foreign().asked).toEqual([])
    own().asked.length = 0
    await expect(ask(node(both(false)), 'opaque-1')).rejects.toEqual(invalid)
    expect(own().asked).toEqual([])
  })
  it('of a person opens the door, however many requests show it, by one question', async () => {
    const exp = Math.floor(parts.clock.ms / 1_000) + 600
    own().said = { active: true, sub: 'dr', aud: ['https://cordon.example'], client_id: 'chart', exp }
    const at = node(both(true))
    const callers = await Promise.all(Array.from({ length: 50 }, () => ask(at, 'opaque-2')))
    expect(callers.every(({ principal }) => principal.id === 'dr')).toBe(true)
    expect(own().asked.filter((path) => path === '/introspect')).toHaveLength(1)
  })
})

describe('an issuer in trouble', () => {
  const at = () => node([issuerAt(own().origin, { introspection })])
  it('is asked for its metadata once in two seconds, however many tokens come', async () => {
    own().broken = true
    const one = at()
    const signed = await own().sign({ azp: 'chart' })
    for (let n = 0; n < 10; n++) await expect(ask(one, n % 2 ? signed : `opaque-${n}`)).rejects.toEqual(unavailable)
    expect(own().asked).toEqual(['/.well-known/openid-configuration'])
    own().broken = false
    parts.clock.ms += 2_000
    expect(await ask(one, signed)).toMatchObject({ principal: { id: 'dr' } })
  })
  it('is asked about no more than 32 tokens at once', async () => {
    let go: () => void = () => undefined
    own().letGo = new Promise((resolve) => {
      go = resolve
    })
    const one = at()
    const answers = Array.from({ length: 40 }, (_, n) => ask(one, `opaque-${n}`).catch((error: unknown) => error))
    const first = await Promise.race(answers)
    expect(first).toEqual(unavailable)
    go()
    const all = await Promise.all(answers)
    expect(all.filter((each) => unavailable.asymmetricMatch(each))).toHaveLength(8)
    expect(own().asked.filter((path) => path === '/introspect')).toHaveLength(32)
  })
  it('counts against a source whose credential is not known here, and not against a known one', async () => {
    const one = at()
    const known = await own().sign({ azp: 'chart' })
    const source = '198.51.100.1'
    await ask(one, known, { source })
    own().broken = true
    for (let n = 0; n < FAILURES; n++) await expect(ask(one, `unknown-${n}`, { source })).rejects.toEqual(unavailable)
    await expect(ask(one, 'unknown', { source })).rejects.toMatchObject({ code: 'rate_limited' })
    expect(await ask(one, known, { source })).toMatchObject({ principal: { id: 'dr' } })
  })
})

describe('a key that the issuer withdrew', () => {
  it('ends its tokens within five minutes of the last look, however long they were to last', async () => {
    const at = node()
    const token = await own().sign({ azp: 'chart' })
    await ask(at, token)
    await own().rotate()
    parts.clock.ms += 5 * MINUTE
    await expect(ask(at, token)).rejects.toEqual(invalid)
  })
})

describe('the patient of a launch', () => {
  const parties = async (mine: object, hers: object) => {
    const at = node()
    const actor = await own().sign({ sub: 'agent', azp: 'chart', ...mine })
    return { at, actor, person: await own().sign({ azp: 'chart', ...hers }) }
  }
  it.each<[string, object, object]>([
    ['of the service', { patient: 'one' }, {}],
    ['of the person', {}, { patient: 'one' }],
    ['of both', { patient: 'one' }, { patient: 'one' }],
  ])('%s is kept when the service acts for the person', async (_, mine, hers) => {
    const { at, actor, person } = await parties(mine, hers)
    const expected = { principal: { id: 'dr' }, launchPatient: 'Patient/one' }
    expect(await ask(at, actor, { onBehalfOf: person })).toMatchObject(expected)
    expect(await ask(at, await exchange(at, person, actor))).toMatchObject(expected)
  })
  it('of one is not another’s: they are refused together', async () => {
    const { at, actor, person } = await parties({ patient: 'one' }, { patient: 'two' })
    await expect(ask(at, actor, { onBehalfOf: person })).rejects.toEqual(invalid)
    await expect(exchange(at, person, actor)).rejects.toEqual(refusedGrant)
  })
})

describe('a token that was exchanged', () => {
  it('is exchanged again by its own holder, and by no second service that may_act did not name', async () => {
    const at = node()
    const person = await own().sign({ azp: 'chart', may_act: { sub: 'agent' } })
    const agent = await own().sign({ sub: 'agent', azp: 'chart' })
    const second = await own().sign({ sub: 'second', azp: 'chart' })
    await expect(exchange(at, person, second)).rejects.toEqual(refusedGrant)
    const held = await exchange(at, person, agent)
    await expect(exchange(at, held, second)).rejects.toEqual(refusedGrant)
    expect(await ask(at, await exchange(at, held, agent))).toMatchObject({ actors: ['agent', 'agent'] })
  })
})

describe('a provider’s token that says who acts', () => {
  const acting = async (claims: object) => ask(node(), await own().sign({ azp: 'chart', ...claims }))
  it('is taken where the application acts for people', async () => {
    const named = { act: { sub: 'agent' }, may_act: { sub: 'agent' } }
    expect(await acting(named)).toMatchObject({ principal: { id: 'dr' }, delegate: { id: 'agent' } })
  })
  it.each<[string, object]>([
    ['the application does not act for people', { azp: 'silent', act: { sub: 'agent' } }],
    ['the actor is a person', { act: { sub: 'other-dr' } }],
    ['somebody else may act', { act: { sub: 'agent' }, may_act: { sub: 'second' } }],
    ['it is about a service', { sub: 'robot', act: { sub: 'agent' } }],
  ])('is refused when %s', async (_, claims) => {
    await expect(acting(claims)).rejects.toEqual(invalid)
  })
})

describe('a person’s token', () => {
  it.each(['azp', 'client_id', 'cid', 'appid'])(
    'that says by %s whom it was issued to is that application’s',
    async (name) => {
      const at = node()
      const actor = await own().sign({ sub: 'agent', azp: 'chart' })
      const theirs = await own().sign({ [name]: 'chart' })
      expect(await ask(at, actor, { onBehalfOf: theirs })).toMatchObject({ principal: { id: 'dr' } })
      expect(await ask(at, await exchange(at, theirs, actor))).toMatchObject({ principal: { id: 'dr' } })
      expect(await ask(at, theirs)).toMatchObject({ principal: { id: 'dr' }, application: { id: 'app' } })
      const elsewhere = await own().sign({ [name]: 'silent' })
      await expect(ask(at, actor, { onBehalfOf: elsewhere })).rejects.toEqual(invalid)
      await expect(exchange(at, elsewhere, actor)).rejects.toEqual(refusedGrant)
    },
  )
  it.each<[string, object]>([
    ['that names no client', {}],
    ['that names two', { cid: 'silent', appid: 'chart' }],
    ['of a client that nobody registered', { cid: 'portal' }],
  ])('%s is no application’s to show', async (_, claims) => {
    const at = node()
    const actor = await own().sign({ sub: 'agent', azp: 'chart' })
    await expect(ask(at, actor, { onBehalfOf: await own().sign(claims) })).rejects.toEqual(invalid)
    await expect(exchange(at, await own().sign(claims), actor)).rejects.toEqual(refusedGrant)
  })
})

describe('a token that is bound to a key (RFC 7800)', () => {
  const certificate = (fill: string, more: Partial<ShownCertificate> = {}): ShownCertificate => ({
    sha256: fill.repeat(32),
    names: [],
    validFrom: 0,
    validTo: parts.clock.ms + MINUTE,
    trusted: true,
    ...more,
  })
  const thumbprint = Buffer.from('ab'.repeat(32), 'hex').toString('base64url')
  const bound = (cnf: unknown, more: object = {}) => own().sign({ azp: 'chart', cnf, ...more })

  it.each<[string, unknown]>([
    ['of DPoP', { jkt: 'x'.repeat(43) }],
    ['of a certificate', { 'x5t#S256': thumbprint }],
    ['of both', { jkt: 'x'.repeat(43), 'x5t#S256': thumbprint }],
    ['that is none', 7],
  ])('%s is nobody’s without its proof', async (_, cnf) => {
    const at = node()
    const agent = await own().sign({ sub: 'agent', azp: 'chart' })
    await expect(ask(at, await bound(cnf))).rejects.toEqual(invalid)
    await expect(ask(at, agent, { onBehalfOf: await bound(cnf) })).rejects.toEqual(invalid)
    await expect(exchange(at, await bound(cnf), agent)).rejects.toEqual(refusedGrant)
    await expect(exchange(at, await own().sign({ azp: 'chart' }), await bound(cnf, { sub: 'agent' }))).rejects.toEqual(
      refusedGrant,
    )
  })
  it('of a certificate is good on a connection with that certificate, and on no other, each time', async () => {
    const at = node()
    const token = await bound({ 'x5t#S256': thumbprint })
    const mine = { certificate: certificate('ab') }
    expect(await ask(at, token, mine)).toMatchObject({ principal: { id: 'dr' } })
    const wrong = [certificate('cd'), certificate('ab', { trusted: false }), certificate('ab', { validTo: 0 })]
    for (const other of [undefined, ...wrong])
      await expect(ask(at, token, other === undefined ? {} : { certificate: other })).rejects.toEqual(invalid)
    const agent = await own().sign({ sub: 'agent', azp: 'chart' })
    expect(await ask(at, agent, { ...mine, onBehalfOf: token })).toMatchObject({ delegate: { id: 'agent' } })
  })
  it('and one with a second proof beside the certificate is not', async () => {
    const both = await bound({ jkt: 'x'.repeat(43), 'x5t#S256': thumbprint })
    await expect(ask(node(), both, { certificate: certificate('ab') })).rejects.toEqual(invalid)
  })
  it('is bound by what the issuer says when asked, as well', async () => {
    const exp = Math.floor(parts.clock.ms / 1_000) + 600
    own().said = { active: true, sub: 'dr', aud: ['https://cordon.example'], client_id: 'chart', exp }
    const at = node([issuerAt(own().origin, { clients: CLIENTS, introspection: { ...introspection, always: true } })])
    expect(await ask(at, await own().sign({ azp: 'chart' }))).toMatchObject({ principal: { id: 'dr' } })
    own().said = { ...own().said, cnf: { 'x5t#S256': thumbprint } }
    const token = await own().sign({ azp: 'chart', nonce: 'another' })
    await expect(ask(at, token)).rejects.toEqual(invalid)
    expect(await ask(at, token, { certificate: certificate('ab') })).toMatchObject({ principal: { id: 'dr' } })
  })
})

describe('the address of a client’s keys', () => {
  const asserted = async (jwksUri: string) => {
    const id = `at-${randomUUID()}`
    await register(id, {}, { jwksUri })
    return post(node(), {}, await assertion(id))
  }
  it('may be where cordon.yaml says that the organisation’s issuer is', async () => {
    await expect(asserted(`${own().origin}/keys`)).rejects.toMatchObject({ code: 'invalid_client' })
    expect(own().asked).toEqual(['/keys'])
  })
  it('may not be at another address of this machine or its network, and nobody is asked there', async () => {
    await expect(asserted(`${foreign().origin}/keys`)).rejects.toMatchObject({ code: 'invalid_client' })
    expect(foreign().asked).toEqual([])
  })
  it('may not be at another organisation’s issuer', async () => {
    const at = node([issuerAt(foreign().origin, { tenant: 'north' })])
    await register('guest', {}, { jwksUri: `${foreign().origin}/keys` })
    await expect(post(at, {}, await assertion('guest'))).rejects.toMatchObject({ code: 'invalid_client' })
    expect(foreign().asked).toEqual([])
  })
  it('is fetched by http or https and no other way', () => {
    const client = { service: 'agent', scopes: ['user/*.rs'], jwksUri: 'file:///etc/passwd' }
    expect(Application.shape.client.safeParse(client).success).toBe(false)
  })
})

describe('a name with a control character', () => {
  it.each(['app\u0000', '\u0000', 'main/app\u0000x'])(
    'in an assertion is refused before any database: %j',
    async (iss) => {
      await expect(post(node(), {}, await assertion(iss))).rejects.toMatchObject({ code: 'invalid_client' })
    },
  )
  it('in a provider’s token is nobody', async () => {
    await expect(ask(node(), await own().sign({ azp: 'chart', sub: 'dr\u0000' }))).rejects.toEqual(invalid)
  })
})
