import { CordonError, type EntryBody, type Principal } from '@cordon/contract'
import { type FastifyInstance, fastify } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLent } from '../../../config/lent.ts'
import { PeopleSettings } from '../../../config/people.ts'
import { VendorSettings } from '../../../config/vendors.ts'
import { createIdentity } from '../../../identity/api-key.ts'
import { createDirectory } from '../../../identity/directory.ts'
import { createOrganisations } from '../../../identity/organisations.ts'
import { createPeople } from '../../../identity/people/people.ts'
import { openRealParts, type RealParts, unrecorded } from '../../../identity/real-parts.fixtures.ts'
import { createSecondPerson } from '../../../identity/second-person.ts'
import { createAgreements } from '../../../policy/agreements/agreements.ts'
import { determinedResult, routeOf } from '../../../policy/agreements/validated-route.fixtures.ts'
import { createValidatedRoutes } from '../../../policy/agreements/validated-routes.ts'
import { agreement, application, NOW, vendor, vendorRules } from '../../../policy/decision/decide.fixtures.ts'
import type { Doors } from '../../doors.ts'
import { configurationRoutes } from './configuration.ts'
import { keyringRoutes } from './keyring.ts'
import { organisationRoutes } from './organisations.ts'

const admin: Principal = {
  id: 'admin',
  kind: 'user',
  name: 'Admin',
  roles: ['administrator', 'security', 'compliance'],
}
const organisation = (id: string) => ({ id, name: 'An organisation', administrator: { id: 'owner', name: 'Owner' } })

let parts: RealParts
let app: FastifyInstance
let entries: { tenant: string; body: EntryBody }[]
/** How many entries the journal takes before it takes none. */
let room: number
let rotations: number
let tenant: string
let tenants = 0

beforeAll(async () => {
  parts = await openRealParts(NOW)
})
afterAll(() => parts.close())
beforeEach(async () => {
  tenant = `c${tenants++}`
  entries = []
  room = Number.POSITIVE_INFINITY
  rotations = 0
  const doors = createDoors()
  app = fastify()
  configurationRoutes(app, doors)
  organisationRoutes(app, doors)
  keyringRoutes(app, doors)
  const { directory, agreements } = doors
  await directory.addUser(tenant, { ...admin, id: 'known' }, unrecorded)
  await directory.addApplication(tenant, application({ id: 'known' }), unrecorded)
  await agreements.addVendor(tenant, vendor(), unrecorded)
  await agreements.addAgreement(tenant, agreement(), unrecorded)
  await doors.validatedRoutes.add(tenant, routeOf(determinedResult(), { id: 'known' }), unrecorded)
})

/** A real database and real operations; the journal alone is one that may take nothing more. */
function createDoors(): Doors {
  const { store, keyring, random } = parts
  const now = () => parts.clock.ms
  const identity = createIdentity({ store, keyring, now, random })
  const caller = { tenant, principal: admin, keyId: 'k', steppedUpAt: NOW }
  return {
    now,
    identity,
    secondPerson: createSecondPerson({ store, settings: PeopleSettings.parse({}), now }),
    lent: createLent({ tenant, secrets: [], vendors: VendorSettings.parse({}) }, () => undefined),
    config: { people: PeopleSettings.parse({}), identity: { licenceRequiredFor: [] } },
    authenticate: () => Promise.resolve(caller),
    recordLogin: () => Promise.resolve(),
    recorder: { countRefusedCredentials: () => undefined },
    metrics: { refusedCredentials: () => undefined },
    people: createPeople({
      store,
      keyring,
      now,
      random,
      settings: PeopleSettings.parse({}),
      write: () => Promise.resolve(),
      countRefused: () => undefined,
    }),
    directory: createDirectory({ store, now, changed: () => identity.forgetCallers() }),
    organisations: createOrganisations({ store, operator: tenant, now }),
    agreements: createAgreements({ store, now, ...vendorRules }),
    validatedRoutes: createValidatedRoutes({ store, now, officers: [], detectorHash: 'd'.repeat(64) }),
    keyCare: { rotate: () => Promise.resolve({ rotation: ++rotations }) },
    journal: {
      writable: true,
      append: (of: string, body: EntryBody) => {
        if (entries.length >= room) return Promise.reject(new CordonError('journal_unavailable'))
        return Promise.resolve(entries.push({ tenant: of, body }))
      },
    },
  } as unknown as Doors
}

const post = (url: string, payload: object = {}) =>
  app.inject({ method: 'POST', url, payload, headers: { authorization: 'Bearer x' } })
const acts = () => entries.map((entry) => (entry.body.class === 'configuration' ? entry.body.action : entry.body.class))

const TABLES = [
  'principal',
  'application',
  'api_key',
  'vendor',
  'agreement',
  'validated_route',
  'organisation',
] as const

async function everything(): Promise<string> {
  const rows = TABLES.map((table) =>
    parts.store.within(tenant, (tx) => tx.selectFrom(table).selectAll().where('tenant', '=', tenant).execute()),
  )
  return JSON.stringify([await Promise.all(rows), rotations])
}

interface Case {
  readonly act: string
  readonly url: string
  readonly body?: () => object
  /** What has to be there before: the id that stands for `:id`. */
  readonly before?: () => Promise<string>
}

const CASES: readonly Case[] = [
  { act: 'user.add', url: '/api/users', body: () => ({ ...admin, id: 'new' }) },
  { act: 'user.add', url: '/api/users', body: () => ({ ...admin, id: 'known', name: 'Another name' }) },
  { act: 'user.revoke', url: '/api/users/known/revoke' },
  { act: 'application.add', url: '/api/applications', body: () => application({ id: 'new' }) },
  { act: 'application.revoke', url: '/api/applications/known/revoke' },
  { act: 'key.issue', url: '/api/keys', body: () => ({ user: 'known' }) },
  {
    act: 'key.revoke',
    url: '/api/keys/:id/revoke',
    before: async () => (await post('/api/keys', { user: 'known' })).json<{ id: string }>().id,
  },
  { act: 'vendor.add', url: '/api/vendors', body: () => vendor({ id: 'new' }) },
  { act: 'agreement.add', url: '/api/agreements', body: () => agreement({ id: 'new' }) },
  { act: 'agreement.terminate', url: `/api/agreements/${agreement().id}/terminate` },
  {
    act: 'validated-route.add',
    url: '/api/validated-routes',
    body: () => routeOf(determinedResult(), { id: 'new' }),
  },
  { act: 'validated-route.close', url: '/api/validated-routes/known/close' },
  {
    act: 'tenant.close',
    url: '/api/tenants/:id/close',
    before: async () => (await post('/api/tenants', organisation(`${tenant}-b`))).json<{ subject: string }>().subject,
  },
  { act: 'keys.rotate', url: '/api/keyring/rotate' },
]

describe.each(CASES)('$act at $url', ({ act, url, body, before }) => {
  const furnish = async () => {
    const id = (await before?.()) ?? ''
    entries = []
    return () => post(url.replace(':id', id), body?.())
  }

  it('happens, and is one entry of this tenant', async () => {
    const make = await furnish()
    const then = await everything()
    const { statusCode, body: text } = await make()
    expect(statusCode, text).toBe(200)
    expect(await everything()).not.toBe(then)
    expect(entries.filter((entry) => entry.tenant === tenant)).toMatchObject([
      { body: { class: 'configuration', principal: 'admin', action: act } },
    ])
  })

  it('does not happen where the journal cannot take its entry, and does once it can', async () => {
    const make = await furnish()
    const then = await everything()
    room = 0
    const refused = await make()
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([503, 'journal_unavailable'])
    expect(await everything()).toBe(then)
    room = 10
    expect((await make()).statusCode).toBe(200)
  })
})

describe('an organisation', () => {
  const add = () => post('/api/tenants', organisation(`${tenant}-n`))

  it.each([0, 1, 2, 3])(
    'that failed after %i entries leaves its name free, and is added by the next try',
    async (after) => {
      room = after
      expect((await add()).json()).toMatchObject({ code: 'journal_unavailable' })
      room = Number.POSITIVE_INFINITY
      entries = []
      const added = await add()
      expect(added.json(), added.body).toMatchObject({
        action: 'tenant.add',
        key: expect.stringContaining(`${tenant}-n`),
      })
      expect(acts()).toEqual(['user.add', 'key.issue', 'account.enrol', 'tenant.add'])
      expect(entries.map((entry) => entry.tenant)).toEqual([...Array<string>(3).fill(`${tenant}-n`), tenant])
    },
  )

  it('whose name is taken, by the operator or by a closed one, gets no administrator and no entry', async () => {
    await add()
    await post(`/api/tenants/${tenant}-n/close`)
    entries = []
    for (const id of [tenant, `${tenant}-n`])
      expect((await post('/api/tenants', organisation(id))).json()).toMatchObject({ code: 'resource_invalid' })
    expect(entries).toEqual([])
  })
})
