import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Answered, ask } from '../support/ask.ts'
import { PURPOSES, permitCopies } from '../support/copies.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { startWithVendors, type WithVendors } from '../support/vendors.ts'
import { type Dialect, type Guard, PATHS, PLACES, type Place, QUESTIONS } from './places.ts'
import { argumentsIn, textIn } from './said.ts'

/**
 * The path × guard matrix: every place of every dialect, on every way out and back, at the wire. 0 identifiers upstream, in
 * the log and in an error; all of them back where restoring is allowed.
 */

const DIALECTS = Object.keys(PATHS) as Dialect[]
const STREAMED: readonly Dialect[] = ['chat', 'responses', 'messages']
const SIZES = [1, 3, 8] as const

let world: WithVendors
beforeAll(async () => {
  const x_note = ['x_note', 'x_note.deep']
  const admitFields = { chat: x_note, responses: x_note, messages: x_note, embeddings: x_note }
  world = await startWithVendors(['lookup'], { admitFields })
  await registerFallback()
}, 120_000)
afterAll(() => world.close())

/** For `spare`: a vendor that is down, and behind it one that answers; both with agreements. */
async function registerFallback(): Promise<void> {
  const { admin, world: of } = world.boundary
  const [local] = of.vendors
  const [terms] = of.agreements
  const service = { product: 'spare', tier: 'demo', account: 'demo', region: 'local', models: ['spare'] }
  const origins = { openai: `${world.upstream.origin}/v1`, anthropic: world.upstream.origin }
  const ids: string[] = []
  for (const [kind, answering] of Object.entries(origins))
    for (const baseUrl of ['http://127.0.0.1:9/v1', answering]) {
      const id = `${kind}-${ids.length}`
      ids.push(id)
      const vendor = { ...local, ...service, id, kind, baseUrl, placement: 'outside' }
      await admin.post('/api/vendors', vendor)
      const covered = { ...service, host: new URL(baseUrl).host, features: ['generation', 'embeddings'] }
      await admin.post('/api/agreements', { ...terms, id, vendor: id, service: covered })
    }
  const vendors = [...of.application.vendors, 'claude', ...ids]
  await admin.post('/api/applications', { ...of.application, vendors, toolsInside: ['lookup'] })
  const answerCache = { lifetimeS: 3_600 }
  await admin.post('/api/applications', {
    ...of.application,
    id: 'cached',
    vendors,
    toolsInside: ['lookup'],
    answerCache,
  })
}

/** Of every cell, with its dashes or without. */
const IDENTIFIERS = /531-?44-?[67]\d{3}/

/** Another number for every cell, so that nothing learnt in one helps in the next. */
let cells = 0
interface Cell {
  readonly identifier: string
  readonly answer: Answered
  /** What the vendors were sent for it, a line for each attempt. */
  readonly sent: string
  readonly attempts: number
}

/** How often each guard of each dialect was tried. */
const tried = new Map<string, number>()
const count = (dialect: Dialect, guard: Guard | Path) =>
  tried.set(`${dialect} × ${guard}`, (tried.get(`${dialect} × ${guard}`) ?? 0) + 1)

type Path = 'cache' | 'response' | 'stream' | 'errors' | 'retries' | 'fallback' | 'shadow' | 'logs'
type Asking = { readonly model?: string; readonly stream?: boolean; readonly key?: string; readonly times?: number }

/** Asks, once or more often, with an identifier at the place. Nobody but the one who asked may learn it. */
async function send(
  dialect: Dialect,
  body: (said: string) => Record<string, unknown>,
  { model = 'echo', stream, key = world.boundary.key, times = 1 }: Asking = {},
): Promise<Cell> {
  const identifier = `531-44-${6_000 + ++cells}`
  const before = world.upstream.received.length
  const streamed = stream === undefined ? {} : { stream }
  const asked = { path: PATHS[dialect], key, body: { ...body(`SSN: ${identifier}.`), model, ...streamed } }
  let answer = await ask(world.boundary, asked)
  for (let n = 1; n < times; n++) answer = await ask(world.boundary, asked)
  const received = world.upstream.received.slice(before)
  const sent = received.map((one) => one.body).join('\n')
  expect(sent).not.toMatch(IDENTIFIERS)
  return { identifier, answer, sent, attempts: received.length }
}

const CODE = /\[SSN-[0-9A-Z]{6}\]/

describe.each(PLACES)('$dialect, $guard: $place', (row: Place) => {
  const { dialect, guard, body, goes } = row

  it('leaves as a code, and comes back, whole; and the client’s second try is the same bytes', async () => {
    const { identifier, answer, sent, attempts } = await send(dialect, body, { times: 2 })
    expect([answer.status, attempts]).toEqual([200, 2])
    expect(CODE.test(sent)).toBe(goes !== 'kept')
    expect(answer.text.includes(identifier)).toBe(goes === 'echoed')
    const [first, second] = sent.split('\n')
    expect(second).toBe(first)
    for (const guarded of [guard, 'response', 'retries'] as const) count(dialect, guarded)
  })

  it.runIf(STREAMED.includes(dialect))('leaves as a code, and comes back, in pieces of 1, 3 and 8', async () => {
    for (const size of SIZES) {
      const { identifier, answer, sent } = await send(dialect, body, { model: `echo-k${size}`, stream: true })
      expect(answer.status).toBe(200)
      expect(CODE.test(sent)).toBe(goes !== 'kept')
      expect(textIn(dialect, answer.text).includes(identifier)).toBe(goes === 'echoed')
      count(dialect, 'stream')
    }
  })

  it('is quoted in no error: of the decision, of the table, of the vendor', async () => {
    const surprise = (said: string) => ({ ...body(said), surprise: said })
    const told = [
      ['patient_refused', await send(dialect, body, { key: world.boundary.strangerKey })],
      ['field_unknown', await send(dialect, surprise)],
      ['upstream_refused', await send(dialect, body, { model: 'refuse' })],
    ] as const
    for (const [code, { identifier, answer, attempts }] of told) {
      expect(answer.code).toBe(code)
      expect(answer.everything).not.toContain(identifier)
      expect(answer.everything).not.toMatch(CODE)
      expect(attempts).toBe(code === 'upstream_refused' ? 1 : 0)
      count(dialect, 'errors')
    }
  })
})

describe.each(DIALECTS)('%s', (dialect) => {
  it('falls back, if at all, to a vendor with an agreement, and in codes', async () => {
    const before = world.upstream.received.length
    const { identifier, answer } = await send(dialect, QUESTIONS[dialect], { model: 'spare' })
    expect([200, 502]).toContain(answer.status)
    const asked = world.upstream.received.slice(before)
    expect(asked).toHaveLength(answer.status === 200 ? 1 : 0)
    for (const { body } of asked) expect(body).toMatch(CODE)
    const entries = await readEntries({ ...world.boundary, tenant: 'test' })
    const disclosed = entriesOf(entries, 'disclosure', answer.request)
    // One for the vendor that is down, however often it is asked, and one for whoever answers.
    expect(disclosed.length).toBeGreaterThan(asked.length)
    expect(JSON.stringify(entries)).not.toContain(identifier)
    count(dialect, 'fallback')
  })
})

/** What a model would pass to a tool: quotes and line breaks stand escaped in its JSON. */
const spoken = (said: string) => `${said} "Call back",\n\\she said.`
const TOOL: Record<'chat' | 'responses' | 'messages', (name: string) => object> = {
  chat: (name) => ({ tools: [{ type: 'function', function: { name, parameters: {} } }] }),
  responses: (name) => ({ tools: [{ type: 'function', name, parameters: {} }] }),
  messages: (name) => ({ tools: [{ name, input_schema: { type: 'object' } }] }),
}

describe.each(['chat', 'responses', 'messages'] as const)('%s, arguments of a tool that the model calls', (dialect) => {
  const calling = (name: string) => (said: string) => ({ ...QUESTIONS[dialect](spoken(said)), ...TOOL[dialect](name) })
  const paces = [{ model: 'tool', stream: false }, ...SIZES.map((size) => ({ model: `tool-k${size}`, stream: true }))]

  it.each(paces)('are real for a tool inside the boundary: $model', async (pace) => {
    const { identifier, answer } = await send(dialect, calling('lookup'), pace)
    expect(JSON.parse(argumentsIn(dialect, answer.text))).toMatchObject({ query: spoken(`SSN: ${identifier}.`) })
    count(dialect, 'tool arguments')
  })

  it.each(paces)('are codes for a tool outside: $model', async (pace) => {
    const { identifier, answer } = await send(dialect, calling('send_mail'), pace)
    const { query } = JSON.parse(argumentsIn(dialect, answer.text)) as { query: string }
    expect(query).toMatch(/^SSN: \[SSN-[0-9A-Z]{6}\]\. "Call back",\n\\she said\.$/)
    expect(answer.everything).not.toContain(identifier)
    count(dialect, 'tool arguments')
  })
})

describe('responses, an item of an earlier answer that is only named', () => {
  it.each([{ stream: false, size: 8 }, ...SIZES.map((size) => ({ stream: true, size }))])(
    'leaves whole and as codes, and comes back: streamed $stream, pieces of $size',
    async ({ stream, size }) => {
      const model = `echo-k${size}`
      const opening = `Named ${stream} ${size}.`
      const first = await send('responses', (said) => ({ input: [message(opening), message(said)] }), { model })
      const { output } = JSON.parse(first.answer.text) as { output: { id: string }[] }
      const named = (said: string) => ({
        input: [message(opening), { type: 'item_reference', id: output[0]?.id }, message(said)],
      })
      const { identifier, answer, sent } = await send('responses', named, { model, stream })
      const said = stream ? textIn('responses', answer.text) : answer.text
      expect([said.includes(identifier), said.includes(first.identifier)]).toEqual([true, true])
      expect(sent).not.toContain('item_reference')
      expect(sent).toContain(CODE.exec(first.sent)?.[0])
      count('responses', stream ? 'stream' : 'request')
    },
  )
})

/** The same question of an application that has the answer cache: asked once, and what is put back is put back both times. */
describe('the answer cache', () => {
  let key: string
  beforeAll(async () => {
    const { admin, world: of } = world.boundary
    const { json } = await admin.post('/api/keys', { user: of.related.id, application: 'cached', days: 1 })
    key = (json as { key: string }).key
  })
  // What stays inside makes no other question of one that was answered before.
  beforeEach(async () => {
    await world.boundary.admin.post('/api/answer-cache/empty', { application: 'cached' })
  })

  // Every other place is asked for as a stream: what is kept and how it comes back do not depend on the place.
  const rows = PLACES.filter(({ dialect }) => dialect !== 'count-tokens').map((row, n) => ({
    ...row,
    stream: n % 2 === 1 && STREAMED.includes(row.dialect),
  }))
  it.each(rows)(
    'gives it again, $dialect, $guard: $place, streamed $stream',
    async ({ dialect, body, goes, stream }) => {
      const asked = { key, times: 2, ...(stream ? { stream } : {}) }
      const { identifier, answer, sent, attempts } = await send(dialect, body, asked)
      expect([answer.status, attempts]).toEqual([200, 1])
      expect(answer.everything).toContain('x-cordon-cache: hit')
      expect(CODE.test(sent)).toBe(goes !== 'kept')
      const said = stream ? textIn(dialect, answer.text) : answer.text
      expect(said.includes(identifier)).toBe(goes === 'echoed')
      count(dialect, 'cache')
    },
  )
})

/** Every answered question goes a second time to the same vendor, as a copy of its own. */
describe.each([
  ['claude', ['messages']],
  ['upstream', ['chat', 'responses', 'embeddings']],
] as const)('a copy for %s', (name, dialects) => {
  const registered = async (more: object) => {
    const { admin, world: of } = world.boundary
    const vendors = [...of.application.vendors, 'claude']
    await admin.post('/api/applications', { ...of.application, vendors, toolsInside: ['lookup'], ...more })
  }
  beforeAll(async () => {
    const vendor = name === 'upstream' ? world.boundary.world.vendors.find(({ kind }) => kind === 'openai')?.id : name
    await permitCopies(world.boundary)
    const terms = world.boundary.world.agreements.find((one) => one.vendor === vendor)
    if (terms !== undefined)
      await world.boundary.admin.post('/api/agreements', { ...terms, id: 'copies', purposes: PURPOSES })
    await registered({ purposes: PURPOSES, shadow: { vendor, model: 'echo', share: 1 } })
  })
  afterAll(() => registered({}))

  it.each(PLACES.filter(({ dialect }) => (dialects as readonly string[]).includes(dialect)))(
    'of $dialect, $guard: $place leaves in codes of its own',
    async ({ dialect, body, goes }) => {
      const identifier = `531-44-${6_000 + ++cells}`
      const before = world.upstream.received.length
      await ask(world.boundary, { path: PATHS[dialect], body: { ...body(`SSN: ${identifier}.`), model: 'echo' } })
      await expect.poll(() => world.upstream.received.length - before, { timeout: 30_000 }).toBe(2)
      const [first = '', copy = ''] = world.upstream.received.slice(before).map((one) => one.body)
      expect(copy).not.toMatch(IDENTIFIERS)
      expect(CODE.test(copy)).toBe(goes !== 'kept')
      if (goes !== 'kept') expect(CODE.exec(copy)?.[0]).not.toBe(CODE.exec(first)?.[0])
      count(dialect, 'shadow')
    },
  )
})

const message = (content: string) => ({ role: 'user', content })

/** Cells that cannot be: the dialect has no such thing. */
const ABSENT: Readonly<Record<Dialect, readonly (Guard | Path)[]>> = {
  chat: ['embeddings'],
  responses: ['embeddings'],
  messages: ['embeddings'],
  // A count is asked for again, and never copied.
  'count-tokens': ['embeddings', 'stream', 'cache', 'shadow'],
  embeddings: ['stream', 'tool arguments', 'tool results'],
}
const COLUMNS: readonly (Guard | Path)[] = [
  'request',
  'response',
  'stream',
  'tool arguments',
  'tool results',
  'embeddings',
  'metadata',
  'errors',
  'retries',
  'fallback',
  'cache',
  'shadow',
  'logs',
]

describe('the matrix', () => {
  it('has no identifier of any cell in anything that left, or in the log', () => {
    expect(cells).toBeGreaterThan(0)
    expect(world.upstream.text()).not.toMatch(IDENTIFIERS)
    const logged = world.boundary.logged()
    expect(logged).not.toMatch(IDENTIFIERS)
    // Every dialect was looked for in a log that says something of it.
    for (const dialect of DIALECTS) if (logged.includes('outcome')) count(dialect, 'logs')
  })

  it.each(DIALECTS)('of %s has no empty cell', (dialect) => {
    const empty = COLUMNS.filter((column) => !tried.has(`${dialect} × ${column}`))
    expect(empty).toEqual(COLUMNS.filter((column) => ABSENT[dialect].includes(column)))
  })
})
