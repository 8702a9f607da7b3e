import { Client as Modern, StreamableHTTPClientTransport as ModernHttp } from '@modelcontextprotocol/client'
import { Client as Older } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OlderHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { UNCOVERED_MODEL } from '../../packages/cordon/src/cli/demo/world.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

let upstream: RecordingUpstream
let boundary: TestBoundary
beforeAll(async () => {
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({ upstream: upstream.baseUrl, limits: { bodyBytesMax: 100_000 } })
}, 60_000)
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})

interface Told {
  readonly isError?: boolean | undefined
  readonly structuredContent?: unknown
  readonly content?: unknown
}

/** What a test needs of either client. */
interface AnyClient {
  readonly revision: string | undefined
  list(): Promise<string[]>
  call(name: string, given: Record<string, unknown>): Promise<Told>
  close(): Promise<void>
}

const headersOf = (key: string, headers: Record<string, string>) => ({ authorization: `Bearer ${key}`, ...headers })

async function modern(key = boundary.key, headers = {}): Promise<AnyClient> {
  const client = new Modern({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  const requestInit = { headers: headersOf(key, headers) }
  await client.connect(new ModernHttp(new URL(`${boundary.url}/mcp`), { requestInit }))
  return {
    revision: client.getNegotiatedProtocolVersion(),
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, given) => client.callTool({ name, arguments: given }),
    close: () => client.close(),
  }
}

async function older(key = boundary.key, headers = {}): Promise<AnyClient> {
  const client = new Older({ name: 'test', version: '1' })
  const transport = new OlderHttp(new URL(`${boundary.url}/mcp`), {
    requestInit: { headers: headersOf(key, headers) },
  })
  await client.connect(transport as Parameters<Older['connect']>[0])
  return {
    revision: transport.protocolVersion,
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, given) => (await client.callTool({ name, arguments: given })) as Told,
    close: () => client.close(),
  }
}

const QUESTION = 'Please call Marguerite Okonkwo-Bright at (541) 555-0187 before 3/14/2024.'
const IDENTIFIERS = ['Marguerite', 'Okonkwo', 'Bright', '555-0187', '3/14/2024']
const json = ({ structuredContent }: Told) => structuredContent as Record<string, unknown>
const codeOf = (told: Told) => (json(told).error as { code: string }).code
const entries = () => readEntries({ ...boundary, tenant: 'test' })

describe.each([
  ['@modelcontextprotocol/client 2', '2026-07-28', (...given: Parameters<typeof modern>) => modern(...given)],
  ['@modelcontextprotocol/sdk 1', '2025-11-25', (...given: Parameters<typeof older>) => older(...given)],
] as const)('the official client %s, with a URL and a key', (_, revision, connect) => {
  let client: AnyClient
  let patient: string
  beforeAll(async () => {
    client = await connect()
    patient = boundary.world.patient
  })
  afterAll(() => client.close())

  it(`speaks ${revision} and sees the three tools`, async () => {
    expect(client.revision).toBe(revision)
    expect(await client.list()).toEqual(['retrieve', 'deidentify', 'ask'])
  })

  it('asks a model: no identifier leaves, every one comes back, and it is recorded as one request', async () => {
    upstream.reset()
    const told = await client.call('ask', { model: 'echo', question: QUESTION, patient })
    expect(told.isError ?? false).toBe(false)
    expect(json(told)).toMatchObject({ answer: QUESTION })
    expect(upstream.requests).toHaveLength(1)
    for (const identifier of IDENTIFIERS) expect(upstream.text()).not.toContain(identifier)
    const outcome = entriesOf(await entries(), 'outcome').at(-1)
    expect(outcome).toMatchObject({ outcome: 'answered', attempts: 1 })
    for (const kind of ['intent', 'disclosure', 'outcome'] as const)
      expect(entriesOf(await entries(), kind, outcome?.request)).toHaveLength(1)
  })

  it('takes the identifiers out of a document, as /v1/deidentify does', async () => {
    const told = await client.call('deidentify', { text: QUESTION })
    expect(json(told)).toMatchObject({ label: 'clean', policy: expect.stringContaining('safe-harbor') })
    for (const identifier of IDENTIFIERS) expect(json(told).document).not.toContain(identifier)
    const outcome = entriesOf(await entries(), 'outcome').at(-1)
    expect(entriesOf(await entries(), 'deidentification', outcome?.request)).toHaveLength(1)
  })

  it('retrieves passages of the chart that was stated, recorded before they are handed out', async () => {
    const told = await client.call('retrieve', { query: 'current medications', patient })
    const { passages } = json(told) as { passages: { text: string; source: string }[] }
    expect(passages.length).toBeGreaterThan(0)
    const outcome = entriesOf(await entries(), 'outcome').at(-1)
    const disclosures = entriesOf(await entries(), 'disclosure', outcome?.request)
    expect(disclosures).toMatchObject([{ basis: 'inside', vendor: 'none', passages: passages.length }])
    expect(outcome).toMatchObject({ outcome: 'answered', attempts: 0 })
  })

  it('has no passages for whoever is unrelated, nor of a patient whom nobody knows: the same words', async () => {
    const stranger = await connect(boundary.strangerKey)
    const ofTheirs = await stranger.call('retrieve', { query: 'medications', patient })
    const ofNobody = await client.call('retrieve', { query: 'medications', patient: 'Patient/nobody' })
    expect(codeOf(ofTheirs)).toBe('patient_refused')
    const words = (told: Told) => JSON.stringify(told).replace(/"request_id":"[^"]*"/g, '')
    expect(words(ofTheirs)).toBe(words(ofNobody))
    await stranger.close()
  })

  it('refuses a patient in an argument other than the one in the header', async () => {
    const stated = await connect(boundary.key, { 'x-cordon-patient': patient })
    const told = await stated.call('retrieve', { query: 'medications', patient: 'Patient/another' })
    expect(codeOf(told)).toBe('context_invalid')
    expect(JSON.stringify(told)).not.toContain('Patient/another')
    expect((await stated.call('retrieve', { query: 'medications' })).isError ?? false).toBe(false)
    await stated.close()
  })

  it.each([
    ['an argument that no tool knows', 'ask', { model: 'echo', question: 'x', 'Ada Bell': 1 }, 'field_unknown'],
    ['a query that is none', 'retrieve', { query: 7 }, 'field_invalid'],
    ['no patient', 'retrieve', { query: 'medications' }, 'patient_required'],
    ['a vendor that signed nothing', 'ask', { model: UNCOVERED_MODEL, question: 'x' }, 'agreement_missing'],
  ])('refuses %s with the stable code, and none of the caller’s words', async (_case, tool, given, code) => {
    const told = await client.call(tool, given)
    expect(told.isError).toBe(true)
    expect(codeOf(told)).toBe(code)
    expect(JSON.stringify(told)).not.toContain('Ada Bell')
    expect(entriesOf(await entries(), 'outcome').at(-1)).toMatchObject({ outcome: 'refused', code })
  })

  it('lets nobody in with a key that is none', async () => {
    await expect(connect('ck_nobody')).rejects.toThrow()
  })
})

interface Sent {
  readonly method?: string
  readonly key?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly signal?: AbortSignal
}

function send({ method = 'POST', key = boundary.key, headers = {}, body, signal }: Sent): Promise<Response> {
  return fetch(`${boundary.url}/mcp`, {
    method,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headersOf(key, headers),
    },
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  })
}

const PING = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
const message = (method: string, params = {}) => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })

const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}
const MODERN_HEADERS = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'ask' }

describe('a client that hangs up', () => {
  it.each([
    ['2026-07-28', MODERN_HEADERS, { _meta: MODERN_META }],
    ['2025-11-25', {}, {}],
  ])('leaves an outcome behind, after the disclosure: %s', async (_, headers, more) => {
    upstream.reset()
    const before = (await entries()).length
    const arrived = upstream.arrival()
    const leaving = new AbortController()
    const given = { name: 'ask', arguments: { model: 'hang', question: QUESTION }, ...more }
    const asking = send({ headers, body: message('tools/call', given), signal: leaving.signal })
    await arrived
    leaving.abort()
    await expect(asking).rejects.toThrow()
    await vi.waitFor(
      async () => {
        const classes = (await entries()).slice(before).map((entry) => entry.class)
        expect(classes).toEqual(['intent', 'disclosure', 'outcome'])
      },
      { timeout: 30_000, interval: 200 },
    )
    expect(entriesOf(await entries(), 'outcome').at(-1)).toMatchObject({ outcome: 'abandoned', attempts: 1 })
  })
})

describe('a caller’s rights', () => {
  it('show the tools that they reach, and no other can be called', async () => {
    await boundary.admin.post('/api/users', { ...boundary.world.related, id: 'reader', roles: ['patient'] })
    const issued = await boundary.admin.post('/api/keys', { user: 'reader', application: 'demo', days: 1 })
    const client = await modern((issued.json as { key: string }).key)
    expect(await client.list()).toEqual(['retrieve', 'ask'])
    await expect(client.call('deidentify', { text: QUESTION })).rejects.toMatchObject({ code: -32_602 })
    expect(entriesOf(await entries(), 'outcome').at(-1)).toMatchObject({ outcome: 'refused', code: 'field_invalid' })
    await client.close()
  })
})

describe('the door of the protocol', () => {
  it('says where to get credentials (RFC 9728) to whoever has none', async () => {
    const refused = await send({ key: 'none', body: PING })
    expect(refused.status).toBe(401)
    const [, metadata = ''] =
      /^Bearer resource_metadata="(.+)"$/.exec(refused.headers.get('www-authenticate') ?? '') ?? []
    expect(await (await fetch(metadata)).json()).toMatchObject({
      resource: `${boundary.url}/mcp`,
      bearer_methods_supported: ['header'],
    })
    expect(await refused.json()).toMatchObject({ jsonrpc: '2.0', error: { data: { code: 'credentials_invalid' } } })
  })

  it.each(['GET', 'DELETE'])('has no sessions: %s is not allowed', async (method) => {
    const refused = await send({ method })
    expect(refused.status).toBe(405)
    expect(refused.headers.get('allow')).toBe('POST')
  })

  it('refuses a page of another origin (DNS rebinding), and takes its own', async () => {
    const foreign = await send({ headers: { origin: 'http://rebound.example' }, body: PING })
    expect(foreign.status).toBe(403)
    expect((await send({ headers: { origin: boundary.url }, body: PING })).status).toBe(200)
  })

  it.each([
    ['no JSON', '{', 400, 'body_malformed'],
    ['a key that stands twice', '{"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"ping"}', 400, 'body_malformed'],
    ['a batch', `[${PING},${PING}]`, 422, 'field_invalid'],
    ['a subscription', message('subscriptions/listen'), 422, 'field_invalid'],
    ['a level of logs', message('logging/setLevel', { level: 'debug' }), 422, 'field_invalid'],
    ['a body beyond its bound', `"${'x'.repeat(100_001)}"`, 413, 'body_too_large'],
    ['a body nested too deep', `${'['.repeat(5_000)}${']'.repeat(5_000)}`, 413, 'body_too_large'],
  ])('refuses %s, recorded', async (_, body, status, code) => {
    const refused = await send({ body })
    expect(refused.status).toBe(status)
    expect(await refused.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { data: { code } } })
    const request = refused.headers.get('x-request-id') ?? ''
    expect(entriesOf(await entries(), 'intent', request)).toHaveLength(1)
    expect(entriesOf(await entries(), 'outcome', request)).toMatchObject([{ outcome: 'refused', code }])
  })

  it.each([
    ['a revision that is none', { _meta: { 'io.modelcontextprotocol/protocolVersion': 'Ada Bell' } }],
    ['a tool that is none', { name: 'Ada Bell', arguments: {} }],
  ])('quotes nothing back of %s', async (_, params) => {
    const refused = await send({ body: message('tools/call', params) })
    const text = await refused.text()
    expect(JSON.parse(text)).toMatchObject({ jsonrpc: '2.0', error: { data: { code: 'field_invalid' } } })
    expect(text).not.toContain('Ada')
  })

  it('refuses headers that make no context', async () => {
    const refused = await send({ headers: { 'x-cordon-patiant': 'x' }, body: PING })
    expect(await refused.json()).toMatchObject({ error: { data: { code: 'context_invalid' } } })
  })
})
