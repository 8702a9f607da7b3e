import type { Application, Principal } from '@cordon/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DAY, MINUTE, SECOND } from '../kernel/clock.ts'
import { createIdentity, type Identity } from './api-key.ts'
import { createDirectory, type Directory } from './directory.ts'
import { mintKey } from './key-text.ts'
import { createAuthentication, createSourceLimit } from './limit-sources.ts'
import { openRealParts, type RealParts, unrecorded } from './real-parts.fixtures.ts'

const START = Date.parse('2026-06-15T12:00:00Z')
const invalid = expect.objectContaining({ code: 'credentials_invalid', at: undefined })

const nurse: Principal = {
  id: 'nurse-b',
  kind: 'user',
  name: 'Nurse B',
  roles: ['nurse'],
  practitioner: 'Practitioner/b',
}
const chat: Application = {
  id: 'chat',
  name: 'Chart chat',
  purposes: ['TREAT'],
  models: ['*'],
  vendors: ['local'],
  toolsInside: [],
  patientOptional: false,
  retrieve: 'asked',
  profile: { passagesMax: 8, passageCharactersMax: 12_000 },
}

let parts: RealParts
let identity: Identity
let directory: Directory
let queries = 0

beforeAll(async () => {
  parts = await openRealParts(START)
})
afterAll(() => parts.close())

/** Each test has a tenant of its own, so that none sees another's rows. */
let tenant: string
let tenants = 0
beforeEach(async () => {
  tenant = `t${tenants++}`
  parts.clock.ms = START
  const { store, keyring, random } = parts
  const within: typeof store.within = (...scope) => {
    queries += 1
    return store.within(...scope)
  }
  const counted = { ...store, within }
  const now = () => parts.clock.ms
  identity = createIdentity({ store: counted, keyring, now, random })
  directory = createDirectory({ store, now, changed: () => identity.forgetCallers() })
  await directory.addUser(tenant, nurse, unrecorded)
  await directory.addApplication(tenant, chat, unrecorded)
})

const issue = (over: { application?: string; lifetimeMs?: number } = { application: 'chat' }) =>
  identity.issueKey({ tenant, principal: 'nurse-b', ...over }, unrecorded)

describe('a key', () => {
  it('speaks for its principal through its application', async () => {
    const { key, id } = await issue()
    const caller = { tenant, principal: nurse, application: chat, keyId: id }
    expect(await identity.authenticate(`Bearer ${key}`)).toEqual(caller)
    expect(await identity.authenticate(key)).toEqual(caller)
    expect(await identity.authenticate(`bearer  ${key}`)).toEqual(caller)
  })
  it('without an application is an administrator’s', async () => {
    const { key } = await issue({})
    expect(await identity.authenticate(key)).not.toHaveProperty('application')
  })
  it('is shown once: neither its listing nor its change nor any column holds it', async () => {
    const { key, id, expiresAt, change } = await issue()
    const rows = await parts.store.within(tenant, (tx) => tx.selectFrom('api_key').selectAll().execute())
    const [row] = rows
    const kept = JSON.stringify([change, await identity.listKeys(tenant), rows, row?.hmac.toString('latin1')])
    expect(kept).not.toContain(key.split('.')[2]?.slice(0, 20))
    expect(row?.hmac).toHaveLength(32)
    expect(await identity.listKeys(tenant)).toEqual([
      { id, principal: 'nurse-b', application: 'chat', createdAt: START, expiresAt, revokedAt: undefined },
    ])
    expect(change).toMatchObject({ action: 'key.issue', subject: id, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  })
  it('always ends: after 365 days unless it says sooner, and never later than 730', async () => {
    expect((await issue()).expiresAt).toBe(START + 365 * DAY)
    expect((await issue({ lifetimeMs: DAY })).expiresAt).toBe(START + DAY)
    for (const lifetimeMs of [0, -1, 731 * DAY, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(issue({ lifetimeMs })).rejects.toMatchObject({ code: 'resource_invalid', at: 'lifetimeMs' })
  })
  it('is issued only for who is there and active', async () => {
    await expect(identity.issueKey({ tenant, principal: 'nobody' }, unrecorded)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(issue({ application: 'none' })).rejects.toMatchObject({ code: 'not_found', at: 'application' })
    await directory.revokeUser(tenant, 'nurse-b', unrecorded)
    await expect(issue()).rejects.toMatchObject({ code: 'not_found', at: 'principal' })
    await expect(identity.issueKey({ tenant: 'Not A Name', principal: 'x' }, unrecorded)).rejects.toMatchObject({
      at: 'tenant',
    })
  })
})

describe('credentials', () => {
  it.each([undefined, '', ' ', 'Bearer', 'Bearer '])('%j are missing', async (given) => {
    await expect(identity.authenticate(given)).rejects.toMatchObject({ code: 'credentials_missing' })
  })
  it.each(['Basic dXNlcjpwYXNz', 'Bearer x', 'ck_t.a.b', `Bearer ${'a'.repeat(100_000)}`])(
    '%.20s are invalid without asking the database',
    async (given) => {
      const before = queries
      await expect(identity.authenticate(given)).rejects.toEqual(invalid)
      expect(queries).toBe(before)
    },
  )

  const ends: [string, (key: { key: string; id: string }) => unknown][] = [
    ['expired', () => (parts.clock.ms = START + 365 * DAY)],
    ['revoked', ({ id }) => identity.revokeKey(tenant, id, unrecorded)],
    ['of a revoked principal', () => directory.revokeUser(tenant, 'nurse-b', unrecorded)],
    ['of a revoked application', () => directory.revokeApplication(tenant, 'chat', unrecorded)],
  ]
  it.each(ends)('%s get the one answer, also right after they were good', async (_case, end) => {
    const issued = await issue()
    await identity.authenticate(issued.key)
    await end(issued)
    const before = queries
    await expect(identity.authenticate(issued.key)).rejects.toEqual(invalid)
    expect(queries).toBe(before + 1)
  })
  it('of an unknown id, a wrong secret, or another tenant get the same answer after the same one query', async () => {
    const { key, id } = await issue()
    const unknown = mintKey(tenant, parts.random).text
    const forged = mintKey(tenant, (length) => (length === 12 ? Buffer.from(id, 'base64url') : parts.random(length)))
    const moved = mintKey('elsewhere', (length) =>
      length === 12 ? Buffer.from(id, 'base64url') : parts.random(length),
    )
    expect(forged.id).toBe(id)
    for (const given of [unknown, forged.text, moved.text]) {
      const before = queries
      await expect(identity.authenticate(given)).rejects.toEqual(invalid)
      expect(queries).toBe(before + 1)
    }
    expect(await identity.authenticate(key)).toMatchObject({ keyId: id })
  })
  it('whose row was copied to another tenant or id open nothing', async () => {
    const { key, id } = await issue()
    const [row] = await parts.store.within(tenant, (tx) => tx.selectFrom('api_key').selectAll().execute())
    const other = mintKey(tenant, parts.random)
    await parts.store.within(tenant, (tx) =>
      tx
        .insertInto('api_key')
        .values({ ...row, tenant, id: other.id } as never)
        .execute(),
    )
    await expect(identity.authenticate(other.text)).rejects.toEqual(invalid)
    expect(await identity.authenticate(key)).toMatchObject({ keyId: id })
  })
})

describe('memory of verified keys', () => {
  it('spares the database for 5 s, and reads it again after', async () => {
    const { key } = await issue()
    await identity.authenticate(key)
    const before = queries
    for (let i = 0; i < 10; i++) await identity.authenticate(key)
    expect(queries).toBe(before)
    parts.clock.ms += 5 * SECOND
    await identity.authenticate(key)
    expect(queries).toBe(before + 1)
  })
  it('gives a changed application at once', async () => {
    const { key } = await issue()
    await identity.authenticate(key)
    await directory.addApplication(tenant, { ...chat, purposes: ['COC'] }, unrecorded)
    expect((await identity.authenticate(key)).application?.purposes).toEqual(['COC'])
  })
  it('feels another node’s revocation within 5 s', async () => {
    const { key, id } = await issue()
    await identity.authenticate(key)
    const { store, keyring, random, clock } = parts
    await createIdentity({ store, keyring, random, now: () => clock.ms }).revokeKey(tenant, id, unrecorded)
    parts.clock.ms += 5 * SECOND
    await expect(identity.authenticate(key)).rejects.toEqual(invalid)
  })
})

describe('a source that keeps failing', () => {
  const bound = () => {
    const limit = createSourceLimit(() => parts.clock.ms, { failuresPerMinuteMax: 3 })
    return createAuthentication({ identity, limit })
  }
  it('is made to wait before any work is done, and others are not', async () => {
    const authenticate = bound()
    const { key } = await issue()
    const wrong = mintKey(tenant, parts.random).text
    for (let i = 0; i < 3; i++) await expect(authenticate(wrong, '10.0.0.1')).rejects.toEqual(invalid)
    const before = queries
    await expect(authenticate(wrong, '10.0.0.1')).rejects.toMatchObject({ code: 'rate_limited' })
    await expect(authenticate(key, '10.0.0.1')).rejects.toMatchObject({ code: 'rate_limited' })
    expect(queries).toBe(before)
    expect(await authenticate(key, '10.0.0.2')).toMatchObject({ tenant })
    parts.clock.ms += MINUTE
    expect(await authenticate(key, '10.0.0.1')).toMatchObject({ tenant })
  })
  it('does not lock out a key that was good lately from the same address', async () => {
    const authenticate = bound()
    const { key, id } = await issue()
    await authenticate(key, '10.0.0.1')
    for (let i = 0; i < 4; i++) await authenticate('Bearer wrong', '10.0.0.1').catch(() => undefined)
    parts.clock.ms += 10 * SECOND
    expect(await authenticate(`Bearer ${key}`, '10.0.0.1')).toMatchObject({ tenant })
    await identity.revokeKey(tenant, id, unrecorded)
    await expect(authenticate(key, '10.0.0.1')).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('the directory', () => {
  it('lists who was added, with the newest definition and since when it is revoked', async () => {
    await directory.addUser(tenant, { ...nurse, name: 'Nurse B-C' }, unrecorded)
    await directory.revokeUser(tenant, 'nurse-b', unrecorded)
    await directory.revokeApplication(tenant, 'chat', unrecorded)
    expect(await directory.listUsers(tenant)).toEqual([{ ...nurse, name: 'Nurse B-C', revokedAt: START }])
    expect(await directory.listApplications(tenant)).toEqual([{ ...chat, revokedAt: START }])
    await expect(directory.application(tenant, 'chat')).rejects.toMatchObject({ code: 'not_found' })
  })
  it('keeps a revoked id revoked', async () => {
    await directory.revokeUser(tenant, 'nurse-b', unrecorded)
    await expect(directory.addUser(tenant, nurse, unrecorded)).rejects.toMatchObject({
      code: 'resource_invalid',
      at: 'id',
    })
    await expect(directory.revokeUser(tenant, 'nurse-b', unrecorded)).rejects.toMatchObject({ code: 'not_found' })
    await expect(identity.revokeKey(tenant, 'unknown', unrecorded)).rejects.toMatchObject({ code: 'not_found' })
  })
  it('refuses a fixed purpose that is not registered', async () => {
    const crooked = { ...chat, purposeFixed: 'HMARKT' as const }
    await expect(directory.addApplication(tenant, crooked, unrecorded)).rejects.toMatchObject({ at: 'purposeFixed' })
  })
  it('shows one tenant nothing of another', async () => {
    expect(await directory.listUsers('nobody-yet')).toEqual([])
    expect(await identity.listKeys('nobody-yet')).toEqual([])
  })
  it('says what changed: the action, the subject, and the same hash for the same definition', async () => {
    const change = await directory.addApplication(tenant, chat, unrecorded)
    expect(change).toEqual(
      await directory.addApplication(
        tenant,
        Object.fromEntries(Object.entries(chat).reverse()) as Application,
        unrecorded,
      ),
    )
    expect(change).toMatchObject({ action: 'application.add', subject: 'chat' })
    expect(await directory.revokeApplication(tenant, 'chat', unrecorded)).toEqual({
      action: 'application.revoke',
      subject: 'chat',
    })
  })
})
