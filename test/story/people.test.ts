import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAuthenticator } from '../support/authenticator.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { type Browser, createBrowser } from '../support/browser.ts'
import { command } from '../support/command.ts'
import { readEntries } from '../support/entries.ts'

const MINUTE = 60_000
const PASSWORD = 'a meadow behind the old mill'

/** A clock that goes only forward. Each test has a person of its own, so that none waits for another's failures. */
let ahead = 0
/** While it stands, however long the machine takes. */
let still: number | undefined
const clock = () => still ?? Date.now() + ahead
let boundary: TestBoundary
beforeAll(async () => {
  boundary = await startBoundary({
    outside: { now: clock },
    people: { secondFactor: 'required' },
    identity: { licenceRequiredFor: ['security'] },
    limits: { refusedCredentialsPerMinuteMax: 1_000_000 },
  })
}, 60_000)
afterAll(() => boundary.close())

const origin = () => boundary.adminUrl.replace('127.0.0.1', 'localhost')
/** The origin that a browser shows; the address that it connects to. */
const newBrowser = () => createBrowser(() => boundary.adminUrl)
const now = clock

let people = 0
let id: string
let browser: Browser
beforeEach(() => {
  id = `person-${++people}`
  browser = newBrowser()
})

const admin = (path: string, body: object = {}) => boundary.admin.post(path, body)

async function add(roles = ['administrator', 'compliance'], user = id): Promise<void> {
  await admin('/api/users', { id: user, kind: 'user', name: `Person ${user}`, roles })
}
async function codeFor(user = id): Promise<string> {
  const { json } = await admin(`/api/users/${user}/enrolment`)
  return (json as { code: string }).code
}
/** Registered, with a password; signed in without a second factor. */
async function enrolled(user = id, from = browser): Promise<void> {
  await add(undefined, user)
  const given = { user, code: await codeFor(user), password: PASSWORD }
  expect(await from.post('/api/session/enrol', given)).toMatchObject({ status: 200, json: { next: 'session' } })
  await from.look()
}

interface App {
  /** The code of the next step that was not used yet, as somebody who waits for it would have it. */
  next(): string
  readonly recoveryCodes: string[]
}
function appOf(secret: string): { next: () => string } {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30, algorithm: 'SHA1' })
  return {
    next() {
      ahead += 30_000
      return totp.generate({ timestamp: now() })
    },
  }
}
async function withApp(from = browser): Promise<App> {
  const { json } = await from.post('/api/session/totp/begin')
  const app = appOf(String(json.secret))
  const done = await from.post('/api/session/totp/finish', { code: app.next() })
  expect(done.status).toBe(200)
  await from.look()
  return { ...app, recoveryCodes: done.json.recoveryCodes as string[] }
}
async function signedIn(from = browser): Promise<App> {
  await enrolled(id, from)
  return withApp(from)
}
const login = (from: Browser, over: Record<string, unknown> = {}) =>
  from.post('/api/session/login', { user: id, password: PASSWORD, ...over })
async function loginWith(app: App, from: Browser) {
  const { json } = await login(from)
  const done = await from.post('/api/session/login/second-factor', {
    user: id,
    ticket: json.ticket,
    shown: { totp: app.next() },
  })
  await from.look()
  return done
}
const ownEntries = async () =>
  (await readEntries({ ...boundary, tenant: 'test' })).filter((each) => 'principal' in each && each.principal === id)

describe('a local account', () => {
  it('begins with a code that works once, and a password of the person’s own', async () => {
    await add()
    const code = await codeFor()
    const given = { user: id, code, password: PASSWORD }
    expect(await browser.post('/api/session/enrol', { ...given, password: 'short' })).toMatchObject({
      code: 'password_refused',
    })
    expect(await browser.post('/api/session/enrol', given)).toMatchObject({ status: 200, json: { next: 'session' } })
    expect(await newBrowser().post('/api/session/enrol', given)).toMatchObject({ status: 401, code: 'login_refused' })
    expect(await login(newBrowser())).toMatchObject({ status: 200, json: { next: 'session' } })
    const next = { ...given, code: await codeFor() }
    const both = await Promise.all([1, 2].map(() => newBrowser().post('/api/session/enrol', next)))
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 401])
  })

  it('that nobody has, a wrong password and a person who left get one answer', async () => {
    await enrolled()
    const wrong = await login(newBrowser(), { password: 'a meadow behind the new mill' })
    const unknown = await login(newBrowser(), { user: 'nobody-at-all' })
    const elsewhere = await login(newBrowser(), { tenant: 'elsewhere' })
    await admin(`/api/users/${id}/revoke`)
    const left = await login(newBrowser())
    for (const each of [wrong, unknown, elsewhere, left])
      expect(each).toMatchObject({ status: 401, code: 'login_refused' })
    const bare = ({ text }: { text: string }) => text.replace(/"request_id":"[^"]*"/, '')
    expect(new Set([wrong, unknown, elsewhere, left].map(bare)).size).toBe(1)
  })

  it('has no name with a NUL in it: one answer for a stranger, and none is registered', async () => {
    const name = `${id}\u0000`
    expect(await login(browser, { user: name })).toMatchObject({ status: 401, code: 'login_refused' })
    const user = { id: name, kind: 'user', name: 'x', roles: [] }
    await expect(admin('/api/users', user)).rejects.toMatchObject({ code: 'resource_invalid' })
    const organisation = { id: 'nul', name: 'Nul', administrator: { id: name, name: 'x' } }
    await expect(admin('/api/tenants', organisation)).rejects.toMatchObject({ code: 'resource_invalid' })
  })

  it('enrols a second factor before it does anything else', async () => {
    await enrolled()
    expect(await browser.get('/api/users')).toMatchObject({ status: 403, code: 'second_factor_required' })
    const app = await withApp()
    expect(app.recoveryCodes).toHaveLength(10)
    expect((await browser.get('/api/users')).status).toBe(200)
  })

  it('asks for the second factor from then on, and each code counts once, in whichever session', async () => {
    const app = await signedIn()
    const half = await login(newBrowser())
    expect(half.json).toMatchObject({ next: 'second-factor', factors: ['totp', 'recovery'] })
    const shown = { totp: app.next() }
    const second = { user: id, ticket: half.json.ticket, shown }
    expect((await newBrowser().post('/api/session/login/second-factor', second)).status).toBe(200)
    const again = await login(newBrowser())
    const replayed = { ...second, ticket: again.json.ticket }
    expect(await newBrowser().post('/api/session/login/second-factor', replayed)).toMatchObject({
      code: 'login_refused',
    })
    const ticketReplayed = { ...second, shown: { totp: app.next() } }
    expect(await newBrowser().post('/api/session/login/second-factor', ticketReplayed)).toMatchObject({
      code: 'login_refused',
    })
  })

  it('takes a recovery code instead, once', async () => {
    const app = await signedIn()
    const [recoveryCode = ''] = app.recoveryCodes
    const use = async () => {
      const { json } = await login(newBrowser())
      const shown = { recoveryCode: recoveryCode.toLowerCase().replaceAll('-', ' ') }
      return newBrowser().post('/api/session/login/second-factor', { user: id, ticket: json.ticket, shown })
    }
    expect((await use()).status).toBe(200)
    expect(await use()).toMatchObject({ code: 'login_refused' })
  })

  it('makes whoever guesses a second factor wait, in earnest', async () => {
    const app = await signedIn()
    const { json } = await login(newBrowser())
    const codes: unknown[] = []
    for (let i = 0; i < 10; i++) {
      const shown = { totp: String(100_000 + i) }
      codes.push(
        (await newBrowser().post('/api/session/login/second-factor', { user: id, ticket: json.ticket, shown })).code,
      )
    }
    expect(codes.slice(0, 5)).toEqual(Array(5).fill('login_refused'))
    expect(codes.slice(5)).toEqual(Array(5).fill('rate_limited'))
    ahead += 2_000
    expect((await loginWith(app, newBrowser())).status).toBe(200)
  })

  it('writes an entry for a guess, and none for one that had to wait: nobody fills the disk', async () => {
    await signedIn()
    const { json } = await login(newBrowser())
    still = clock()
    for (let i = 0; i < 30; i++) {
      const shown = { totp: String(200_000 + i) }
      await newBrowser().post('/api/session/login/second-factor', { user: id, ticket: json.ticket, shown })
    }
    still = undefined
    const refused = (await ownEntries()).filter((entry) => 'result' in entry && entry.result === 'refused')
    expect(refused).toHaveLength(5)
  })

  it('writes an entry for each guess that is made in a session, at its password or at a new authenticator', async () => {
    await enrolled()
    await browser.post('/api/session/totp/begin')
    const before = (await ownEntries()).length
    for (const code of ['000000', '111111'])
      expect(await browser.post('/api/session/totp/finish', { code })).toMatchObject({ code: 'login_refused' })
    const app = await withApp()
    expect(app.recoveryCodes).toHaveLength(10)
    for (const current of ['one guess', 'another', 'a third'])
      await browser.post('/api/session/password', { current, password: 'a harbour before the storm' })
    const refused = (await ownEntries()).slice(before).filter((one) => 'result' in one && one.result === 'refused')
    expect(refused).toHaveLength(5)
  })

  it('is slow for a source that guesses, and not for its owner’s own browser', async () => {
    await enrolled()
    const stranger = newBrowser()
    const codes: unknown[] = []
    for (let i = 0; i < 8; i++) codes.push((await login(stranger, { password: `guess number ${i}` })).code)
    expect(codes.slice(0, 5)).toEqual(Array(5).fill('login_refused'))
    expect(codes.slice(5)).toEqual(Array(3).fill('rate_limited'))
    expect(await login(newBrowser())).toMatchObject({ status: 429, code: 'rate_limited' })
    // The browser in which the person signed in before, from the same address.
    expect(await login(browser)).toMatchObject({ status: 200 })
  })

  it('gets its factors taken away by another administrator only, and is told', async () => {
    const app = await signedIn()
    expect(await browser.post(`/api/users/${id}/second-factor/reset`)).toMatchObject({ code: 'right_missing' })
    await admin(`/api/users/${id}/second-factor/reset`)
    expect(await browser.get('/api/users')).toMatchObject({ status: 401, code: 'session_ended' })
    expect(await login(newBrowser())).toMatchObject({ code: 'login_refused' })
    const fresh = newBrowser()
    await fresh.post('/api/session/enrol', { user: id, code: await codeFor(), password: PASSWORD })
    expect((await fresh.look()).json).toMatchObject({ told: { secondFactorReset: { by: 'admin' } } })
    expect(app.recoveryCodes).toHaveLength(10)
  })
})

describe('a session', () => {
  it('is a cookie that no script reads and no other site sends; SQL and logs hold none of it', async () => {
    await enrolled()
    const cookie = browser.set.find((each) => each.startsWith('cordon-session='))
    expect(cookie).toMatch(
      /^cordon-session=cs_test\.[\w-]{16}\.[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    )
    expect(boundary.logged()).not.toContain(browser.cookies.get('cordon-session')?.split('.')[2])
    expect(boundary.logged()).not.toContain(PASSWORD)
  })

  it('never begins under an id that was there before', async () => {
    await enrolled()
    const planted = browser.cookies.get('cordon-session') ?? ''
    expect((await login(browser)).status).toBe(200)
    expect(browser.cookies.get('cordon-session')).not.toBe(planted)
    const attacker = newBrowser()
    attacker.cookies.set('cordon-session', planted)
    expect(await attacker.get('/api/session')).toMatchObject({ status: 401, code: 'session_ended' })
  })

  it('writes nothing for another site: not without the token, not from another origin, not twice the cookie', async () => {
    await signedIn()
    const extend = (headers: Record<string, string>) => browser.post('/api/session/extend', {}, headers)
    expect((await extend({})).status).toBe(200)
    expect(await extend({ 'x-cordon-csrf': '' })).toMatchObject({ status: 403, code: 'origin_refused' })
    expect(await extend({ 'x-cordon-csrf': 'A'.repeat(43) })).toMatchObject({ code: 'origin_refused' })
    expect(await extend({ origin: 'https://evil.example' })).toMatchObject({ code: 'origin_refused' })
    expect(await extend({ 'sec-fetch-site': 'cross-site' })).toMatchObject({ code: 'origin_refused' })
    expect(await extend({ 'sec-fetch-site': 'same-site' })).toMatchObject({ code: 'origin_refused' })
    const twice = `cordon-session=${browser.cookies.get('cordon-session')}; cordon-session=x`
    expect(await extend({ cookie: twice })).toMatchObject({ code: 'credentials_missing' })
  })

  it('is not begun for somebody by another site', async () => {
    await enrolled()
    const forced = await newBrowser().post(
      '/api/session/login',
      { user: id, password: PASSWORD },
      { origin: 'https://evil.example' },
    )
    expect(forced).toMatchObject({ status: 403, code: 'origin_refused' })
  })

  it('says when it ends, and ends idle unless the person says that they are there', async () => {
    await signedIn()
    const { json } = await browser.look()
    expect(Number(json.idleEndsAt) - Number(json.now)).toBeGreaterThan(14 * MINUTE)
    expect(Number(json.idleEndsAt) - Number(json.warnAt)).toBe(2 * MINUTE)
    expect(json.secondsLeft).toBe(Math.floor((Number(json.idleEndsAt) - Number(json.now)) / 1_000))
    expect(json.warning).toBe(false)
    ahead += 14 * MINUTE
    expect((await browser.get('/api/users')).status).toBe(200)
    expect((await browser.get('/api/session')).json).toMatchObject({ warning: true })
    expect((await browser.post('/api/session/extend')).status).toBe(200)
    ahead += 14 * MINUTE
    expect((await browser.get('/api/users')).status).toBe(200)
    // That a page asks by itself is no sign of its person.
    ahead += MINUTE + 1_000
    expect(await browser.get('/api/users')).toMatchObject({ status: 401, code: 'session_ended' })
    expect(await browser.post('/api/session/extend')).toMatchObject({ status: 401, code: 'session_ended' })
  })

  it('ends after twelve hours, whatever its person does', async () => {
    await signedIn()
    for (let minutes = 0; minutes < 12 * 60 - 10; minutes += 10) {
      ahead += 10 * MINUTE
      expect((await browser.post('/api/session/extend')).status).toBe(200)
    }
    ahead += 10 * MINUTE
    expect(await browser.get('/api/session')).toMatchObject({ status: 401, code: 'session_ended' })
  })

  it('is listed and revoked by its person, and felt at once', async () => {
    const app = await signedIn()
    const other = newBrowser()
    await loginWith(app, other)
    const { items } = (await browser.get('/api/session/all')).json as { items: { id: string; current: boolean }[] }
    expect(items).toHaveLength(2)
    const foreign = items.find(({ current }) => !current)?.id
    expect((await browser.post(`/api/session/all/${foreign}/revoke`)).status).toBe(200)
    expect(await other.get('/api/users')).toMatchObject({ status: 401, code: 'session_ended' })
    expect((await browser.get('/api/users')).status).toBe(200)
  })

  it('is nobody’s to revoke by its id but its person’s', async () => {
    await signedIn()
    const mine = String((await browser.look()).json.id)
    const stranger = newBrowser()
    id = `person-${++people}`
    await signedIn(stranger)
    expect(await stranger.post(`/api/session/all/${mine}/revoke`)).toMatchObject({ status: 404, code: 'not_found' })
    expect((await browser.get('/api/users')).status).toBe(200)
  })

  it('ends in its middle when an administrator revokes it, suspends or revokes its person', async () => {
    const app = await signedIn()
    await admin(`/api/users/${id}/sessions/revoke`)
    expect(await browser.get('/api/users')).toMatchObject({ code: 'session_ended' })
    await loginWith(app, browser)
    await admin('/api/users', { id, kind: 'user', name: 'x', roles: ['administrator'], suspended: true })
    expect(await browser.get('/api/users')).toMatchObject({ code: 'session_ended' })
    await admin('/api/users', { id, kind: 'user', name: 'x', roles: ['administrator'] })
    expect((await browser.get('/api/users')).status).toBe(200)
    await admin(`/api/users/${id}/revoke`)
    expect(await browser.get('/api/users')).toMatchObject({ code: 'session_ended' })
  })

  it('is over for good once its person logs off', async () => {
    await signedIn()
    const kept = new Map(browser.cookies)
    expect((await browser.post('/api/session/logout')).status).toBe(200)
    expect(browser.cookies.has('cordon-session')).toBe(false)
    for (const [name, value] of kept) browser.cookies.set(name, value)
    expect(await browser.get('/api/session')).toMatchObject({ code: 'session_ended' })
  })

  it('leaves its trail: who came in and how, who failed, who stepped up and who left', async () => {
    const app = await signedIn()
    await login(newBrowser(), { password: 'not the password' })
    await browser.post('/api/session/second-factor', { shown: { totp: app.next() } })
    await browser.look()
    await browser.post('/api/session/logout')
    const entries = await ownEntries()
    const told = entries.map((entry) => {
      const { action, result, event, method } = entry as unknown as Record<string, string | undefined>
      return [action ?? result, event, method].filter((word) => word !== undefined).join(' ')
    })
    expect(told).toEqual([
      'account.password',
      'accepted login enrolment',
      'second-factor.add',
      'accepted step-up totp',
      'refused login',
      'accepted step-up totp',
      'accepted logoff',
    ])
  })
})

describe('a step-up', () => {
  const rotate = (from: Browser) => from.post('/api/keyring/rotate')

  it('needs a second factor within the last five minutes, and changes the cookie', async () => {
    const app = await signedIn()
    expect((await rotate(browser)).status).toBe(200)
    ahead += 6 * MINUTE
    expect(await rotate(browser)).toMatchObject({ status: 403, code: 'step_up_required' })
    const before = browser.cookies.get('cordon-session') ?? ''
    expect((await browser.post('/api/session/second-factor', { shown: { totp: app.next() } })).status).toBe(200)
    const stolen = newBrowser()
    stolen.cookies.set('cordon-session', before)
    expect(await stolen.get('/api/session')).toMatchObject({ code: 'session_ended' })
    await browser.look()
    expect((await rotate(browser)).status).toBe(200)
  })

  it('is asked of a key as well: a code beside it, each time', async () => {
    const app = await signedIn()
    const { json } = await admin('/api/keys', { user: id })
    const { key } = json as { key: string }
    const bare = newBrowser()
    const withKey = (code?: string) =>
      bare.post(
        '/api/keyring/rotate',
        {},
        {
          authorization: `Bearer ${key}`,
          ...(code === undefined ? {} : { 'x-cordon-second-factor': code }),
        },
      )
    expect(await withKey()).toMatchObject({ status: 403, code: 'step_up_required' })
    const code = app.next()
    expect((await withKey(code)).status).toBe(200)
    expect(await withKey(code)).toMatchObject({ status: 401, code: 'login_refused' })
    expect(await withKey()).toMatchObject({ status: 403, code: 'step_up_required' })
  })

  it('refuses the key of a person who has no second factor at all', async () => {
    await add()
    const { key } = (await admin('/api/keys', { user: id })).json as { key: string }
    const asked = await browser.post('/api/keyring/rotate', {}, { authorization: `Bearer ${key}` })
    expect(asked).toMatchObject({ status: 403, code: 'step_up_required' })
  })

  it('is asked for another password, which ends every other session, and for new recovery codes', async () => {
    const app = await signedIn()
    const other = newBrowser()
    await loginWith(app, other)
    const another = 'a harbour before the storm'
    const wrong = await browser.post('/api/session/password', { current: 'not it at all', password: another })
    expect(wrong).toMatchObject({ status: 401, code: 'login_refused' })
    expect((await browser.post('/api/session/password', { current: PASSWORD, password: another })).status).toBe(200)
    expect(await other.get('/api/session')).toMatchObject({ code: 'session_ended' })
    expect((await browser.get('/api/session')).status).toBe(200)
    expect(await login(newBrowser())).toMatchObject({ code: 'login_refused' })
    expect(await login(newBrowser(), { password: another })).toMatchObject({ json: { next: 'second-factor' } })
    const renewed = (await browser.post('/api/session/recovery-codes')).json.recoveryCodes as string[]
    expect(renewed.filter((code) => app.recoveryCodes.includes(code))).toEqual([])
  })

  it('guards a new second factor, so that a stolen session adds none', async () => {
    await signedIn()
    ahead += 6 * MINUTE
    expect(await browser.post('/api/session/totp/begin')).toMatchObject({ code: 'step_up_required' })
    expect(await browser.post('/api/session/passkey/begin')).toMatchObject({ code: 'step_up_required' })
    expect(await browser.post('/api/session/recovery-codes')).toMatchObject({ code: 'step_up_required' })
  })
})

describe('a person who may not', () => {
  const keyOf = async (of: object) => ((await admin('/api/keys', of)).json as { key: string }).key
  const put = (over: object) => admin('/api/users', { id, kind: 'user', name: 'x', roles: ['administrator'], ...over })

  it('because they are suspended does nothing with a key of the admin door, least of all end it', async () => {
    await put({})
    const authorization = `Bearer ${await keyOf({ user: id })}`
    const plain = { id, kind: 'user', name: 'x', roles: ['administrator'] }
    expect((await browser.get('/api/users', { authorization })).status).toBe(200)
    await put({ suspended: true })
    expect(await browser.get('/api/users', { authorization })).toMatchObject({ status: 403, code: 'right_missing' })
    expect(await browser.post('/api/users', plain, { authorization })).toMatchObject({ code: 'right_missing' })
  })

  it('because they are suspended opens nothing at the application door', async () => {
    const clinician = { roles: ['clinician'] }
    await put(clinician)
    const authorization = `Bearer ${await keyOf({ user: id, application: boundary.world.application.id })}`
    const models = () => fetch(`${boundary.url}/v1/models`, { headers: { authorization } })
    expect((await models()).status).toBe(200)
    await put({ ...clinician, suspended: true })
    expect((await models()).status).toBe(403)
    for (const path of ['/v1/emergency', '/v1/chat/completions', '/v1/deidentify']) {
      const headers = { authorization, 'content-type': 'application/json' }
      const asked = await fetch(`${boundary.url}${path}`, { method: 'POST', headers, body: '{}' })
      expect(asked.status).toBe(403)
      expect(await asked.json()).toMatchObject({ error: { code: 'right_missing' } })
    }
  })

  it('because their licence has ended has not the role, with a key or in a session', async () => {
    const licence = (expiresOn: string) => ({ licence: { authority: 'board', number: '1', expiresOn } })
    await signedIn()
    const authorization = `Bearer ${await keyOf({ user: id })}`
    const search = async () => [
      (await browser.get('/api/shreds')).status,
      (await browser.get('/api/shreds', { authorization })).status,
    ]
    await put({ roles: ['security'], ...licence('2999-12-31') })
    expect(await search()).toEqual([200, 200])
    await put({ roles: ['security'], ...licence('2026-01-01') })
    expect(await search()).toEqual([403, 403])
  })
})

describe('making somebody who may', () => {
  it.each([
    ['/api/users', () => ({ id: 'made', kind: 'user', name: 'x', roles: [] })],
    ['/api/keys', () => ({ user: 'admin' })],
    ['/api/applications', () => ({ ...boundary.world.application, id: 'made' })],
    ['/api/tenants', () => ({ id: 'made', name: 'x', administrator: { id: 'x', name: 'x' } })],
    ['/api/users/admin/enrolment', () => ({})],
    // And what decides where a prompt may go.
    ['/api/vendors', () => boundary.world.vendors[0] ?? {}],
    ['/api/agreements', () => boundary.world.agreements[0] ?? {}],
    ['/api/agreements/any/terminate', () => ({})],
    ['/api/validated-routes', () => ({})],
  ])('at %s asks a stolen session for a second factor', async (path, body) => {
    await signedIn()
    ahead += 6 * MINUTE
    expect(await browser.post(path, body())).toMatchObject({ status: 403, code: 'step_up_required' })
  })
})

describe('a name of the boundary’s own', () => {
  it.each(['cordon', 'cordon:restore', 'Cordon-2', 'operator', 'OPERATOR', 'local-operator', 'a:b', 'ｃｏｒｄｏｎ'])(
    'is nobody’s to take: %j',
    async (name) => {
      const invalid = { code: 'resource_invalid' }
      const user = { id: name, name: 'x', roles: [] }
      await expect(admin('/api/users', { ...user, kind: 'user' })).rejects.toMatchObject(invalid)
      await expect(admin('/api/users', { ...user, kind: 'service' })).rejects.toMatchObject(invalid)
      const organisation = { id: 'named', name: 'x', administrator: { id: name, name: 'x' } }
      await expect(admin('/api/tenants', organisation)).rejects.toMatchObject({ code: 'resource_invalid' })
    },
  )
})

describe('the people of another organisation', () => {
  it('set it up with a code and a second factor of their own, and come in after it was closed', async () => {
    const tenant = 'west'
    const administrator = { id: 'wes', name: 'Wes' }
    const added = await admin('/api/tenants', { id: tenant, name: 'West', administrator })
    const { enrolment: code, key } = added.json as { enrolment: string; key: string }
    const plain = { id: 'wendy', kind: 'user', name: 'Wendy', roles: ['compliance'] }
    const authorization = `Bearer ${key}`
    expect(await newBrowser().post('/api/users', plain, { authorization })).toMatchObject({ code: 'step_up_required' })
    await browser.post('/api/session/enrol', { tenant, user: 'wes', code, password: PASSWORD })
    await browser.look()
    const app = await withApp()
    expect((await browser.post('/api/users', plain)).status).toBe(200)
    // The key that the operator was shown ended when she came in by herself.
    const more = { authorization, 'x-cordon-second-factor': app.next() }
    const refused = { status: 401, code: 'credentials_invalid' }
    expect(await newBrowser().post('/api/users', { ...plain, id: 'will' }, more)).toMatchObject(refused)
    await admin(`/api/tenants/${tenant}/close`)
    expect((await browser.get('/api/session')).status).toBe(200)
    expect(await browser.get('/api/users')).toMatchObject({ code: 'tenant_closed' })
    expect((await browser.post('/api/session/logout')).status).toBe(200)
  })
})

describe('a passkey', () => {
  async function withPasskey() {
    await enrolled()
    const passkey = createAuthenticator(origin)
    const { json } = await browser.post('/api/session/passkey/begin')
    const response = passkey.create(json)
    const done = await browser.post('/api/session/passkey/finish', { response })
    expect(done).toMatchObject({ status: 200 })
    await browser.look()
    return { passkey, response }
  }
  const begin = async (from: Browser, given: object = {}) =>
    (await from.post('/api/session/login/passkey/begin', given)).json
  const finish = (from: Browser, response: unknown) => from.post('/api/session/login/passkey', { response })

  it('signs its person in alone: it is two factors', async () => {
    const { passkey } = await withPasskey()
    const fresh = newBrowser()
    expect(await finish(fresh, passkey.get(await begin(fresh)))).toMatchObject({
      status: 200,
      json: { next: 'session' },
    })
    await fresh.look()
    expect((await fresh.post('/api/keyring/rotate')).status).toBe(200)
  })

  it('is the second factor of a password, and of a step-up', async () => {
    const { passkey } = await withPasskey()
    const fresh = newBrowser()
    const { json } = await login(fresh)
    expect(json.factors).toContain('passkey')
    const asked = await begin(fresh, { user: id, ticket: json.ticket })
    const second = { user: id, ticket: json.ticket, shown: { passkey: passkey.get(asked) } }
    expect((await fresh.post('/api/session/login/second-factor', second)).status).toBe(200)
    await fresh.look()
    ahead += 6 * MINUTE
    const again = (await fresh.post('/api/session/second-factor/begin')).json
    expect((await fresh.post('/api/session/second-factor', { shown: { passkey: passkey.get(again) } })).status).toBe(
      200,
    )
  })

  it('answers one challenge once, in time, for the use that it was asked for', async () => {
    const { passkey, response } = await withPasskey()
    const options = await begin(browser)
    const shown = passkey.get(options)
    expect((await finish(newBrowser(), shown)).status).toBe(200)
    expect(await finish(newBrowser(), shown)).toMatchObject({ status: 401, code: 'login_refused' })
    expect(await finish(newBrowser(), passkey.get(options))).toMatchObject({ code: 'login_refused' })
    const late = await begin(browser)
    ahead += 5 * MINUTE
    expect(await finish(newBrowser(), passkey.get(late))).toMatchObject({ code: 'login_refused' })
    expect(await finish(newBrowser(), passkey.get({ challenge: 'b3VyIG93bg' }))).toMatchObject({
      code: 'login_refused',
    })
    await browser.look()
    const stepUp = (await browser.post('/api/session/second-factor/begin')).json
    expect(await finish(newBrowser(), passkey.get(stepUp))).toMatchObject({ code: 'login_refused' })
    expect(response.id).toBe(passkey.id)
  })

  it('is refused from another origin, without its user’s verification, and as a copy', async () => {
    const { passkey } = await withPasskey()
    const refused = { status: 401, code: 'login_refused' }
    const show = async (over: object) => finish(newBrowser(), passkey.get(await begin(browser), over))
    expect(await show({ origin: 'https://cordon.evil.example' })).toMatchObject(refused)
    expect(await show({ verified: false })).toMatchObject(refused)
    expect((await show({})).status).toBe(200)
    passkey.rewind(3)
    expect(await show({})).toMatchObject(refused)
  })

  it('is not enrolled with an attestation, which nobody asked for, nor without verification, nor for a replayed challenge', async () => {
    await enrolled()
    const options = (await browser.post('/api/session/passkey/begin')).json
    const enrol = (response: unknown) => browser.post('/api/session/passkey/finish', { response })
    const passkey = createAuthenticator(origin)
    for (const over of [{ format: 'packed' }, { verified: false }, { origin: 'https://evil.example' }])
      expect(await enrol(passkey.create(options, over))).toMatchObject({ status: 422, code: 'passkey_refused' })
    expect((await enrol(passkey.create(options))).status).toBe(200)
    await browser.look()
    expect(await enrol(createAuthenticator(origin).create(options))).toMatchObject({ code: 'passkey_refused' })
  })
})

describe('the command line', () => {
  it('adds a person with an account, gives a new code, lists and ends their sessions, and takes factors away', async () => {
    const added = await command(boundary, [
      'user',
      'add',
      id,
      '--name',
      'Dr. Test',
      '--role',
      'administrator',
      '--local',
      '--json',
    ])
    const { code } = JSON.parse(added.out) as { code: string }
    expect((await browser.post('/api/session/enrol', { user: id, code, password: PASSWORD })).status).toBe(200)
    const listed = await command(boundary, ['user', 'sessions', id, '--json'])
    expect(JSON.parse(listed.out)).toMatchObject([{ how: 'enrolment' }])
    expect((await command(boundary, ['user', 'sessions', id, '--revoke'])).out).toBe(`${id}: 1 ended\n`)
    expect(await browser.get('/api/session')).toMatchObject({ code: 'session_ended' })
    expect((await command(boundary, ['user', 'second-factor', 'reset', id])).code).toBe(0)
    const again = await command(boundary, ['user', 'enrol', id])
    expect(again.out).toMatch(/[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}/)
  })

  it('shows a second factor where a command needs one', async () => {
    const app = await signedIn()
    const { key } = (await admin('/api/keys', { user: id })).json as { key: string }
    const refused = await command(boundary, ['keys', 'rotate'], key)
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('step_up_required') })
    const shown = app.next()
    const done = await command(boundary, ['keys', 'rotate'], key, (name) =>
      name === 'CORDON_SECOND_FACTOR' ? shown : undefined,
    )
    expect(done).toMatchObject({ code: 0 })
  })
})
