import Anthropic from '@anthropic-ai/sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import type { KeepingUpstream } from '../upstream/keeping.ts'
import { startMessagesUpstream } from '../upstream/messages.ts'

let upstream: KeepingUpstream
let boundary: TestBoundary

beforeAll(async () => {
  upstream = await startMessagesUpstream()
  boundary = await startBoundary()
  await connect()
}, 60_000)
beforeEach(() => upstream.reset())
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})

/** A vendor that speaks Messages, an agreement with it, and the application that may use it. */
async function connect(): Promise<void> {
  const { world, admin } = boundary
  const [local] = world.vendors
  const [agreement] = world.agreements
  const service = { product: 'messages', tier: 'demo', account: 'demo', region: 'local', models: ['*'] }
  const vendor = { ...local, ...service, id: 'claude', kind: 'anthropic', baseUrl: upstream.origin }
  const host = new URL(upstream.origin).host
  await admin.post('/api/vendors', { ...vendor, placement: 'outside' })
  await admin.post('/api/agreements', {
    ...agreement,
    id: 'claude-synthetic',
    vendor: 'claude',
    service: { ...service, host },
  })
  await admin.post('/api/applications', {
    ...world.application,
    vendors: [...world.application.vendors, 'claude'],
    toolsInside: ['lookup'],
  })
}

const client = (headers: Record<string, string> = {}, path = '', key = boundary.key) =>
  new Anthropic({
    baseURL: `${boundary.url}${path}`,
    apiKey: key,
    maxRetries: 0,
    defaultHeaders: { 'X-Cordon-Patient': boundary.world.patient, ...headers },
  })

const SAID = 'Please call Marguerite Okonkwo-Bright at (541) 555-0187 before 3/14/2024; her MRN is TR-0090-8374.'
const IDENTIFIERS = ['Marguerite', 'Okonkwo', 'Bright', '555-0187', '3/14/2024', '0090-8374']
const lookup = { name: 'lookup', input_schema: { type: 'object' as const, properties: { query: { type: 'string' } } } }
const elsewhere = { ...lookup, name: 'web_search' }

const question = (model: string, more: object = {}) => ({
  model,
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: SAID }],
  ...more,
})

function nothingLeft(): void {
  expect(upstream.received.length).toBeGreaterThan(0)
  for (const identifier of IDENTIFIERS) expect(upstream.text()).not.toContain(identifier)
}

describe('the official Anthropic client, with only its base URL changed', () => {
  it.each(['', '/anthropic'])('completes under %j: no identifier leaves, every one comes back', async (path) => {
    const answer = await client({}, path).messages.create(question('echo'))
    expect(answer.content).toEqual([{ type: 'text', text: SAID }])
    expect(answer.usage.input_tokens).toBe(120)
    nothingLeft()
    expect(upstream.received[0]).toMatchObject({ path: '/v1/messages', headers: { 'anthropic-version': '2023-06-01' } })
  })

  it('also where a client leaves out the version', async () => {
    const told = await ask(boundary, { path: '/messages', body: question('echo') })
    expect(told.status).toBe(200)
    nothingLeft()
  })

  it.each([1, 3, 8])('streams in pieces of %i characters, whole and in order', async (size) => {
    const stream = client().messages.stream(question(`echo-k${size}`))
    expect(await stream.finalText()).toBe(SAID)
    nothingLeft()
  })

  it.each([false, true])('calls tools, streamed %s: codes go out, arguments come back restored', async (streamed) => {
    const asked = question('tool', { tools: [lookup] })
    const answer = streamed
      ? await client().messages.stream(asked).finalMessage()
      : await client().messages.create(asked)
    expect(answer.content[0]).toMatchObject({ name: 'lookup', input: { query: SAID, deep: [{ of: SAID }] } })
    nothingLeft()
  })

  it('gives a tool outside of the boundary codes, and no names', async () => {
    const answer = await client().messages.create(question('tool', { tools: [elsewhere] }))
    const text = JSON.stringify(answer.content)
    for (const identifier of IDENTIFIERS) expect(text).not.toContain(identifier)
    expect(text).toContain('[NAME-')
  })

  it('cleans what tools answered, and the arguments of earlier calls', async () => {
    const answer = await client().messages.create({
      ...question('echo'),
      system: [{ type: 'text', text: `About ${SAID}`, cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: 'Look it up.' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'lookup', input: { query: SAID } }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: SAID }] },
            { type: 'text', text: SAID },
          ],
        },
      ],
    })
    nothingLeft()
    expect(answer.content[0]).toMatchObject({ text: expect.stringContaining(SAID) })
  })

  it('cleans numbers and keys in the arguments of earlier calls, as those of any tool', async () => {
    const input = { mrn: 48_213_377, phone: 6_175_550_142, deep: [{ ssn: 219_099_999 }], dose: 25 }
    const called = (given: object) =>
      question('echo', {
        tools: [lookup],
        messages: [
          { role: 'user', content: 'Look it up.' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'lookup', input: given }] },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'none' }] },
        ],
      })
    const path = '/v1/messages'
    expect((await ask(boundary, { path, body: called(input) })).status).toBe(200)
    for (const number of ['48213377', '6175550142', '219099999']) expect(upstream.text()).not.toContain(number)
    const sent = JSON.parse(upstream.received[0]?.body ?? '{}') as { messages: { content: { input: object }[] }[] }
    expect(sent.messages[1]?.content[0]?.input).toMatchObject({ dose: 25 })
    upstream.reset()
    const named = await ask(boundary, { path, body: called({ 'Marguerite Okonkwo-Bright': 1 }) })
    expect(named.status).not.toBe(200)
    expect(upstream.received).toHaveLength(0)
  })

  it('sends a restored turn again as the same bytes', async () => {
    const first = await client({ 'X-Cordon-Session': 's-1' }).messages.create(question('echo'))
    const sent = () =>
      (JSON.parse(upstream.received.at(-1)?.body ?? '{}') as { messages: { content: unknown }[] }).messages
    const [before] = sent()
    await client({ 'X-Cordon-Session': 's-1' }).messages.create({
      ...question('fixed'),
      messages: [
        { role: 'user', content: SAID },
        { role: 'assistant', content: first.content as Anthropic.ContentBlockParam[] },
        { role: 'user', content: 'Go on.' },
      ],
    })
    expect(sent()[0]).toEqual(before)
    expect(sent()[1]?.content).toEqual([{ type: 'text', text: before?.content }])
    nothingLeft()
  })

  it('hears who may not in Anthropic’s own shape, with the stable code', async () => {
    const stranger = client({}, '', boundary.strangerKey).messages.create(question('echo'))
    await expect(stranger).rejects.toBeInstanceOf(Anthropic.PermissionDeniedError)
    const { text, status } = await ask(boundary, { path: '/v1/messages', body: question('echo'), key: 'ck_x' })
    expect(status).toBe(401)
    expect(JSON.parse(text)).toMatchObject({
      type: 'error',
      error: { type: 'authentication_error', code: 'credentials_invalid' },
      request_id: expect.stringMatching(/^[0-9A-Z]{26}$/),
    })
    expect(upstream.received).toHaveLength(0)
  })

  it('hears nothing of a vendor’s refusal but its status', async () => {
    const { text, code } = await ask(boundary, { path: '/v1/messages', body: question('status-400') })
    expect(code).toBe('upstream_refused')
    expect(text).not.toContain('MRN')
  })

  it('is told that a stream was cut, and gets no event that says it is whole', async () => {
    const { text } = await ask(boundary, { path: '/v1/messages', body: question('cut', { stream: true }) })
    expect(text).toContain('event: error')
    expect(text).not.toContain('message_stop')
  })

  it('is recorded like any other request', async () => {
    const { request } = await ask(boundary, { path: '/v1/messages', body: question('echo') })
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    expect(entriesOf(entries, 'disclosure', request)).toMatchObject([{ vendor: 'claude', label: 'clean' }])
    expect(entriesOf(entries, 'outcome', request)).toMatchObject([
      { outcome: 'answered', tokensIn: 120, tokensOut: 42 },
    ])
  })

  it('never reaches an endpoint of another shape', async () => {
    const { code } = await ask(boundary, { path: '/v1/messages', body: question('local/extract') })
    expect(code).toBeUndefined()
    expect(upstream.received).toHaveLength(1)
    const other = await ask(boundary, { body: { model: 'claude-x', messages: [{ role: 'user', content: 'Hello' }] } })
    expect(other).toMatchObject({ status: 404, code: 'model_unknown' })
  })
})

describe('thinking', () => {
  const session = { 'X-Cordon-Session': 's-think' }
  const again = (content: unknown) => ({
    ...question('fixed', { thinking: { type: 'enabled', budget_tokens: 1_024 } }),
    messages: [
      { role: 'user', content: SAID },
      { role: 'assistant', content },
      { role: 'user', content: 'Go on.' },
    ],
  })

  it.each([false, true])('comes signed, in codes, and goes back byte for byte; streamed %s', async (streamed) => {
    const asked = question('think')
    const answer = streamed
      ? await client(session).messages.stream(asked).finalMessage()
      : await client(session).messages.create(asked)
    const [thinking, redacted, text] = answer.content
    expect(JSON.stringify([thinking, redacted])).not.toContain('Okonkwo')
    expect(text).toMatchObject({ text: SAID })
    upstream.reset()
    const told = await ask(boundary, { path: '/v1/messages', headers: session, body: again(answer.content) })
    expect(told.status).toBe(200)
    const sent = JSON.parse(upstream.received[0]?.body ?? '{}') as { messages: { content: unknown[] }[] }
    expect(sent.messages[1]?.content.slice(0, 2)).toEqual([thinking, redacted])
    nothingLeft()
  })

  it.each([
    ['a signature that the vendor never gave', { type: 'thinking', thinking: 'x', signature: 'QWRhIEJlbGw=' }],
    ['an encrypted block that the vendor never gave', { type: 'redacted_thinking', data: 'QWRhIEJlbGw=' }],
    ['what somebody said before, as a signature', { type: 'thinking', thinking: 'x', signature: SAID }],
    ['what somebody said before, as an encrypted block', { type: 'redacted_thinking', data: SAID }],
  ])('is refused with %s', async (_, block) => {
    const told = await ask(boundary, { path: '/v1/messages', headers: session, body: again([block]) })
    expect(told).toMatchObject({ status: 422, code: 'feature_refused' })
    expect(told.text).toContain('messages[1].content[0].')
    expect(upstream.received).toHaveLength(0)
  })
})

describe('a body that is not of the table is refused by its path', () => {
  const turn = (block: object) => question('echo', { messages: [{ role: 'user', content: [block] }] })
  it.each([
    ['an unknown field', question('echo', { surprise: 1 }), 'field_unknown', 'surprise'],
    [
      'an image',
      turn({ type: 'image', source: { type: 'base64', data: 'x' } }),
      'part_unsupported',
      'messages[0].content[0].type',
    ],
    [
      'a document',
      turn({ type: 'document', source: { type: 'text', data: 'x' } }),
      'part_unsupported',
      'messages[0].content[0].type',
    ],
    [
      'a tool that runs at the vendor',
      question('echo', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }),
      'feature_refused',
      'tools[0].type',
    ],
    [
      'an identifier in a schema',
      question('echo', {
        tools: [
          { name: 'lookup', input_schema: { type: 'object', properties: { who: { enum: ['SSN 123-45-6789'] } } } },
        ],
      }),
      'identifier_in_schema',
      undefined,
    ],
    [
      'no bound of tokens',
      { model: 'echo', messages: [{ role: 'user', content: 'x' }] },
      'field_invalid',
      'max_tokens',
    ],
  ])('%s', async (_, body, code, at) => {
    const told = await ask(boundary, { path: '/v1/messages', body })
    expect(told).toMatchObject({ status: 422, code })
    if (at !== undefined) expect(JSON.parse(told.text)).toMatchObject({ error: { param: at } })
    expect(upstream.received).toHaveLength(0)
  })

  it('who asks is not forwarded', async () => {
    await ask(boundary, { path: '/v1/messages', body: question('echo', { metadata: { user_id: 'Ada Bell' } }) })
    expect(upstream.text()).not.toContain('user_id')
  })
})
