import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRead } from '../../packages/cordon/src/gateway/read.ts'
import { NOT_OFFERED, notOfferedAt } from '../../packages/cordon/src/http/not-offered.ts'
import { ask } from '../support/ask.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { IDENTIFIERS, SAID, startWithVendors, type WithVendors } from '../support/vendors.ts'

let world: WithVendors
beforeAll(async () => {
  world = await startWithVendors([])
}, 120_000)
beforeEach(() => world.upstream.reset())
afterAll(() => world.close())

const CHAT = { model: 'echo', messages: [{ role: 'user', content: 'Hello' }] }
const RESPONSES = { model: 'echo', input: 'Hello' }
const MESSAGES = { ...CHAT, max_tokens: 16 }
const said = (content: unknown) => ({ messages: [{ role: 'user', content: [content] }] })
const item = (one: object) => ({ input: [{ role: 'user', content: 'Hello' }, one] })
const tool = (type: string) => ({ tools: [{ type, name: type }] })

/**
 * What keeps state at a vendor, runs there, or fetches for it: the body that asks for it, and how it is refused. Stored answers
 * are refused here because no agreement covers them; the rest no agreement can open.
 */
const STATE: readonly [path: string, feature: string, more: object, code: string, at: string][] = [
  ['/v1/chat/completions', 'a stored completion', { store: true }, 'feature_refused', 'store'],
  ['/v1/chat/completions', 'hosted search', { web_search_options: {} }, 'feature_refused', 'web_search_options'],
  [
    '/v1/chat/completions',
    'a cache kept for a day',
    { prompt_cache_retention: '24h' },
    'feature_refused',
    'prompt_cache_retention',
  ],
  ['/v1/chat/completions', 'a hosted tool', tool('web_search'), 'feature_refused', 'tools[0].type'],
  ['/v1/chat/completions', 'spoken answers', { modalities: ['audio'] }, 'part_unsupported', 'modalities[0]'],
  ['/v1/chat/completions', 'a voice', { audio: { voice: 'a' } }, 'field_unknown', 'audio'],
  [
    '/v1/chat/completions',
    'a file',
    said({ type: 'file', file: { file_id: 'f' } }),
    'part_unsupported',
    'messages[0].content[0].type',
  ],
  ['/v1/responses', 'a stored answer', { store: true }, 'feature_refused', 'store'],
  ['/v1/responses', 'an earlier answer', { previous_response_id: 'r' }, 'feature_refused', 'previous_response_id'],
  ['/v1/responses', 'a conversation', { conversation: 'c' }, 'feature_refused', 'conversation'],
  ['/v1/responses', 'a conversation, by object', { conversation: { id: 'c' } }, 'feature_refused', 'conversation'],
  ['/v1/responses', 'work in the background', { background: true }, 'feature_refused', 'background'],
  ['/v1/responses', 'a stored prompt', { prompt: { id: 'p' } }, 'feature_refused', 'prompt'],
  [
    '/v1/responses',
    'a cache kept for a day',
    { prompt_cache_retention: '24h' },
    'feature_refused',
    'prompt_cache_retention',
  ],
  [
    '/v1/responses',
    'compaction',
    { context_management: [{ type: 'compaction' }] },
    'feature_refused',
    'context_management',
  ],
  ...[
    'web_search',
    'web_search_preview',
    'file_search',
    'code_interpreter',
    'computer',
    'computer_use_preview',
    'image_generation',
    'mcp',
    'local_shell',
    'shell',
    'apply_patch',
    'tool_search',
    'custom',
  ].map((type): (typeof STATE)[number] => [
    '/v1/responses',
    `the tool ${type}`,
    tool(type),
    'feature_refused',
    'tools[0].type',
  ]),
  ...[
    'file_search_call',
    'web_search_call',
    'code_interpreter_call',
    'computer_call',
    'computer_call_output',
    'image_generation_call',
    'mcp_call',
    'mcp_list_tools',
    'mcp_approval_request',
    'mcp_approval_response',
    'local_shell_call',
    'shell_call',
    'compaction',
  ].map((type): (typeof STATE)[number] => [
    '/v1/responses',
    `the item ${type}`,
    item({ type, id: 'i' }),
    'feature_refused',
    'input[1].type',
  ]),
  ['/v1/responses', 'what a search found', { include: ['file_search_call.results'] }, 'feature_refused', 'include[0]'],
  [
    '/v1/responses',
    'a picture of a screen',
    { include: ['computer_call_output.output.image_url'] },
    'feature_refused',
    'include[0]',
  ],
  ['/v1/messages', 'a container', { container: 'c' }, 'feature_refused', 'container'],
  [
    '/v1/messages',
    'remote MCP servers',
    { mcp_servers: [{ type: 'url', url: 'https://x' }] },
    'feature_refused',
    'mcp_servers',
  ],
  ['/v1/messages', 'context editing', { context_management: { edits: [] } }, 'feature_refused', 'context_management'],
  ...[
    'web_search_20250305',
    'web_fetch_20250910',
    'code_execution_20250825',
    'computer_20250124',
    'bash_20250124',
    'text_editor_20250728',
    'memory_20250818',
    'tool_search_tool_regex_20251119',
    'mcp_toolset',
    'advisor_20260301',
  ].map((type): (typeof STATE)[number] => [
    '/v1/messages',
    `the tool ${type}`,
    tool(type),
    'feature_refused',
    'tools[0].type',
  ]),
  ...[
    'image',
    'document',
    'search_result',
    'server_tool_use',
    'web_search_tool_result',
    'code_execution_tool_result',
    'mcp_tool_use',
    'container_upload',
  ].map((type): (typeof STATE)[number] => [
    '/v1/messages',
    `a block ${type}`,
    said({ type }),
    'part_unsupported',
    'messages[0].content[0].type',
  ]),
  ['/v1/messages/count_tokens', 'remote MCP servers', { mcp_servers: [] }, 'feature_refused', 'mcp_servers'],
  ['/v1/messages/count_tokens', 'a hosted tool', tool('web_search_20250305'), 'feature_refused', 'tools[0].type'],
  ['/v1/embeddings', 'storing', { store: true }, 'feature_refused', 'store'],
]

const BODIES: Record<string, object> = {
  '/v1/chat/completions': CHAT,
  '/v1/responses': RESPONSES,
  '/v1/messages': MESSAGES,
  '/v1/messages/count_tokens': CHAT,
  '/v1/embeddings': RESPONSES,
}

describe('stored answers, under an agreement that covers them', () => {
  const path = '/v1/responses'
  const session = { 'x-cordon-session': 'stored' }
  const sign = async (more: object, service: object = {}) => {
    const terms = world.boundary.world.agreements.find(({ vendor }) => vendor === 'upstream')
    if (terms === undefined) throw new Error('the demo has an agreement')
    await world.boundary.admin.post('/api/agreements', { ...terms, ...more, service: { ...terms.service, ...service } })
  }
  const store = (headers: Record<string, string>, more: object = {}) =>
    ask(world.boundary, { path, headers, body: { model: 'echo', input: SAID, store: true, ...more } })
  const goOn = (id: string, headers: Record<string, string> = session, more: object = {}) =>
    ask(world.boundary, {
      path,
      headers,
      body: { model: 'echo', input: `Go on with ${SAID}`, previous_response_id: id, ...more },
    })
  const idOf = ({ text }: { text: string }) => (JSON.parse(text) as { id: string }).id
  const sent = () => JSON.parse(world.upstream.received.at(-1)?.body ?? '{}') as object

  beforeAll(() => sign({}, { features: ['generation', 'stored-state'] }))
  afterAll(() => sign({}))

  it('are stored and gone on from, in the codes of the conversation, and recorded as kept', async () => {
    const first = await store(session)
    expect(first.status).toBe(200)
    expect(sent()).toMatchObject({ store: true })
    const next = await goOn(idOf(first))
    expect(next.status).toBe(200)
    expect(next.text).toContain('Okonkwo')
    expect(sent()).toMatchObject({ store: false, previous_response_id: idOf(first) })
    for (const identifier of IDENTIFIERS) expect(world.upstream.text()).not.toContain(identifier)
    const codes = world.upstream.received.map(({ body }) => /\[NAME-\w{6}\]/.exec(body)?.[0])
    expect(new Set(codes).size).toBe(1)
    const entries = await readEntries({ ...world.boundary, tenant: 'test' })
    for (const { request } of [first, next])
      expect(entriesOf(entries, 'disclosure', request)).toMatchObject([{ kept: 'stored-state', label: 'clean' }])
  })

  it('streamed, too', async () => {
    const streamed = await store(session, { stream: true, model: 'echo-k3' })
    const [, id = 'none'] = /"id":"(resp_\w+)"/.exec(streamed.text) ?? []
    expect((await goOn(id)).status).toBe(200)
  })

  it('of nobody else: unknown, of another session, not stored, all refused alike', async () => {
    const stored = idOf(await store(session))
    const unstored = idOf(
      await ask(world.boundary, { path, headers: session, body: { model: 'fixed', input: 'Other.' } }),
    )
    world.upstream.reset()
    const told = [
      await goOn('resp_68af1b2c3d4e5f60718293a4b5c6d7e8'),
      await goOn(stored, { 'x-cordon-session': 'another' }),
      await goOn(stored, {}),
      await goOn(unstored),
    ]
    for (const { status, code, text } of told) {
      expect([status, code]).toEqual([422, 'feature_refused'])
      expect(JSON.parse(text)).toMatchObject({ error: { param: 'previous_response_id' } })
    }
    expect(world.upstream.received).toHaveLength(0)
  })

  it('who has no relationship hears the refusal of the patient first', async () => {
    const key = world.boundary.strangerKey
    const body = { ...RESPONSES, previous_response_id: 'resp_1' }
    expect(await ask(world.boundary, { path, key, body })).toMatchObject({ status: 403, code: 'patient_refused' })
    expect(await ask(world.boundary, { path, key, body: { ...RESPONSES, store: true } })).toMatchObject({
      code: 'patient_refused',
    })
  })

  it('no longer, once the agreement leaves them out, whatever else it names', async () => {
    const id = idOf(await store(session))
    await sign({ excludedFeatures: ['stored-state'] }, { features: ['generation', 'stored-state'] })
    world.upstream.reset()
    expect(await store(session)).toMatchObject({ status: 422, code: 'feature_refused' })
    expect(await goOn(id)).toMatchObject({ status: 422, code: 'feature_refused' })
    expect(world.upstream.received).toHaveLength(0)
  })
})

describe('state at the vendor', () => {
  it.each(STATE)('%s: %s', async (path, _, more, code, at) => {
    const told = await ask(world.boundary, { path, body: { ...BODIES[path], ...more } })
    expect(told).toMatchObject({ status: 422, code })
    expect(JSON.parse(told.text)).toMatchObject({ error: { param: at } })
    expect(world.upstream.received).toHaveLength(0)
  })

  it.each(Object.keys(BODIES))('%s: a field that says no is taken, and does not leave', async (path) => {
    const body = { ...BODIES[path], store: false, previous_response_id: null, conversation: null, background: false }
    const known =
      path === '/v1/responses'
        ? body
        : { ...BODIES[path], ...(path.includes('messages') ? { container: null } : { store: false }) }
    expect((await ask(world.boundary, { path, body: known })).status).toBe(200)
    const sent = JSON.parse(world.upstream.received[0]?.body ?? '{}') as object
    expect(sent).not.toHaveProperty('background')
    expect(sent).not.toHaveProperty('container')
    if (path === '/v1/chat/completions' || path === '/v1/responses') expect(sent).toHaveProperty('store', false)
  })

  it.each([
    ['responses', 'previous_response_id'],
    ['chat', 'store'],
    ['messages', 'mcp_servers'],
    ['chat', 'metadata'],
  ])('is admitted by no operator: %s %s', (dialect, field) => {
    const admitFields = { chat: [], responses: [], messages: [], embeddings: [], [dialect]: [field] }
    const limits = {} as Parameters<typeof createRead>[0]['limits']
    expect(() => createRead({ limits, admitFields })).toThrow(
      expect.objectContaining({ code: 'config_invalid', at: `admitFields.${dialect}: ${field}` }),
    )
  })
})

const WAYS = [
  ['POST', '/v1/files'],
  ['GET', '/v1/files/file-1/content'],
  ['POST', '/v1/batches'],
  ['POST', '/v1/assistants'],
  ['POST', '/v1/threads/t/runs'],
  ['POST', '/v1/vector_stores/v/search'],
  ['POST', '/v1/conversations'],
  ['POST', '/v1/containers'],
  ['GET', '/v1/responses/resp_1'],
  ['DELETE', '/v1/responses/resp_1'],
  ['POST', '/v1/responses/resp_1/cancel'],
  ['POST', '/v1/responses/compact'],
  ['GET', '/v1/chat/completions'],
  ['POST', '/v1/completions'],
  ['POST', '/v1/audio/transcriptions'],
  ['POST', '/v1/images/generations'],
  ['POST', '/v1/moderations'],
  ['POST', '/v1/fine_tuning/jobs'],
  ['GET', '/v1/embeddings'],
  ['DELETE', '/v1/models/m'],
  ['POST', '/v1/messages/batches'],
  ['GET', '/v1/messages/batches/b/results'],
  ['POST', '/anthropic/v1/files'],
  ['POST', '/v1/agents'],
  ['POST', '/v1/sessions/s/events'],
  ['POST', '/v1/complete'],
] as const

describe('an endpoint of a vendor that is not offered', () => {
  const knock = (method: string, path: string, headers: Record<string, string> = {}) =>
    fetch(`${world.boundary.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${world.boundary.key}`, 'content-type': 'application/json', ...headers },
      ...(method === 'POST' ? { body: '{"input":"Mrs. Okonkwo-Bright"}' } : {}),
    })

  it.each(WAYS)('%s %s: says so in its client’s shape, and stands in the journal', async (method, path) => {
    const response = await knock(method, `${path}?name=Okonkwo`)
    const told = (await response.json()) as { type?: string; error: { code: string; type: string; param: string } }
    expect(response.status).toBe(404)
    expect(told.error).toMatchObject({
      code: 'endpoint_not_offered',
      type: 'not_found_error',
      param: notOfferedAt(path),
    })
    expect(told.type).toBe(/messages|anthropic/.test(path) ? 'error' : undefined)
    const entries = await readEntries({ ...world.boundary, tenant: 'test' })
    const request = response.headers.get('x-request-id') ?? ''
    expect(entriesOf(entries, 'intent', request)).toMatchObject([{ route: notOfferedAt(path) }])
    expect(entriesOf(entries, 'outcome', request)).toMatchObject([{ outcome: 'refused', code: 'endpoint_not_offered' }])
    expect(JSON.stringify([told, entries]) + world.boundary.logged()).not.toContain('Okonkwo')
    expect(world.upstream.received).toHaveLength(0)
  })

  it('speaks Anthropic’s shape to Anthropic’s client wherever it knocks, and lets no stranger write', async () => {
    const known = await knock('POST', '/v1/files', { 'anthropic-version': '2023-06-01' })
    expect(await known.json()).toMatchObject({ type: 'error', error: { type: 'not_found_error' } })
    const stranger = await knock('POST', '/v1/files', { authorization: 'Bearer ck_x' })
    expect([stranger.status, await stranger.json()]).toMatchObject([401, { error: { code: 'credentials_invalid' } }])
    const nothing = await knock('GET', '/v1/nothing-like-it')
    expect([nothing.status, await nothing.json()]).toMatchObject([404, { error: { code: 'route_unknown' } }])
  })

  it('is in the table once', () => {
    expect(new Set(NOT_OFFERED).size).toBe(NOT_OFFERED.length)
    expect(notOfferedAt('/v1/filesystem')).toBeUndefined()
  })
})
