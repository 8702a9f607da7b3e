import { connect } from 'node:net'
import { ROUTES, type RouteName } from '@cordon/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adt } from '../../packages/cordon/src/feeds/adt.fixtures.ts'
import { frame, readFrames } from '../../packages/cordon/src/feeds/mllp.ts'
import { determinedResult, routeOf } from '../../packages/cordon/src/policy/agreements/validated-route.fixtures.ts'
import { readDefaultPack } from '../../packages/cordon/src/policy/cedar/texts.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'

/** A clock that can be set forward: what has an end is past it then. */
let ahead = 0
const HOUR = 3_600_000
const DAY = 24 * HOUR

let boundary: TestBoundary
/** Of another organisation on this deployment: somebody with every right there is, and an application. */
let other: { readonly key: string; readonly application: string }
/** Of this one: a person whose role carries no right at all. */
let rightless: { readonly key: string; readonly application: string }

type Keys = typeof other
type Path<Name extends RouteName> = (typeof ROUTES)[Name]['path']
/** Routes that name something by its id. */
type Named = { [Name in RouteName]: Path<Name> extends `${string}:${string}` ? Name : never }[RouteName]

const names = Object.keys(ROUTES) as RouteName[]
const guarded = names.filter((name) => ROUTES[name].right !== 'none')
/** Before anybody is known: what these refuse, `people.test.ts` shows. */
const knocked = names.filter((name) => /^\/api\/session\/(login|enrol|oidc)/.test(ROUTES[name].path))
const open = names.filter((name) => ROUTES[name].right === 'none' && !knocked.includes(name))

beforeAll(async () => {
  boundary = await startBoundary({
    outside: { now: () => Date.now() + ahead },
    limits: { refusedCredentialsPerMinuteMax: 1_000_000 },
    emergency: { secondFactor: 'where-asked' },
    feeds: { adt: { port: 0, senders: ['HIS'], authorities: { HOSP: 'http://hospital.example/mrn' } } },
  })
  other = await another()
  rightless = await keysOf(boundary.adminKey, { id: 'onlooker', roles: [] })
}, 60_000)
afterAll(() => boundary.close())

const EVERY_ROLE = ['clinician', 'compliance', 'security', 'administrator']

/** An organisation beside the operator's, with an application of the same name and a person of the same name. */
async function another(): Promise<Keys> {
  const asked = { id: 'other', name: 'Another Clinic', administrator: { id: 'admin', name: 'Its administrator' } }
  const { key } = (await boundary.admin.post('/api/tenants', asked)).json as { key: string }
  await send('POST', '/api/applications', key, { ...boundary.world.application, id: 'demo' })
  return keysOf(key, { id: 'treating', roles: EVERY_ROLE })
}

async function keysOf(admin: string, person: { id: string; roles: readonly string[] }): Promise<Keys> {
  const user = { ...boundary.world.related, name: person.id, ...person }
  await send('POST', '/api/users', admin, user)
  const key = async (application?: string) => {
    const asked = { user: person.id, days: 1, ...(application === undefined ? {} : { application }) }
    return (await send('POST', '/api/keys', admin, asked)).json as { key: string; id: string }
  }
  return { key: (await key()).key, application: (await key('demo')).key }
}

const APPLICATION_PATHS = ['/v1/', '/mcp', '/messages', '/anthropic/', '/oauth/', '/.well-known/']

interface Told {
  readonly status: number
  readonly code: string | undefined
  readonly text: string
  readonly json: unknown
}

async function send(method: string, path: string, key?: string, body?: unknown): Promise<Told> {
  const origin = APPLICATION_PATHS.some((one) => path.startsWith(one)) ? boundary.url : boundary.adminUrl
  // Header and body of a request that has both are about one patient.
  const { patient = boundary.world.patient } = (body ?? {}) as { patient?: string }
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      'content-type': 'application/json',
      'x-cordon-patient': patient,
      'x-cordon-purpose': 'TREAT',
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
  })
  const text = await response.text()
  const json = text.startsWith('{')
    ? (JSON.parse(text.split('\n')[0] ?? '') as { error?: { code?: string; data?: { code?: string } } })
    : undefined
  const code = json?.error?.data?.code ?? json?.error?.code
  return { status: response.status, code, text, json }
}

/** Bodies that come as far as the decision; elsewhere the guard stands before the body. */
const QUESTION = { model: 'local/extract', messages: [{ role: 'user', content: 'Which medicines?' }] }
const BODIES: Partial<Record<RouteName, object>> = {
  chat: QUESTION,
  responses: { model: 'local/extract', input: 'Which medicines?' },
  messages: { ...QUESTION, max_tokens: 16 },
  messagesWithoutVersion: { ...QUESTION, max_tokens: 16 },
  messagesUnderAnthropic: { ...QUESTION, max_tokens: 16 },
  countTokens: QUESTION,
  countTokensWithoutVersion: QUESTION,
  countTokensUnderAnthropic: QUESTION,
  embeddings: { model: 'local/extract', input: 'Which medicines?' },
  mcp: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
  mcpServer: { jsonrpc: '2.0', id: 1, method: 'tools/list' },
  serverReview: { tool: 'look_up', hash: '0'.repeat(64) },
  deidentify: { text: 'Call Ada Bell.' },
  reidentify: { conversation: 'none', document: 'x' },
  emergencyReview: { outcome: 'appropriate' },
  reviewSign: { hash: '0'.repeat(64), finding: 'nothing' },
  get emergency() {
    return { reason: 'other', text: 'a synthetic emergency of a test', patient: boundary.world.patient }
  },
}

const call = (name: RouteName, key?: string, id = 'none') =>
  send(ROUTES[name].method, ROUTES[name].path.replace(/:[a-z]+/, encodeURIComponent(id)), key, BODIES[name])

const ofDoor = (name: RouteName, { key, application }: Keys) =>
  ROUTES[name].door === 'application' ? application : key

describe('every route, without what it asks for', () => {
  it.each(guarded)('%s: nobody comes in without credentials', async (name) => {
    expect(await call(name)).toMatchObject({ status: 401, code: 'credentials_missing' })
  })

  it.each(guarded)('%s: a key that is none is refused, and one of a tenant that is none', async (name) => {
    for (const forged of ['ck_test.0.x', other.key.replace('ck_other', 'ck_elsewhere')])
      expect(await call(name, forged)).toMatchObject({ status: 401, code: 'credentials_invalid' })
  })

  it.each(guarded)('%s: a key of the other door is refused', async (name) => {
    const wrong = ROUTES[name].door === 'application' ? boundary.adminKey : boundary.key
    expect(await call(name, wrong)).toMatchObject({ status: 403, code: 'right_missing' })
  })

  it.each(guarded)('%s: a role without the right is refused', async (name) => {
    expect(await call(name, ofDoor(name, rightless))).toMatchObject({ status: 403, code: 'right_missing' })
  })

  it.each(guarded)('%s: a key that was revoked meanwhile is refused at once', async (name) => {
    const door = ROUTES[name].door === 'application' ? { application: 'demo' } : {}
    const issued = (await boundary.admin.post('/api/keys', { user: 'onlooker', ...door })).json as Record<
      string,
      string
    >
    expect((await call(name, issued.key)).status).toBe(403)
    await boundary.admin.post(`/api/keys/${issued.id}/revoke`, {})
    expect(await call(name, issued.key)).toMatchObject({ status: 401, code: 'credentials_invalid' })
  })

  it.each(knocked)('%s: lets nobody in with nothing, whatever key comes along', async (name) => {
    for (const key of [undefined, other.key]) {
      const told = await call(name, key)
      // A challenge is everybody's to ask for, and says nothing of anybody.
      expect([name === 'sessionLoginPasskeyBegin' ? 200 : 0, 401, 404, 422]).toContain(told.status)
      for (const word of [boundary.world.patient, boundary.world.related.name]) expect(told.text).not.toContain(word)
    }
  })

  it.each(open)('%s: asks for nothing, and says nothing of anybody', async (name) => {
    const { status, text } = await call(name)
    expect([200, 400, 503]).toContain(status)
    for (const word of [boundary.world.patient, boundary.world.related.name]) expect(text).not.toContain(word)
  })
})

/** For each route that names something: an id that is real, in the organisation that asks not. */
const THEIRS: Record<Named, () => Promise<string>> = {
  model: theirModel,
  modelUnderAnthropic: theirModel,
  applicationRevoke: async () => 'command-line',
  userRevoke: async () => boundary.world.unrelated.id,
  keyRevoke: () => made('/api/keys', { user: boundary.world.related.id }),
  agreementTerminate: async () => boundary.world.agreements[0]?.id ?? '',
  async validatedRouteClose() {
    const { service } = boundary.world.agreements[0] ?? expect.fail('no agreement')
    const vendor = await theirVendor()
    await boundary.admin.post('/api/validated-routes', routeOf(determinedResult(), { id: 'theirs', vendor, service }))
    return 'theirs'
  },
  vendorShow: async () => boundary.world.vendors[0]?.id ?? '',
  vendorAttest: async () => boundary.world.vendors[0]?.id ?? '',
  drillStart: async () => boundary.world.vendors[0]?.id ?? '',
  async drillEnd() {
    const { items } = (await boundary.admin.get('/api/drills')) as { items: { id: string; running: boolean }[] }
    const running = items.find((one) => one.running)
    if (running !== undefined) return running.id
    const { json } = await boundary.admin.post(`/api/vendors/${await theirVendor()}/drill`, {})
    return (json as { drill: { id: string } }).drill.id
  },
  mcpServer: theirServer,
  serverLook: theirServer,
  serverReview: theirServer,
  shredConfirm: () => made('/api/shreds', { patient: patientOf(1), reason: 'test-1' }),
  shredWithdraw: () => made('/api/shreds', { patient: patientOf(2), reason: 'test-2' }),
  holdLift: () => made('/api/holds', { patient: patientOf(3), reason: 'test-3' }),
  tenantClose: async () => 'other',
  feedShow: keptMessage,
  feedRetry: keptMessage,
  feedDrop: keptMessage,
  policyShow: policySet,
  policyPublish: policySet,
  userEnrolment: async () => boundary.world.unrelated.id,
  userSessions: async () => boundary.world.unrelated.id,
  userSessionsRevoke: async () => boundary.world.unrelated.id,
  userSecondFactorReset: async () => boundary.world.unrelated.id,
  // In a session alone: `negative-sessions.test.ts` shows one of another organisation.
  sessionRevoke: async () => 'none',
  sessionOidcCallbackOf: async () => 'other',
  journalEntry: async () => '1',
  review: async () => '2026-W01',
  reviewSign: async () => '2026-W01',
  proof: async () => '1',
  trace: async () => (await asked()).request,
  emergencyShow: broken,
  emergencyStop: broken,
  emergencyReview: broken,
}

const patientOf = (n: number) => `Patient/${boundary.world.hospital.patients.at(-n)?.id ?? ''}`

/** A glass that somebody of this organisation broke. */
async function broken(): Promise<string> {
  const { json } = await send('POST', '/v1/emergency', boundary.strangerKey, BODIES.emergency)
  return (json as { grant: string }).grant
}

async function made(path: string, body: object): Promise<string> {
  return ((await boundary.admin.post(path, body)).json as { id: string }).id
}

/** A vendor that only this organisation has, with a model of a name of its own. */
async function theirModel(): Promise<string> {
  const [vendor] = boundary.world.vendors
  await boundary.admin.post('/api/vendors', { ...vendor, id: 'theirs', models: ['model-of-theirs'] })
  return 'model-of-theirs'
}

/** A server of tools that only this organisation has. */
async function theirServer(): Promise<string> {
  const [vendor] = boundary.world.vendors
  const baseUrl = 'https://tools.example/mcp'
  await boundary.admin.post('/api/vendors', {
    ...vendor,
    id: 'their-server',
    kind: 'mcp',
    baseUrl,
    models: ['look_up'],
  })
  return 'their-server'
}

/** The number of a set that somebody of this organisation made; the other one has none. */
async function policySet(): Promise<string> {
  const { version } = (await boundary.admin.post('/api/policies', readDefaultPack())).json as { version: number }
  return String(version)
}

/** A message of a feed that could not be taken in. */
async function keptMessage(): Promise<string> {
  const socket = connect(boundary.adtPort ?? 0, '127.0.0.1')
  socket.write(frame(adt({ event: 'A01', control: 'c1', at: '20261301' })))
  await readFrames(socket, { messageBytesMax: 10_000, messageMs: 60_000, now: Date.now }).next()
  socket.destroy()
  const { items } = (await boundary.admin.get('/api/feeds/kept')) as { items: { id: string }[] }
  return items[0]?.id ?? expect.fail('no message was kept')
}

async function asked(): Promise<{ request: string }> {
  const response = await fetch(`${boundary.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${boundary.key}`,
      'content-type': 'application/json',
      'x-cordon-patient': boundary.world.patient,
    },
    body: JSON.stringify(QUESTION),
  })
  await response.text()
  return { request: response.headers.get('x-request-id') ?? '' }
}

/** What an id of another organisation comes to, where it is not `not_found`: what it comes to where there is no such thing. */
const ELSE: Partial<Record<Named, object>> = {
  tenantClose: { status: 403, code: 'right_missing' },
  sessionRevoke: { status: 403, code: 'right_missing' },
  model: { status: 404, code: 'model_unknown' },
  modelUnderAnthropic: { status: 404, code: 'model_unknown' },
  mcpServer: { status: 404, code: 'server_unknown' },
  sessionOidcCallbackOf: { status: 404, code: 'login_unavailable' },
  // A week is everybody's; the report of it that was read is not theirs.
  reviewSign: { status: 409, code: 'review_changed' },
}

/** A body that is in order but for one id of this organisation; the same with one that nobody has; what both come to. */
interface Sent {
  readonly theirs: object
  readonly nobodys: object
  readonly answer: object
}
const notThere = { status: 404, code: 'not_found' }
const NOBODY = { patient: 'Patient/nobody-at-all', who: 'Practitioner/nobody-at-all' }
const FOREIGN = {
  keyAdd: async () => ({
    theirs: { user: boundary.world.unrelated.id, days: 1 },
    nobodys: { user: 'nobody-at-all', days: 1 },
    answer: notThere,
  }),
  policyExplain: async () => ({
    theirs: { request: (await asked()).request },
    nobodys: { request: 'nobody-asked-this' },
    answer: notThere,
  }),
  journalSearch: async () => ({
    theirs: { filter: { request: (await asked()).request } },
    nobodys: { filter: { request: 'nobody-asked-this' } },
    answer: { status: 200, json: { entries: [] } },
  }),
  relationshipsOfPatient: async () => ({
    theirs: { patient: boundary.world.patient },
    nobodys: { patient: NOBODY.patient },
    answer: { status: 200, json: { relationships: [] } },
  }),
  relationshipsOfPerson: async () => ({
    theirs: { who: boundary.world.related.practitioner ?? '' },
    nobodys: { who: NOBODY.who },
    answer: { status: 200, json: { relationships: [] } },
  }),
  accounting: async () => ({
    theirs: { patient: boundary.world.patient },
    nobodys: { patient: NOBODY.patient },
    answer: { status: 200 },
  }),
  consents: async () => ({
    theirs: { patient: boundary.world.patient },
    nobodys: { patient: NOBODY.patient },
    answer: { status: 200 },
  }),
  // A patient whom nobody here knows gets the same answer as one whom nobody has at all.
  emergency: async () => ({
    theirs: { ...BODIES.emergency },
    nobodys: { ...BODIES.emergency, patient: NOBODY.patient },
    answer: { status: 200 },
  }),
  reidentify: async () => {
    const { json } = await send('POST', '/v1/deidentify', boundary.key, BODIES.deidentify)
    const { conversation, document } = json as { conversation: string; document: string }
    const nobodys = { conversation: 'nobody-began-this', document }
    return { theirs: { conversation, document }, nobodys, answer: { status: 403, code: 'conversation_refused' } }
  },
  agreementAdd: async () => {
    const agreement = { ...boundary.world.agreements[0], id: 'borrowed' }
    const theirs = { ...agreement, vendor: await theirVendor() }
    return { theirs, nobodys: { ...agreement, vendor: 'nobody-sells-this' }, answer: notThere }
  },
} satisfies Partial<Record<RouteName, () => Promise<Sent>>>

async function theirVendor(): Promise<string> {
  await theirModel()
  return 'theirs'
}

describe('nothing crosses from one organisation to another', () => {
  it.each(Object.keys(THEIRS) as Named[])('%s: an id of another organisation is nobody’s', async (name) => {
    const id = await THEIRS[name]()
    const told = await call(name, ofDoor(name, other), id)
    if (told.status === 200) {
      // A position in the log that all share, or a week: what comes back is about their own entries, or names nobody.
      expect(['proof', 'review']).toContain(name)
      for (const word of ['treating', 'demo', boundary.world.patient]) expect(told.text).not.toContain(`"${word}"`)
    } else expect(told).toMatchObject(ELSE[name] ?? { status: 404, code: 'not_found' })
  })

  it.each(guarded.filter((name) => ROUTES[name].method === 'GET' && !ROUTES[name].path.includes(':')))(
    '%s: what is listed is their own',
    async (name) => {
      const told = await call(name, ofDoor(name, other))
      for (const one of [...boundary.world.agreements, boundary.world.commandLine, boundary.world.unrelated])
        expect(told.text).not.toContain(`"${one.id}"`)
      if (ROUTES[name].right === 'operate') expect(told).toMatchObject({ status: 403, code: 'right_missing' })
    },
  )

  it.each(guarded.filter((name) => ROUTES[name].right === 'operate'))(
    '%s: is for the operator’s people alone',
    async (name) => {
      expect(await call(name, other.key, 'other')).toMatchObject({ status: 403, code: 'right_missing' })
    },
  )

  it.each(Object.keys(FOREIGN) as (keyof typeof FOREIGN)[])(
    '%s: what its body names of another organisation is nobody’s',
    async (name) => {
      const { theirs, nobodys, answer } = await FOREIGN[name]()
      const { method, path } = ROUTES[name]
      const told = await send(method, path, ofDoor(name, other), theirs)
      expect(told).toMatchObject(answer)
      const { status, code } = await send(method, path, ofDoor(name, other), nobodys)
      expect({ status, code }).toEqual({ status: told.status, code: told.code })
      for (const { id } of boundary.world.agreements) expect(told.text).not.toContain(id)
      expect(told.text).not.toContain(boundary.world.related.name)
    },
  )

  it('a patient of one is unknown in the other, even to a person of the same name', async () => {
    const here = await call('chat', boundary.key)
    const there = await call('chat', other.application)
    expect(here.status).toBe(200)
    expect(there).toMatchObject({ status: 403, code: 'patient_refused' })
  })

  it('an organisation that left is refused, but for its auditors', async () => {
    await boundary.admin.post('/api/tenants/other/close', {})
    expect(await call('chat', other.application)).toMatchObject({ status: 403, code: 'tenant_closed' })
    expect(await call('users', other.key)).toMatchObject({ status: 403, code: 'tenant_closed' })
    expect((await send('POST', '/api/journal/search', other.key, { filter: {} })).status).toBe(200)
    expect((await call('holds', other.key)).status).toBe(200)
  })
})

/** What nothing can be called; `%ff` is no text at all, and the last one is longer than any id. */
const IMPOSSIBLE = ['%00', 'a%00b', '%0a', '%ff', '%ed%a0%80', 'a'.repeat(90), 'a'.repeat(5_000)]

describe('every route, asked for what cannot be', () => {
  it.each(Object.keys(THEIRS) as Named[])('%s: an id that nothing can have is refused with a code', async (name) => {
    const { method, path } = ROUTES[name]
    for (const id of IMPOSSIBLE) {
      const told = await send(method, path.replace(/:[a-z]+/, id), ofDoor(name, mine()), BODIES[name])
      expect({ id, in: [400, 403, 404, 409, 414, 422].includes(told.status), code: typeof told.code }).toEqual({
        id,
        in: true,
        code: 'string',
      })
    }
  })

  it.each(names)('%s: a query that nobody asked for is no fault of ours', async (name) => {
    const query = '?clinician=%00&tenant=%00&id=%ff&state=%00&code=%00&iss=%00'
    const path = `${ROUTES[name].path.replace(/:[a-z]+/, 'none')}${query}`
    const told = await send(ROUTES[name].method, path, ofDoor(name, mine()), BODIES[name])
    expect(told.status === 503 ? told.code : told.status).not.toBe(500)
  })

  it.each(guarded)('%s: context in letters that no id has is refused with a code, or not read', async (name) => {
    const { method, path, door } = ROUTES[name]
    const response = await fetch(`${door === 'application' ? boundary.url : boundary.adminUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${ofDoor(name, mine())}`,
        'content-type': 'application/json',
        ...Object.fromEntries(CONTEXT.map((field) => [`x-cordon-${field}`, '\u00ff\u00a0"'])),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(BODIES[name] ?? {}) }),
    })
    expect(response.status).not.toBe(500)
    await response.text()
  })
})

const CONTEXT = ['patient', 'encounter', 'session', 'purpose', 'retrieve', 'break-glass', 'justification']
const mine = (): Keys => ({ key: boundary.adminKey, application: boundary.key })

describe('every route, too late', () => {
  beforeAll(() => {
    ahead = 2 * DAY
  })

  it.each(guarded)('%s: a key past its end is refused', async (name) => {
    expect(await call(name, ofDoor(name, rightless))).toMatchObject({ status: 401, code: 'credentials_invalid' })
  })
})

describe('every route, too often', () => {
  let strict: TestBoundary
  beforeAll(async () => {
    strict = await startBoundary({ limits: { refusedCredentialsPerMinuteMax: 2 } })
    for (const _ of [1, 2, 3]) await fetch(`${strict.adminUrl}/api/users`, { headers: { authorization: 'Bearer x' } })
  }, 60_000)
  afterAll(() => strict.close())

  it.each(guarded)('%s: an address that was refused too often has to wait', async (name) => {
    const { method, path, door } = ROUTES[name]
    const response = await fetch(`${door === 'application' ? strict.url : strict.adminUrl}${path}`, {
      method,
      headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: '{}' }),
    })
    const { error } = (await response.json()) as { error: { code: unknown; data?: { code: string } } }
    expect(error.data?.code ?? error.code).toBe('rate_limited')
    expect(response.status).toBe(429)
  })
})
