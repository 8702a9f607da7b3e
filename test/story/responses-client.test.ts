import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import type { KeepingUpstream } from '../upstream/keeping.ts'
import { startResponsesUpstream } from '../upstream/responses.ts'

let upstream: KeepingUpstream
let boundary: TestBoundary

beforeAll(async () => {
  upstream = await startResponsesUpstream()
  boundary = await startBoundary({ upstream: `${upstream.origin}/v1` })
  await boundary.admin.post('/api/applications', { ...boundary.world.application, toolsInside: ['lookup'] })
}, 60_000)
beforeEach(() => upstream.reset())
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})

const SAID = 'Please call Marguerite Okonkwo-Bright at (541) 555-0187 before 3/14/2024; her MRN is TR-0090-8374.'
const IDENTIFIERS = ['Marguerite', 'Okonkwo', 'Bright', '555-0187', '3/14/2024', '0090-8374']
const lookup = {
  type: 'function' as const,
  name: 'lookup',
  strict: false,
  parameters: { type: 'object', properties: { query: { type: 'string' } } },
}

const question = (model: string, more: object = {}) => ({ model, input: SAID, ...more })
const path = '/v1/responses'
const sent = (n = -1) => JSON.parse(upstream.received.at(n)?.body ?? '{}') as { input: never; store: boolean }

function nothingLeft(): void {
  expect(upstream.received.length).toBeGreaterThan(0)
  for (const identifier of IDENTIFIERS) expect(upstream.text()).not.toContain(identifier)
}

describe('the official openai client’s Responses, with only its base URL changed', () => {
  it('completes: no identifier leaves, every one comes back, and nothing is to be stored', async () => {
    const answer = await boundary.client().responses.create(question('echo', { instructions: `About ${SAID}` }))
    expect(answer.output_text).toBe(`About ${SAID}\n${SAID}`)
    expect(answer.usage?.input_tokens).toBe(120)
    expect(upstream.received[0]?.path).toBe('/v1/responses')
    expect(sent().store).toBe(false)
    nothingLeft()
  })

  it.each([1, 3, 8])('streams in pieces of %i characters, whole, in order and numbered', async (size) => {
    const stream = await boundary.client().responses.create({ ...question(`echo-k${size}`), stream: true })
    let text = ''
    let number = 0
    for await (const event of stream) {
      expect(event.sequence_number).toBe(number++)
      if (event.type === 'response.output_text.delta') text += event.delta
      if (event.type === 'response.output_text.done') expect(event.text).toBe(SAID)
      if (event.type === 'response.content_part.done') expect(event.part).toMatchObject({ text: SAID })
      if (event.type === 'response.output_item.done') expect(JSON.stringify(event.item)).toContain('Okonkwo')
      if (event.type === 'response.completed') expect(JSON.stringify(event.response.output)).toContain('Okonkwo')
    }
    expect(text).toBe(SAID)
    nothingLeft()
  })

  it.each([false, true])('calls tools, streamed %s: codes go out, arguments come back restored', async (stream) => {
    const asked = question('tool', { tools: [lookup] })
    const client = boundary.client()
    const answer = stream ? await client.responses.stream(asked).finalResponse() : await client.responses.create(asked)
    const [call] = answer.output
    expect(call?.type === 'function_call' && JSON.parse(call.arguments)).toEqual({ query: SAID })
    nothingLeft()
  })

  it.each([false, true])('gives a tool outside of the boundary codes, and no names; streamed %s', async (stream) => {
    const body = question('tool', { tools: [{ ...lookup, name: 'search' }], stream })
    const { text } = await ask(boundary, { path, body })
    for (const identifier of IDENTIFIERS) expect(text).not.toContain(identifier)
    expect(text).toContain('[NAME-')
  })

  it('cleans every item of the history', async () => {
    await boundary.client().responses.create({
      model: 'echo',
      input: [
        { role: 'developer', content: SAID },
        { role: 'user', content: [{ type: 'input_text', text: SAID }] },
        { type: 'function_call', call_id: 'c1', name: 'lookup', arguments: JSON.stringify({ query: SAID }) },
        { type: 'function_call_output', call_id: 'c1', output: JSON.stringify({ rows: [SAID] }) },
        { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_text', text: SAID }] },
        {
          type: 'message',
          role: 'assistant',
          id: 'msg_0',
          status: 'completed',
          content: [{ type: 'refusal', refusal: SAID }],
        },
        { type: 'reasoning', id: 'rs_0', summary: [{ type: 'summary_text', text: SAID }] },
      ],
      tools: [{ ...lookup, description: SAID }],
    } as OpenAI.Responses.ResponseCreateParamsNonStreaming)
    nothingLeft()
  })

  it('sends restored turns and encrypted reasoning again as the same bytes', async () => {
    const session = { 'X-Cordon-Session': 's-think' }
    const client = boundary.client(boundary.key, session)
    const first = await client.responses.create(question('think'))
    expect(first.output[0]).toMatchObject({ summary: [{ text: SAID }], encrypted_content: expect.any(String) })
    const before = sent().input
    const input = [{ role: 'user', content: SAID }, ...first.output, { role: 'user', content: 'Go on.' }]
    const told = await ask(boundary, { path, headers: session, body: { model: 'fixed', input } })
    expect(told.status).toBe(200)
    const after = sent().input as { content: unknown; summary?: { text: string }[] }[]
    expect(after[0]?.content).toEqual(before)
    expect(after[1]).toMatchObject({ summary: [{ text: before }], encrypted_content: expect.any(String) })
    expect(after[2]?.content).toEqual([{ type: 'output_text', text: before }])
    nothingLeft()
  })

  it('is not told what a vendor says of a failure, whole or streamed, and the stream does not look whole', async () => {
    for (const stream of [false, true]) {
      const { text, code } = await ask(boundary, { path, body: question('failed', { stream }) })
      expect(code).toBe('upstream_refused')
      expect(text).not.toContain('[NAME-')
    }
    const { text } = await ask(boundary, { path, body: question('cut', { stream: true }) })
    expect(text).toContain('event: error')
    expect(text).not.toContain('response.completed')
  })

  it('hears who may not: a readable error of the right class, with the stable code', async () => {
    const refused = boundary.client(boundary.strangerKey).responses.create(question('echo'))
    await expect(refused).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError)
    await expect(refused).rejects.toMatchObject({ code: 'patient_refused' })
    expect(upstream.received).toHaveLength(0)
  })

  it('is recorded like any other request', async () => {
    const { request } = await ask(boundary, { path, body: question('echo') })
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    expect(entriesOf(entries, 'disclosure', request)).toMatchObject([{ vendor: 'upstream', label: 'clean' }])
    expect(entriesOf(entries, 'outcome', request)).toMatchObject([
      { outcome: 'answered', tokensIn: 120, tokensOut: 42 },
    ])
  })
})

describe('what keeps state at the vendor, runs there or is no text is refused by its path', () => {
  const item = (one: object) => ({ model: 'echo', input: [{ role: 'user', content: 'x' }, one] })
  it.each([
    ['hosted search', question('echo', { tools: [{ type: 'web_search' }] }), 'feature_refused', 'tools[0].type'],
    ['files', question('echo', { tools: [{ type: 'file_search' }] }), 'feature_refused', 'tools[0].type'],
    [
      'remote MCP',
      question('echo', { tools: [{ type: 'mcp', server_label: 'x' }] }),
      'feature_refused',
      'tools[0].type',
    ],
    [
      'what a hosted tool found',
      question('echo', { include: ['file_search_call.results'] }),
      'feature_refused',
      'include[0]',
    ],
    ['a reference to an item', item({ type: 'item_reference', id: 'm' }), 'feature_refused', 'input[1].id'],
    [
      'an image',
      item({ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }),
      'part_unsupported',
      undefined,
    ],
    ['a file', item({ role: 'user', content: [{ type: 'input_file', file_id: 'x' }] }), 'part_unsupported', undefined],
    [
      'encrypted reasoning that this conversation never got',
      item({ type: 'reasoning', id: 'rs_9', summary: [], encrypted_content: 'QWRhIEJlbGw=' }),
      'feature_refused',
      'input[1].encrypted_content',
    ],
    [
      'an identifier in a schema',
      question('echo', { text: { format: { type: 'json_schema', name: 'a', schema: { enum: ['SSN 123-45-6789'] } } } }),
      'identifier_in_schema',
      undefined,
    ],
  ])('%s', async (_, body, code, at) => {
    const told = await ask(boundary, { path, body })
    expect(told).toMatchObject({ status: 422, code })
    if (at !== undefined) expect(JSON.parse(told.text)).toMatchObject({ error: { param: at } })
    expect(upstream.received).toHaveLength(0)
  })

  it('what somebody said before is no encrypted reasoning', async () => {
    const headers = { 'X-Cordon-Session': 's-said' }
    expect((await ask(boundary, { path, headers, body: question('echo') })).status).toBe(200)
    upstream.reset()
    const disguised = { type: 'reasoning', id: 'rs_9', summary: [], encrypted_content: SAID }
    const told = await ask(boundary, { path, headers, body: item(disguised) })
    expect(told).toMatchObject({ status: 422, code: 'feature_refused' })
    expect(upstream.received).toHaveLength(0)
  })

  it('who asks is not forwarded', async () => {
    const named = { user: 'Ada Bell', safety_identifier: 'a', prompt_cache_key: 'b', metadata: { ward: 'Ada Bell' } }
    await ask(boundary, { path, body: question('echo', named) })
    for (const field of Object.keys(named)) expect(upstream.text()).not.toContain(`"${field}"`)
  })
})
