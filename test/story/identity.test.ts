import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROUTES } from '@cordon/contract'
import { exportJWK, generateKeyPair } from 'jose'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { command } from '../support/command.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import {
  CHART,
  followLogin,
  type IdentityProvider,
  INTROSPECTOR,
  OPAQUE,
  REDIRECT,
  SIGNED,
  startIdentityProvider,
} from '../support/identity-provider.ts'

const EMAIL = 'canary.person@hospital.example'
const SECRET = 'a secret that a chat front end and the boundary share'
const CHAT = 'https://chat.hospital.example'
const question = { model: 'local/extract', messages: [{ role: 'user', content: 'Which medicines?' }] }

let idp: IdentityProvider
let boundary: TestBoundary
let other: string
/** A clock that is set forward, last of all. */
let ahead = 0
/** Everything that must stand in no log, metric or answer. */
const shown = new Set<string>()

beforeAll(async () => {
  // The patient is the same in every demo world.
  const { createWorld } = await import('../../packages/cordon/src/cli/demo/world.ts')
  const { patient, hospital } = createWorld({ now: Date.now() })
  other = `Patient/${hospital.patients.find(({ id }) => patient !== `Patient/${id}`)?.id ?? ''}`
  idp = await startIdentityProvider(patient.replace('Patient/', ''))
  boundary = await startBoundary({
    limits: { refusedCredentialsPerMinuteMax: 100_000 },
    secrets: [{ name: 'CHAT_SECRET' }],
    outside: {
      now: () => Date.now() + ahead,
      secret: (name) => ({ CHAT_SECRET: SECRET, INTROSPECTION: INTROSPECTOR.secret })[name],
    },
    identity: {
      licenceRequiredFor: ['nurse'],
      issuers: [
        {
          issuer: idp.issuer,
          audiences: [SIGNED, OPAQUE],
          clients: { [CHART.id]: 'demo', 'backend-at-idp': 'backend' },
          introspection: { clientId: INTROSPECTOR.id, secretFrom: 'INTROSPECTION' },
        },
      ],
    },
  })
  const { related, application } = boundary.world
  const at = (subject: string) => ({ subject: { issuer: idp.issuer, subject } })
  const roles = ['service']
  const people = [
    { ...related, id: 'dr-c', ...at(EMAIL) },
    { ...related, id: 'dr-chat', subject: { issuer: CHAT, subject: 'u-1' } },
    { id: 'chart-service', kind: 'service', name: 'The chart', roles, ...at(CHART.id) },
    { id: 'agent-a', kind: 'service', name: 'Agent A', roles },
  ]
  for (const one of people) await boundary.admin.post('/api/users', one)
  await boundary.admin.post('/api/applications', { ...application, actsForPeople: true })
  await boundary.admin.post('/api/applications', {
    ...application,
    id: 'chat',
    chatFrontEnd: { issuer: CHAT, secretFrom: 'CHAT_SECRET' },
  })
})
afterAll(async () => {
  await boundary.close()
  await idp.close()
})

async function discovered(): Promise<client.Configuration> {
  return client.discovery(new URL(idp.issuer), CHART.id, CHART.secret, undefined, {
    execute: [client.allowInsecureRequests],
  })
}

/** A person at a browser: authorisation code with PKCE. */
async function logIn(scope: string, resource = SIGNED, who = EMAIL) {
  const config = await discovered()
  const verifier = client.randomPKCECodeVerifier()
  const challenge = await client.calculatePKCECodeChallenge(verifier)
  const state = client.randomState()
  const begin = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT,
    scope,
    resource,
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    login_hint: who,
  })
  const back = await followLogin(begin)
  const answer = await client.authorizationCodeGrant(
    config,
    back,
    { pkceCodeVerifier: verifier, expectedState: state },
    { resource },
  )
  shown.add(answer.access_token)
  return { token: answer.access_token, config }
}

const good = () => {
  const now = Math.floor(Date.now() / 1_000)
  return {
    iss: idp.issuer,
    sub: EMAIL,
    aud: SIGNED,
    azp: CHART.id,
    scope: 'user/*.rs',
    iat: now,
    exp: now + 300,
    jti: randomUUID(),
  }
}

const asked = async (key: string, headers: Record<string, string> = {}, patient?: string) => {
  const answered = await ask(boundary, {
    body: question,
    key,
    headers: {
      'x-cordon-retrieve': 'notes',
      ...headers,
      ...(patient === undefined ? {} : { 'x-cordon-patient': patient }),
    },
  })
  for (const each of [key, ...Object.values(headers)]) if (each.length > 100) shown.add(each)
  return answered
}
const exported = async (format: string, request: string) => {
  const response = await fetch(`${boundary.adminUrl}/api/journal/export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${boundary.adminKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ format, filter: { request, class: 'outcome' } }),
  })
  return response.text()
}
const outcomeOf = async (request: string) =>
  entriesOf(await readEntries({ ...boundary, tenant: 'test' }), 'outcome', request)[0]

describe('a person whom an identity provider knows', () => {
  it('is the person of the directory with that subject, after a login with PKCE', async () => {
    const { token } = await logIn('openid user/*.rs')
    const { status, request } = await asked(token)
    expect(status).toBe(200)
    expect(await outcomeOf(request)).toMatchObject({ principal: 'dr-c', application: 'demo', outcome: 'answered' })
  })
  it('came in by a bearer token, which the record of logins says', async () => {
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    const logins = entries.filter((one) => one.class === 'authentication' && one.v === 2 && one.principal === 'dr-c')
    expect(logins[0]).toMatchObject({ result: 'accepted', method: 'bearer', key: expect.stringMatching(/^token:/) })
  })
  it('is nobody when the directory does not know the subject: none is made up', async () => {
    const { token } = await logIn('openid user/*.rs', SIGNED, 'stranger@hospital.example')
    expect((await asked(token)).code).toBe('credentials_invalid')
  })
  it('may be a service, by client credentials', async () => {
    const { access_token } = await client.clientCredentialsGrant(await discovered(), {
      scope: 'user/*.rs',
      resource: SIGNED,
    })
    const response = await fetch(`${boundary.url}/v1/models`, { headers: { authorization: `Bearer ${access_token}` } })
    expect(response.status).toBe(200)
  })
  it('is out at once when revoked, with the same token', async () => {
    const { related } = boundary.world
    const subject = { issuer: idp.issuer, subject: 'leaving@hospital.example' }
    await boundary.admin.post('/api/users', { ...related, id: 'leaving', subject })
    const { token } = await logIn('openid user/*.rs', SIGNED, subject.subject)
    expect((await asked(token)).status).toBe(200)
    await boundary.admin.post('/api/users/leaving/revoke', {})
    expect((await asked(token)).code).toBe('credentials_invalid')
  })
  it('has its subject alone: a second person with it is refused', async () => {
    const body = { ...boundary.world.related, id: 'double', subject: { issuer: idp.issuer, subject: EMAIL } }
    await expect(boundary.admin.post('/api/users', body)).rejects.toMatchObject({ code: 'resource_invalid' })
  })
})

describe('a token that only its issuer can read', () => {
  it('is asked about, and its answer is felt when it changes', async () => {
    const { token, config } = await logIn('openid user/*.rs', OPAQUE)
    expect(token).not.toContain('.')
    expect((await asked(token)).status).toBe(200)
    await client.tokenRevocation(config, token)
    await new Promise((resolve) => setTimeout(resolve, 3_100))
    expect((await asked(token)).code).toBe('credentials_invalid')
  })
  it('is nobody’s when the issuer does not know it', async () => {
    expect((await asked('x'.repeat(43))).code).toBe('credentials_invalid')
  })
})

describe('a SMART launch', () => {
  it('chose the patient: none stated is that one', async () => {
    const { token } = await logIn('openid launch/patient patient/*.rs')
    const { request, status } = await ask(boundary, { body: question, key: token, headers: { 'x-cordon-patient': '' } })
    // An empty header is not a patient: it is refused, not taken for none.
    expect(status).toBe(400)
    const response = await fetch(`${boundary.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(question),
    })
    expect(response.status).toBe(200)
    expect(request).not.toBe('')
    const outcome = await outcomeOf(response.headers.get('x-request-id') ?? '')
    const direct = await outcomeOf((await asked(token)).request)
    expect(outcome?.patient).toBe(direct?.patient)
    expect(outcome?.patient).not.toBe('unstated')
  })
  it('and no other one, recorded as a refusal', async () => {
    const { token } = await logIn('openid launch/patient patient/*.rs')
    const { code, request } = await asked(token, {}, other)
    expect(code).toBe('patient_refused')
    expect(await outcomeOf(request)).toMatchObject({ outcome: 'refused', code: 'patient_refused' })
  })
})

describe('keys of the issuer', () => {
  it('rotate while serving: the first token under the new ones is accepted', async () => {
    const before = await idp.sign(good())
    expect((await asked(before)).status).toBe(200)
    await idp.rotate()
    expect((await asked(await idp.sign(good()))).status).toBe(200)
  })
  it('are not read again for every kid that somebody invents', async () => {
    const read = idp.keysRead()
    for (let n = 0; n < 20; n++) {
      const forged = await idp.sign(good(), { kid: `invented-${n}` })
      expect((await asked(forged)).code).toBe('credentials_invalid')
    }
    expect(idp.keysRead() - read).toBeLessThanOrEqual(1)
  })
  it('that are held serve while the issuer cannot be reached', async () => {
    idp.reachable = false
    try {
      expect((await asked(await idp.sign(good()))).status).toBe(200)
      expect((await asked('y'.repeat(43))).code).toBe('issuer_unavailable')
      const said = boundary
        .logged()
        .split('\n')
        .findLast((line) => line.includes('an identity provider cannot be asked'))
      expect(JSON.parse(said ?? '{}')).toMatchObject({ code: 'issuer_unavailable', address: idp.issuer })
    } finally {
      idp.reachable = true
    }
  })
})

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const now = () => Math.floor(Date.now() / 1_000)
const resigned = async (change: (claims: ReturnType<typeof good>) => object, header = {}) =>
  idp.sign({ ...change(good()) }, header)

/** Signs bytes as they stand, which no library would write. */
async function rawSigned(header: string, payload: string): Promise<string> {
  const { CompactSign } = await import('jose')
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  expect(publicKey).toBeDefined()
  const jws = await new CompactSign(Buffer.from(payload)).setProtectedHeader({ alg: 'RS256' }).sign(privateKey)
  return `${part(header)}.${part(payload)}.${jws.split('.')[2] ?? ''}`
}

async function selfSigned(parameter: string): Promise<string> {
  const { SignJWT } = await import('jose')
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const value = parameter === 'jwk' ? await exportJWK(publicKey) : 'http://127.0.0.1:9/keys'
  return new SignJWT(good()).setProtectedHeader({ alg: 'RS256', [parameter]: value } as never).sign(privateKey)
}

async function sharedSecret(): Promise<string> {
  const { SignJWT } = await import('jose')
  const key = Buffer.from(JSON.stringify(idp.publicJwk()))
  return new SignJWT(good()).setProtectedHeader({ alg: 'HS256', kid: idp.publicJwk().kid ?? '' }).sign(key)
}

/** Good in all but one thing. */
const BAD: Readonly<Record<string, () => Promise<string>>> = {
  'alg none': async () => `${part({ alg: 'none' })}.${part(good())}.`,
  'alg none with a signature': async () => `${part({ alg: 'none' })}.${part(good())}.${part('x')}`,
  'alg None': async () => `${part({ alg: 'None' })}.${part(good())}.AA`,
  'HS256 with the public key': sharedSecret,
  'an algorithm that is not configured': async () => {
    const { SignJWT } = await import('jose')
    const { privateKey } = await generateKeyPair('ES384')
    return new SignJWT(good()).setProtectedHeader({ alg: 'ES384' }).sign(privateKey)
  },
  'a wrong kid': () => resigned((claims) => claims, { kid: 'another' }),
  'another key under the right kid': async () => {
    const { SignJWT } = await import('jose')
    const { privateKey } = await generateKeyPair('RS256')
    return new SignJWT(good()).setProtectedHeader({ alg: 'RS256', kid: idp.publicJwk().kid ?? '' }).sign(privateKey)
  },
  'a signature cut off': async () => (await resigned((claims) => claims)).replace(/\.[^.]*$/, '.'),
  'a claim changed after signing': async () => {
    const [head = '', , tail = ''] = (await resigned((claims) => claims)).split('.')
    return `${head}.${part({ ...good(), sub: 'admin' })}.${tail}`
  },
  'nbf in the future': () => resigned((claims) => ({ ...claims, nbf: now() + 120 })),
  'iat in the future': () => resigned((claims) => ({ ...claims, iat: now() + 120 })),
  'no iat': () => resigned(({ iat: _, ...claims }) => claims),
  expired: () => resigned((claims) => ({ ...claims, iat: now() - 600, exp: now() - 90 })),
  'no exp': () => resigned(({ exp: _, ...claims }) => claims),
  'an end beyond all time': () => resigned((claims) => ({ ...claims, exp: 9e15 })),
  'another audience': () => resigned((claims) => ({ ...claims, aud: 'https://else.example' })),
  'no audience': () => resigned(({ aud: _, ...claims }) => claims),
  'another issuer': () => resigned((claims) => ({ ...claims, iss: 'https://else.example' })),
  'the issuer with a slash': () => resigned((claims) => ({ ...claims, iss: `${idp.issuer}/` })),
  'no subject': () => resigned(({ sub: _, ...claims }) => claims),
  'a subject that is no text': () => resigned((claims) => ({ ...claims, sub: { toString: EMAIL } })),
  'an unknown client': () => resigned((claims) => ({ ...claims, azp: 'unknown' })),
  'a client that every object has': () => resigned((claims) => ({ ...claims, azp: 'constructor' })),
  'two clients': () => resigned((claims) => ({ ...claims, client_id: 'another' })),
  'no client': () => resigned(({ azp: _, ...claims }) => claims),
  'an unknown actor': () => resigned((claims) => ({ ...claims, act: { sub: 'nobody' } })),
  'an actor that is no object': () => resigned((claims) => ({ ...claims, act: 'agent-a' })),
  'a patient that is no id': () => resigned((claims) => ({ ...claims, patient: '../Patient/1' })),
  'an embedded jwk': () => selfSigned('jwk'),
  jku: () => selfSigned('jku'),
  x5u: () => selfSigned('x5u'),
  'an embedded jwk beside a good signature': () => resigned((claims) => claims, { jwk: idp.publicJwk() }),
  crit: () => resigned((claims) => claims, { crit: ['b64'], b64: true }),
  'a type that is no access token': () => resigned((claims) => claims, { typ: 'logout+jwt' }),
  'a token inside': () => resigned((claims) => claims, { cty: 'JWT' }),
  'a token inside, as the payload': async () =>
    `${part({ alg: 'RS256' })}.${part(await resigned((claims) => claims))}.AA`,
  encrypted: async () => `${part({ alg: 'dir', enc: 'A256GCM' })}..${part('iv')}.${part('text')}.${part('tag')}`,
  'a claim twice': () => rawSigned('{"alg":"RS256"}', `{"sub":"x",${JSON.stringify(good()).slice(1)}`),
  'a header twice': () => rawSigned('{"alg":"none","alg":"RS256"}', JSON.stringify(good())),
  'too large': () => resigned((claims) => ({ ...claims, groups: 'x'.repeat(9_500) })),
  'no JSON': async () => `${part('{')}.${part('{')}.AA`,
  'two dots': async () => '..',
  'bytes that are no UTF-8': async () =>
    `${part({ alg: 'RS256' })}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.AA`,
}

describe('a token that says who acts', () => {
  it('has the registered actor before whoever acted earlier, who is a hash', async () => {
    const act = { sub: CHART.id, act: { sub: 'earlier@hospital.example' } }
    const { status, request } = await asked(await idp.sign({ ...good(), act }))
    expect(status).toBe(200)
    const actors = ['chart-service', expect.stringMatching(/^unregistered:/)]
    expect(await outcomeOf(request)).toMatchObject({ principal: 'dr-c', onBehalfOf: 'dr-c', actors })
  })
})

describe('every guarded route of the application door', () => {
  const guarded = Object.values(ROUTES).filter(({ door, right }) => door === 'application' && right !== 'none')
  it.each(guarded)('$method $path: an expired token and one for another audience are refused', async (route) => {
    const bad = [
      await idp.sign({ ...good(), iat: now() - 600, exp: now() - 90 }),
      await idp.sign({ ...good(), aud: 'https://else.example' }),
    ]
    for (const token of bad) {
      shown.add(token)
      const response = await fetch(`${boundary.url}${route.path.replace(':id', 'x')}`, {
        method: route.method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(route.method === 'POST' ? { body: JSON.stringify(question) } : {}),
      })
      expect(response.status).toBe(401)
      expect(await response.text()).toContain('These credentials are not valid')
    }
  })
})

describe('a token is refused, with one answer, when it has', () => {
  let told: string | undefined
  it.each(Object.entries(BAD))('%s', async (_, make) => {
    const token = await make()
    const { status, code, text, request } = await asked(token)
    expect({ status, code }).toEqual({ status: 401, code: 'credentials_invalid' })
    const answer = text.replace(request, '')
    told ??= answer
    expect(answer).toBe(told)
  })
  it('and a good one beside them is accepted', async () => {
    expect((await asked(await idp.sign(good()))).status).toBe(200)
  })
  it('and clocks that are too far apart are said, in a log line and a metric, not guessed', async () => {
    const lines = boundary
      .logged()
      .split('\n')
      .filter((line) => line.includes('clock_skew'))
    expect(lines.length).toBeGreaterThanOrEqual(2)
    expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ code: 'clock_skew', address: idp.issuer })
    const metrics = await (await fetch(`${boundary.adminUrl}/metrics`)).text()
    expect(metrics).toMatch(/cordon_clock_off_total [2-9]/)
  })
})

describe('a program without a person', () => {
  let config: client.Configuration
  let key: client.CryptoKey
  beforeAll(async () => {
    const pair = await generateKeyPair('ES384', { extractable: true })
    key = pair.privateKey
    const jwk = { ...(await exportJWK(pair.publicKey)), alg: 'ES384', kid: 'one', use: 'sig' }
    await boundary.admin.post('/api/applications', {
      ...boundary.world.application,
      id: 'backend',
      actsForPeople: true,
      client: { service: 'agent-a', jwks: { keys: [jwk] }, scopes: ['system/*.rs', 'user/*.rs'] },
    })
    config = configured({ key, kid: 'one' })
  })
  const configured = (privateKey: { key: client.CryptoKey; kid: string }, id = 'backend') => {
    const server = { issuer: boundary.url, token_endpoint: `${boundary.url}/oauth/token` }
    const made = new client.Configuration(server, id, {}, client.PrivateKeyJwt(privateKey))
    client.allowInsecureRequests(made)
    return made
  }

  it('finds the endpoint at .well-known/smart-configuration', async () => {
    const response = await fetch(`${boundary.url}/.well-known/smart-configuration`, {
      headers: { host: 'evil.example' },
    })
    expect(await response.json()).toMatchObject({
      token_endpoint: `${boundary.url}/oauth/token`,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    })
  })
  it('gets a token with its own key, which opens the door for five minutes', async () => {
    const answer = await client.clientCredentialsGrant(config, { scope: 'system/Observation.rs user/*.cud' })
    expect(answer).toMatchObject({ token_type: 'bearer', scope: 'system/Observation.rs' })
    expect(answer.expires_in).toBeLessThanOrEqual(300)
    shown.add(answer.access_token)
    const models = await fetch(`${boundary.url}/v1/models`, {
      headers: { authorization: `Bearer ${answer.access_token}` },
    })
    expect(models.status).toBe(200)
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    expect(entries.findLast((one) => one.class === 'authentication')).toMatchObject({
      method: 'client-assertion',
      principal: 'agent-a',
      application: 'backend',
    })
  })
  it('is refused scopes that its registration does not cover', async () => {
    await expect(client.clientCredentialsGrant(config, { scope: 'patient/*.rs' })).rejects.toMatchObject({
      error: 'invalid_scope',
      status: 400,
    })
  })
  it('is refused with another key', async () => {
    const { privateKey } = await generateKeyPair('ES384')
    await expect(client.clientCredentialsGrant(configured({ key: privateKey, kid: 'one' }))).rejects.toMatchObject({
      error: 'invalid_client',
      status: 401,
    })
  })

  const TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
  const assertion = async (change: object = {}, header: object = {}) => {
    const { SignJWT } = await import('jose')
    const claims = {
      iss: 'backend',
      sub: 'backend',
      aud: `${boundary.url}/oauth/token`,
      exp: now() + 120,
      jti: randomUUID(),
      ...change,
    }
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES384', kid: 'one', ...header } as never).sign(key)
  }
  const post = async (fields: Record<string, string>, signed?: string) => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signed ?? (await assertion()),
      ...fields,
    })
    const response = await fetch(`${boundary.url}/oauth/token`, { method: 'POST', body })
    expect(response.headers.get('cache-control')).toBe('no-store')
    return { status: response.status, json: (await response.json()) as Record<string, string> }
  }
  const exchange = async (fields: Record<string, string>) =>
    post({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: TOKEN,
      actor_token_type: TOKEN,
      ...fields,
    })

  it('may use an assertion once, at any moment after', async () => {
    const once = await assertion()
    const answers = await Promise.all([post({}, once), post({}, once), post({}, once)])
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 401, 401])
    expect(await post({}, once)).toMatchObject({ status: 401, json: { error: 'invalid_client' } })
  })
  it.each<[string, () => Promise<string>]>([
    ['for another audience', () => assertion({ aud: 'https://else.example/token' })],
    ['of another issuer', () => assertion({ iss: 'chat' })],
    ['about another subject', () => assertion({ sub: 'chat' })],
    ['that has ended', () => assertion({ exp: now() - 120 })],
    ['that lasts an hour', () => assertion({ exp: now() + 3_600 })],
    ['without jti', () => assertion({ jti: undefined })],
    ['that brings its key along', () => assertion({}, { jku: 'http://127.0.0.1:9/keys' })],
    ['of an application that has no client', () => assertion({ iss: 'demo', sub: 'demo' })],
    ['of nobody', async () => 'x'],
  ])('is refused with an assertion %s', async (_, make) => {
    expect(await post({}, await make())).toEqual({ status: 401, json: { error: 'invalid_client' } })
  })
  it.each<[string, Record<string, string>, string]>([
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['another way to prove itself', { client_assertion_type: 'x' }, 'invalid_client'],
  ])('is refused %s', async (_, fields, error) => {
    expect((await post(fields)).json).toEqual({ error })
  })
  it('is refused a parameter twice, and a body that is no form', async () => {
    const response = await fetch(`${boundary.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams([
        ['grant_type', 'client_credentials'],
        ['grant_type', 'client_credentials'],
      ]),
    })
    expect(await response.json()).toEqual({ error: 'invalid_request' })
    const long = new URLSearchParams({ grant_type: 'client_credentials', scope: 'x'.repeat(70_000) })
    const large = await fetch(`${boundary.url}/oauth/token`, { method: 'POST', body: long })
    expect(await large.json()).toEqual({ error: 'invalid_request' })
    const json = await fetch(`${boundary.url}/oauth/token`, { method: 'POST', body: '{}' })
    expect(await json.json()).toEqual({ error: 'invalid_request' })
  })

  describe('that acts for a person (RFC 8693)', () => {
    const own = async () => (await post({})).json.access_token ?? ''
    const theirs = (change: object = {}) => {
      return idp.sign({ ...good(), azp: 'backend-at-idp', ...change })
    }

    it('has a token with the person’s rights, and the record says agent A for application B for Dr C', async () => {
      const { json } = await exchange({ subject_token: await theirs(), actor_token: await own() })
      expect(json).toMatchObject({ issued_token_type: TOKEN, token_type: 'Bearer', scope: 'user/*.rs' })
      const { status, request } = await asked(json.access_token ?? '')
      expect(status).toBe(200)
      const said = { principal: 'dr-c', onBehalfOf: 'dr-c', actors: ['agent-a'], application: 'backend' }
      const entries = await readEntries({ ...boundary, tenant: 'test' })
      for (const kind of ['intent', 'disclosure', 'outcome'] as const)
        expect(entriesOf(entries, kind, request)[0]).toMatchObject(said)
      for (const format of ['ocsf', 'cef', 'fhir']) expect(await exported(format, request)).toContain('agent-a')
    })
    it('is exchanged by a public client library, too', async () => {
      const answer = await client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:token-exchange', {
        subject_token: await theirs(),
        subject_token_type: TOKEN,
        actor_token: await own(),
        actor_token_type: TOKEN,
      })
      expect(answer).toMatchObject({ issued_token_type: TOKEN, scope: 'user/*.rs' })
    })
    it('keeps earlier actors as history', async () => {
      const first = await exchange({ subject_token: await theirs(), actor_token: await own() })
      const { json } = await exchange({ subject_token: first.json.access_token ?? '', actor_token: await own() })
      const { request } = await asked(json.access_token ?? '')
      expect(await outcomeOf(request)).toMatchObject({ principal: 'dr-c', actors: ['agent-a', 'agent-a'] })
    })
    it('cannot go without an actor: that would be impersonation', async () => {
      expect((await exchange({ subject_token: await theirs() })).json).toEqual({ error: 'invalid_request' })
    })
    it('cannot go when the person’s token names another actor', async () => {
      const of = async (may_act: object) =>
        (await exchange({ subject_token: await theirs({ may_act }), actor_token: await own() })).json.error
      expect(await of({ sub: 'another' })).toBe('invalid_grant')
      expect(await of({ sub: 7 })).toBe('invalid_grant')
    })
    it('cannot go with a token that was issued to another application', async () => {
      expect((await exchange({ subject_token: await idp.sign(good()), actor_token: await own() })).json.error).toBe(
        'invalid_grant',
      )
    })
    it('cannot go with a person as actor, or a service as subject', async () => {
      expect((await exchange({ subject_token: await theirs(), actor_token: await theirs() })).json.error).toBe(
        'invalid_grant',
      )
      expect((await exchange({ subject_token: await own(), actor_token: await own() })).json.error).toBe(
        'invalid_grant',
      )
    })
    it('may name the person on a request, and no right is used that either has not', async () => {
      const headers = { 'x-cordon-on-behalf-of': await theirs() }
      const { status, request } = await asked(await own(), headers)
      expect(status).toBe(200)
      expect(await outcomeOf(request)).toMatchObject({ principal: 'dr-c', onBehalfOf: 'dr-c', actors: ['agent-a'] })
      // Dr C may re-identify; a service may not, so Dr C through it may not either.
      const reidentify = { path: '/v1/reidentify', body: { conversation: 'none', document: 'x' }, headers }
      expect((await ask(boundary, { ...reidentify, key: await own() })).code).toBe('right_missing')
    })
    it('may not name a person with a bad token, or when it is a person itself', async () => {
      const bad = await theirs({ exp: now() - 90 })
      expect((await asked(await own(), { 'x-cordon-on-behalf-of': bad })).code).toBe('credentials_invalid')
      const person = { 'x-cordon-on-behalf-of': await theirs() }
      expect((await asked(boundary.key, person)).code).toBe('credentials_invalid')
    })
    it('is out at once when it or the person is revoked', async () => {
      const service = { id: 'agent-z', kind: 'service', name: 'Agent Z', roles: ['service'] }
      await boundary.admin.post('/api/users', service)
      const { json } = await boundary.admin.post('/api/keys', { user: 'agent-z', application: 'backend' })
      const headers = { 'x-cordon-on-behalf-of': await theirs() }
      const { key: issued } = json as { key: string }
      expect((await asked(issued, headers)).status).toBe(200)
      await boundary.admin.post('/api/users/agent-z/revoke', {})
      expect((await asked(issued, headers)).code).toBe('credentials_invalid')
    })
  })

  it('may keep its keys at an address of its own, and change them', async () => {
    const fresh = async (kid: string) => {
      const pair = await generateKeyPair('RS384', { extractable: true })
      return { kid, key: pair.privateKey, jwk: { ...(await exportJWK(pair.publicKey)), alg: 'RS384', kid } }
    }
    const [old, renewed] = [await fresh('old'), await fresh('renewed')]
    const registration = { service: 'agent-a', jwksUri: `${idp.issuer}/client-keys`, scopes: ['system/*.rs'] }
    await boundary.admin.post('/api/applications', {
      ...boundary.world.application,
      id: 'remote',
      client: registration,
    })
    const made = (one: typeof old) => configured({ key: one.key, kid: one.kid }, 'remote')
    idp.clientKeys = [old.jwk]
    expect((await client.clientCredentialsGrant(made(old))).scope).toBe('system/*.rs')
    idp.clientKeys = [renewed.jwk]
    expect((await client.clientCredentialsGrant(made(renewed))).scope).toBe('system/*.rs')
    await expect(client.clientCredentialsGrant(made(old))).rejects.toMatchObject({ error: 'invalid_client' })
  })
  it.each([
    'http://127.0.0.1:9/keys',
    'https://127.0.0.1/keys',
    'https://10.0.0.7/keys',
    'https://169.254.169.254/keys',
    'https://localhost/keys',
    'https://[::ffff:10.0.0.7]/keys',
    'http://keys.example/keys',
    'file:///etc/passwd',
  ])('may not keep its keys at %s', async (jwksUri) => {
    const registration = { service: 'agent-a', jwksUri, scopes: ['system/*.rs'] }
    const body = { ...boundary.world.application, id: 'inside', client: registration }
    const refused = { code: 'resource_invalid', message: expect.stringContaining('client.jwksUri') }
    await expect(boundary.admin.post('/api/applications', body)).rejects.toMatchObject(refused)
  })
  it('is out at once when its application is revoked', async () => {
    const { access_token } = await client.clientCredentialsGrant(config)
    const models = () => fetch(`${boundary.url}/v1/models`, { headers: { authorization: `Bearer ${access_token}` } })
    expect((await models()).status).toBe(200)
    await boundary.admin.post('/api/applications/backend/revoke', {})
    expect((await models()).status).toBe(401)
    expect((await post({})).json).toEqual({ error: 'invalid_client' })
  })
})

describe('a chat front end', () => {
  let key: string
  beforeAll(async () => {
    const { json } = await boundary.admin.post('/api/keys', { user: 'agent-a', application: 'chat' })
    key = (json as { key: string }).key
  })
  const typing = async (change: object = {}, secret = SECRET) => {
    const { SignJWT } = await import('jose')
    const labels = { email: EMAIL, name: 'Dr C', role: 'admin' }
    const claims = { sub: 'u-1', ...labels, iss: 'open-webui', iat: now(), exp: now() + 300, ...change }
    return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(Buffer.from(secret))
  }

  it('asks for the person that it signs for', async () => {
    const { status, request } = await asked(key, { 'x-openwebui-user-jwt': await typing() })
    expect(status).toBe(200)
    expect(await outcomeOf(request)).toMatchObject({ principal: 'dr-chat', application: 'chat', actors: ['agent-a'] })
  })
  it('lists models before anybody typed, and asks nothing then', async () => {
    const models = await fetch(`${boundary.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })
    expect(models.status).toBe(200)
    expect((await asked(key)).code).toBe('credentials_invalid')
  })
  it('is not believed by a plain header, whoever it names', async () => {
    const labels = { 'x-openwebui-user-email': EMAIL, 'x-openwebui-user-id': 'u-1', 'x-openwebui-user-role': 'admin' }
    expect((await asked(key, labels)).code).toBe('credentials_invalid')
    const service = (await boundary.admin.post('/api/keys', { user: 'agent-a', application: 'demo' })).json as {
      key: string
    }
    const { request } = await asked(service.key, labels)
    expect(await outcomeOf(request)).toMatchObject({ principal: 'agent-a' })
  })
  it.each<[string, () => Promise<string>]>([
    ['signed with another secret', () => typing({}, 'another secret, which is just as long')],
    ['of another issuer', () => typing({ iss: 'someone' })],
    ['that has ended', () => typing({ iat: now() - 600, exp: now() - 300 })],
    ['that lasts a day', () => typing({ exp: now() + 86_400 })],
    ['of a person whom the directory does not know', () => typing({ sub: 'u-2' })],
    ['without a subject', () => typing({ sub: undefined })],
    ['whose subject holds a NUL', () => typing({ sub: 'u-1\u0000' })],
    ['without a signature', async () => `${part({ alg: 'none' })}.${part({ sub: 'u-1', iss: 'open-webui' })}.`],
  ])('is refused with a token %s', async (_, make) => {
    expect((await asked(key, { 'x-openwebui-user-jwt': await make() })).code).toBe('credentials_invalid')
  })
  it('and an application that is none is not believed with a good one', async () => {
    const headers = { 'x-openwebui-user-jwt': await typing() }
    expect((await asked(boundary.key, headers)).code).toBe('credentials_invalid')
  })
})

describe('a role that asks for a licence', () => {
  const nurse = (expiresOn: string) => ({
    ...boundary.world.related,
    id: 'nurse',
    roles: ['nurse'],
    licence: { authority: 'NY', number: '1', expiresOn },
    subject: { issuer: idp.issuer, subject: 'nurse-1' },
  })
  const asking = async () => asked(await idp.sign({ ...good(), sub: 'nurse-1' }))

  it('counts while it is in date, and not from the next day on, without anybody revoking anything', async () => {
    await boundary.admin.post('/api/users', nurse('2999-12-31'))
    expect((await asking()).status).toBe(200)
    await boundary.admin.post('/api/users', nurse('2026-01-01'))
    const { status, request } = await asking()
    expect(status).toBe(403)
    expect(await outcomeOf(request)).toMatchObject({ principal: 'nurse', outcome: 'refused' })
  })
})

describe('the scopes of a token', () => {
  const passages = async (scope: string) => {
    const { status, request } = await asked(await idp.sign({ ...good(), scope }))
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    return { status, passages: entriesOf(entries, 'disclosure', request)[0]?.passages }
  }
  it('bound what of the chart goes along', async () => {
    const all = await passages('user/*.rs')
    expect(all.status).toBe(200)
    expect(all.passages).toBeGreaterThan(0)
    expect(await passages('user/Immunization.rs')).toEqual({ status: 200, passages: 0 })
  })
  it.each(['openid', 'user/*.cud', 'system/*.rs', 'patient/*.rs', ''])('refuse the question with %j', async (scope) => {
    expect(await passages(scope)).toEqual({ status: 403, passages: undefined })
  })
})

describe('a person who is suspended', () => {
  it('does nothing with a good token', async () => {
    const subject = { issuer: idp.issuer, subject: 'suspended-1' }
    await boundary.admin.post('/api/users', { ...boundary.world.related, id: 'suspended', subject, suspended: true })
    expect((await asked(await idp.sign({ ...good(), sub: 'suspended-1' }))).status).toBe(403)
  })
})

describe('an operator', () => {
  it('registers a person with subject and licence, and a key that somebody answers for', async () => {
    const licence = `NY board:284411:${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}`
    const issuer = ['--issuer', idp.issuer, '--subject', 'dr-d']
    const person = ['user', 'add', 'dr-d', '--name', 'Dr D', '--role', 'clinician', '--licence', licence]
    const added = await command(boundary, [...person, ...issuer])
    expect(added).toMatchObject({ code: 0 })
    const key = ['key', 'add', '--user', 'agent-a', '--application', 'demo', '--owner', 'dr-d', '--days', '7']
    expect(await command(boundary, key)).toMatchObject({ code: 0 })
    expect((await command(boundary, ['key', 'list'])).out).toContain('dr-d')
    expect(
      await command(boundary, ['user', 'add', 'x', '--name', 'X', '--role', 'nurse', '--subject', 'x']),
    ).toMatchObject({
      code: 2,
    })
  })
  it('is told by doctor which keys and licences end soon, and which secret is missing', async () => {
    const config = {
      tenant: 'test',
      node: 'test',
      keys: { rootFile: boundary.rootFile },
      identity: {
        issuers: [
          {
            issuer: idp.issuer,
            audiences: [SIGNED],
            clients: {},
            introspection: { clientId: 'cordon', secretFrom: 'NOT_SET' },
          },
        ],
      },
    }
    writeFileSync(join(boundary.dataFolder, 'cordon.yaml'), JSON.stringify(config))
    const { out } = await command(boundary, ['doctor'])
    expect(out).toMatch(/fail +identity provider +NOT_SET is not set/)
    expect(out).toMatch(/warn +keys .*\(agent-a\).* end within 30 days/)
    expect(out).toMatch(/warn +licences .*dr-d/)
    await boundary.admin.post('/api/users/dr-d/revoke', {})
    expect((await command(boundary, ['doctor'])).out).toMatch(/warn +key owners .*\(agent-a\) have nobody/)
  })
})

describe('a key that the issuer withdrew', () => {
  it('stops working within a minute, also for tokens that were seen before, while the issuer answers', async () => {
    const stolen = await idp.sign(good())
    expect((await asked(stolen)).status).toBe(200)
    await idp.rotate()
    ahead += 60_000
    expect((await asked(stolen)).code).toBe('credentials_invalid')
    expect((await asked(await idp.sign(good()))).status).toBe(200)
  })
  it('stops at the bound of the configuration where the issuer cannot be reached', async () => {
    const stolen = await idp.sign({ ...good(), exp: Math.floor(Date.now() / 1_000) + 3_600 })
    expect((await asked(stolen)).status).toBe(200)
    idp.reachable = false
    try {
      ahead += 500_000
      expect((await asked(stolen)).status).toBe(200)
      ahead += 120_000
      expect((await asked(stolen)).code).toBe('issuer_unavailable')
    } finally {
      idp.reachable = true
    }
    // After a failure nobody asks for two seconds.
    ahead += 2_000
    expect((await asked(stolen)).status).toBe(200)
  })
})

describe('afterwards', () => {
  it('no token, claim or e-mail stands in any log line or metric', async () => {
    const metrics = await (await fetch(`${boundary.adminUrl}/metrics`)).text()
    const said = boundary.logged() + metrics
    expect(shown.size).toBeGreaterThan(30)
    for (const secret of [...shown, EMAIL, SECRET, INTROSPECTOR.secret]) expect(said).not.toContain(secret)
  })
  it('every refusal was counted in the journal', async () => {
    await boundary.stop()
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    const refused = entries.flatMap((one) =>
      one.class === 'authentication' && one.v === 2 && one.result === 'refused' ? [one.count] : [],
    )
    expect(refused.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(Object.keys(BAD).length)
  })
})
