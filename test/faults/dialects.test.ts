import { request as httpRequest } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dialect, PATHS, QUESTIONS } from '../leak/places.ts'
import { type Answered, ask } from '../support/ask.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { startWithVendors, type WithVendors } from '../support/vendors.ts'
import { BROKEN, startBroken } from '../upstream/broken.ts'

/** What goes wrong in a body or in a vendor's answer, in every dialect alike: refused by a bound, in the client's own shape. */

const SECRET = 'Quillfeather-Marsh'
const DIALECTS = Object.keys(PATHS) as Dialect[]
const ANTHROPIC: readonly Dialect[] = ['messages', 'count-tokens']

let world: WithVendors
beforeAll(async () => {
  const bounds = { bodyBytesMax: 65_536, messagesMax: 20, jsonDepthMax: 16, jsonLeavesMax: 400, embeddingTextsMax: 20 }
  const waits = { upstreamHeadersMs: 2_000, upstreamIdleMs: 500, upstreamMs: 10_000, upstreamBytesMax: 1_000_000 }
  world = await startWithVendors([], { limits: { ...bounds, ...waits } }, startBroken)
}, 120_000)
afterAll(() => world.close())

const said = `Mrs. ${SECRET} asks`
const good = (dialect: Dialect) => ({ model: 'right', ...QUESTIONS[dialect](said) })
const text = (dialect: Dialect) => JSON.stringify(good(dialect))
const deep = `${'['.repeat(40)}"${said}"${']'.repeat(40)}`
const many = (dialect: Dialect): object => {
  const turns = Array.from({ length: 21 }, () => ({ role: 'user', content: said }))
  return dialect === 'embeddings'
    ? { input: turns.map(() => said) }
    : dialect === 'responses'
      ? { input: turns }
      : { messages: turns }
}

interface Bad {
  readonly name: string
  readonly raw: (dialect: Dialect) => string | Uint8Array<ArrayBuffer>
  readonly headers?: Record<string, string>
  readonly status: number
  readonly code: string
  /** What the refusal names. */
  readonly at?: string | RegExp
}

const BAD: readonly Bad[] = [
  { name: 'a body that breaks off', raw: (of) => text(of).slice(0, -3), status: 400, code: 'body_malformed' },
  { name: 'no body', raw: () => '', status: 400, code: 'body_malformed' },
  {
    name: 'a body over the bound',
    raw: (of) => text(of).replace(said, said.repeat(4_000)),
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'a key that stands twice',
    raw: (of) => `{"model":"a",${text(of).slice(1)}`,
    status: 400,
    code: 'body_malformed',
    at: 'a key that stands twice',
  },
  {
    name: 'a key that would change what objects are',
    raw: (of) => `{"__proto__":{"stream":true},${text(of).slice(1)}`,
    status: 422,
    code: 'field_unknown',
    at: '__proto__',
  },
  {
    name: 'the constructor as a key',
    raw: (of) => `{"constructor":{"x":1},${text(of).slice(1)}`,
    status: 422,
    code: 'field_unknown',
    at: 'constructor',
  },
  {
    name: 'lists deeper than the bound',
    raw: (of) => `{"tools":${deep},${text(of).slice(1)}`,
    status: 413,
    code: 'body_too_large',
    at: 'limits.jsonDepthMax',
  },
  {
    name: 'lists deeper than any stack',
    raw: (of) => `{"tools":${'['.repeat(30_000)}${']'.repeat(30_000)},${text(of).slice(1)}`,
    status: 413,
    code: 'body_too_large',
    at: 'limits.jsonDepthMax',
  },
  {
    name: 'more values than the bound',
    raw: (of) => `{"x":${JSON.stringify(Array.from({ length: 500 }, () => 1))},${text(of).slice(1)}`,
    status: 413,
    code: 'body_too_large',
    at: 'limits.jsonLeavesMax',
  },
  {
    name: 'more turns than the bound',
    raw: (of) => JSON.stringify({ ...good(of), ...many(of) }),
    status: 413,
    code: 'body_too_large',
    at: /^(messages|input) \(limits\.(messages|embeddingTexts)Max\)$/,
  },
  { name: 'NaN', raw: (of) => `{"temperature":NaN,${text(of).slice(1)}`, status: 400, code: 'body_malformed' },
  {
    name: 'Infinity',
    raw: (of) => `{"temperature":-Infinity,${text(of).slice(1)}`,
    status: 400,
    code: 'body_malformed',
  },
  {
    name: 'a number beyond the range',
    raw: (of) => `{"temperature":1e999,${text(of).slice(1)}`,
    status: 400,
    code: 'body_malformed',
    at: 'a number beyond the range',
  },
  {
    name: 'half a character',
    raw: (of) => text(of).replace(said, `${said} \\ud83d`),
    status: 422,
    code: 'field_invalid',
  },
  {
    name: 'bytes that are no UTF-8',
    raw: (of) => Uint8Array.from([...Buffer.from(text(of).slice(0, -2)), 0xff, 0xfe]),
    status: 400,
    code: 'body_malformed',
  },
  {
    name: 'a compressed body',
    raw: (of) => Uint8Array.from(gzipSync(text(of))),
    headers: { 'content-encoding': 'gzip' },
    status: 400,
    code: 'body_malformed',
  },
  {
    name: 'another content type',
    raw: text,
    headers: { 'content-type': 'text/plain' },
    status: 415,
    code: 'body_type_unsupported',
  },
  {
    name: 'a form',
    raw: () => `model=right&input=${SECRET}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'body_type_unsupported',
  },
  { name: 'a list', raw: () => JSON.stringify([said]), status: 422, code: 'field_invalid', at: 'body' },
  { name: 'null', raw: () => 'null', status: 422, code: 'field_invalid', at: 'body' },
  {
    name: 'an unknown field',
    raw: (of) => JSON.stringify({ ...good(of), surprise: said }),
    status: 422,
    code: 'field_unknown',
    at: 'surprise',
  },
]

/** The shape of the client's own API, with the code, and nothing of what was sent. */
function expectRefusal(
  dialect: Dialect,
  { text: told, everything, request }: Answered,
  code: string,
): { param: string | null } {
  const json = told.startsWith('{') ? told : (/^data: (\{.*"error".*)$/m.exec(told)?.[1] ?? '{}')
  const refused = JSON.parse(json) as { type?: string; request_id?: string; error: { param: string | null } }
  expect(refused.error).toMatchObject({ code, message: expect.any(String), type: expect.stringMatching(/_error$/) })
  if (ANTHROPIC.includes(dialect)) expect(refused).toMatchObject({ type: 'error', request_id: request })
  expect(everything).not.toContain(SECRET)
  expect(everything).not.toMatch(/\[NAME-/)
  return refused.error
}

async function expectRecorded(request: string, disclosed: boolean, outcome: object): Promise<void> {
  const entries = await readEntries({ ...world.boundary, tenant: 'test' })
  expect(entriesOf(entries, 'intent', request)).toHaveLength(1)
  expect(entriesOf(entries, 'disclosure', request).length > 0).toBe(disclosed)
  expect(entriesOf(entries, 'outcome', request)).toMatchObject([outcome])
}

describe.each(DIALECTS)('%s', (dialect) => {
  const path = PATHS[dialect]

  it.each(BAD)(
    '$name: $status $code; recorded, and the request beside it is answered',
    async ({ raw, headers = {}, status, code, at }) => {
      world.upstream.reset()
      const [told, beside] = await Promise.all([
        ask(world.boundary, { path, raw: raw(dialect), headers }),
        ask(world.boundary, { path, body: good(dialect) }),
      ])
      expect([told.status, beside.status]).toEqual([status, 200])
      const { param } = expectRefusal(dialect, told, code)
      if (at !== undefined) expect(param).toMatch(at)
      expect(world.upstream.received).toHaveLength(1)
      await expectRecorded(told.request, false, { outcome: 'refused', code, bytesOut: 0 })
    },
  )

  const streams = ['chat', 'responses', 'messages'].includes(dialect) ? [false, true] : [false]
  const rows = Object.keys(BROKEN).flatMap((model) => streams.map((stream) => ({ model, stream })))

  it.each(rows)(
    'a vendor’s $model, stream $stream: refused and quoting nothing, the request beside it answered',
    async ({ model, stream }) => {
      const streamed = stream ? { stream } : {}
      const [told, beside] = await Promise.all([
        ask(world.boundary, { path, body: { ...good(dialect), model, ...streamed } }),
        ask(world.boundary, { path, body: good(dialect) }),
      ])
      const code = (stream ? STREAM_CODES[model] : undefined) ?? CODES[model] ?? 'upstream_invalid'
      expectRefusal(dialect, told, code)
      expect(beside.status).toBe(200)
      // After the head has gone out, the error is the last event, and nothing looks like a whole answer.
      if (told.status === 200)
        expect([stream, /\[DONE\]|message_stop|response\.completed/.test(told.text)]).toEqual([true, false])
      await expectRecorded(told.request, true, { outcome: 'failed', code })
    },
  )

  it('a client that breaks off: abandoned, nothing is sent', async () => {
    world.upstream.reset()
    const before = await outcomes()
    await breakOff(path, text(dialect))
    await expect.poll(outcomes, { timeout: 10_000 }).toHaveLength(before.length + 1)
    expect(world.upstream.received).toHaveLength(0)
  })

  const outcomes = async () =>
    (await readEntries({ ...world.boundary, tenant: 'test' })).flatMap((entry) =>
      entry.class === 'outcome' && 'code' in entry && entry.code === 'client_closed' ? [entry.code] : [],
    )
})

const CODES: Readonly<Record<string, string>> = {
  'error-status': 'upstream_refused',
  'error-in-200': 'upstream_refused',
  redirect: 'upstream_redirected',
  flood: 'upstream_too_large',
  silent: 'upstream_timeout',
}

/** One event has a bound of its own. */
const STREAM_CODES: Readonly<Record<string, string>> = { 'event-without-end': 'upstream_too_large' }

/** Says that a whole body comes, sends half of it and hangs up. */
function breakOff(path: string, body: string): Promise<void> {
  return new Promise((resolve) => {
    const request = httpRequest(`${world.boundary.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${world.boundary.key}`,
        'content-type': 'application/json',
        'content-length': body.length,
        'x-cordon-patient': world.boundary.world.patient,
      },
    })
    request.on('error', () => resolve())
    request.on('close', () => resolve())
    request.write(body.slice(0, body.length / 2), () => setTimeout(() => request.destroy(), 50))
  })
}
