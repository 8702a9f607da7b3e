import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { type Browser, createBrowser } from '../support/browser.ts'
import { followTo, startIdentityProvider } from '../support/login-provider.ts'

const SECRET = 'what the provider knows this client by'
const SESSION = 'cordon-session'
const CALLBACK = '/api/session/oidc/callback'

let ahead = 0
/** While it is set, time stands still: what is counted by the second does not depend on how fast this machine is. */
let standing: number | undefined
let boundary: TestBoundary
/** Of another organisation, where everybody has the same subjects. */
let northern: Awaited<ReturnType<typeof startIdentityProvider>>
let provider: Awaited<ReturnType<typeof startIdentityProvider>>
beforeAll(async () => {
  // The provider has to know the address before the door is open.
  const port = await freePort()
  const redirectUri = () => `http://localhost:${port}${CALLBACK}`
  provider = await startIdentityProvider({ clientId: 'cordon', secret: SECRET, redirectUri })
  const backNorth = () => `${redirectUri()}/north`
  northern = await startIdentityProvider({ clientId: 'cordon', secret: SECRET, redirectUri: backNorth })
  const client = { clientId: 'cordon', secretFrom: 'OIDC_SECRET' }
  boundary = await startBoundary({
    adminPort: port,
    outside: {
      now: () => standing ?? Date.now() + ahead,
      secret: (name) => (name === 'OIDC_SECRET' ? SECRET : undefined),
    },
    people: {
      secondFactor: 'required',
      oidc: { issuer: provider.issuer, ...client },
      oidcOf: { north: { issuer: northern.issuer, ...client }, nowhere: { issuer: northern.issuer, ...client } },
    },
  })
  await add('dr-oidc', 'subject-1')
}, 60_000)
afterAll(async () => {
  await boundary.close()
  await provider.close()
  await northern.close()
})

let browser: Browser
beforeEach(() => {
  standing = undefined
  browser = newBrowser()
  provider.shows.subject = 'subject-1'
  provider.shows.amr = ['pwd']
})
const newBrowser = () => createBrowser(() => boundary.adminUrl)

async function add(id: string, subject: string): Promise<void> {
  const user = { id, kind: 'user', name: id, roles: ['administrator'], subject: { issuer: provider.issuer, subject } }
  await boundary.admin.post('/api/users', user)
}
async function begin(from: Browser, body: object = {}): Promise<string> {
  const { json, status } = await from.post('/api/session/oidc/begin', body)
  expect(status).toBe(200)
  return String(json.location as string)
}
const answered = async (location: string) => followTo(boundary.adminUrl.replace('127.0.0.1', 'localhost'), location)
/** As a browser comes back: another site's navigation, without the cookies that are this site's alone. */
async function back(from: Browser, answer: URL) {
  const own = from.cookies.get(SESSION)
  from.cookies.delete(SESSION)
  const told = await from.get(answer.pathname + answer.search, { 'sec-fetch-site': 'cross-site' })
  if (own !== undefined && !from.cookies.has(SESSION)) from.cookies.set(SESSION, own)
  return told
}

describe('signing in at an identity provider', () => {
  it('opens the session of the person who is registered under its subject', async () => {
    const answer = await answered(await begin(browser))
    expect(await back(browser, answer)).toMatchObject({ status: 303 })
    expect(browser.set.join('\n')).toMatch(/cordon-oidc=[\w-]+; Path=\/; Max-Age=300; HttpOnly; SameSite=Lax/)
    expect((await browser.look()).json).toMatchObject({ how: 'oidc', person: { id: 'dr-oidc' } })
    expect(await browser.get('/api/users')).toMatchObject({ status: 403, code: 'second_factor_required' })
    expect(await browser.post('/api/keyring/rotate')).toMatchObject({ code: 'second_factor_required' })
  })

  it('ends the session that the browser had before, though it comes back without showing it', async () => {
    await back(browser, await answered(await begin(browser)))
    await browser.look()
    const before = new Map(browser.cookies)
    await back(browser, await answered(await begin(browser)))
    expect((await browser.look()).status).toBe(200)
    const left = newBrowser()
    for (const [name, value] of before) left.cookies.set(name, value)
    expect(await left.look()).toMatchObject({ status: 401 })
  })

  it('enrols no factor of this deployment while the provider saw none lately: a stolen session steps up by none', async () => {
    await back(browser, await answered(await begin(browser)))
    await browser.look()
    expect(await browser.post('/api/session/totp/begin')).toMatchObject({ code: 'step_up_required' })
    expect(await browser.post('/api/session/passkey/begin')).toMatchObject({ code: 'step_up_required' })
  })

  it('counts as a second factor where the provider says that one was shown, for as long as one counts', async () => {
    provider.shows.amr = ['pwd', 'mfa']
    await back(browser, await answered(await begin(browser, { again: true })))
    await browser.look()
    expect((await browser.post('/api/keyring/rotate')).status).toBe(200)
    expect((await browser.post('/api/session/totp/begin')).status).toBe(200)
    ahead += 6 * 60_000
    expect((await browser.get('/api/users')).status).toBe(200)
    expect(await browser.post('/api/session/totp/begin')).toMatchObject({ code: 'step_up_required' })
    expect(await browser.post('/api/keyring/rotate')).toMatchObject({ code: 'step_up_required' })
  })

  it('makes nobody: a subject without a registration, or of a person who left, is refused, and none has two', async () => {
    const refused = { status: 401, code: 'login_refused' }
    provider.shows.subject = 'subject-of-nobody'
    expect(await back(browser, await answered(await begin(browser)))).toMatchObject(refused)
    await add('twin-a', 'subject-of-two')
    await expect(add('twin-b', 'subject-of-two')).rejects.toMatchObject({ code: 'resource_invalid' })
    await add('leaver', 'subject-of-leaver')
    await boundary.admin.post('/api/users/leaver/revoke', {})
    provider.shows.subject = 'subject-of-leaver'
    expect(await back(browser, await answered(await begin(browser)))).toMatchObject(refused)
  })

  it('takes an answer once, from the browser that asked, for what it asked', async () => {
    const refused = { status: 401, code: 'login_refused' }
    const answer = await answered(await begin(browser))
    const asked = new Map(browser.cookies)
    // Another's answer, planted in a browser that asked for nothing, or for something else.
    expect(await back(newBrowser(), answer)).toMatchObject(refused)
    const other = newBrowser()
    await begin(other)
    expect(await back(other, answer)).toMatchObject(refused)
    expect((await back(browser, answer)).status).toBe(303)
    const again = newBrowser()
    for (const [name, value] of asked) again.cookies.set(name, value)
    expect(await back(again, answer)).toMatchObject(refused)
  })

  it('refuses a state that was changed, a code of another login, and an answer that came too late', async () => {
    const refused = { status: 401, code: 'login_refused' }
    const tampered = await answered(await begin(browser))
    tampered.searchParams.set('state', 'A'.repeat(43))
    expect(await back(browser, tampered)).toMatchObject(refused)
    const mine = await answered(await begin(browser))
    const theirs = await answered(await begin(newBrowser()))
    mine.searchParams.set('code', theirs.searchParams.get('code') ?? '')
    expect(await back(browser, mine)).toMatchObject(refused)
    const late = await answered(await begin(browser))
    ahead += 5 * 60_000
    expect(await back(browser, late)).toMatchObject(refused)
  })

  it('is for its people still open while strangers behind the same address are made to wait', async () => {
    const password = 'a meadow behind the old mill'
    standing = Date.now() + ahead
    const user = { id: 'dr-local', kind: 'user', name: 'x', roles: ['administrator'] }
    await boundary.admin.post('/api/users', user)
    const { code } = (await boundary.admin.post('/api/users/dr-local/enrolment', {})).json as { code: string }
    await browser.post('/api/session/enrol', { user: 'dr-local', code, password })
    const login = (from: Browser, name: string) => from.post('/api/session/login', { user: name, password })
    // Five are looked at; each of the others has to wait, and counts against the address all the same.
    for (let i = 0; i < 90; i++) await login(newBrowser(), 'guessed')
    expect(await login(newBrowser(), 'another')).toMatchObject({ status: 429 })
    expect(await login(newBrowser(), 'dr-local')).toMatchObject({ status: 429 })
    expect((await login(browser, 'dr-local')).status).toBe(200)
    expect(await login(browser, 'another')).toMatchObject({ status: 429 })
    standing += 2 * 60_000
    ahead += 2 * 60_000
    expect(await login(newBrowser(), 'another')).toMatchObject({ status: 401 })
    standing = undefined
  })

  describe('of another organisation', () => {
    beforeAll(async () => {
      const administrator = { id: 'lind', name: 'Anna Lind' }
      const { json } = await boundary.admin.post('/api/tenants', { id: 'north', name: 'North', administrator })
      const { enrolment } = json as { enrolment: string }
      // Whoever adds somebody shows a second factor: here one of an account of this deployment.
      const first = newBrowser()
      const password = 'a meadow behind the old mill'
      const enrolled = await first.post('/api/session/enrol', {
        tenant: 'north',
        user: 'lind',
        code: enrolment,
        password,
      })
      expect(enrolled.status).toBe(200)
      await first.look()
      const { secret } = (await first.post('/api/session/totp/begin')).json as { secret: string }
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + ahead })
      expect((await first.post('/api/session/totp/finish', { code })).status).toBe(200)
      await first.look()
      const subject = { issuer: northern.issuer, subject: 'subject-1' }
      const user = { id: 'dr-north', kind: 'user', name: 'x', roles: ['administrator'], subject }
      expect((await first.post('/api/users', user)).status).toBe(200)
    }, 60_000)
    beforeEach(() => {
      northern.shows.subject = 'subject-1'
    })

    it('opens a session there, at a provider and by a way back of its own', async () => {
      const location = await begin(browser, { tenant: 'north' })
      expect(location.startsWith(northern.issuer)).toBe(true)
      const answer = await answered(location)
      expect(answer.pathname).toBe(`${CALLBACK}/north`)
      expect((await back(browser, answer)).status).toBe(303)
      expect((await browser.look()).json).toMatchObject({ tenant: 'north', person: { id: 'dr-north' } })
    })

    it('crosses nowhere: an answer brought to another’s address is refused, whichever way', async () => {
      const refused = { status: 401, code: 'login_refused' }
      const theirs = await answered(await begin(browser, { tenant: 'north' }))
      theirs.pathname = CALLBACK
      expect(await back(browser, theirs)).toMatchObject(refused)
      const ours = await answered(await begin(browser))
      ours.pathname = `${CALLBACK}/north`
      expect(await back(browser, ours)).toMatchObject(refused)
      const other = newBrowser()
      await begin(other, { tenant: 'north' })
      expect(await back(other, await answered(await begin(newBrowser())))).toMatchObject(refused)
    })

    it('knows nobody of the operator’s: the same subject at another issuer is another person', async () => {
      northern.shows.subject = 'subject-of-two'
      const answer = await answered(await begin(browser, { tenant: 'north' }))
      expect(await back(browser, answer)).toMatchObject({ status: 401, code: 'login_refused' })
    })

    it('is not there for an organisation without a provider, nor for one that is none, in the same words', async () => {
      for (const tenant of ['south', 'nowhere'])
        expect(await browser.post('/api/session/oidc/begin', { tenant })).toMatchObject({ code: 'login_unavailable' })
      expect(await browser.get(`${CALLBACK}/nowhere?code=x&state=y`)).toMatchObject({ code: 'login_unavailable' })
    })
  })

  it('keeps secret, code and token out of the log', () => {
    for (const word of [SECRET, 'subject-1', 'code=', 'eyJ']) expect(boundary.logged()).not.toContain(word)
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
