import { setTimeout as wait } from 'node:timers/promises'
import { type EntryClass, ROUTES, type RouteName } from '@cordon/contract'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Disk, DiskFile } from '../../packages/cordon/src/audit/disk.ts'
import { createSmallDisk } from '../../packages/cordon/src/audit/faulty-disk.fixture.ts'
import { auditCommand } from '../../packages/cordon/src/cli/commands/audit.ts'
import { readDefaultPack } from '../../packages/cordon/src/policy/cedar/texts.ts'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { asOwner } from '../support/database.ts'
import { readEntries } from '../support/entries.ts'

let boundary: TestBoundary
const disk = createHeldDisk()
beforeAll(async () => {
  boundary = await startBoundary({ outside: { disk } })
})
afterAll(() => boundary.close())

interface Way {
  /** What the route writes, besides the login of a key that was not used lately. */
  readonly entries: readonly EntryClass[]
  /** Without credentials: nobody comes in. */
  readonly open?: true
  /** Done before, by somebody else: the id that the route is to end. */
  readonly prepare?: () => Promise<string>
  readonly drive: (key: string, prepared: string) => Promise<number>
}

let made = 0
let patients = 0
const name = (kind: string) => `${kind}-${++made}`
const world = () => boundary.world
const application = () => ({ ...world().application, id: name('application') })
const user = () => ({ ...world().related, id: name('user') })
const organisation = () => ({ id: name('org'), name: 'An organisation', administrator: { id: 'owner', name: 'Owner' } })
const vendor = () => ({ ...world().vendors[0], id: name('vendor') })
const policies = () => readDefaultPack()
const agreement = () => ({ ...world().agreements[0], id: name('agreement') })

/** Furnished by the administrator, whose own key was used before. */
const added = (path: string, body: () => { id: string }) => async () => {
  const one = body()
  await boundary.admin.post(path, one)
  return one.id
}

/** By two people, as a hold is lifted. */
async function lifted(): Promise<string> {
  const { items } = (await boundary.admin.get('/api/holds')) as { items: { id: string; liftedAt?: number }[] }
  await boundary.admin.post('/api/users', { ...world().administrator, id: 'second' })
  const { key } = await newKey('second')
  for (const { id } of items.filter(({ liftedAt }) => liftedAt === undefined)) {
    await boundary.admin.post(`/api/holds/${id}/lift`, {})
    expect(await call('POST', `${boundary.adminUrl}/api/holds/${id}/lift`, key, {})).toBe(200)
  }
  return ''
}

async function call(method: string, url: string, key: string, body?: unknown): Promise<number> {
  const json = body === undefined ? {} : { 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { body: JSON.stringify(garbled(body)) }
  const response = await fetch(url, { method, headers: { authorization: `Bearer ${key}`, ...json }, ...sent })
  await response.text()
  return response.status
}

/** Puts something else where the next body has its `n`th string; undefined: leaves it as it is. */
let garble: { readonly n: number; readonly text: string } | undefined
let strings = 0
function garbled(body: unknown): unknown {
  strings = 0
  return JSON.parse(JSON.stringify(body), (_, value: unknown) => {
    if (typeof value !== 'string') return value
    return strings++ === garble?.n ? garble.text : value
  }) as unknown
}

const get = (path: string) => (key: string) => call('GET', `${boundary.adminUrl}${path}`, key)
const post = (path: string, body: () => unknown) => (key: string, id: string) =>
  call('POST', `${boundary.adminUrl}${path.replace(':id', id)}`, key, body())
const knock = (path: string, body: object) => () =>
  fetch(`${boundary.adminUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).then(({ status }) => status)
const asked = (path: string, body: () => object) => async (key: string) =>
  (await ask(boundary, { path, body: garbled(body()), key })).status

const question = () => ({ model: 'local/extract', messages: [{ role: 'user', content: 'Which medicines?' }] })
const inResponses = () => ({ model: 'local/extract', input: 'Which medicines?' })
const inMessages = () => ({ ...question(), max_tokens: 16 })
const inPerson = () => ({
  application: 'command-line',
  patient: world().patient,
  purpose: 'TREAT',
  model: 'local/extract',
  question: 'Which medicines?',
})

const glass = () => ({ patient: world().patient, reason: 'other', text: 'a synthetic emergency of a test' })

const CHANGED = ['configuration'] as const
const READ = ['reading'] as const

/**
 * Every route, and the entries that it makes: driven on a running boundary (45 CFR 164.312(b)). A route without its row
 * does not compile; one whose entries are others fails.
 */
const TABLE: Record<RouteName, Way> = {
  chat: { entries: ['intent', 'disclosure', 'outcome'], drive: asked(ROUTES.chat.path, question) },
  // No vendor here speaks Responses, Messages or Embeddings: refused, so nothing is disclosed. That it would be, their clients' tests show.
  responses: { entries: ['intent', 'outcome'], drive: asked(ROUTES.responses.path, inResponses) },
  messages: { entries: ['intent', 'outcome'], drive: asked(ROUTES.messages.path, inMessages) },
  messagesWithoutVersion: {
    entries: ['intent', 'outcome'],
    drive: asked(ROUTES.messagesWithoutVersion.path, inMessages),
  },
  messagesUnderAnthropic: {
    entries: ['intent', 'outcome'],
    drive: asked(ROUTES.messagesUnderAnthropic.path, inMessages),
  },
  countTokens: { entries: ['intent', 'outcome'], drive: asked(ROUTES.countTokens.path, question) },
  countTokensWithoutVersion: {
    entries: ['intent', 'outcome'],
    drive: asked(ROUTES.countTokensWithoutVersion.path, question),
  },
  countTokensUnderAnthropic: {
    entries: ['intent', 'outcome'],
    drive: asked(ROUTES.countTokensUnderAnthropic.path, question),
  },
  embeddings: { entries: ['intent', 'outcome'], drive: asked(ROUTES.embeddings.path, inResponses) },
  modelsUnderAnthropic: { entries: [], drive: (key) => call('GET', `${boundary.url}/anthropic/v1/models`, key) },
  modelUnderAnthropic: { entries: [], drive: (key) => call('GET', `${boundary.url}/anthropic/v1/models/none`, key) },
  models: { entries: [], drive: (key) => call('GET', `${boundary.url}/v1/models`, key) },
  model: { entries: [], drive: (key) => call('GET', `${boundary.url}/v1/models/none`, key) },
  deidentify: {
    entries: ['intent', 'deidentification', 'outcome'],
    drive: asked(ROUTES.deidentify.path, () => ({ text: 'Call Ada Bell.' })),
  },
  mcp: {
    entries: ['intent', 'disclosure', 'outcome'],
    drive: (key) =>
      call('POST', `${boundary.url}/mcp`, key, {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name: 'retrieve', arguments: { query: 'Which medicines?', patient: world().patient } },
      }),
  },
  mcpServer: {
    entries: ['intent', 'outcome'],
    drive: (key) =>
      call('POST', `${boundary.url}/mcp/none`, key, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: {} }),
  },
  protectedResource: {
    open: true,
    entries: [],
    drive: (_) => call('GET', `${boundary.url}/.well-known/oauth-protected-resource`, ''),
  },
  protectedResourceOfMcp: {
    open: true,
    entries: [],
    drive: (_) => call('GET', `${boundary.url}/.well-known/oauth-protected-resource/mcp`, ''),
  },
  // The conversation is nobody's: refused, so nothing is put back. That it is recorded before, `documents.test.ts` shows.
  reidentify: {
    entries: ['intent', 'outcome'],
    drive: asked(ROUTES.reidentify.path, () => ({ conversation: 'none', document: 'x' })),
  },
  // Without a second factor, which the site asks for: refused and recorded. That a grant is, `emergency.test.ts` shows.
  emergency: { entries: ['intent', 'outcome'], drive: asked(ROUTES.emergency.path, glass) },
  emergencyOpen: { entries: [], drive: post('/api/emergency', glass) },
  emergencies: { entries: [], drive: get('/api/emergency') },
  emergencyShow: { entries: [], drive: get('/api/emergency/none') },
  emergencyStop: { entries: [], drive: post('/api/emergency/none/stop', () => ({})) },
  emergencyReview: { entries: [], drive: post('/api/emergency/none/review', () => ({ outcome: 'appropriate' })) },
  applications: { entries: [], drive: get('/api/applications') },
  applicationAdd: { entries: CHANGED, drive: post('/api/applications', application) },
  applicationRevoke: {
    entries: CHANGED,
    prepare: () => added('/api/applications', application)(),
    drive: post('/api/applications/:id/revoke', () => ({})),
  },
  users: { entries: [], drive: get('/api/users') },
  userAdd: { entries: CHANGED, drive: post('/api/users', user) },
  userRevoke: {
    entries: CHANGED,
    prepare: () => added('/api/users', user)(),
    drive: post('/api/users/:id/revoke', () => ({})),
  },
  keys: { entries: [], drive: get('/api/keys') },
  keyAdd: { entries: CHANGED, drive: post('/api/keys', () => ({ user: 'treating' })) },
  keyRevoke: {
    entries: CHANGED,
    prepare: async () => (await newKey('treating')).id,
    drive: post('/api/keys/:id/revoke', () => ({})),
  },
  vendors: { entries: [], drive: get('/api/vendors') },
  vendorAdd: { entries: CHANGED, drive: post('/api/vendors', vendor) },
  vendorShow: { entries: [], drive: get('/api/vendors/demo') },
  // Nothing is read of the settings of the vendor here: `attest.test.ts` has the entries of those that are.
  vendorAttest: { entries: [], drive: post('/api/vendors/demo/attest', () => ({})) },
  availability: { entries: [], drive: get('/api/availability') },
  drills: { entries: [], drive: get('/api/drills') },
  drillStart: {
    entries: CHANGED,
    prepare: () => added('/api/vendors', vendor)(),
    drive: post('/api/vendors/:id/drill', () => ({ minutes: 1 })),
  },
  drillEnd: {
    entries: CHANGED,
    prepare: async () => {
      const id = await added('/api/vendors', vendor)()
      const { json } = await boundary.admin.post(`/api/vendors/${id}/drill`, {})
      return (json as { drill: { id: string } }).drill.id
    },
    drive: post('/api/drills/:id/end', () => ({})),
  },
  catalogue: { entries: [], drive: get('/api/catalogue') },
  // A review has to be signed by somebody who may: refused, so nothing changed. `vendors.test.ts` has one that is.
  servers: { entries: [], drive: get('/api/servers') },
  serverLook: { entries: [], drive: post('/api/servers/none/look', () => ({})) },
  serverReview: {
    entries: [],
    drive: post('/api/servers/none/review', () => ({ tool: 'x', hash: '0'.repeat(64) })),
  },
  catalogueReview: { entries: [], drive: post('/api/catalogue/reviews', () => ({ note: 'x' })) },
  answerCache: { entries: [], drive: get('/api/answer-cache') },
  // While a hold stands nothing of it may go.
  answerCacheEmpty: {
    entries: CHANGED,
    prepare: lifted,
    drive: post('/api/answer-cache/empty', () => ({ application: 'demo' })),
  },
  agreements: { entries: [], drive: get('/api/agreements') },
  agreementAdd: { entries: CHANGED, drive: post('/api/agreements', agreement) },
  agreementTerminate: {
    entries: CHANGED,
    prepare: () => added('/api/agreements', agreement)(),
    drive: post('/api/agreements/:id/terminate', () => ({})),
  },
  validatedRoutes: { entries: [], drive: get('/api/validated-routes') },
  // Without a signed statement nothing changes; that a change is recorded, `validated-route.test.ts` shows.
  validatedRouteAdd: { entries: [], drive: post('/api/validated-routes', () => ({})) },
  validatedRouteClose: { entries: [], drive: post('/api/validated-routes/none/close', () => ({})) },
  // Its beginning and its end.
  ingest: { entries: ['ingest', 'ingest'], drive: (key) => ingest(key) },
  relationshipAdd: { entries: ['ingest', 'ingest'], drive: (key) => ingest(key, '/api/relationships') },
  relationshipsOfPatient: {
    entries: READ,
    drive: post('/api/relationships/patient', () => ({ patient: world().patient })),
  },
  relationshipsOfPerson: { entries: READ, drive: post('/api/relationships/person', () => ({ who: 'Practitioner/1' })) },
  contradictions: { entries: READ, drive: get('/api/relationships/contradictions') },
  feedKept: { entries: [], drive: get('/api/feeds/kept') },
  feedShow: { entries: READ, drive: get('/api/feeds/kept/none') },
  // There is no such message: nothing changes. That a change is recorded, `relationships.test.ts` shows.
  feedRetry: { entries: [], drive: post('/api/feeds/kept/none/retry', () => ({})) },
  feedDrop: { entries: [], drive: post('/api/feeds/kept/none/drop', () => ({})) },
  ask: { entries: ['intent', 'disclosure', 'outcome'], drive: post('/api/ask', inPerson) },
  keyRotate: { entries: CHANGED, drive: post('/api/keyring/rotate', () => ({})) },
  // Its beginning and its end.
  keyRewrap: { entries: ['configuration', 'configuration'], drive: post('/api/keyring/rewrap', () => ({})) },
  shreds: { entries: [], drive: get('/api/shreds') },
  shredPropose: {
    entries: CHANGED,
    drive: post('/api/shreds', somebody),
  },
  // By the same person: refused. That two people make it, with entries, the tests of shredding show.
  shredConfirm: { entries: [], prepare: proposed, drive: post('/api/shreds/:id/confirm', () => ({})) },
  shredWithdraw: { entries: CHANGED, prepare: proposed, drive: post('/api/shreds/:id/withdraw', () => ({})) },
  holds: { entries: [], drive: get('/api/holds') },
  holdAdd: { entries: CHANGED, drive: post('/api/holds', somebody) },
  holdLift: { entries: CHANGED, prepare: held, drive: post('/api/holds/:id/lift', () => ({})) },
  // This boundary has no backup: refused. That one is recorded before it is begun, the tests of backups show.
  backups: { entries: [], drive: get('/api/backups') },
  backupCreate: { entries: [], drive: post('/api/backups', () => ({})) },
  tenants: { entries: [], drive: get('/api/tenants') },
  // One of the operator's; the three of the new organisation stand in its own journal.
  tenantAdd: { entries: CHANGED, drive: post('/api/tenants', organisation) },
  tenantClose: {
    entries: CHANGED,
    prepare: () => added('/api/tenants', organisation)(),
    drive: post('/api/tenants/:id/close', () => ({})),
  },
  expiry: { entries: [], drive: get('/api/journal/expiry') },
  // Nothing of this journal is due. What expires has entries of its own: the tests of retention show them.
  expiryRun: { entries: CHANGED, drive: post('/api/journal/expiry', () => ({})) },
  policies: { entries: [], drive: get('/api/policies') },
  policyAdd: { entries: CHANGED, drive: post('/api/policies', policies) },
  policyCheck: { entries: [], drive: post('/api/policies/check', policies) },
  // Asked about a past request: the journal is read. About a described one it is not.
  policyExplain: { entries: READ, drive: post('/api/policies/explain', () => ({ request: 'none' })) },
  policyReplay: { entries: READ, drive: post('/api/policies/replay', () => ({ days: 1, draft: policies() })) },
  policyShow: { entries: [], drive: get('/api/policies/default') },
  policyPublish: { entries: CHANGED, prepare: draft, drive: post('/api/policies/:id/publish', () => ({})) },
  journalSearch: { entries: READ, drive: post('/api/journal/search', () => ({ filter: { class: 'intent' } })) },
  journalEntry: { entries: READ, drive: get('/api/journal/entries/1') },
  journalExport: { entries: READ, drive: post('/api/journal/export', () => ({ format: 'ocsf' })) },
  accounting: { entries: READ, drive: post('/api/journal/accounting', () => ({ patient: world().patient })) },
  reviews: { entries: READ, drive: get('/api/journal/reviews') },
  review: { entries: READ, drive: get('/api/journal/reviews/2026-W01') },
  // Signed for what is not the report: nothing is. That a signature is recorded, `audit.test.ts` shows.
  reviewSign: {
    entries: [],
    drive: post('/api/journal/reviews/2026-W01/sign', () => ({ hash: 'a'.repeat(64), finding: 'nothing' })),
  },
  consents: { entries: READ, drive: post('/api/consents', () => ({ patient: world().patient })) },
  consentContradictions: { entries: READ, drive: get('/api/consents/contradictions') },
  proof: { entries: READ, drive: get('/api/journal/proof/1') },
  trace: { entries: READ, drive: get('/api/requests/none') },
  userEnrolment: { entries: CHANGED, drive: post('/api/users/treating/enrolment', () => ({})) },
  userSessions: { entries: [], drive: get('/api/users/treating/sessions') },
  userSessionsRevoke: { entries: CHANGED, drive: post('/api/users/treating/sessions/revoke', () => ({})) },
  userSecondFactorReset: { entries: CHANGED, drive: post('/api/users/treating/second-factor/reset', () => ({})) },
  // Refused, and counted by the minute. That a login is recorded, and whatever its person does then, `people.test.ts` shows.
  sessionLogin: { entries: [], open: true, drive: knock('/api/session/login', { user: 'x', password: 'y' }) },
  sessionEnrol: { entries: [], open: true, drive: knock('/api/session/enrol', {}) },
  sessionLoginSecond: { entries: [], open: true, drive: knock('/api/session/login/second-factor', {}) },
  sessionLoginPasskeyBegin: { entries: [], open: true, drive: knock('/api/session/login/passkey/begin', {}) },
  sessionLoginPasskey: { entries: [], open: true, drive: knock('/api/session/login/passkey', {}) },
  sessionOidcBegin: { entries: [], open: true, drive: knock('/api/session/oidc/begin', {}) },
  sessionOidcCallback: { entries: [], open: true, drive: get('/api/session/oidc/callback') },
  sessionOidcCallbackOf: { entries: [], open: true, drive: get('/api/session/oidc/callback/other') },
  // A key has no session: refused.
  session: { entries: [], drive: get('/api/session') },
  sessionExtend: { entries: [], drive: post('/api/session/extend', () => ({})) },
  sessionLogout: { entries: [], drive: post('/api/session/logout', () => ({})) },
  sessions: { entries: [], drive: get('/api/session/all') },
  sessionRevoke: { entries: [], drive: post('/api/session/all/none/revoke', () => ({})) },
  sessionSecondBegin: { entries: [], drive: post('/api/session/second-factor/begin', () => ({})) },
  sessionSecond: { entries: [], drive: post('/api/session/second-factor', () => ({})) },
  sessionTotpBegin: { entries: [], drive: post('/api/session/totp/begin', () => ({})) },
  sessionTotpFinish: { entries: [], drive: post('/api/session/totp/finish', () => ({})) },
  sessionPasskeyBegin: { entries: [], drive: post('/api/session/passkey/begin', () => ({})) },
  sessionPasskeyFinish: { entries: [], drive: post('/api/session/passkey/finish', () => ({})) },
  sessionRecoveryCodes: { entries: [], drive: post('/api/session/recovery-codes', () => ({})) },
  sessionPassword: { entries: [], drive: post('/api/session/password', () => ({})) },
  // Nothing of anybody: whether the process answers, and counts from closed sets.
  live: { entries: [], open: true, drive: get('/livez') },
  // Without a signed assertion nobody is anybody: counted like any refusal. What a token's entries are, `identity.test.ts` shows.
  token: { entries: [], open: true, drive: (_) => call('POST', `${boundary.url}/oauth/token`, '') },
  smartConfiguration: {
    entries: [],
    open: true,
    drive: (_) => call('GET', `${boundary.url}/.well-known/smart-configuration`, ''),
  },
  ready: { entries: [], open: true, drive: get('/readyz') },
  metrics: { entries: [], open: true, drive: get('/metrics') },
}

/** The version of a set that was added. */
async function draft(): Promise<string> {
  const { json } = await boundary.admin.post('/api/policies', policies())
  return String((json as { version: number }).version)
}

async function newKey(of: string, application?: string): Promise<{ id: string; key: string }> {
  const asked = application === undefined ? { user: of } : { user: of, application }
  return (await boundary.admin.post('/api/keys', asked)).json as { id: string; key: string }
}

/** Another patient each time, whom the record knows. */
function somebody(): { patient: string; reason: string } {
  return { patient: `Patient/${world().hospital.patients.at(-++patients)?.id ?? ''}`, reason: 'test-1' }
}

const begun = async (path: string) => {
  const { json } = await boundary.admin.post(path, somebody())
  return (json as { id: string }).id
}
function proposed(): Promise<string> {
  return begun('/api/shreds')
}
function held(): Promise<string> {
  return begun('/api/holds')
}

async function ingest(key: string, path = '/api/ingest'): Promise<number> {
  const response = await fetch(`${boundary.adminUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    body: `${JSON.stringify({ at: 'line 1', skipped: 'a test' })}\n`,
  })
  await response.text()
  return response.status
}

const entries = () => readEntries({ ...boundary, tenant: 'test' })

describe('a route makes its entries', () => {
  it.each(Object.entries(TABLE))('%s', async (route, { entries: expected, open, prepare, drive }) => {
    const prepared = (await prepare?.()) ?? ''
    const atApplication = ROUTES[route as RouteName].door === 'application'
    const { key } = atApplication ? await newKey('treating', 'demo') : await newKey('admin')
    const before = (await entries()).length
    expect(await drive(key, prepared)).toBeLessThan(500)
    const written = (await entries()).slice(before).filter((entry) => entry.class !== 'lifecycle')
    expect(written.map((entry) => entry.class)).toEqual([...(open === true ? [] : ['authentication']), ...expected])
  })

  it('and every one of them has its row', () => {
    expect(Object.keys(TABLE).sort()).toEqual(Object.keys(ROUTES).sort())
  })
})

const AT_ONCE = 8

describe('a journal that takes nothing more', () => {
  afterEach(() => {
    disk.fill()
    disk.empty()
  })
  const recorded = (Object.keys(TABLE) as RouteName[]).filter((route) => {
    const { entries: expected, open } = TABLE[route]
    return expected.length > 0 && open !== true
  })
  const rounds = Array.from({ length: Math.ceil(recorded.length / AT_ONCE) }, (_, n) =>
    recorded.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  )

  it.each(rounds.map((routes) => [routes.join(', '), routes] as const))('changes no row: %s', async (_, routes) => {
    const ready = []
    for (const route of routes) {
      const prepared = (await TABLE[route].prepare?.()) ?? ''
      const atApplication = ROUTES[route].door === 'application'
      const { key } = atApplication ? await newKey('treating', 'demo') : await newKey('admin')
      // Its login is recorded by now: what is refused below is the route's own entry.
      await call('GET', atApplication ? `${boundary.url}/v1/models` : `${boundary.adminUrl}/api/users`, key)
      ready.push(() => TABLE[route].drive(key, prepared).then((status) => [route, status]))
    }
    const before = await rows()
    // All of them find a journal that takes something, and wait for it; then the disk is full.
    disk.hold()
    const answers = Promise.all(ready.map((drive) => drive()))
    await wait(300)
    disk.fill()
    expect(await answers).toEqual(routes.map((route) => [route, 503]))
    expect(await rows()).toEqual(before)
    disk.empty()
    // It looks for room every second.
    await expect.poll(async () => (await fetch(`${boundary.adminUrl}/readyz`)).status, { timeout: 20_000 }).toBe(200)
  })
})

/**
 * Kept by the boundary's own doing, whoever asks. A hand in an account is noted before the change that it is about: where that
 * does not come about, who is a second person is only judged more strictly. Leases of quotas are settled by a round of the node's
 * own, which may fall in between.
 */
const OWN_TABLES = /^(journal_|login_wait|account_hand|quota)/

/** Of every table, how many rows there are and a hash of them. */
async function rows(): Promise<Record<string, string>> {
  return asOwner(boundary.dataFolder, 'test', async (session) => {
    const tables = await session.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    )
    const found: Record<string, string> = {}
    for (const { name: table } of tables.rows.filter((row) => !OWN_TABLES.test(row.name))) {
      const sum = `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from "${table}" t`
      found[table] = (await session.query<{ sum: string }>(sum)).rows[0]?.sum ?? ''
    }
    return found
  })
}

/** A disk whose journal can be made to wait at its next write, and to find no room when it goes on. */
function createHeldDisk() {
  const small = createSmallDisk(Number.MAX_SAFE_INTEGER)
  let held: Promise<void> = Promise.resolve()
  let go: () => void = () => undefined
  const open = async (path: string, how: Parameters<Disk['open']>[1]): Promise<DiskFile> => {
    const file = await small.open(path, how)
    if (!path.endsWith('.log')) return file
    return {
      ...file,
      write: async (bytes, position) => {
        await held
        return file.write(bytes, position)
      },
    }
  }
  return {
    ...small,
    open,
    hold: () => {
      held = new Promise((resolve) => {
        go = resolve
      })
    },
    fill: () => {
      small.room = 0
      go()
    },
    empty: () => {
      small.room = Number.MAX_SAFE_INTEGER
    },
  }
}

describe('a body with text that nothing can keep', () => {
  const routes = (Object.keys(TABLE) as RouteName[]).filter((route) => ROUTES[route].method === 'POST')
  it.each(routes)('%s: is refused with a code wherever it stands', async (route) => {
    const atApplication = ROUTES[route].door === 'application'
    const prepared = (await TABLE[route].prepare?.()) ?? ''
    const { key } = atApplication ? await newKey('treating', 'demo') : await newKey('admin')
    for (const text of ['a\u0000b', 'a\ud800b'])
      for (let n = 0; n === 0 || n < Math.min(strings, STRINGS_MAX); n++) {
        garble = { n, text }
        const status = await TABLE[route].drive(key, prepared).finally(() => {
          garble = undefined
        })
        expect({ n, text, status: status === 500 ? 500 : 'not 500' }).toEqual({ n, text, status: 'not 500' })
      }
  })
})

/** Of the longest bodies, the policies, the first hundred are enough. */
const STRINGS_MAX = 100

/** The commands that read or write anything of the journal, and how they come to be recorded. */
const VERBS: Record<string, string> = {
  list: 'journalSearch',
  show: 'journalEntry',
  export: 'journalExport',
  accounting: 'accounting',
  review: 'review',
  expire: 'a destruction, not a reading: `expiryRun`, whose entries are in the table',
  verify: 'files alone, no content: nothing to record',
  proof: 'files alone, no content: nothing to record',
  'declare-clock': 'an operator’s own act on a stopped journal, which is an entry of it',
  'declare-loss': 'an operator’s own act on a stopped journal, which is an entry of it',
  witness: 'files alone, no content: nothing to record',
}

describe('a command of the journal', () => {
  it('goes through a recorded route, or reads files that hold nobody’s content', () => {
    const program = new Command()
    auditCommand(program, () => () => Promise.resolve())
    const verbs = program.commands[0]?.commands.map((each) => each.name()) ?? []
    expect(verbs.sort()).toEqual(Object.keys(VERBS).sort())
    for (const route of Object.values(VERBS).filter((each): each is RouteName => each in TABLE))
      expect(TABLE[route].entries).toEqual(['reading'])
  })
})
