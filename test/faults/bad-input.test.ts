import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '../../packages/cordon/src/kernel/clock.ts'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

const SECRET = 'Quillfeather-Marsh'

let upstream: RecordingUpstream
let boundary: TestBoundary

beforeAll(async () => {
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({
    upstream: upstream.baseUrl,
    limits: { bodyBytesMax: 65_536, messagesMax: 20, jsonDepthMax: 16, jsonLeavesMax: 200, textCharactersMax: 40_000 },
  })
  await registerMore(boundary)
})
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})

/** Keys of more applications, by their names. */
const keys = new Map<string, string>()

/** Vendors whose agreements are not in force, an application that may use them, and one that may do little. */
async function registerMore({ admin, world }: TestBoundary): Promise<void> {
  const vendor = world.vendors.find(({ id }) => id === 'upstream')
  const agreement = world.agreements.find(({ vendor: of }) => of === 'upstream')
  if (vendor === undefined || agreement === undefined) throw new Error('the world has an upstream')
  const past = new Date(Date.now() - DAY).toISOString()
  const future = new Date(Date.now() + DAY).toISOString()
  const stale = { ...agreement.proofs.retention, seenOn: new Date(Date.now() - 200 * DAY).toISOString() }
  const agreements = {
    lapsed: { ...agreement, expires: past },
    early: { ...agreement, effective: future },
    ended: { ...agreement, terminated: past },
    stale: { ...agreement, proofs: { ...agreement.proofs, retention: stale } },
    elsewhere: { ...agreement, service: { ...agreement.service, region: 'mars' } },
    research: { ...agreement, purposes: ['HRESCH'] },
  }
  for (const [id, { service, ...terms }] of Object.entries(agreements)) {
    await admin.post('/api/vendors', { ...vendor, id, models: [`${id}/model`] })
    await admin.post('/api/agreements', { ...terms, id, vendor: id, service: { ...service, models: [`${id}/model`] } })
  }
  const { purposeFixed: _, ...unfixed } = world.application
  await register({ ...world.application, id: 'wide', vendors: Object.keys(agreements) })
  await register({ ...unfixed, id: 'narrow', models: ['echo'], patientOptional: false })

  async function register(application: typeof unfixed): Promise<void> {
    await admin.post('/api/applications', application)
    const { json } = await admin.post('/api/keys', { user: world.related.id, application: application.id })
    keys.set(application.id, (json as { key: string }).key)
  }
}

const wide = () => keys.get('wide') ?? ''
const narrow = () => keys.get('narrow') ?? ''

interface Case {
  readonly name: string
  readonly body?: unknown
  readonly raw?: string
  /** `undefined` sends none of that name. */
  readonly headers?: Record<string, string | undefined>
  readonly key?: () => string
  readonly status: number
  readonly code: string
  /** Who asks is not known to be anybody who may: counted, not recorded one by one. */
  readonly counted?: true
}

const words = `Mrs. ${SECRET} asks`
const message = { role: 'user', content: words }
const good = { model: 'echo', messages: [message] }
const TREAT = { 'x-cordon-purpose': 'TREAT' }

const calling = (json: string) => ({
  role: 'assistant',
  tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: json } }],
})

const CASES: readonly Case[] = [
  { name: 'no key', key: () => '', body: good, status: 401, code: 'credentials_missing', counted: true },
  {
    name: 'a wrong key',
    key: () => `${boundary.key}x`,
    body: good,
    status: 401,
    code: 'credentials_invalid',
    counted: true,
  },
  {
    name: 'an administrator’s key',
    key: () => boundary.adminKey,
    body: good,
    status: 403,
    code: 'right_missing',
    counted: true,
  },
  { name: 'no purpose', key: narrow, body: good, status: 400, code: 'purpose_missing' },
  {
    name: 'an unknown model',
    key: narrow,
    headers: TREAT,
    body: { ...good, model: 'gpt-nowhere' },
    status: 404,
    code: 'model_unknown',
  },
  {
    name: 'no patient where one is needed',
    key: narrow,
    headers: { ...TREAT, 'x-cordon-patient': undefined },
    body: good,
    status: 403,
    code: 'patient_required',
  },
  ...[
    { vendor: 'lapsed', code: 'agreement_expired' },
    { vendor: 'early', code: 'agreement_not_yet' },
    { vendor: 'ended', code: 'agreement_terminated' },
    { vendor: 'stale', code: 'vendor_proof_stale' },
    { vendor: 'elsewhere', code: 'agreement_missing' },
    { vendor: 'research', code: 'agreement_missing' },
  ].map(({ vendor, code }) => ({
    name: `a vendor whose agreement is ${vendor}`,
    key: wide,
    body: { ...good, model: `${vendor}/model` },
    status: 403,
    code,
  })),
  {
    name: 'an unknown purpose',
    headers: { 'x-cordon-purpose': 'CURIOSITY' },
    body: good,
    status: 400,
    code: 'purpose_unknown',
  },
  {
    name: 'a purpose that is not registered',
    headers: { 'x-cordon-purpose': 'HMARKT' },
    body: good,
    status: 403,
    code: 'purpose_refused',
  },
  {
    name: 'an unknown patient',
    headers: { 'x-cordon-patient': 'Patient/nobody' },
    body: good,
    status: 403,
    code: 'patient_refused',
  },
  { name: 'no relationship', key: () => boundary.strangerKey, body: good, status: 403, code: 'patient_refused' },
  {
    name: 'a vendor without an agreement',
    body: { ...good, model: 'unsigned/extract' },
    status: 403,
    code: 'agreement_missing',
  },
  {
    name: 'a context header that is none',
    headers: { 'x-cordon-pateint': 'Patient/1' },
    body: good,
    status: 400,
    code: 'context_invalid',
  },
  {
    name: 'an empty context header',
    headers: { 'x-cordon-patient': '' },
    body: good,
    status: 400,
    code: 'context_invalid',
  },
  {
    name: 'metadata that names another patient',
    body: { ...good, metadata: { 'X-Cordon-Patient': 'Patient/other' } },
    status: 400,
    code: 'context_invalid',
  },
  { name: 'an unknown field', body: { ...good, extra_body: words }, status: 422, code: 'field_unknown' },
  {
    name: 'an unknown field in a message',
    body: { ...good, messages: [{ ...message, note: words }] },
    status: 422,
    code: 'field_unknown',
  },
  {
    name: 'an unknown role',
    body: { ...good, messages: [{ role: words, content: words }] },
    status: 422,
    code: 'field_invalid',
  },
  {
    name: 'an image',
    body: { ...good, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: words } }] }] },
    status: 422,
    code: 'part_unsupported',
  },
  {
    name: 'audio',
    body: { ...good, messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: words } }] }] },
    status: 422,
    code: 'part_unsupported',
  },
  { name: 'state at the vendor', body: { ...good, store: true }, status: 422, code: 'feature_refused' },
  {
    name: 'an identifier in a tool’s schema',
    body: { ...good, tools: [{ type: 'function', function: { name: 'f', parameters: { enum: [`Mrs. ${SECRET}`] } } }] },
    status: 422,
    code: 'identifier_in_schema',
  },
  {
    name: 'a telephone number, as a number, in a tool’s schema',
    body: { ...good, tools: [{ type: 'function', function: { name: 'f', parameters: { const: 5415550187 } } }] },
    status: 422,
    code: 'identifier_in_schema',
  },
  {
    name: 'malformed JSON',
    raw: `{"model":"echo","messages":[{"role":"user","content":"${words}`,
    status: 400,
    code: 'body_malformed',
  },
  { name: 'bytes that are not UTF-8', raw: '\u0000', status: 400, code: 'body_malformed' },
  { name: 'a body that is a list', body: [words], status: 422, code: 'field_invalid' },
  {
    name: 'a body over the bound',
    body: { ...good, messages: [{ role: 'user', content: words.repeat(5_000) }] },
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'more turns than the bound',
    body: { ...good, messages: Array.from({ length: 21 }, () => message) },
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'arguments nested deeper than the bound',
    body: { ...good, messages: [message, calling(`${'['.repeat(40)}"${words}"${']'.repeat(40)}`)] },
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'more strings than the bound',
    body: { ...good, messages: [message, calling(JSON.stringify(Array.from({ length: 300 }, () => words)))] },
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'more text than the bound',
    body: { ...good, messages: [{ role: 'user', content: words.repeat(1_500) }] },
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'half a character',
    raw: `{"model":"echo","messages":[{"role":"user","content":"${words} \\ud83d"}]}`,
    status: 422,
    code: 'field_invalid',
  },
  {
    name: 'a key that would change what objects are',
    raw: `{"model":"echo","__proto__":{"stream":true},"messages":[{"role":"user","content":"${words}"}]}`,
    status: 422,
    code: 'field_unknown',
  },
  {
    name: 'a tool’s name that is no name',
    body: { ...good, tools: [{ type: 'function', function: { name: words } }] },
    status: 422,
    code: 'field_invalid',
  },
  {
    name: 'an identifier as a key of arguments',
    body: { ...good, messages: [message, calling(JSON.stringify({ [`Mrs. ${SECRET}`]: 1 }))] },
    status: 422,
    code: 'identifier_in_schema',
  },
  {
    name: 'another content type',
    headers: { 'content-type': 'text/plain' },
    body: good,
    status: 415,
    code: 'body_type_unsupported',
  },
  { name: 'no messages', body: { ...good, messages: [] }, status: 422, code: 'field_invalid' },
  { name: 'a route that is not there', status: 404, code: 'route_unknown', counted: true },
]

const present = (headers: Record<string, string | undefined>): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))

describe('bad input', () => {
  it.each(CASES)(
    '$name: $status $code, nothing leaves, nothing is quoted',
    async ({ name, body, raw, headers = {}, key, status, code, counted }) => {
      upstream.reset()
      const token = (key ?? (() => boundary.key))()
      const path = code === 'route_unknown' ? '/v1/nothing' : '/v1/chat/completions'
      const response = await fetch(`${boundary.url}${path}`, {
        method: 'POST',
        headers: present({
          authorization: token === '' ? undefined : `Bearer ${token}`,
          'content-type': 'application/json',
          'x-cordon-patient': boundary.world.patient,
          ...headers,
        }),
        body: raw ?? JSON.stringify(body ?? good),
      })
      const text = await response.text()
      expect({
        name,
        status: response.status,
        code: (JSON.parse(text) as { error: { code: string } }).error.code,
      }).toEqual({ name, status, code })
      expect(upstream.bytesReceived).toBe(0)
      expect(upstream.connections).toBe(0)
      const entries = await readEntries({ ...boundary, tenant: 'test' })
      const request = response.headers.get('x-request-id') ?? ''
      expect(entriesOf(entries, 'intent', request)).toHaveLength(counted ? 0 : 1)
      expect(entriesOf(entries, 'disclosure', request)).toEqual([])
      const outcomes = entriesOf(entries, 'outcome', request)
      expect(outcomes).toMatchObject(counted ? [] : [{ outcome: 'refused', code, bytesOut: 0 }])
      expect(text).not.toContain(SECRET)
      expect(boundary.logged()).not.toContain(SECRET)
    },
  )

  it('gives unknown patient and no relationship one identical answer', async () => {
    const refusal = async (key: string, patient: string) => {
      const response = await fetch(`${boundary.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-cordon-patient': patient },
        body: JSON.stringify(good),
      })
      const { error } = (await response.json()) as { error: Record<string, unknown> }
      return { status: response.status, ...error, request_id: '' }
    }
    const unknown = await refusal(boundary.key, 'Patient/nobody')
    expect(await refusal(boundary.strangerKey, boundary.world.patient)).toEqual(unknown)
  })
})

describe('refused credentials', () => {
  it('are one counted entry of their source, not one each', async () => {
    for (let n = 0; n < 10; n++) await ask(boundary, { body: good, key: `ck_nobody${n}` })
    await boundary.stop()
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    const counted = entries.flatMap((entry) =>
      entry.class === 'authentication' && !('result' in entry && entry.result === 'accepted') ? [entry] : [],
    )
    expect(counted.length).toBeLessThanOrEqual(2)
    expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(13)
    expect(new Set(counted.map(({ source }) => source))).toEqual(new Set(['127.0.0.1']))
  })
})

const UPSTREAM: readonly { model: string; status: number; code: string }[] = [
  { model: 'status-400', status: 502, code: 'upstream_refused' },
  { model: 'status-429', status: 502, code: 'upstream_refused' },
  { model: 'status-500', status: 502, code: 'upstream_refused' },
  { model: 'error-200', status: 502, code: 'upstream_refused' },
  { model: 'oversized', status: 502, code: 'upstream_too_large' },
  { model: 'oversized-declared', status: 502, code: 'upstream_too_large' },
  { model: 'oversized-headers', status: 502, code: 'upstream_too_large' },
  { model: 'wrong-type', status: 502, code: 'upstream_invalid' },
  { model: 'swapped', status: 502, code: 'upstream_invalid' },
  { model: 'redirect', status: 502, code: 'upstream_redirected' },
  { model: 'reset', status: 502, code: 'upstream_invalid' },
  { model: 'cut', status: 502, code: 'upstream_invalid' },
  { model: 'invalid', status: 502, code: 'upstream_invalid' },
  { model: 'gzip', status: 502, code: 'upstream_invalid' },
  { model: 'hang', status: 504, code: 'upstream_timeout' },
  { model: 'silent', status: 504, code: 'upstream_timeout' },
  { model: 'drip', status: 504, code: 'upstream_timeout' },
  { model: 'unreachable/model', status: 502, code: 'upstream_unreachable' },
]

describe('a vendor that fails', () => {
  let slow: TestBoundary
  let key = ''
  beforeAll(async () => {
    slow = await startBoundary({
      upstream: upstream.baseUrl,
      limits: { upstreamHeadersMs: 400, upstreamIdleMs: 400, upstreamMs: 800, upstreamBytesMax: 1_000_000 },
    })
    const { admin, world } = slow
    const [vendor, agreement] = [world.vendors.at(-1), world.agreements.at(-1)]
    if (vendor === undefined || agreement === undefined) throw new Error('the world has an upstream')
    const nowhere = { id: 'unreachable', models: ['unreachable/model'] }
    const service = { ...agreement.service, host: '127.0.0.1:9', models: nowhere.models }
    await admin.post('/api/vendors', { ...vendor, ...nowhere, baseUrl: 'http://127.0.0.1:9/v1' })
    await admin.post('/api/agreements', { ...agreement, id: 'unreachable', vendor: 'unreachable', service })
    await admin.post('/api/applications', { ...world.application, id: 'any', vendors: ['unreachable', 'upstream'] })
    const { json } = await admin.post('/api/keys', { user: world.related.id, application: 'any' })
    key = (json as { key: string }).key
  })
  afterAll(() => slow.close())

  const ROWS = UPSTREAM.flatMap((row) => [
    { ...row, stream: false },
    { ...row, stream: true },
  ])

  it.each(ROWS)('$model, stream $stream: $status $code, quoting nothing', async ({ model, status, code, stream }) => {
    const answer = await ask(slow, { key, body: { ...good, model, stream } })
    expect(answer.code).toBe(code)
    // After the head has gone out, the error is the last event, and no end marker looks like success.
    if (answer.status === 200) expect([stream, answer.text.includes('[DONE]')]).toEqual([true, false])
    else expect(answer.status).toBe(status)
    const entries = await readEntries({ ...slow, tenant: 'test' })
    expect(entriesOf(entries, 'disclosure', answer.request)).toHaveLength(1)
    expect(entriesOf(entries, 'outcome', answer.request)).toMatchObject([{ outcome: 'failed', code }])
    expect(answer.everything + slow.logged()).not.toContain(SECRET)
  })
})
