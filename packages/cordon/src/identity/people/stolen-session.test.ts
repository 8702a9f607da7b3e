import type { NewestBody } from '@cordon/contract'
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PeopleSettings } from '../../config/people.ts'
import { SECOND } from '../../kernel/clock.ts'
import type { Store } from '../../store/store.ts'
import { createDirectory } from '../directory.ts'
import { openRealParts, type RealParts, unrecorded } from '../real-parts.fixtures.ts'
import { createPeople, type Login, type People } from './people.ts'
import type { SignedIn } from './sessions.ts'

const tenant = 'home'
const PASSWORD = 'a meadow behind the old mill'
const ANOTHER = 'a harbour before the storm'
const source = '10.0.0.1'
const site = { origin: 'https://cordon.example' }

let parts: RealParts
const written: NewestBody<'authentication' | 'configuration'>[] = []
beforeAll(async () => {
  parts = await openRealParts(Date.parse('2026-06-15T12:00:00Z'))
}, 60_000)
afterAll(() => parts.close())

let people = 0
let who: { tenant: string; principal: string }
beforeEach(async () => {
  who = { tenant, principal: `person-${++people}` }
  const directory = createDirectory({ store: parts.store, now: () => parts.clock.ms, changed: () => undefined })
  const user = { id: who.principal, kind: 'user' as const, name: 'x', roles: ['administrator' as const] }
  await directory.addUser(tenant, user, unrecorded)
  written.length = 0
})

const node = (store: Store = parts.store): People =>
  createPeople({
    ...parts,
    store,
    now: () => parts.clock.ms,
    settings: PeopleSettings.parse({}),
    write: async (_, body) => written.push(body),
    countRefused: () => undefined,
  })

const cookieOf = (login: Login) => ('cookie' in login ? login.cookie : expect.fail('half-way'))
const deviceOf = (login: Login) => ('device' in login ? login.device : expect.fail('half-way'))
const ticketOf = (login: Login) => ('ticket' in login ? login.ticket : expect.fail('signed in'))

async function enrolled(at: People): Promise<Login> {
  const { code } = await at.issueEnrolment(tenant, who.principal, unrecorded)
  return at.enrol({ tenant, user: who.principal, code, password: PASSWORD, source })
}
const login = (at: People, from: { source?: string; device?: string } = {}, password = PASSWORD) =>
  at.login({ tenant, user: who.principal, password, source, ...from })
const reset = (at: People) => at.resetFactors({ ...who, by: 'another', source }, unrecorded)
const inSession = ({ caller }: SignedIn) => ({ ...who, session: caller.keyId })
const codeOf = (base32: string) =>
  new TOTP({ secret: Secret.fromBase32(base32) }).generate({ timestamp: parts.clock.ms })
async function withApp(at: People, signedIn: SignedIn): Promise<() => string> {
  const { secret } = await at.factors.beginTotp(inSession(signedIn))
  await at.factors.finishTotp(inSession(signedIn), codeOf(secret), unrecorded)
  parts.clock.ms += 30 * SECOND
  return () => codeOf(secret)
}
const ended = expect.objectContaining({ code: 'session_ended' })
const refused = expect.objectContaining({ code: 'login_refused' })

describe('a session that was stolen, after its person’s factors were taken away', () => {
  it('adds none on another node, which still remembers it', async () => {
    const [here, there] = [node(), node()]
    const first = await here.sessions.authenticate(cookieOf(await enrolled(here)))
    const stolen = await here.sessions.stepUp(first, unrecorded)
    const begun = inSession(await there.sessions.authenticate(stolen.cookie))
    await reset(here)
    parts.clock.ms += 4 * SECOND
    const signedIn = await there.sessions.authenticate(stolen.cookie)
    expect(inSession(signedIn)).toEqual(begun)
    await expect(there.factors.beginTotp(begun)).rejects.toEqual(ended)
    await expect(there.factors.renewRecoveryCodes(begun, unrecorded)).rejects.toEqual(ended)
    expect(await here.factors.enrolled(who)).toEqual({ totp: false, passkeys: [], recoveryCodesLeft: 0 })
  })

  it('adds none when its code was looked at before', async () => {
    const here = node()
    const begun = inSession(await here.sessions.authenticate(cookieOf(await enrolled(here))))
    const { secret } = await here.factors.beginTotp(begun)
    const there = node(interrupted(3, () => reset(here)))
    await expect(there.factors.finishTotp(begun, codeOf(secret), unrecorded)).rejects.toEqual(ended)
    expect(await here.factors.enrolled(who)).toEqual({ totp: false, passkeys: [], recoveryCodesLeft: 0 })
  })

  it('sets no password, whatever was under way', async () => {
    const here = node()
    const there = node(interrupted(4, () => reset(here)))
    const signedIn = await here.sessions.authenticate(cookieOf(await enrolled(here)))
    const given = { current: PASSWORD, password: ANOTHER, source }
    await expect(there.changePassword(signedIn, given)).rejects.toEqual(ended)
    await expect(login(here, {}, ANOTHER)).rejects.toEqual(refused)
  })
})

/** A store that does something before its `nth` transaction. */
function interrupted(nth: number, act: () => Promise<unknown>): Store {
  let left = nth
  const within: Store['within'] = async (of, work, charts) => {
    if (--left === 0) await act()
    return parts.store.within(of, work, charts)
  }
  return { ...parts.store, within }
}

describe('a login that is under way while the factors are taken away', () => {
  // The wait, the account, the wait’s end, the factors, the session.
  it.each([1, 2, 3, 4, 5])('leaves no session behind, before its step %i', async (nth) => {
    const here = node()
    await enrolled(here)
    await expect(login(node(interrupted(nth, () => reset(here))))).rejects.toEqual(refused)
    expect(await here.sessions.list(tenant, who.principal)).toEqual([])
  })
})

describe('half-way', () => {
  async function halfWay(at: People) {
    const signedIn = await at.sessions.authenticate(cookieOf(await enrolled(at)))
    const next = await withApp(at, signedIn)
    return { signedIn, next, ticket: ticketOf(await login(at)) }
  }
  const finish = (at: People, ticket: string, totp: string) =>
    at.finish({ tenant, user: who.principal, ticket, shown: { totp }, source }, site)

  it('goes on with the password that it was got with', async () => {
    const at = node()
    const { ticket, next } = await halfWay(at)
    expect(await at.askPasskey({ tenant, user: who.principal, ticket }, site)).toHaveProperty('challenge')
    expect(await finish(node(), ticket, next())).toHaveProperty('cookie')
  })

  it('ends with that password', async () => {
    const at = node()
    const { ticket, next, signedIn } = await halfWay(at)
    await at.changePassword(signedIn, { current: PASSWORD, password: ANOTHER, source })
    await expect(at.askPasskey({ tenant, user: who.principal, ticket }, site)).rejects.toEqual(refused)
    await expect(finish(at, ticket, next())).rejects.toEqual(refused)
    expect(await finish(at, ticketOf(await login(at, {}, ANOTHER)), next())).toHaveProperty('cookie')
  })
})

describe('a password that is changed', () => {
  it('has an entry for each guess at the old one, and for each session that it ended', async () => {
    const at = node()
    const own = await at.sessions.authenticate(cookieOf(await enrolled(at)))
    const others = [await login(at), await login(at)]
    written.length = 0
    for (const current of ['one guess', 'another guess', 'a third'])
      await expect(at.changePassword(own, { current, password: ANOTHER, source })).rejects.toEqual(refused)
    const guess = {
      class: 'authentication',
      result: 'refused',
      code: 'login_refused',
      principal: who.principal,
      source,
    }
    expect(written).toEqual([1, 2, 3].map(() => expect.objectContaining(guess)))
    written.length = 0
    await at.changePassword(own, { current: PASSWORD, password: ANOTHER, source })
    expect(revoked()).toHaveLength(2)
    for (const other of others) await expect(at.sessions.authenticate(cookieOf(other))).rejects.toEqual(ended)
    expect((await at.sessions.authenticate(cookieOf(await login(at, {}, ANOTHER)))).how).toBe('password')
  })

  it('by a code, and factors that are taken away, have one for each as well', async () => {
    const at = node()
    await enrolled(at)
    await login(at)
    written.length = 0
    await enrolled(at)
    expect(revoked()).toHaveLength(2)
    await login(at)
    written.length = 0
    await reset(at)
    expect(revoked()).toHaveLength(2)
  })

  it('in a browser that the person used does not wait for strangers', async () => {
    const at = node()
    const first = await enrolled(at)
    const signedIn = await at.sessions.authenticate(cookieOf(first))
    for (let n = 0; n < 25; n++) await login(at, { source: `2001:db8:${n}::1` }, 'x').catch(() => undefined)
    const given = { current: PASSWORD, password: ANOTHER, source: '2001:db8:ffff::1' }
    await expect(at.changePassword(signedIn, given)).rejects.toMatchObject({ code: 'rate_limited' })
    await at.changePassword(signedIn, { ...given, device: deviceOf(first) })
  })
})

const revoked = () => {
  const ids = written.flatMap((body) =>
    body.class === 'authentication' && 'event' in body && body.event === 'revoked' ? [body.key] : [],
  )
  return [...new Set(ids)]
}
