import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { bodyOf, listen } from '../upstream/mcp-server.ts'

/**
 * Calls of another MCP server's tools in the path × guard matrix, at the wire: every place of a call that can hold text, and every
 * way in which a server may answer wrongly. 0 identifiers outside, in the log and in an error.
 */

type Asked = { readonly id: number; readonly params: { readonly name: string; readonly arguments: unknown } }
type Answer = (response: ServerResponse, asked: Asked, quoted: string) => unknown

const JSON_TYPE = { 'content-type': 'application/json' }
const STREAM = { 'content-type': 'text/event-stream' }
const reply = (response: ServerResponse, body: unknown, headers: Record<string, string> = JSON_TYPE) =>
  response.writeHead(200, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
const result = ({ id }: Asked, more: object) => ({ jsonrpc: '2.0', id, result: { resultType: 'complete', ...more } })
const text = (said: string) => ({ content: [{ type: 'text', text: said }] })
const event = (message: unknown) => `event: message\ndata: ${JSON.stringify(message)}\n\n`
let nested = '1'
for (let level = 0; level < 200; level += 1) nested = `[${nested}]`

/** Every way of going wrong, by the tool's name, with the code that it comes to. Each quotes what it was sent where it can. */
const BROKEN: Readonly<Record<string, readonly [code: string, answer: Answer]>> = {
  garbage: ['upstream_invalid', (to, _, quoted) => reply(to, `<html>${quoted}`)],
  other_type: ['upstream_invalid', (to, _, quoted) => reply(to, quoted, { 'content-type': 'text/plain' })],
  no_answer: ['upstream_invalid', (to, _, quoted) => reply(to, { note: quoted })],
  other_id: ['upstream_invalid', (to, asked) => reply(to, { ...result(asked, text('x')), id: 7 })],
  a_batch: ['upstream_invalid', (to, asked) => reply(to, [result(asked, text('x'))])],
  both: ['upstream_invalid', (to, asked) => reply(to, { ...result(asked, text('x')), error: { code: 1 } })],
  key_twice: [
    'upstream_invalid',
    (to) => reply(to, '{"jsonrpc":"2.0","id":1,"result":{"content":[],"content":[{"type":"text","text":"x"}]}}'),
  ],
  too_deep: ['upstream_invalid', (to) => reply(to, `{"jsonrpc":"2.0","id":1,"result":{"content":[],"x":${nested}}}`)],
  no_number: ['upstream_invalid', (to) => reply(to, '{"jsonrpc":"2.0","id":1,"result":{"content":[],"x":1e999}}')],
  not_utf8: ['upstream_invalid', (to) => to.writeHead(200, JSON_TYPE).end(Buffer.from([0x7b, 0xff, 0x7d]))],
  stream_garbage: ['upstream_invalid', (to, _, quoted) => reply(to, `data: ${quoted.slice(0, 9)}\n\n`, STREAM)],
  stream_cut: [
    'upstream_invalid',
    (to) => reply(to, event({ jsonrpc: '2.0', method: 'notifications/message' }), STREAM),
  ],
  asks_for_sample: [
    'upstream_invalid',
    (to) => reply(to, event({ jsonrpc: '2.0', id: 9, method: 'sampling/createMessage', params: {} }), STREAM),
  ],
  wants_input: ['upstream_invalid', (to, asked) => reply(to, result(asked, { resultType: 'input_required' }))],
  picture: [
    'upstream_invalid',
    (to, asked) => reply(to, result(asked, { content: [{ type: 'image', data: 'aGk=' }] })),
  ],
  resource: [
    'upstream_invalid',
    (to, asked, quoted) => reply(to, result(asked, { content: [{ type: 'resource_link', uri: `x:${quoted}` }] })),
  ],
  unpromised: [
    'upstream_invalid',
    (to, asked) => reply(to, result(asked, { ...text('x'), structuredContent: { a: 1 } })),
  ],
  says_error: [
    'upstream_refused',
    (to, { id }, quoted) => reply(to, { jsonrpc: '2.0', id, error: { code: 1, message: quoted } }),
  ],
  tool_failed: [
    'upstream_refused',
    (to, asked, quoted) => reply(to, result(asked, { ...text(quoted), isError: true })),
  ],
  status: ['upstream_refused', (to, _, quoted) => to.writeHead(500, JSON_TYPE).end(quoted)],
  unauthorised: ['upstream_refused', (to) => to.writeHead(401, { 'www-authenticate': 'Bearer' }).end()],
  redirect: ['upstream_redirected', (to) => to.writeHead(307, { location: 'http://127.0.0.1:9/mcp' }).end()],
  packed: [
    'upstream_invalid',
    (to) => to.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(gzipSync('{}')),
  ],
  huge: ['upstream_too_large', (to, asked) => reply(to, result(asked, text('x'.repeat(400_000))))],
  silent: ['upstream_timeout', () => undefined],
  hangs_up: ['upstream_unreachable', (to) => to.destroy()],
}

const RIGHT: Readonly<Record<string, Answer>> = {
  echo: (to, asked, quoted) => reply(to, result(asked, text(quoted))),
  // A note beside the answer, and the answer in pieces.
  echo_stream(to, asked, quoted) {
    to.writeHead(200, STREAM).write(event({ jsonrpc: '2.0', method: 'notifications/progress', params: { p: quoted } }))
    for (const piece of event(result(asked, text(quoted))).match(/[\s\S]{1,3}/g) ?? []) to.write(piece)
    to.end()
  },
}

const TOOLS = [...Object.keys(RIGHT), ...Object.keys(BROKEN)]
const note = { type: 'string' }
const definition = (name: string) => ({
  name,
  description: 'x',
  inputSchema: {
    type: 'object',
    properties: {
      query: note,
      choice: { anyOf: [{ type: 'null' }, note] },
      list: { type: 'array', items: note },
      deep: {
        type: 'object',
        properties: { rows: { type: 'array', items: { type: 'object', properties: { note } } } },
      },
      kind: { enum: ['ward', 'clinic'] },
    },
  },
})

let boundary: TestBoundary
let server: Awaited<ReturnType<typeof listen>>
let sent: string[] = []
beforeAll(async () => {
  server = await listen(async (request, response) => {
    const body = await bodyOf(request)
    const asked = JSON.parse(body) as Asked & { method: string }
    if (asked.method === 'tools/list') return reply(response, result(asked, { tools: TOOLS.map(definition) }))
    sent.push(`${JSON.stringify(request.headers)}\n${body}`)
    const { name, arguments: given } = asked.params
    return (RIGHT[name] ?? BROKEN[name]?.[1])?.(response, asked, JSON.stringify(given))
  })
  boundary = await startBoundary({ limits: { upstreamBytesMax: 200_000, upstreamHeadersMs: 5_000 } })
  const { application, vendors, agreements } = boundary.world
  const vendor = { ...vendors[0], id: 'tools', kind: 'mcp', baseUrl: server.url, models: TOOLS }
  await boundary.admin.post('/api/vendors', vendor)
  const { product, tier, account, region } = vendors[0] ?? expect.fail('no vendor')
  const service = { host: new URL(server.url).host, product, tier, account, region, models: TOOLS }
  const covered = { ...agreements[0], id: 'tools', vendor: 'tools', service: { ...service, features: ['tool-calls'] } }
  await boundary.admin.post('/api/agreements', covered)
  await boundary.admin.post('/api/applications', { ...application, vendors: [...application.vendors, 'tools'] })
  const looked = await boundary.admin.post('/api/servers/tools/look', {})
  const { items } = looked.json as unknown as { items: { name: string; hash: string }[] }
  for (const { name, hash } of items) await boundary.admin.post('/api/servers/tools/review', { tool: name, hash })
}, 60_000)
afterAll(async () => {
  await boundary.close()
  await server.close()
})

interface Told {
  readonly text: string
  readonly code: string | undefined
  readonly said: string
  readonly request: string
}

async function call(name: string, given: object, more: Record<string, string> = {}): Promise<Told> {
  sent = []
  const response = await fetch(`${boundary.url}/mcp/tools`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${boundary.key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...more,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: given } }),
  })
  const body = await response.text()
  const { result: made, error } = JSON.parse(body) as {
    result?: { content: { text: string }[]; _meta?: { 'cordon/error'?: { code: string } } }
    error?: { data?: { code: string } }
  }
  const code = made?._meta?.['cordon/error']?.code ?? error?.data?.code
  const request = response.headers.get('x-request-id') ?? ''
  return { text: body, code, said: made?.content.map((one) => one.text).join('\n') ?? '', request }
}

/** Another number for every cell, so that nothing learnt in one helps in the next. */
let cells = 0
const identifier = () => `531-44-${7_000 + ++cells}`
const CODE = /\[SSN-[0-9A-Z]{6}\]/
const entries = () => readEntries({ ...boundary, tenant: 'test' })

const PLACES: readonly (readonly [place: string, given: (said: string) => object])[] = [
  ['a text', (query) => ({ query })],
  ['a text of several kinds', (choice) => ({ choice })],
  ['an item of a list', (said) => ({ list: ['x', said] })],
  ['a field deep inside', (said) => ({ deep: { rows: [{ note: 'x' }, { note: said }] } })],
  ['a text of JSON', (said) => ({ query: JSON.stringify({ note: said }) })],
]

describe.each(PLACES)('tool arguments: %s', (_, given) => {
  it.each(Object.keys(RIGHT))('leaves as a code and comes back: %s', async (tool) => {
    const secret = identifier()
    const told = await call(tool, given(`SSN: ${secret}.`))
    expect(sent).toHaveLength(1)
    expect(sent[0]).not.toContain(secret)
    expect(sent[0]).toMatch(CODE)
    expect(told.said).toContain(secret)
    expect(told.said).not.toMatch(CODE)
    expect(entriesOf(await entries(), 'disclosure', told.request)).toHaveLength(1)
  })

  it('is in no error, no log and no entry', async () => {
    const secret = identifier()
    const said = given(`SSN: ${secret}.`)
    for (const [code, told] of [
      ['field_unknown', await call('echo', { ...said, [secret]: 'x' })],
      ['field_invalid', await call('echo', { ...said, kind: secret })],
      ['context_invalid', await call('echo', said, { 'x-cordon-encounter': 'E1' })],
      ['patient_refused', await call('echo', said, { 'x-cordon-patient': 'Patient/nobody' })],
    ] as const) {
      expect(told.code).toBe(code)
      expect(told.text).not.toContain(secret)
      expect(sent).toEqual([])
    }
    expect(boundary.logged()).not.toContain(secret)
    expect(JSON.stringify(await entries())).not.toContain(secret)
  })
})

describe('a server that answers wrongly', () => {
  it.each(Object.entries(BROKEN).map(([tool, [code]]) => [tool, code] as const))(
    '%s: %s, once, recorded, with none of its words',
    async (tool, code) => {
      const secret = identifier()
      const told = await call(tool, { query: `SSN: ${secret}.` })
      expect(told.code).toBe(code)
      expect(told.text).not.toContain(secret)
      expect(told.text).not.toMatch(CODE)
      expect(sent).toHaveLength(1)
      expect(sent[0]).not.toContain(secret)
      expect(entriesOf(await entries(), 'disclosure', told.request)).toHaveLength(1)
      expect(entriesOf(await entries(), 'outcome', told.request)).toMatchObject([{ code, attempts: 1 }])
      expect(boundary.logged()).not.toContain(secret)
    },
  )

  it('is asked again afterwards: none of them closed it', async () => {
    expect((await call('echo', { query: 'x' })).said).toBe('{"query":"x"}')
  })
})
