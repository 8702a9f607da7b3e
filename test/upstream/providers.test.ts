import { performance } from 'node:perf_hooks'
import { inspect } from 'node:util'
import { ChatAnswer, ChatChunk, CordonError, type Vendor } from '@cordon/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLent } from '../../packages/cordon/src/config/lent.ts'
import { VendorSettings } from '../../packages/cordon/src/config/vendors.ts'
import { createEgress, type EgressLimits } from '../../packages/cordon/src/kernel/egress.ts'
import { createProviders, type Providers } from '../../packages/cordon/src/providers/catalogue.ts'
import { encode } from '../../packages/cordon/src/providers/encode.ts'
import { createHttpProvider } from '../../packages/cordon/src/providers/http/provider.ts'
import { CHAT } from '../../packages/cordon/src/providers/http/wire.ts'
import type { Reply } from '../../packages/cordon/src/providers/provider.ts'
import { mintLabelled } from '../../packages/deid/src/boundary.ts'
import { safeHarbor } from '../../packages/deid/src/policies/tables.ts'
import { type RecordingUpstream, startRecordingUpstream } from './recording.ts'

const LIMITS: EgressLimits = {
  upstreamConnectMs: 2_000,
  upstreamHeadersMs: 2_000,
  upstreamIdleMs: 2_000,
  upstreamMs: 5_000,
  upstreamBytesMax: 1_000_000,
  upstreamConnectionsMax: 8,
}

const VENDOR: Vendor = {
  id: 'test',
  name: 'Test',
  kind: 'openai',
  placement: 'outside',
  baseUrl: '',
  product: 'api',
  tier: 'enterprise',
  account: 'default',
  region: 'us',
  models: ['*'],
}

const FENCE =
  '<<<passages\n[1] Progress note · 2024 · plan\nSeen by [NAME-7Q2K4H]. Continue metoprolol 25 mg für 日本.\n>>>'
const QUESTION = 'Which dose of metoprolol?'
const MESSAGES = [
  { role: 'user', content: FENCE },
  { role: 'user', content: QUESTION },
]

let upstream: RecordingUpstream
let providers: Providers
beforeAll(async () => {
  upstream = await startRecordingUpstream()
  providers = createProviders({
    egress: createEgress({ limits: LIMITS }),
    lent: { requireVendor: () => undefined, keyOf: () => (name) => (name === 'TEST_KEY' ? 'sk-test\n' : undefined) },
    now: () => 1_760_000_000_123,
    random: (length) => new Uint8Array(length).fill(7),
  })
})
afterAll(async () => {
  await providers.close()
  await upstream.close()
})

const openai = (changes: Partial<Vendor> = {}): Vendor => ({ ...VENDOR, baseUrl: upstream.baseUrl, ...changes })
const local = (): Vendor => ({ ...VENDOR, id: 'local', kind: 'local-extract', baseUrl: 'local://extract' })

function call(vendor: Vendor, model: string, stream: boolean, changes: { signal?: AbortSignal; body?: object } = {}) {
  const body = { model, messages: MESSAGES, stream, ...changes.body }
  const made = mintLabelled(body, safeHarbor)
  if (made.label !== 'clean') throw new Error('safe harbor makes Clean')
  const prompt = encode(made.clean, 'chat')
  const signal = changes.signal ?? new AbortController().signal
  return { prompt, reply: () => providers.of('main', vendor).send({ shape: 'chat', prompt, model, stream, signal }) }
}

async function whole(vendor: Vendor, model: string): Promise<string> {
  const reply = await call(vendor, model, false).reply()
  expect(reply.kind).toBe('whole')
  const answer = ChatAnswer.parse(reply.kind === 'whole' ? reply.json : {})
  expect(answer).toMatchObject({ object: 'chat.completion', model, choices: [{ index: 0, finish_reason: 'stop' }] })
  expect(answer.usage?.total_tokens).toBeGreaterThan(0)
  return answer.choices[0]?.message.content ?? ''
}

async function eventsOf(reply: Reply): Promise<Record<string, unknown>[]> {
  const events: Record<string, unknown>[] = []
  for await (const event of reply.kind === 'stream' ? reply.events : []) events.push(event)
  return events
}

async function streamed(vendor: Vendor, model: string): Promise<string[]> {
  const chunks = (await eventsOf(await call(vendor, model, true).reply())).map((event) => ChatChunk.parse(event))
  expect(chunks.every(({ object }) => object === 'chat.completion.chunk')).toBe(true)
  expect(chunks.at(0)?.choices[0]?.delta.role).toBe('assistant')
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  return chunks.flatMap(({ choices }) => choices[0]?.delta.content || [])
}

const moment = () => new Promise((resolve) => setTimeout(resolve, 20))

async function failure(work: Promise<unknown>): Promise<CordonError> {
  const error = await work.then(
    () => new Error('it was answered'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof CordonError)) throw error
  return error
}

describe.each([
  ['openai', openai, 'echo-k3', `${FENCE}\n${QUESTION}`],
  ['local-extract', local, 'local/extract', '> Which dose of metoprolol?\n\nContinue metoprolol 25 mg für 日本. [1]'],
] as const)('%s, like every provider', (_, vendor, model, text) => {
  it('answers whole', async () => expect(await whole(vendor(), model)).toBe(text))

  it('streams the same text in small pieces', async () => {
    const pieces = await streamed(vendor(), model)
    expect(pieces.join('')).toBe(text)
    expect(pieces.every((piece) => Array.from(piece).length <= 5)).toBe(true)
  })

  it('has nothing for a client that has gone', async () => {
    const signal = AbortSignal.abort()
    expect((await failure(call(vendor(), model, false, { signal }).reply())).code).toBe('client_closed')
  })

  it('stops streaming when the client hangs up', async () => {
    const client = new AbortController()
    const reply = await call(vendor(), model === 'echo-k3' ? 'drip' : model, true, { signal: client.signal }).reply()
    const reading = (async () => {
      for await (const _event of reply.kind === 'stream' ? reply.events : []) client.abort()
    })()
    expect((await failure(reading)).code).toBe('client_closed')
  })
})

describe('openai', () => {
  it('sends exactly the encoded bytes, once, with the vendor’s key and nothing else of ours', async () => {
    upstream.reset()
    const { prompt, reply } = call(openai({ keyFrom: 'TEST_KEY' }), 'fixed', false)
    await reply()
    const [received, ...others] = upstream.requests
    expect(others).toEqual([])
    expect(received?.body.equals(prompt.bytes)).toBe(true)
    expect(received?.path).toBe('/v1/chat/completions')
    expect(received?.headers).toEqual({
      host: new URL(upstream.origin).host,
      connection: 'keep-alive',
      'content-type': 'application/json',
      'content-length': String(prompt.bytes.length),
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'cordon',
      authorization: 'Bearer sk-test',
    })
  })

  it('sends nothing when the vendor’s key is not there', async () => {
    upstream.reset()
    const error = await failure(call(openai({ keyFrom: 'ABSENT' }), 'fixed', false).reply())
    expect(error.code).toBe('config_invalid')
    expect(upstream.requests).toEqual([])
  })

  it.each([400, 401, 404, 429, 500, 503])('gives a %i as a value, without the body', async (status) => {
    for (const stream of [false, true])
      expect(await call(openai(), `status-${status}`, stream).reply()).toEqual({
        kind: 'refused',
        status,
        tls: undefined,
      })
  })

  it('gives an error inside a 200 as a refusal', async () => {
    expect(await call(openai(), 'error-200', false).reply()).toEqual({ kind: 'refused', status: 200, tls: undefined })
  })

  it.each([
    ['wrong-type', 'upstream_invalid', 'upstream_invalid'],
    ['swapped', 'upstream_invalid', 'upstream_invalid'],
    ['invalid', 'upstream_invalid', 'upstream_invalid'],
    ['cut', 'upstream_invalid', 'upstream_invalid'],
    ['reset', 'upstream_invalid', 'upstream_invalid'],
    ['gzip', 'upstream_invalid', 'upstream_invalid'],
    ['redirect', 'upstream_redirected', 'upstream_redirected'],
    ['oversized', 'upstream_too_large', 'upstream_too_large'],
    ['oversized-declared', 'upstream_too_large', 'upstream_too_large'],
    ['oversized-headers', 'upstream_too_large', 'upstream_too_large'],
    ['error-200', 'refused', 'upstream_refused'],
  ])('%s: whole %s, streamed %s, and no word of the prompt in the error', async (model, wholeCode, streamCode) => {
    for (const [stream, code] of [
      [false, wholeCode],
      [true, streamCode],
    ] as const) {
      if (code === 'refused') continue
      const error = await failure(call(openai(), model, stream).reply().then(eventsOf))
      expect(error.code).toBe(code)
      expect(inspect(error)).not.toMatch(/metoprolol|NAME-7Q2K4H/)
    }
  })

  it.each([
    ['hang', false, 'upstream_timeout'],
    ['silent', true, 'upstream_timeout'],
    ['drip', true, 'upstream_timeout'],
    ['drip', false, 'upstream_timeout'],
  ])('%s (streamed: %s) is bounded in time', async (model, stream, code) => {
    const hasty = { ...LIMITS, upstreamHeadersMs: 80, upstreamIdleMs: 80, upstreamMs: 200 }
    const egress = createEgress({ limits: hasty })
    const impatient = createHttpProvider({ chat: CHAT }, { vendor: openai(), authorize: async (ask) => ask, egress })
    const { prompt } = call(openai(), model, stream)
    const { signal } = new AbortController()
    const error = await failure(impatient.send({ shape: 'chat', prompt, model, stream, signal }).then(eventsOf))
    expect(error.code).toBe(code)
    await egress.close()
  })

  it('closes the vendor’s connection within 100 ms of the client hanging up', async () => {
    for (const model of ['hang', 'silent', 'drip']) {
      const client = new AbortController()
      const arrival = upstream.arrival()
      const work = call(openai(), model, true, { signal: client.signal }).reply().then(eventsOf)
      const received = await arrival
      await moment()
      const hungUp = performance.now()
      client.abort()
      expect((await failure(work)).code).toBe('client_closed')
      expect(await received.over).toBe(true)
      expect(performance.now() - hungUp).toBeLessThan(100)
    }
  })

  it('uses one connection for streams and refusals that end well', async () => {
    const fresh = await startRecordingUpstream()
    const vendor = openai({ id: 'fresh', baseUrl: fresh.baseUrl })
    for (let i = 0; i < 4; i++) {
      await streamed(vendor, 'fixed')
      await moment()
      await call(vendor, 'status-400', false).reply()
      await moment()
    }
    expect(fresh.connections).toBe(1)
    await fresh.close()
  })

  it('says unreachable when nobody is there', async () => {
    const gone = await startRecordingUpstream()
    await gone.close()
    const error = await failure(call(openai({ id: 'gone', baseUrl: gone.baseUrl }), 'fixed', false).reply())
    expect(error.code).toBe('upstream_unreachable')
  })

  it('keeps the base URL’s own path', async () => {
    upstream.reset()
    await call(openai({ id: 'path', baseUrl: `${upstream.origin}/team/a/v1/` }), 'fixed', false).reply()
    expect(upstream.requests[0]?.path).toBe('/team/a/v1/chat/completions')
  })
})

describe('local-extract', () => {
  it('ignores tools and formats, and says that it counts words', async () => {
    const body = { tools: [{ type: 'function', function: { name: 'f' } }], response_format: { type: 'json_object' } }
    const reply = await call(local(), 'local/extract', false, { body }).reply()
    expect(reply).toMatchObject({
      kind: 'whole',
      tls: undefined,
      json: {
        id: 'chatcmpl-070707070707070707070707',
        created: 1_760_000_000,
        system_fingerprint: 'local-extract (usage counts words)',
        choices: [{ message: { content: '> Which dose of metoprolol?\n\nContinue metoprolol 25 mg für 日本. [1]' } }],
      },
    })
  })

  it('ends a stream with its usage only when asked', async () => {
    const body = { stream_options: { include_usage: true } }
    const events = await eventsOf(await call(local(), 'local/extract', true, { body }).reply())
    expect(events.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 11 } })
    expect(events.at(0)).toMatchObject({ usage: null })
    expect((await eventsOf(await call(local(), 'local/extract', true).reply())).at(-1)).not.toHaveProperty('usage')
  })
})

describe('the catalogue', () => {
  it('keeps a vendor’s provider until its registration changes', () => {
    const first = providers.of('main', openai({ id: 'kept' }))
    expect(providers.of('main', openai({ id: 'kept' }))).toBe(first)
    expect(providers.of('main', openai({ id: 'kept', tier: 'free' }))).not.toBe(first)
  })

  it('takes an address off the egress list when no registration has it any more', async () => {
    const old = await startRecordingUpstream()
    const before = openai({ id: 'moved', baseUrl: old.baseUrl })
    const stale = providers.of('main', before)
    await stale.send({ shape: 'chat', ...callOf(before), stream: false })
    providers.of('main', openai({ id: 'moved' }))
    const error = await failure(stale.send({ shape: 'chat', ...callOf(before), stream: false }))
    expect(error.code).toBe('egress_refused')
    expect(old.requests).toHaveLength(1)
    expect(await whole(openai(), 'fixed')).not.toBe('')
    await old.close()
  })

  it.each(['http://2130706433/v1', 'http://api.example.com/v1', 'https://169.254.169.254/v1', 'local://extract'])(
    'refuses the base URL %s',
    async (baseUrl) => {
      expect(() => providers.of('main', openai({ id: 'bad', baseUrl }))).toThrow(
        expect.objectContaining({ code: 'egress_refused' }),
      )
    },
  )
})

describe('a registration from before the operator listed what it lends', () => {
  it('is refused when it is used, and nobody is asked', async () => {
    const settings = { tenant: 'main', secrets: [], vendors: VendorSettings.parse({}) }
    const bare = createProviders({
      egress: createEgress({ limits: LIMITS }),
      lent: createLent(settings, () => 'sk-operator'),
      now: () => 0,
      random: (length) => new Uint8Array(length),
    })
    expect(() => bare.of('main', openai())).toThrow(expect.objectContaining({ code: 'address_refused' }))
    const abroad = openai({ baseUrl: 'https://north.example/v1', keyFrom: 'TEST_KEY' })
    expect(() => bare.of('north', abroad)).toThrow(expect.objectContaining({ code: 'secret_refused' }))
    await bare.close()
  })

  it('is never another organisation’s registration of the same name', () => {
    expect(providers.of('main', openai({ id: 'both' }))).not.toBe(providers.of('north', openai({ id: 'both' })))
  })
})

function callOf(vendor: Vendor) {
  return { prompt: call(vendor, 'fixed', false).prompt, model: 'fixed', signal: new AbortController().signal }
}
