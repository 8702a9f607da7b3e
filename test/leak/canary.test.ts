import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { theOutside } from '../../packages/cordon/src/boundary/outside.ts'
import { supervise } from '../../packages/cordon/src/store/postgres/supervise.ts'
import { type Asked, argumentsOf, ask, contentOf } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { type Canary, makeCanaries } from '../support/canaries.ts'
import { asOwner, placeOf } from '../support/database.ts'
import { createSearcher, FORMS, type Form, type Found } from '../support/search.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'
import { chartOf, chunksOf, createSupply, everyPlace, oneTurn, type Supply, TOPICS } from './planting.ts'

/**
 * 500 invented identifiers go through everything that a boundary does with a text; then everything that it wrote is
 * searched, in every form. One that is found was kept in clear.
 */

const CANARIES = makeCanaries(20_261_122)
const CHART = CANARIES.filter((_, n) => n % 5 < 2)
const PROMPTS = CANARIES.filter((_, n) => n % 5 >= 2)
const searcher = createSearcher(CANARIES.map(({ text }) => text))
const kindOf = new Map(CANARIES.map(({ text, kind }) => [text, kind]))
const PATIENT = 'canary-patient'

/** What it found, by the kind of the canary, for a message that says what to mend. */
const describeFound = (found: readonly Found[]): string[] =>
  found.map(({ text, form }) => `${kindOf.get(text)} ${form}: ${text}`).sort()

describe('the search', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cordon-search-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(Object.keys(FORMS) as Form[])('finds each of the 500 wherever it stands in a file: %s', async (form) => {
    const noise = Buffer.from('x \u0000\n')
    const parts = CANARIES.flatMap(({ text }) => FORMS[form](text).flatMap((bytes) => [noise, bytes]))
    await writeFile(join(folder, 'planted'), Buffer.concat(parts))
    const { found } = await searcher.findUnder(folder)
    expect(new Set(found.map(({ text }) => text)).size).toBe(500)
  })

  it('finds nothing where nothing was planted', async () => {
    await writeFile(join(folder, 'planted'), 'The patient is stable. Continue metoprolol 25 mg twice daily.')
    expect((await searcher.findUnder(folder)).found).toEqual([])
  })
})

interface Refusal {
  readonly name: string
  readonly code: string
  readonly asked: (supply: Supply, boundary: TestBoundary) => Asked
}

const ascii = ({ text }: Canary): boolean => /^[!-~]+$/.test(text)
const header = (): string => PROMPTS.find((canary) => canary.kind === 'EMAIL' && ascii(canary))?.text ?? ''
const good = (supply: Supply) => everyPlace(supply, 'fixed', false)
const turn = (content: unknown) => ({ model: 'fixed', messages: [{ role: 'user', content }] })

const REFUSALS: readonly Refusal[] = [
  { name: 'a key', code: 'credentials_invalid', asked: (supply) => ({ body: good(supply), key: header() }) },
  {
    name: 'a purpose',
    code: 'context_invalid',
    asked: (supply) => ({ body: good(supply), headers: { 'x-cordon-purpose': header() } }),
  },
  {
    name: 'a patient’s id',
    code: 'context_invalid',
    asked: (supply) => ({ body: good(supply), headers: { 'x-cordon-patient': header() } }),
  },
  {
    name: 'an unknown patient',
    code: 'patient_refused',
    asked: (supply) => ({
      body: good(supply),
      headers: { 'x-cordon-patient': PROMPTS.find(({ kind }) => kind === 'MRN')?.text ?? '' },
    }),
  },
  {
    name: 'a stranger',
    code: 'patient_refused',
    asked: (supply, { strangerKey }) => ({ body: good(supply), key: strangerKey }),
  },
  {
    name: 'another patient in metadata',
    code: 'context_invalid',
    asked: (supply) => ({ body: { ...good(supply), metadata: { 'x-cordon-patient': supply.take(1)[0]?.text } } }),
  },
  {
    name: 'no agreement',
    code: 'agreement_missing',
    asked: (supply) => ({ body: everyPlace(supply, 'unsigned/extract', false) }),
  },
  {
    name: 'an unknown field',
    code: 'field_unknown',
    asked: (supply) => ({ body: { ...good(supply), [supply.take(1)[0]?.text ?? '']: supply.say(1) } }),
  },
  {
    name: 'an unknown role',
    code: 'field_invalid',
    asked: (supply) => ({ body: { model: 'fixed', messages: [{ role: supply.say(1), content: supply.say(3) }] } }),
  },
  {
    name: 'an image',
    code: 'part_unsupported',
    asked: (supply) => ({ body: turn([{ type: 'image_url', image_url: { url: supply.say(1) } }]) }),
  },
  {
    name: 'state at the vendor',
    code: 'feature_refused',
    asked: (supply) => ({ body: { ...good(supply), store: true } }),
  },
  {
    name: 'a tool’s name',
    code: 'field_invalid',
    asked: (supply) => ({
      body: { ...good(supply), tools: [{ type: 'function', function: { name: supply.say(1) } }] },
    }),
  },
  {
    name: 'a tool’s schema',
    code: 'identifier_in_schema',
    asked: (supply) => ({
      body: {
        ...good(supply),
        tools: [{ type: 'function', function: { name: 'f', parameters: { enum: [supply.say(1)] } } }],
      },
    }),
  },
  {
    name: 'a key of a tool’s arguments',
    code: 'identifier_in_schema',
    asked: (supply) => ({
      body: {
        model: 'fixed',
        messages: [
          { role: 'user', content: 'Go on.' },
          {
            role: 'assistant',
            tool_calls: [
              { id: 'c', type: 'function', function: { name: 'f', arguments: JSON.stringify({ [supply.say(1)]: 1 }) } },
            ],
          },
        ],
      },
    }),
  },
  {
    name: 'half a body',
    code: 'body_malformed',
    asked: (supply) => ({ raw: JSON.stringify(good(supply)).slice(0, -9) }),
  },
  { name: 'words', code: 'body_malformed', asked: (supply) => ({ raw: supply.say(5) }) },
  {
    name: 'UTF-16',
    code: 'body_malformed',
    asked: (supply) => ({ raw: Uint8Array.from(Buffer.from(supply.say(5), 'utf16le')) }),
  },
  {
    name: 'a body over the bound',
    code: 'body_too_large',
    asked: (supply) => ({ body: turn(supply.say(10_000)) }),
  },
  {
    name: 'another content type',
    code: 'body_type_unsupported',
    asked: (supply) => ({ body: good(supply), headers: { 'content-type': `text/plain; name=${header()}` } }),
  },
]

const DOCUMENTS: readonly { name: string; given: (sentences: string[]) => { document: unknown; format?: string } }[] = [
  { name: 'a text', given: (sentences) => ({ document: sentences.join('\n'), format: 'text' }) },
  { name: 'a value', given: (sentences) => ({ document: { notes: sentences.map((text) => ({ text })) } }) },
  {
    name: 'lines of JSON',
    given: (sentences) => ({
      document: sentences.map((note) => JSON.stringify({ note })).join('\n'),
      format: 'ndjson',
    }),
  },
  {
    name: 'a table',
    given: (sentences) => ({
      document: ['id,note', ...sentences.map((note, n) => `${n},"${note.replaceAll('"', '""')}"`)].join('\n'),
      format: 'csv',
    }),
  },
]

const sentencesOf = (canaries: readonly Canary[]): string[] => canaries.map(({ sentence }) => sentence)

interface DocumentRefusal {
  readonly name: string
  /** By path, where the two doors say different things. */
  readonly code: string | Readonly<Record<string, string>>
  readonly asked: (supply: Supply, good: object, boundary: TestBoundary) => Asked
}

const DOCUMENT_REFUSALS: readonly DocumentRefusal[] = [
  { name: 'a key', code: 'credentials_invalid', asked: (_, body) => ({ body, key: header() }) },
  {
    name: 'a purpose',
    code: 'context_invalid',
    asked: (_, body) => ({ body, headers: { 'x-cordon-purpose': header() } }),
  },
  {
    name: 'a conversation',
    code: 'context_invalid',
    asked: (supply, good) => ({ body: { ...good, conversation: supply.say(1) } }),
  },
  {
    name: 'a session that the body contradicts',
    code: 'context_invalid',
    asked: (_, good) => ({ body: { ...good, conversation: 'a' }, headers: { 'x-cordon-session': header() } }),
  },
  {
    name: 'a patient in the body',
    code: 'context_invalid',
    asked: (supply, good) => ({ body: { ...good, patient: supply.take(1)[0]?.text } }),
  },
  {
    name: 'a stranger',
    code: { '/v1/deidentify': 'patient_refused', '/v1/reidentify': 'conversation_refused' },
    asked: (_, body, { strangerKey }) => ({ body, key: strangerKey }),
  },
  {
    name: 'an unknown field',
    code: 'field_unknown',
    asked: (supply, good) => ({ body: { ...good, [supply.take(1)[0]?.text ?? '']: supply.say(1) } }),
  },
  {
    name: 'a format',
    code: 'field_invalid',
    asked: (supply, good) => ({ body: { ...good, format: supply.say(1) } }),
  },
  {
    name: 'half a body',
    code: 'body_malformed',
    asked: (_, good) => ({ raw: JSON.stringify(good).slice(0, -9) }),
  },
  {
    name: 'half a character',
    code: 'field_invalid',
    asked: (supply, good) => ({ body: { ...good, document: `${supply.say(9)} \ud800` } }),
  },
  {
    name: 'a document that is not of its format',
    code: { '/v1/deidentify': 'document_invalid', '/v1/reidentify': 'conversation_refused' },
    asked: (supply, good) => ({ body: { ...good, document: `{"a":"${supply.say(5)}`, format: 'json' } }),
  },
  {
    name: 'a document over the bound',
    code: 'body_too_large',
    asked: (supply, good) => ({ body: { ...good, document: supply.say(60_000) } }),
  },
]

const FAILURES: readonly { model: string; stream: boolean; code: string }[] = [
  { model: 'status-400', code: 'upstream_refused' },
  { model: 'status-429', code: 'upstream_refused' },
  { model: 'status-500', code: 'upstream_refused' },
  { model: 'error-200', code: 'upstream_refused' },
  { model: 'invalid', code: 'upstream_invalid' },
  { model: 'cut', code: 'upstream_invalid' },
  { model: 'wrong-type', code: 'upstream_invalid' },
  { model: 'redirect', code: 'upstream_redirected' },
  { model: 'oversized', code: 'upstream_too_large' },
  { model: 'hang', code: 'upstream_timeout' },
  { model: 'silent', code: 'upstream_timeout' },
].flatMap((failure) => [
  { ...failure, stream: false },
  { ...failure, stream: true },
])

describe('500 planted identifiers', () => {
  let upstream: RecordingUpstream
  let boundary: TestBoundary
  /** What clients were told that is no answer: refusals, error events, headers. */
  const told: string[] = []
  /** The answers themselves, in which the identifiers are back. */
  const answers: string[] = []
  let metrics = ''

  beforeAll(async () => {
    upstream = await startRecordingUpstream()
    boundary = await startBoundary({
      upstream: upstream.baseUrl,
      logLevel: 'debug',
      limits: {
        upstreamHeadersMs: 300,
        upstreamIdleMs: 300,
        upstreamBytesMax: 1_000_000,
        bodyBytesMax: 262_144,
        documentBytesMax: 262_144,
      },
    })
    await ingest(chartOf(PATIENT, CHART, boundary.world.related.practitioner ?? ''))
  })
  afterAll(async () => {
    await boundary.close()
    await upstream.close()
  })

  async function ingest(resources: readonly object[]): Promise<unknown[]> {
    const lines = resources.map(
      (resource, n) => `${JSON.stringify({ at: `line ${n}`, json: JSON.stringify(resource) })}\n`,
    )
    const answers: unknown[] = []
    for await (const line of boundary.admin.stream('/api/ingest', Readable.from(lines))) answers.push(line)
    return answers
  }

  async function send(asked: Asked): Promise<{ status: number; code: string | undefined }> {
    const { status, code, text, everything } = await ask(boundary, asked)
    if (status < 400) answers.push(contentOf(text) + argumentsOf(text))
    const error = text.split('\n').filter((line) => line.includes('"error"'))
    told.push(status < 400 ? [everything.slice(0, -text.length), ...error].join('\n') : everything)
    return { status, code }
  }

  it('are answered, whole and streamed', async () => {
    const served = []
    for (const [n, part] of chunksOf(PROMPTS, 20).entries())
      served.push(await send({ body: oneTurn(part, n % 3 === 0 ? 'echo-k3' : 'echo', n % 2 === 0) }))
    const supply = createSupply(PROMPTS)
    for (const model of ['fixed', 'echo-k3', 'tool'])
      for (const stream of [false, true]) served.push(await send({ body: everyPlace(supply, model, stream) }))
    expect(served.filter(({ status }) => status !== 200)).toEqual([])
    expect(missing(PROMPTS, answers)).toEqual([])
  })

  it('are retrieved from the chart', async () => {
    const headers = { 'x-cordon-patient': `Patient/${PATIENT}`, 'x-cordon-retrieve': 'notes,facts' }
    const served = []
    for (const [n, topic] of TOPICS.entries()) {
      const messages = [{ role: 'user', content: `What of the ${topic.replace('Subjective: ', '')}` }]
      served.push(await send({ body: { model: 'echo', stream: n % 2 === 0, messages }, headers }))
    }
    expect(served.filter(({ status }) => status !== 200)).toEqual([])
    expect(upstream.text()).toContain('passages of the chart')
    expect(missing(CHART, answers)).toEqual([])
  })

  it.each(REFUSALS)('are refused: $code for $name', async ({ code, asked }) => {
    const before = upstream.requests.length
    expect(await send(asked(createSupply(PROMPTS), boundary))).toMatchObject({ code })
    expect(upstream.requests.length).toBe(before)
  })

  it.each(FAILURES)('are quoted by a vendor that fails: $model, stream: $stream', async ({ model, stream, code }) => {
    expect(await send({ body: everyPlace(createSupply(PROMPTS), model, stream) })).toMatchObject({ code })
  })

  it.each(DOCUMENTS)('are de-identified and put back: $name', async ({ given }) => {
    const served = []
    for (const part of chunksOf(PROMPTS, 30)) {
      const made = await ask(boundary, { path: '/v1/deidentify', body: given(sentencesOf(part)) })
      told.push(made.everything)
      const { conversation, document, format } = JSON.parse(made.text) as Record<string, unknown>
      const back = await ask(boundary, { path: '/v1/reidentify', body: { conversation, document, format } })
      served.push(made.status, back.status)
      told.push(back.everything.slice(0, -back.text.length))
      const restored = (JSON.parse(back.text) as { document: unknown }).document
      expect(restored).toEqual(given(sentencesOf(part)).document)
      answers.push(JSON.stringify(restored))
    }
    expect(new Set(served)).toEqual(new Set([200]))
  })

  it.each(DOCUMENT_REFUSALS)('are refused at the doors for documents: $code for $name', async ({ code, asked }) => {
    for (const path of ['/v1/deidentify', '/v1/reidentify']) {
      const supply = createSupply(PROMPTS)
      const good = { document: supply.say(40), ...(path === '/v1/reidentify' ? { conversation: 'visit' } : {}) }
      const answered = await ask(boundary, { ...asked(supply, good, boundary), path })
      expect({ path, code: answered.code }).toEqual({ path, code: typeof code === 'string' ? code : code[path] })
      told.push(answered.everything)
    }
  })

  it.each(['drip', 'echo-k1-i20', 'silent', 'hang'])('are abandoned by a client that hangs up on %s', async (model) => {
    const hangUp = new AbortController()
    const asking = ask(boundary, {
      body: everyPlace(createSupply(PROMPTS), model, true),
      signal: hangUp.signal,
    })
    await upstream.arrival()
    setTimeout(() => hangUp.abort(), 50)
    await expect(asking).rejects.toThrow(/abort/i)
  })

  it('knock at the wrong places', async () => {
    const [one, other] = PROMPTS.filter(({ kind }) => kind === 'EMAIL').map(({ text }) => encodeURIComponent(text))
    const authorization = { authorization: `Bearer ${boundary.key}` }
    const admin = { authorization: `Bearer ${boundary.adminKey}`, 'content-type': 'application/json' }
    const knocks = [
      fetch(`${boundary.url}/v1/models/${one}?for=${other}`, { headers: { ...authorization, cookie: `who=${one}` } }),
      fetch(`${boundary.url}/v1/${one}`, { headers: { 'user-agent': `of ${other}`, referer: `https://x/${one}` } }),
      fetch(`${boundary.url}/v1/chat/completions/${one}`, { method: 'POST', body: one ?? '' }),
      fetch(`${boundary.adminUrl}/api/requests/${one}`, { headers: admin }),
      fetch(`${boundary.adminUrl}/api/users`, {
        method: 'POST',
        headers: admin,
        body: `{"id":"${one}","x":"${other}"}`,
      }),
      fetch(`${boundary.adminUrl}/api/vendors`, { method: 'POST', headers: admin, body: `{"${one}` }),
      fetch(`${boundary.adminUrl}/api/ask`, {
        method: 'POST',
        headers: admin,
        body: JSON.stringify({ question: one, [`${other}`]: 1 }),
      }),
    ]
    for (const response of await Promise.all(knocks)) {
      expect(response.status).toBeGreaterThanOrEqual(400)
      told.push(JSON.stringify([...response.headers]), await response.text())
    }
  })

  it('stand in records that are damaged', async () => {
    const [patient, note] = chartOf('canary-damaged', PROMPTS, 'Practitioner/nobody')
    const answers = await ingest([
      { ...patient, birthDate: PROMPTS[0]?.sentence },
      { ...note, content: [{ attachment: { contentType: 'text/plain', data: `*${PROMPTS[1]?.text}` } }] },
      { ...note, resourceType: PROMPTS[2]?.text },
      { ...patient, [PROMPTS[3]?.text ?? '']: 1, name: PROMPTS[4]?.text },
    ])
    expect(answers.at(-1)).toHaveProperty('report')
    told.push(JSON.stringify(answers))
    const raw = PROMPTS.slice(0, 20).map(({ sentence }) => `{"at":"line","json":"${sentence}`)
    for await (const line of boundary.admin.stream('/api/ingest', Readable.from([`${raw.join('\n')}\n`])))
      told.push(JSON.stringify(line))
  })

  it('left no trace at the vendor', () => {
    expect(upstream.requests.length).toBeGreaterThan(50)
    expect(describeFound(searcher.find(Buffer.from(upstream.text())))).toEqual([])
  })

  it('left no trace in what clients were told beside their answers', () => {
    expect(told.length).toBeGreaterThan(80)
    expect(describeFound(searcher.find(Buffer.from(told.join('\n'))))).toEqual([])
  })

  it('left no trace in logs and metrics', async () => {
    metrics = await (await fetch(`${boundary.adminUrl}/metrics`)).text()
    expect(metrics).toContain('cordon_requests_total')
    expect(boundary.logged().split('\n').length).toBeGreaterThan(50)
    expect(describeFound(searcher.find(Buffer.from(boundary.logged() + metrics)))).toEqual([])
  })

  it('left no trace in any file', async () => {
    await boundary.stop()
    const { base, log } = await placeOf(boundary.dataFolder)
    const looked = [await searcher.findUnder(boundary.folder)]
    if (!base.startsWith(boundary.dataFolder)) looked.push(await searcher.findUnder(base))
    expect(looked.flatMap(({ found }) => found.map((one) => `${one.file} ${describeFound([one]).join()}`))).toEqual([])
    expect(looked.reduce((sum, { files }) => sum + files, 0)).toBeGreaterThan(900)
    expect(log).toContain(boundary.folder)
  })

  it('left no trace in any row', async () => {
    const server = await supervise({ dataFolder: boundary.dataFolder, random: theOutside().random })
    try {
      const rows = await rowsOf(boundary)
      expect(rows.length).toBeGreaterThan(1_000)
      expect(describeFound(searcher.find(Buffer.from(rows.join('\n'))))).toEqual([])
      const planted = CANARIES[0]?.text ?? ''
      await asOwner(boundary.dataFolder, 'test', (session) =>
        session.query(`insert into vendor values ('test', 'planted', to_json($1::text))`, [planted]),
      )
      const found = searcher.find(Buffer.from((await rowsOf(boundary)).join('\n')))
      expect(found).toEqual([{ text: planted, form: 'plain' }])
    } finally {
      await server.stop()
    }
  })
})

/** Those that no answer brought back: they did not take part. */
function missing(canaries: readonly Canary[], answers: readonly string[]): string[] {
  const all = answers.join('\n')
  return canaries.filter(({ text }) => !all.includes(text)).map(({ kind, text }) => `${kind} ${text}`)
}

/** Every row of every table, as PostgreSQL spells it. */
async function rowsOf({ dataFolder }: TestBoundary): Promise<string[]> {
  return asOwner(dataFolder, 'test', async (session) => {
    const tables = await session.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
    )
    const rows: string[] = []
    for (const { name } of tables.rows) {
      const found = await session.query<{ row: string }>(`select t::text as row from ${name} t`)
      rows.push(...found.rows.map(({ row }) => `${name} ${row}`))
    }
    return rows
  })
}
