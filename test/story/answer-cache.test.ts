import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readDefaultPack } from '../../packages/cordon/src/policy/cedar/texts.ts'
import { type Asked, ask, contentOf } from '../support/ask.ts'
import { asOwner } from '../support/database.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { IDENTIFIERS, SAID, startWithVendors, type WithVendors } from '../support/vendors.ts'

/** The answer cache on a running boundary: what is asked again, and what has to be asked anew. */

const LIFETIME_S = 600
let ahead = 0
let world: WithVendors
beforeAll(async () => {
  world = await startWithVendors(['lookup'], {
    outside: { now: () => Date.now() + ahead },
    emergency: { secondFactor: 'where-asked' },
    answerCache: { answerBytesMax: 50_000 },
    vendors: { privateOrigins: [{ origin: 'http://127.0.0.1:*', tenants: ['test', 'elsewhere'] }] },
  })
  const patients = ['one', 'two', 'shredded', 'consenting'].map((id) => ({ resourceType: 'Patient', id }))
  await takeIn(...patients)
}, 120_000)
afterAll(() => world.close())

/** Switched on, for a request that nobody made before. */
let question = ''
let round = 0
beforeEach(async () => {
  question = `Question ${++round} of ${'abcdefghijklmnop'.charAt(round)}? ${SAID}`
  await register({ lifetimeS: LIFETIME_S })
  world.upstream.reset()
})

async function register(answerCache?: { lifetimeS: number }, more: object = {}): Promise<void> {
  const { admin, world: of } = world.boundary
  const vendors = [...of.application.vendors, 'claude']
  const application = { ...of.application, vendors, toolsInside: ['lookup'], ...more }
  await admin.post('/api/applications', answerCache === undefined ? application : { ...application, answerCache })
}

async function takeIn(...resources: object[]): Promise<void> {
  const { admin, world: of } = world.boundary
  const lines = resources.map((resource, n) => `${JSON.stringify({ at: `f:${n + 1}`, resource })}\n`)
  const treating = encodeURIComponent(of.related.practitioner ?? '')
  for await (const told of admin.stream(`/api/ingest?clinician=${treating}`, Readable.from(lines)))
    expect(told).not.toHaveProperty('error')
}

interface Told {
  readonly status: number
  readonly code: string | undefined
  readonly request: string
  readonly text: string
  /** What `x-cordon-cache` says. */
  readonly cache: string | undefined
  readonly receipt: string | undefined
  readonly everything: string
}

async function tell(more: Omit<Asked, 'body'> & { body?: object } = {}): Promise<Told> {
  const body = { model: 'echo', messages: [{ role: 'user', content: question }], ...more.body }
  const told = await ask(world.boundary, { ...more, body })
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(told.everything)?.[1]
  return { ...told, cache: header('x-cordon-cache'), receipt: header('x-cordon-receipt') }
}

const sent = () => world.upstream.received.length
const entries = () => readEntries({ ...world.boundary, tenant: 'test' })
const rows = () =>
  asOwner(world.boundary.dataFolder, 'test', async (session) => {
    const { rows: found } = await session.query<{ row: string }>('select t::text as row from kept_answer t')
    return found.map(({ row }) => row)
  })
const indexIn = (receipt: string | undefined) => Number(/index=(\d+)/.exec(receipt ?? '')?.[1])

describe('a question that was asked before', () => {
  it('is asked again where nobody switched the cache on', async () => {
    await register()
    for (const told of [await tell(), await tell()]) expect([told.status, told.cache]).toEqual([200, undefined])
    expect(sent()).toBe(2)
  })

  it('is answered without a vendor, with every identifier back', async () => {
    const [first, second] = [await tell(), await tell()]
    expect([first.cache, second.cache, sent()]).toEqual(['miss', 'hit', 1])
    expect(world.upstream.text()).not.toMatch(new RegExp(IDENTIFIERS.join('|')))
    for (const identifier of IDENTIFIERS) expect(contentOf(second.text)).toContain(identifier)
    expect(second.text).toBe(first.text)
  })

  it('discloses nothing: the outcome and the receipt name the disclosure of before', async () => {
    const [first, second] = [await tell(), await tell()]
    const written = await entries()
    expect(entriesOf(written, 'disclosure', second.request)).toEqual([])
    expect(entriesOf(written, 'intent', second.request)).toHaveLength(1)
    const [disclosure] = [indexIn(first.receipt)]
    const [outcome] = entriesOf(written, 'outcome', second.request)
    expect(outcome).toMatchObject({ outcome: 'answered', attempts: 0, cached: { disclosure }, tokensIn: 120 })
    for (const absent of ['recipient', 'costMicros', 'upstreamStatus']) expect(outcome).not.toHaveProperty(absent)
    expect(indexIn(second.receipt)).toBe(disclosure)
    expect(entriesOf(written, 'outcome', first.request)[0]).not.toHaveProperty('cached')
  })

  it.each([
    ['chat', '/v1/chat/completions', {}],
    ['responses', '/v1/responses', {}],
    ['messages', '/v1/messages', { max_tokens: 50 }],
  ])('of %s is answered in a stream, too, event by event', async (dialect, path, more) => {
    const turn = [{ role: 'user', content: question }]
    const body = { model: 'echo-k3', stream: true, ...(dialect === 'responses' ? { input: turn } : { messages: turn }) }
    const send = () =>
      tell({ path, body: { ...body, ...more, ...(dialect === 'responses' ? { messages: undefined } : {}) } })
    const [first, second] = [await send(), await send()]
    expect([first.status, first.cache, second.cache, sent()], first.text).toEqual([200, 'miss', 'hit', 1])
    expect(second.text).toBe(first.text)
    // Whole is another question: its bytes are others.
    const whole = await tell({
      path,
      body: { ...body, ...more, stream: false, ...(dialect === 'responses' ? { messages: undefined } : {}) },
    })
    expect([whole.status, whole.cache, sent()]).toEqual([200, 'miss', 2])
  })

  it('of embeddings is answered with the same vectors', async () => {
    const body = { model: 'm', input: [question], messages: undefined }
    const [first, second] = [await tell({ path: '/v1/embeddings', body }), await tell({ path: '/v1/embeddings', body })]
    expect([first.status, first.cache, second.cache, sent()]).toEqual([200, 'miss', 'hit', 1])
    expect(second.text).toBe(first.text)
  })
})

/** Without a name in it, nothing tells one patient's question from another's but the patient. */
const PLAIN = () => `How is it going, take ${round}?`
const plainly = (headers: Record<string, string>, more: object = {}) =>
  tell({ headers, body: { messages: [{ role: 'user', content: PLAIN() }], ...more } })
const about = (patient: string) => plainly({ 'x-cordon-patient': `Patient/${patient}` })

describe('an answer that is kept', () => {
  it('is not one for another patient', async () => {
    const [one, two, again] = [await about('one'), await about('two'), await about('one')]
    expect([one.cache, two.cache, again.cache, sent()], two.text).toEqual(['miss', 'miss', 'hit', 2])
    const bodies = world.upstream.received.map(({ body }) => body)
    expect(bodies[0]).toBe(bodies[1])
  })

  it('is not one for another conversation, whose codes stand for others', async () => {
    const inSession = (session: string) => tell({ headers: { 'x-cordon-session': `${session}-${round}` } })
    const [one, two, again] = [await inSession('a'), await inSession('b'), await inSession('a')]
    expect([one.cache, two.cache, again.cache, sent()]).toEqual(['miss', 'miss', 'hit', 2])
    for (const told of [one, two, again]) for (const value of IDENTIFIERS) expect(contentOf(told.text)).toContain(value)
  })

  it('is not one for another model, field or application', async () => {
    expect((await tell()).cache).toBe('miss')
    for (const body of [
      { model: 'echo-k8' },
      { temperature: 0 },
      { temperature: 1 },
      { top_p: 0.5 },
      { max_tokens: 9 },
    ])
      expect((await tell({ body })).cache, JSON.stringify(body)).toBe('miss')
    expect((await tell()).cache).toBe('hit')
    const { admin, world: of } = world.boundary
    const answerCache = { lifetimeS: LIFETIME_S }
    await admin.post('/api/applications', { ...of.application, id: 'other', answerCache })
    const issued = (await admin.post('/api/keys', { user: of.related.id, application: 'other', days: 1 })).json
    expect((await tell({ key: (issued as { key: string }).key })).cache).toBe('miss')
  })

  it('is none under another policy set, though it says the same', async () => {
    expect([(await tell()).cache, (await tell()).cache]).toEqual(['miss', 'hit'])
    const { admin } = world.boundary
    const { version } = (await admin.post('/api/policies', readDefaultPack())).json as { version: number }
    await admin.post(`/api/policies/${version}/publish`, {})
    expect((await tell()).cache).toBe('miss')
  })

  it('is none under another agreement', async () => {
    expect([(await tell()).cache, (await tell()).cache]).toEqual(['miss', 'hit'])
    const { admin, world: of } = world.boundary
    const signed = of.agreements.find(({ vendor }) => vendor === 'upstream')
    await admin.post('/api/agreements', { ...signed, documentSha256: 'a'.repeat(64) })
    expect((await tell()).cache).toBe('miss')
    await admin.post('/api/agreements', { ...signed })
  })

  it('is not looked for where the patient refused', async () => {
    const refusal = (status: string) => ({
      resourceType: 'Consent',
      id: 'nothing',
      status,
      meta: { lastUpdated: new Date(Date.UTC(2026, 0, status === 'active' ? 1 : 2)).toISOString() },
      scope: { coding: [{ code: 'patient-privacy' }] },
      patient: { reference: 'Patient/consenting' },
      provision: { type: 'deny' },
    })
    expect([(await about('consenting')).cache, (await about('consenting')).cache]).toEqual(['miss', 'hit'])
    await takeIn(refusal('active'))
    expect(await about('consenting')).toMatchObject({ status: 403, code: 'patient_refused', cache: undefined })
    await takeIn(refusal('inactive'))
    expect((await about('consenting')).cache).toBe('hit')
  })

  it('is for who may ask, and no stranger', async () => {
    expect((await tell()).cache).toBe('miss')
    expect(await tell({ key: world.boundary.strangerKey })).toMatchObject({ status: 403, code: 'patient_refused' })
  })

  it('is not used longer than the registration of now says', async () => {
    expect((await tell()).cache).toBe('miss')
    ahead += (LIFETIME_S - 60) * 1_000
    expect((await tell()).cache).toBe('hit')
    await register({ lifetimeS: LIFETIME_S - 120 })
    expect((await tell()).cache).toBe('miss')
    await register({ lifetimeS: LIFETIME_S })
    ahead += (LIFETIME_S + 1) * 1_000
    expect((await tell()).cache).toBe('miss')
  })

  it('is sealed: no row shows a word of question or answer', async () => {
    const canary = `zq${round}canary`
    question = `${canary} ${question}`
    expect([(await tell()).cache, (await tell()).cache]).toEqual(['miss', 'hit'])
    const kept = (await rows()).join('\n')
    expect(kept.length).toBeGreaterThan(200)
    for (const word of [
      canary,
      'Please call',
      'chatcmpl',
      'choices',
      '[NAME-',
      world.boundary.world.patient,
      ...IDENTIFIERS,
    ]) {
      const hex = Buffer.from(word).toString('hex')
      expect([kept.includes(word), kept.includes(hex)], word).toEqual([false, false])
    }
  })

  it('is the one of all who asked at once', async () => {
    const before = (await rows()).length
    const told = await Promise.all(Array.from({ length: 8 }, () => plainly({})))
    expect(told.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect((await rows()).length).toBe(before + 1)
    expect((await plainly({})).cache).toBe('hit')
  })
})

describe('a client', () => {
  it('that wants nothing kept is asked for anew, and nothing is', async () => {
    const before = (await rows()).length
    const headers = { 'cache-control': 'no-store' }
    for (const told of [await tell({ headers }), await tell({ headers })]) expect(told.cache).toBe('skip')
    expect([sent(), (await rows()).length]).toEqual([2, before])
    expect([(await tell()).cache, (await tell({ headers })).cache, sent()]).toEqual(['miss', 'skip', 4])
  })

  it('that wants a new answer gets one, which is kept for the next', async () => {
    await tell()
    const headers = { 'cache-control': 'no-cache' }
    expect([(await tell({ headers })).cache, (await tell()).cache, sent()]).toEqual(['miss', 'hit', 2])
    ahead += 60_000
    const young = { 'cache-control': 'max-age=30' }
    expect([(await tell({ headers: young })).cache, (await tell({ headers: young })).cache]).toEqual(['miss', 'hit'])
  })
})

describe('what is never kept', () => {
  it.each([
    [
      'the call of a tool',
      { model: 'tool', tools: [{ type: 'function', function: { name: 'lookup', parameters: {} } }] },
    ],
    [
      'a call in a stream',
      { model: 'tool', stream: true, tools: [{ type: 'function', function: { name: 'lookup' } }] },
    ],
    ['a refusal of the vendor', { model: 'refuse' }],
  ])('%s', async (_, body) => {
    const before = (await rows()).length
    const [first, second] = [await tell({ body }), await tell({ body })]
    expect([first.status, second.status, sent()]).toEqual([first.status, first.status, 2])
    expect(second.cache).not.toBe('hit')
    expect((await rows()).length).toBe(before)
  })

  it('what is larger than the bound', async () => {
    question = `${question} ${'and so on '.repeat(6_000)}`
    expect([(await tell()).cache, (await tell()).cache, sent()]).toEqual(['miss', 'miss', 2])
  })

  it('what an emergency opened', async () => {
    const { world: of, strangerKey: key } = world.boundary
    const glass = { patient: of.patient, reason: 'cannot-consent', text: 'a synthetic emergency of a test' }
    const { grant } = JSON.parse((await ask(world.boundary, { path: '/v1/emergency', key, body: glass })).text) as {
      grant: string
    }
    const asked = { key, headers: { 'x-cordon-break-glass': grant } }
    const told = [await tell(asked), await tell(asked)]
    expect(told.map(({ status, cache }) => [status, cache])).toEqual([
      [200, 'skip'],
      [200, 'skip'],
    ])
    expect(sent()).toBe(2)
  })
})

describe('a patient who is shredded', () => {
  it('has no kept answers any more', async () => {
    const { admin } = world.boundary
    const officer = async (id: string) => {
      await admin.post('/api/users', { id, kind: 'user', name: id, roles: ['compliance'] })
      return ((await admin.post('/api/keys', { user: id, days: 1 })).json as { key: string }).key
    }
    const post = async (key: string, path: string, body: object) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const url = `${world.boundary.adminUrl}${path}`
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
      return (await response.json()) as { id: string; state: string }
    }
    const [one, other] = [await officer('ada'), await officer('ben')]
    expect([(await about('shredded')).cache, (await about('shredded')).cache]).toEqual(['miss', 'hit'])
    const before = (await rows()).length
    const { id } = await post(one, '/api/shreds', { patient: 'Patient/shredded', reason: 'case-1' })
    expect(await post(other, `/api/shreds/${id}/confirm`, {})).toMatchObject({ state: 'done' })
    expect((await rows()).length).toBe(before - 1)
    expect((await about('shredded')).cache).not.toBe('hit')
  })
})

describe('two organisations', () => {
  it('share nothing, though application, question and vendor are the same', async () => {
    const { admin, world: of, adminUrl } = world.boundary
    const asked = { id: 'elsewhere', name: 'Another Clinic', administrator: { id: 'admin', name: 'Its administrator' } }
    const { key } = (await admin.post('/api/tenants', asked)).json as { key: string }
    const post = async (path: string, body: unknown) => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const response = await fetch(`${adminUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      expect(response.ok, `${path} ${response.status}`).toBe(true)
      return (await response.json()) as { key: string }
    }
    for (const vendor of of.vendors) await post('/api/vendors', vendor)
    for (const agreement of of.agreements) await post('/api/agreements', agreement)
    await post('/api/applications', { ...of.application, answerCache: { lifetimeS: LIFETIME_S } })
    await post('/api/users', of.related)
    const issued = await post('/api/keys', { user: of.related.id, application: of.application.id, days: 1 })
    const unstated = (own: string) =>
      fetch(`${world.boundary.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${own}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'echo', messages: [{ role: 'user', content: PLAIN() }] }),
      })
    const caches: (string | null)[] = []
    for (const own of [world.boundary.key, issued.key, world.boundary.key, issued.key])
      caches.push((await unstated(own)).headers.get('x-cordon-cache'))
    expect([caches, sent()]).toEqual([['miss', 'miss', 'hit', 'hit'], 2])
  })
})

describe('an administrator', () => {
  it('sees how much is kept, and empties it, recorded', async () => {
    const { admin } = world.boundary
    await tell()
    const { items } = (await admin.get('/api/answer-cache')) as { items: { application: string; entries: number }[] }
    expect(items.find(({ application }) => application === 'demo')?.entries).toBeGreaterThan(0)
    expect((await admin.post('/api/answer-cache/empty', { application: 'none' })).json).toEqual({ deleted: 0 })
    expect((await tell()).cache).toBe('hit')
    const { deleted } = (await admin.post('/api/answer-cache/empty', {})).json as { deleted: number }
    expect(deleted).toBeGreaterThan(0)
    expect([(await rows()).length, (await tell()).cache]).toEqual([0, 'miss'])
    const recorded = (await entries()).filter(
      (entry) => entry.class === 'configuration' && entry.action === 'answer-cache.empty',
    )
    expect(recorded).toMatchObject([{ subject: 'none' }, { subject: 'all' }])
  })

  it('under a legal hold empties nothing, and nothing is kept that was not', async () => {
    const { admin } = world.boundary
    await tell()
    const before = (await rows()).length
    const { id } = (await admin.post('/api/holds', { reason: 'case-2' })).json as { id: string }
    await expect(admin.post('/api/answer-cache/empty', {})).rejects.toThrow(
      expect.objectContaining({ code: 'legal_hold' }),
    )
    expect((await tell()).cache).toBe('hit')
    question = `Another. ${question}`
    expect([(await tell()).cache, (await tell()).cache, (await rows()).length]).toEqual(['miss', 'miss', before])
    expect(id).not.toBe('')
  })

  it('reads what came of it among the metrics, by closed labels', async () => {
    const text = await (await fetch(`${world.boundary.adminUrl}/metrics`)).text()
    for (const result of ['hit', 'miss', 'skip'])
      expect(text).toMatch(new RegExp(`cordon_answer_cache_total\\{result="${result}"\\} [1-9]`))
  })
})
