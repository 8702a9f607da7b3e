import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createRead } from '../../packages/cordon/src/gateway/read.ts'
import { NOT_OFFERED, notOfferedAt } from '../../packages/cordon/src/http/not-offered.ts'
import { ask } from '../support/ask.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { startWithVendors, type WithVendors } from '../support/vendors.ts'

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
 * What keeps state at a vendor, runs there, or fetches for it: the body that asks for it, and how it is refused. No agreement
 * covers any of it today, so no row is ever anything else.
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
