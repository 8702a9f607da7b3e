import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

const SECRET = 'Quillfeather-Marsh'

let upstream: RecordingUpstream
let boundary: TestBoundary

beforeAll(async () => {
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({ upstream: upstream.baseUrl, limits: { bodyBytesMax: 65_536 } })
})
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})

interface Case {
  readonly name: string
  readonly body?: unknown
  readonly raw?: string
  readonly headers?: Record<string, string>
  readonly key?: () => string
  readonly status: number
  readonly code: string
}

const words = `Mrs. ${SECRET} asks`
const message = { role: 'user', content: words }
const good = { model: 'echo', messages: [message] }

const CASES: readonly Case[] = [
  { name: 'no key', key: () => '', body: good, status: 401, code: 'credentials_missing' },
  { name: 'a wrong key', key: () => `${boundary.key}x`, body: good, status: 401, code: 'credentials_invalid' },
  { name: 'an administrator’s key', key: () => boundary.adminKey, body: good, status: 403, code: 'right_missing' },
  { name: 'an unknown purpose', headers: { 'x-cordon-purpose': 'CURIOSITY' }, body: good, status: 400, code: 'purpose_unknown' },
  { name: 'a purpose that is not registered', headers: { 'x-cordon-purpose': 'HMARKT' }, body: good, status: 403, code: 'purpose_refused' },
  { name: 'an unknown patient', headers: { 'x-cordon-patient': 'Patient/nobody' }, body: good, status: 403, code: 'patient_refused' },
  { name: 'no relationship', key: () => boundary.strangerKey, body: good, status: 403, code: 'patient_refused' },
  { name: 'a vendor without an agreement', body: { ...good, model: 'unsigned/extract' }, status: 403, code: 'agreement_missing' },
  { name: 'a context header that is not honoured yet', headers: { 'x-cordon-break-glass': 'now' }, body: good, status: 400, code: 'context_invalid' },
  { name: 'metadata that names another patient', body: { ...good, metadata: { 'X-Cordon-Patient': 'Patient/other' } }, status: 400, code: 'context_invalid' },
  { name: 'an unknown field', body: { ...good, extra_body: words }, status: 422, code: 'field_unknown' },
  { name: 'an unknown field in a message', body: { ...good, messages: [{ ...message, note: words }] }, status: 422, code: 'field_unknown' },
  { name: 'an unknown role', body: { ...good, messages: [{ role: words, content: words }] }, status: 422, code: 'field_invalid' },
  { name: 'an image', body: { ...good, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: words } }] }] }, status: 422, code: 'part_unsupported' },
  { name: 'audio', body: { ...good, messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: words } }] }] }, status: 422, code: 'part_unsupported' },
  { name: 'state at the vendor', body: { ...good, store: true }, status: 422, code: 'feature_refused' },
  { name: 'an identifier in a tool’s schema', body: { ...good, tools: [{ type: 'function', function: { name: 'f', parameters: { enum: [`Mrs. ${SECRET}`] } } }] }, status: 422, code: 'identifier_in_schema' },
  { name: 'malformed JSON', raw: `{"model":"echo","messages":[{"role":"user","content":"${words}`, status: 400, code: 'body_malformed' },
  { name: 'bytes that are not UTF-8', raw: '\u0000', status: 400, code: 'body_malformed' },
  { name: 'a body that is a list', body: [words], status: 422, code: 'field_invalid' },
  { name: 'a body over the bound', body: { ...good, messages: [{ role: 'user', content: words.repeat(5_000) }] }, status: 413, code: 'body_too_large' },
  { name: 'another content type', headers: { 'content-type': 'text/plain' }, body: good, status: 415, code: 'body_type_unsupported' },
  { name: 'no messages', body: { ...good, messages: [] }, status: 422, code: 'field_invalid' },
  { name: 'a route that is not there', status: 404, code: 'route_unknown' },
]

describe('bad input', () => {
  it.each(CASES)('$name: $status $code, nothing leaves, nothing is quoted', async ({ name, body, raw, headers = {}, key, status, code }) => {
    upstream.reset()
    const token = (key ?? (() => boundary.key))()
    const path = code === 'route_unknown' ? '/v1/completions' : '/v1/chat/completions'
    const response = await fetch(`${boundary.url}${path}`, {
      method: 'POST',
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        'content-type': 'application/json',
        'x-cordon-patient': boundary.world.patient,
        ...headers,
      },
      body: raw ?? JSON.stringify(body ?? good),
    })
    const text = await response.text()
    expect({ name, status: response.status, code: (JSON.parse(text) as { error: { code: string } }).error.code }).toEqual({ name, status, code })
    expect(upstream.bytesReceived).toBe(0)
    expect(upstream.connections).toBe(0)
    expect(text).not.toContain(SECRET)
    expect(boundary.logged()).not.toContain(SECRET)
  })

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

const UPSTREAM: readonly { model: string; status: number; code: string }[] = [
  { model: 'status-400', status: 502, code: 'upstream_refused' },
  { model: 'status-500', status: 502, code: 'upstream_refused' },
  { model: 'error-200', status: 502, code: 'upstream_invalid' },
  { model: 'oversized', status: 502, code: 'upstream_too_large' },
  { model: 'oversized-declared', status: 502, code: 'upstream_too_large' },
  { model: 'wrong-type', status: 502, code: 'upstream_invalid' },
  { model: 'swapped', status: 502, code: 'upstream_invalid' },
  { model: 'redirect', status: 502, code: 'upstream_redirected' },
  { model: 'cut', status: 502, code: 'upstream_invalid' },
  { model: 'invalid', status: 502, code: 'upstream_invalid' },
  { model: 'gzip', status: 502, code: 'upstream_invalid' },
  { model: 'hang', status: 504, code: 'upstream_timeout' },
]

describe('a vendor that fails', () => {
  let slow: TestBoundary
  beforeAll(async () => {
    slow = await startBoundary({ upstream: upstream.baseUrl, limits: { upstreamHeadersMs: 400, upstreamIdleMs: 400, upstreamBytesMax: 1_000_000 } })
  })
  afterAll(() => slow.close())

  it.each(UPSTREAM)('$model: $status $code, quoting nothing', async ({ model, status, code }) => {
    const response = await fetch(`${slow.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slow.key}`, 'content-type': 'application/json', 'x-cordon-patient': slow.world.patient },
      body: JSON.stringify({ ...good, model }),
    })
    const text = await response.text()
    expect({ status: response.status, code: (JSON.parse(text) as { error: { code: string } }).error.code }).toEqual({ status, code })
    expect(text + slow.logged()).not.toContain(SECRET)
  })
})
