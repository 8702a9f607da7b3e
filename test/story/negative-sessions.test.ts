import { ROUTES, type RouteName } from '@cordon/contract'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { type Answer, type Browser, createBrowser } from '../support/browser.ts'

/** Every route for each kind of credential but keys, which `negative.test.ts` shows: rows are made of the table of routes. */
const MINUTE = 60_000
const PASSWORD = 'a meadow behind the old mill'
const EVERY_ROLE = ['clinician', 'compliance', 'security', 'administrator']
const names = Object.keys(ROUTES) as RouteName[]
const guarded = names.filter((name) => ROUTES[name].right !== 'none')
const atAdmin = guarded.filter((name) => ROUTES[name].door === 'admin')
const atApplication = guarded.filter((name) => ROUTES[name].door === 'application')
const stepUp = guarded.filter((name) => 'stepUp' in ROUTES[name])
/** One's own session and factors no key opens at all. */
const byKey = stepUp.filter((name) => ROUTES[name].right !== 'self')

let ahead = 0
let boundary: TestBoundary
/** Signed in with every right there is, and a second factor that was shown long ago. */
let browser: Browser
/** Of the same person: signed out since. */
let left: Browser
/** Of the same person, for the admin door and for an application. */
let keys: { readonly admin: string; readonly application: string }
/** A service's own, of a client that is registered, and of one that was revoked since. */
let tokens: { readonly good: string; readonly revoked: string }
/** Signed in at another organisation, with every right there. */
let stranger: Browser

beforeAll(async () => {
  boundary = await startBoundary({
    outside: { now: () => Date.now() + ahead },
    limits: { refusedCredentialsPerMinuteMax: 1_000_000 },
  })
  const admin = boundary.admin
  await admin.post('/api/users', { ...boundary.world.related, id: 'all', name: 'All', roles: EVERY_ROLE })
  const { code } = (await admin.post('/api/users/all/enrolment', {})).json as { code: string }
  browser = await enrolled({ user: 'all', code })
  left = createBrowser(() => boundary.adminUrl)
  for (const [name, value] of browser.cookies) left.cookies.set(name, value)
  const { json } = await browser.post('/api/session/totp/begin')
  const totp = new TOTP({ secret: Secret.fromBase32(String(json.secret)) })
  const code2 = totp.generate({ timestamp: Date.now() + ahead })
  // The cookie changes with the factor: the one before it is of a session that ended.
  expect((await browser.post('/api/session/totp/finish', { code: code2 })).status).toBe(200)
  await browser.look()
  left.csrf = browser.csrf
  keys = { admin: await keyOf({}), application: await keyOf({ application: boundary.world.application.id }) }
  ahead += 6 * MINUTE
  tokens = { good: await tokenOf('batch'), revoked: await tokenOf('gone') }
  await admin.post('/api/applications/gone/revoke', {})
  const administrator = { id: 'olga', name: 'Olga' }
  const { enrolment } = (await admin.post('/api/tenants', { id: 'other', name: 'Other', administrator })).json as {
    enrolment: string
  }
  stranger = await enrolled({ tenant: 'other', user: 'olga', code: enrolment })
}, 200_000)
afterAll(() => boundary.close())

async function enrolled(given: { tenant?: string; user: string; code: string }): Promise<Browser> {
  const fresh = createBrowser(() => boundary.adminUrl)
  expect((await fresh.post('/api/session/enrol', { ...given, password: PASSWORD })).status).toBe(200)
  await fresh.look()
  return fresh
}

async function keyOf(of: object): Promise<string> {
  return ((await boundary.admin.post('/api/keys', { user: 'all', days: 1, ...of })).json as { key: string }).key
}

/** A program's token, by an assertion that is signed with its registered key. */
async function tokenOf(id: string): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('ES384')
  const jwk = { ...(await exportJWK(publicKey)), alg: 'ES384', kid: 'one' }
  await boundary.admin.post('/api/users', { id: `${id}-service`, kind: 'service', name: id, roles: ['service'] })
  const client = { service: `${id}-service`, scopes: ['system/*.rs'], jwks: { keys: [jwk] } }
  await boundary.admin.post('/api/applications', { ...boundary.world.application, id, client })
  const exp = Math.floor((Date.now() + ahead) / 1_000) + 60
  const aud = `${boundary.url}/oauth/token`
  const assertion = await new SignJWT({ iss: id, sub: id, aud, exp, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES384', kid: 'one' })
    .sign(privateKey)
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'system/*.rs',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  })
  const answer = (await (await fetch(aud, { method: 'POST', body: form })).json()) as { access_token?: string }
  return answer.access_token ?? expect.fail(JSON.stringify(answer))
}

const pathOf = (name: RouteName) => ROUTES[name].path.replace(/:[a-z]+/, 'none')
const inBrowser = (from: Browser, name: RouteName, headers: Record<string, string> = {}): Promise<Answer> =>
  ROUTES[name].method === 'GET' ? from.get(pathOf(name), headers) : from.post(pathOf(name), {}, headers)

async function bearing(name: RouteName, token: string, headers: Record<string, string> = {}) {
  const { method, door } = ROUTES[name]
  const response = await fetch(`${door === 'application' ? boundary.url : boundary.adminUrl}${pathOf(name)}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: '{}' }),
  })
  return { status: response.status, code: await codeIn(response) }
}

/** Of a refusal, in the shape of this API or of JSON-RPC. */
async function codeIn(response: Response): Promise<string | undefined> {
  const { error } = (await response.json()) as { error?: { code?: string; data?: { code?: string } } }
  return error?.data?.code ?? error?.code
}

const invalid = { status: 401, code: 'credentials_invalid' }
const foreign = { status: 403, code: 'origin_refused' }

describe('a session’s cookie', () => {
  it.each(atAdmin.filter((name) => ROUTES[name].method !== 'GET'))(
    '%s: writes nothing without its token',
    async (name) => {
      expect(await inBrowser(browser, name, { 'x-cordon-csrf': '' })).toMatchObject(foreign)
      expect(await inBrowser(browser, name, { 'x-cordon-csrf': 'A'.repeat(43) })).toMatchObject(foreign)
      expect(await inBrowser(browser, name, { 'x-cordon-csrf': stranger.csrf })).toMatchObject(foreign)
    },
  )
  it.each(atAdmin)('%s: is nothing that another site can use', async (name) => {
    expect(await inBrowser(browser, name, { origin: 'https://evil.example' })).toMatchObject(foreign)
    expect(await inBrowser(browser, name, { 'sec-fetch-site': 'cross-site' })).toMatchObject(foreign)
  })
  it.each(atAdmin)('%s: opens nothing once its session ended, nor when it was made up', async (name) => {
    const ended = { status: 401, code: 'session_ended' }
    expect(await inBrowser(left, name)).toMatchObject(ended)
    const cookie = 'cordon-session=cs_test.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    expect(await inBrowser(browser, name, { cookie })).toMatchObject(ended)
  })
  it.each(atApplication)('%s: is no credential at the application door', async (name) => {
    const { method } = ROUTES[name]
    const cookie = [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; ')
    const headers = { cookie, 'x-cordon-csrf': browser.csrf, 'content-type': 'application/json' }
    const body = method === 'GET' ? {} : { body: '{}' }
    const response = await fetch(`${boundary.url}${pathOf(name)}`, { method, headers, ...body })
    expect([response.status, await codeIn(response)]).toEqual([401, 'credentials_missing'])
  })
})

describe('a token', () => {
  it('of a client opens the application door', async () => {
    expect((await bearing('models', tokens.good)).status).toBe(200)
  })
  it.each(atAdmin)('%s: that Cordon issued opens nothing at the admin door', async (name) => {
    expect(await bearing(name, tokens.good)).toMatchObject(invalid)
  })
  it.each(guarded)(
    '%s: of a client that was revoked, that was altered, or that nobody issued is refused',
    async (name) => {
      const last = tokens.good.endsWith('A') ? 'B' : 'A'
      for (const token of [tokens.revoked, `${tokens.good.slice(0, -2)}${last}A`, 'ct_test.AAAAAAAAAAAAAAAA.A'])
        expect(await bearing(name, token)).toMatchObject(invalid)
    },
  )
  it.each(guarded)('%s: of an issuer whom nobody configured is refused, signed or not', async (name) => {
    const part = (of: object) => Buffer.from(JSON.stringify(of)).toString('base64url')
    const claims = part({ iss: 'https://evil.example', sub: 'all', exp: 4_102_444_800 })
    for (const token of [`${part({ alg: 'none' })}.${claims}.`, `${part({ alg: 'ES256', kid: 'one' })}.${claims}.AAAA`])
      expect(await bearing(name, token)).toMatchObject(invalid)
  })
})

describe('what needs a second factor', () => {
  const required = { status: 403, code: 'step_up_required' }
  it.each(stepUp.filter((name) => ROUTES[name].door === 'admin'))(
    '%s: is refused in a session that showed it too long ago, and with a bare key',
    async (name) => {
      expect(await inBrowser(browser, name)).toMatchObject(required)
      const bare = byKey.includes(name) ? required : { status: 403, code: 'right_missing' }
      expect(await bearing(name, keys.admin)).toMatchObject(bare)
    },
  )
  it.each(byKey)('%s: is refused with a code that is none', async (name) => {
    const key = ROUTES[name].door === 'admin' ? keys.admin : keys.application
    const told = await bearing(name, key, { 'x-cordon-second-factor': 'no code at all' })
    expect(told).toMatchObject({ code: expect.stringMatching(/^(login_refused|rate_limited)$/) })
  })
})

describe('a session of another organisation', () => {
  it('is nobody’s to end there, by its id, nor the person’s to be looked for', async () => {
    const mine = String((await browser.look()).json.id)
    expect(await stranger.post(`/api/session/all/${mine}/revoke`)).toMatchObject({ status: 404, code: 'not_found' })
    expect(await stranger.get('/api/users/all/sessions')).toMatchObject({ status: 404, code: 'not_found' })
    expect((await browser.get('/api/session')).status).toBe(200)
  })
})
