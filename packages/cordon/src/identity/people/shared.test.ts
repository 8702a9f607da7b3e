import type { NewestBody } from '@cordon/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PeopleSettings } from '../../config/people.ts'
import { MINUTE, SECOND } from '../../kernel/clock.ts'
import { createDirectory } from '../directory.ts'
import { openRealParts, type RealParts, unrecorded } from '../real-parts.fixtures.ts'
import { createPeople, type People } from './people.ts'
import type { SessionRow } from './sessions.queries.ts'
import { createTickets } from './tickets.ts'
import { createWaits } from './waits.ts'

const START = Date.parse('2026-06-15T12:00:00Z')
const PASSWORD = 'a meadow behind the old mill'
const tenant = 'home'

let parts: RealParts
beforeAll(async () => {
  parts = await openRealParts(START)
  const directory = createDirectory({ store: parts.store, now: () => parts.clock.ms, changed: () => undefined })
  for (const id of ['ada', 'bea', 'cyd', 'dot', 'eve'])
    await directory.addUser(tenant, { id, kind: 'user', name: id, roles: ['administrator'] }, unrecorded)
}, 60_000)
afterAll(() => parts.close())

const deps = () => ({ ...parts, now: () => parts.clock.ms })
/** Each is one node: what they share is SQL and keys. */
function node(settings: object = {}) {
  const written: NewestBody<'authentication' | 'configuration'>[] = []
  const people = createPeople({
    ...deps(),
    settings: PeopleSettings.parse(settings),
    write: async (_, body) => written.push(body),
    countRefused: () => undefined,
  })
  return { people, written }
}
async function cookieOf(people: People, user: string): Promise<string> {
  const { code } = await people.issueEnrolment(tenant, user, unrecorded)
  const login = await people.enrol({ tenant, user, code, password: PASSWORD, source: '10.0.0.1' })
  return 'cookie' in login ? login.cookie : ''
}
const ended = expect.objectContaining({ code: 'session_ended' })

describe('sessions over two nodes', () => {
  it('are felt on the other within five seconds once they were revoked', async () => {
    const [here, there] = [node().people, node().people]
    const cookie = await cookieOf(here, 'ada')
    await there.sessions.authenticate(cookie)
    await here.sessions.end(tenant, { principal: 'ada' }, 'revoked', unrecorded)
    await expect(here.sessions.authenticate(cookie)).rejects.toEqual(ended)
    parts.clock.ms += 5 * SECOND
    await expect(there.sessions.authenticate(cookie)).rejects.toEqual(ended)
  })

  it('that lapsed are recorded once, by whichever node looks first', async () => {
    const [here, there] = [node(), node()]
    await cookieOf(here.people, 'bea')
    parts.clock.ms += 16 * MINUTE
    await Promise.all([here, there, here].map(({ people }) => people.expire(tenant)))
    const ends = [...here.written, ...there.written].filter((body) => 'event' in body && body.event === 'idle-end')
    expect(ends.filter((body) => body.principal === 'bea')).toHaveLength(1)
  })

  it('that lapsed stay to be recorded while the journal cannot write', async () => {
    const { people } = node()
    await cookieOf(people, 'ada')
    parts.clock.ms += 16 * MINUTE
    const failing = (): Promise<void> => Promise.reject(new Error('the disk is full'))
    await expect(people.sessions.lapse(tenant, failing)).rejects.toThrow('full')
    const seen: SessionRow[] = []
    await people.sessions.lapse(tenant, async (row) => void seen.push(row))
    expect(seen.map(({ principal }) => principal)).toEqual(['ada'])
  })

  it('are at most so many of one person: the oldest ends first', async () => {
    const { people } = node({ sessionsMax: 2 })
    const cookies: string[] = []
    for (let i = 0; i < 3; i++) {
      parts.clock.ms += SECOND
      const opened = await people.sessions.open(
        { tenant, principal: 'cyd', how: 'password', source: '10.0.0.1' },
        unrecorded,
      )
      cookies.push(opened.cookie)
    }
    await expect(people.sessions.authenticate(cookies[0] ?? '')).rejects.toEqual(ended)
    for (const cookie of cookies.slice(1))
      expect((await people.sessions.authenticate(cookie)).caller.principal.id).toBe('cyd')
  })

  it('leave nothing in SQL that would open one, nor a password, nor a code', async () => {
    const { people } = node()
    const cookie = await cookieOf(people, 'dot')
    const { keyId: session } = (await people.sessions.authenticate(cookie)).caller
    const { secret } = await people.factors.beginTotp({ tenant, principal: 'dot', session })
    const { code } = await people.issueEnrolment(tenant, 'eve', unrecorded)
    const tables = ['person_session', 'local_account', 'totp_factor', 'recovery_code'] as const
    const rows = await parts.store.within(tenant, (tx) =>
      Promise.all(tables.map((table) => tx.selectFrom(table).selectAll().execute())),
    )
    const kept = JSON.stringify(rows, (_, value: unknown) =>
      typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data)
        ? Buffer.from(value.data as number[]).toString('latin1')
        : value,
    )
    for (const word of [cookie.split('.')[2] ?? cookie, PASSWORD, secret, code, '$argon2id'])
      expect(kept).not.toContain(word)
  })
})

describe('a ticket', () => {
  const stub = { tenant, use: 'second-factor', of: 'ada' } as const

  it('is spent once over all nodes, even when both are asked at once', async () => {
    const [here, there] = [createTickets(deps()), createTickets(deps())]
    const ticket = here.mint(stub)
    const spent = await Promise.all([here, there, here, there].map((each) => each.spend(ticket, stub)))
    expect(spent.filter(Boolean)).toHaveLength(1)
  })

  it('fits its own use, person and tenant only, unchanged, for five minutes', () => {
    const tickets = createTickets(deps())
    const ticket = tickets.mint(stub)
    expect(tickets.fits(ticket, stub)).toBe(true)
    for (const other of [
      { ...stub, use: 'oidc' as const },
      { ...stub, of: 'bea' },
      { ...stub, tenant: 'other' },
    ])
      expect(tickets.fits(ticket, other)).toBe(false)
    for (const wrong of ['', 'x', ticket.slice(1), `${ticket}A`, ticket.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))])
      expect(tickets.fits(wrong, stub)).toBe(false)
    parts.clock.ms += 5 * MINUTE
    expect(tickets.fits(ticket, stub)).toBe(false)
  })
})

describe('a wait', () => {
  it('is not slipped by asking many times at once, nor on two nodes', async () => {
    const [here, there] = [createWaits(deps()), createWaits(deps())]
    const tries = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? here : there).secondFactor(tenant, 'guessed'))
    const results = await Promise.allSettled(tries)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  })

  it('doubles for a second factor, up to a quarter of an hour, and is forgotten at success', async () => {
    const waits = createWaits(deps())
    const attempt = () => waits.secondFactor(tenant, 'doubling')
    for (let i = 0; i < 5; i++) await attempt()
    for (const waitMs of [1_000, 2_000, 4_000, 8_000]) {
      parts.clock.ms += waitMs - 1
      await expect(attempt()).rejects.toMatchObject({ code: 'rate_limited' })
      parts.clock.ms += 1
      await attempt()
    }
    for (let i = 0; i < 20; i++) {
      parts.clock.ms += 15 * MINUTE
      await attempt()
    }
    parts.clock.ms += 15 * MINUTE
    await (await attempt()).succeeded()
    for (let i = 0; i < 5; i++) await attempt()
  })

  it('of an account that the whole internet guesses is half a minute, and none for a browser that its person used', async () => {
    const waits = createWaits(deps())
    const device = waits.device(tenant, 'wanted')
    let got = 0
    for (let i = 0; i < 200; i++) {
      const from = { source: `10.1.${i}.1`, device: undefined }
      await waits.password(tenant, 'wanted', from).then(
        () => got++,
        () => undefined,
      )
    }
    expect(got).toBe(20)
    await waits.password(tenant, 'wanted', { source: '10.9.9.9', device })
    await expect(waits.password(tenant, 'other', { source: '10.1.1.1', device })).resolves.toBeDefined()
    parts.clock.ms += 30 * SECOND
    await waits.password(tenant, 'wanted', { source: '10.8.8.8', device: undefined })
  })

  it('of a source takes nothing from the account: one stranger who knocks on keeps nobody out', async () => {
    const waits = createWaits(deps())
    const stranger = { source: '10.4.4.4', device: undefined }
    let got = 0
    for (let i = 0; i < 300; i++) {
      parts.clock.ms += SECOND
      await waits.password(tenant, 'besieged', stranger).then(
        () => got++,
        () => undefined,
      )
    }
    expect(got).toBeLessThan(15)
    await expect(waits.password(tenant, 'besieged', { source: '10.5.5.5', device: undefined })).resolves.toBeDefined()
  })

  it('believes no device that it did not name, nor one of another person', async () => {
    const waits = createWaits(deps())
    const others = waits.device(tenant, 'somebody')
    for (let i = 0; i < 30; i++)
      await waits.password(tenant, 'victim', { source: `10.2.${i}.1`, device: undefined }).catch(() => undefined)
    expect(waits.knows(tenant, 'somebody', others)).toBe(true)
    for (const device of [others, '', 'A'.repeat(65)]) expect(waits.knows(tenant, 'victim', device)).toBe(false)
    for (const device of [others, '', 'A'.repeat(65)])
      await expect(waits.password(tenant, 'victim', { source: '10.3.3.3', device })).rejects.toMatchObject({
        code: 'rate_limited',
      })
  })
})
