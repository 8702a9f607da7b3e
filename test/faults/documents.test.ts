import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Asked, ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'

/** Bad input at the doors for documents: a clear refusal with the position, nothing handed out, nothing quoted. */

const SECRET = 'Quillfeather-Marsh'
const words = `Mrs. ${SECRET} asks`

let boundary: TestBoundary
let conversation = ''

beforeAll(async () => {
  boundary = await startBoundary({
    limits: { documentBytesMax: 65_536, jsonDepthMax: 16, jsonLeavesMax: 200, textCharactersMax: 40_000, bodyMs: 400 },
  })
  const { text } = await ask(boundary, { path: '/v1/deidentify', body: { text: words } })
  conversation = (JSON.parse(text) as { conversation: string }).conversation
})
afterAll(() => boundary.close())

interface Case extends Asked {
  readonly name: string
  readonly status: number
  readonly code: string
  /** Where, as the refusal says. */
  readonly at?: string
}

const json = (body: unknown): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(JSON.stringify(body)))
const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}"${words}"${']'.repeat(levels)}`)

/** What both doors refuse alike; `good` is a body that either takes. */
const either = (good: Record<string, unknown>): readonly Case[] => [
  { name: 'no key', body: good, key: '', status: 401, code: 'credentials_missing' },
  {
    name: 'an unknown purpose',
    body: good,
    headers: { 'x-cordon-purpose': 'CURIOSITY' },
    status: 400,
    code: 'purpose_unknown',
  },
  {
    name: 'a purpose that is not registered',
    body: good,
    headers: { 'x-cordon-purpose': 'HMARKT' },
    status: 403,
    code: 'purpose_refused',
  },
  {
    name: 'a context header that is none',
    body: good,
    headers: { 'x-cordon-pateint': 'Patient/1' },
    status: 400,
    code: 'context_invalid',
  },
  {
    name: 'a patient that the header contradicts',
    body: { ...good, patient: 'Patient/other' },
    status: 400,
    code: 'context_invalid',
    at: 'x-cordon-patient',
  },
  {
    name: 'a conversation that the header contradicts',
    body: { ...good, conversation: 'one' },
    headers: { 'x-cordon-session': 'other' },
    status: 400,
    code: 'context_invalid',
    at: 'x-cordon-session',
  },
  {
    name: 'a conversation that is no name',
    body: { ...good, conversation: words },
    status: 400,
    code: 'context_invalid',
    at: 'x-cordon-session',
  },
  {
    name: 'an unknown field',
    body: { ...good, [SECRET.toLowerCase()]: words },
    status: 422,
    code: 'field_unknown',
    at: '?',
  },
  {
    name: 'a key that would change what objects are',
    raw: `{"__proto__":{"policy":"coded"},${JSON.stringify(good).slice(1)}`,
    status: 422,
    code: 'field_unknown',
    at: '__proto__',
  },
  { name: 'no document', body: { ...good, document: undefined }, status: 422, code: 'field_invalid' },
  { name: 'a document that is a number', body: { ...good, document: 7 }, status: 422, code: 'field_invalid' },
  { name: 'a document that is null', body: { ...good, document: null }, status: 422, code: 'field_invalid' },
  {
    name: 'an unknown format',
    body: { ...good, format: 'dicom' },
    status: 422,
    code: 'field_invalid',
    at: 'format',
  },
  {
    name: 'a value in a format of texts',
    body: { ...good, document: { a: words }, format: 'hl7' },
    status: 422,
    code: 'field_invalid',
    at: 'format',
  },
  {
    name: 'bytes that are not UTF-8',
    raw: Uint8Array.from([...Buffer.from('{"document":"'), 0xff, ...Buffer.from(`${words}"}`)]),
    status: 400,
    code: 'body_malformed',
  },
  {
    name: 'UTF-16',
    raw: Uint8Array.from(Buffer.from(JSON.stringify(good), 'utf16le')),
    status: 400,
    code: 'body_malformed',
  },
  {
    name: 'half a body',
    raw: JSON.stringify({ ...good, document: words }).slice(0, -3),
    status: 400,
    code: 'body_malformed',
  },
  { name: 'a body that is a list', body: [words], status: 422, code: 'field_invalid' },
  {
    name: 'half a character',
    raw: json({ ...good, document: `${words} \ud83d` }),
    status: 422,
    code: 'field_invalid',
    at: `document, character ${words.length + 1}`,
  },
  {
    name: 'half a character in a value',
    raw: `${JSON.stringify({ ...good, document: undefined }).slice(0, -1)}${Object.keys(good).length > 1 ? ',' : ''}"document":{"a":"\\ude00"}}`,
    status: 422,
    code: 'field_invalid',
    at: 'document',
  },
  {
    name: 'a value nested deeper than the bound',
    body: { ...good, document: deep(17) },
    status: 413,
    code: 'body_too_large',
    at: 'document',
  },
  {
    name: 'a value nested deeper than any stack',
    raw: JSON.stringify({ ...good, document: 'X' }).replace('"X"', `${'['.repeat(20_000)}1${']'.repeat(20_000)}`),
    status: 413,
    code: 'body_too_large',
    at: 'document',
  },
  {
    name: 'JSON nested deeper than any stack, as a text',
    body: { ...good, document: `${'['.repeat(20_000)}1${']'.repeat(20_000)}`, format: 'json' },
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'a body over the bound',
    body: { ...good, document: words.repeat(5_000) },
    status: 413,
    code: 'body_too_large',
    at: 'limits.documentBytesMax',
  },
  {
    name: 'another content type',
    body: good,
    headers: { 'content-type': 'text/plain' },
    status: 415,
    code: 'body_type_unsupported',
  },
  {
    name: 'truncated HL7',
    body: { ...good, document: 'MSH|^~\\&|LAB|MERCY', format: 'hl7' },
    status: 422,
    code: 'document_invalid',
  },
  {
    name: 'a table with a ragged row',
    body: { ...good, document: `name,note\n${SECRET},called\n${SECRET}\n`, format: 'csv' },
    status: 422,
    code: 'document_invalid',
    at: 'row 3',
  },
  {
    name: 'a table with a quote that never closes',
    body: { ...good, document: `name,note\n"${SECRET},called\n`, format: 'csv' },
    status: 422,
    code: 'document_invalid',
    at: 'row 2',
  },
  {
    name: 'JSON that is cut',
    body: { ...good, document: `{"a": "${SECRET}`, format: 'json' },
    status: 422,
    code: 'document_invalid',
  },
  {
    name: 'a line of NDJSON that is none',
    body: { ...good, document: `{"a":1}\n${words}\n`, format: 'ndjson' },
    status: 422,
    code: 'document_invalid',
  },
]

const DEIDENTIFY: readonly Case[] = [
  ...either({ document: words }),
  { name: 'both a text and a document', body: { text: words, document: words }, status: 422, code: 'field_invalid' },
  {
    name: 'an unknown policy',
    body: { text: words, policy: 'none' },
    status: 422,
    code: 'field_invalid',
    at: 'policy',
  },
  {
    name: 'a policy that is not registered',
    body: { text: words, policy: 'surrogate' },
    status: 403,
    code: 'policy_refused',
  },
  {
    name: 'an unknown patient',
    body: { text: words },
    headers: { 'x-cordon-patient': 'Patient/nobody' },
    status: 403,
    code: 'patient_refused',
  },
  {
    name: 'more text than the bound',
    body: { text: words.repeat(1_500) },
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'more cells than the bound',
    body: { document: `name,note\n${`${SECRET},called\n`.repeat(150)}`, format: 'csv' },
    status: 413,
    code: 'body_too_large',
  },
  {
    name: 'an identifier as a name of a column',
    body: { document: `name,Mrs. ${SECRET}\na,b\n`, format: 'csv' },
    status: 422,
    code: 'identifier_in_schema',
  },
  {
    name: 'a picture in a page',
    body: {
      document: `Subject: x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n${btoa(words)}\n`,
      format: 'eml',
    },
    status: 422,
    code: 'part_unsupported',
  },
]

const REIDENTIFY: readonly Case[] = [
  ...either({ conversation: 'visit', document: words }),
  { name: 'no conversation', body: { document: words }, status: 422, code: 'field_invalid', at: 'conversation' },
  {
    name: 'a policy',
    body: { conversation: 'v', document: words, policy: 'coded' },
    status: 422,
    code: 'field_unknown',
    at: 'policy',
  },
  {
    name: 'no such conversation',
    body: { conversation: 'v', document: words },
    status: 403,
    code: 'conversation_refused',
  },
]

/** Where the document itself is wrong in its format, it takes a conversation that is open to get so far. */
const opened = (row: Case): Case =>
  typeof row.body === 'object' && row.body !== null && 'format' in row.body
    ? { ...row, body: { ...row.body, conversation } }
    : row

describe.each([
  { path: '/v1/deidentify', cases: DEIDENTIFY },
  { path: '/v1/reidentify', cases: REIDENTIFY },
])('$path', ({ path, cases }) => {
  it.each(cases)('refuses $name: $status $code', async (row) => {
    const { status, code, at } = row
    const answered = await ask(boundary, { ...opened(row), path })
    expect({ status: answered.status, code: answered.code }).toEqual({ status, code })
    const { error } = JSON.parse(answered.text) as { error: { param: string | null } }
    if (at !== undefined) expect(error.param).toBe(at)
    if (code === 'document_invalid') expect(error.param).toMatch(/\d/)
    expect(answered.everything + boundary.logged()).not.toMatch(new RegExp(SECRET, 'i'))
    await expectRecorded(answered.request, code)
  })
})

async function expectRecorded(request: string, code: string): Promise<void> {
  const entries = await readEntries({ ...boundary, tenant: 'test' })
  const counted = code === 'credentials_missing'
  expect(entriesOf(entries, 'intent', request)).toHaveLength(counted ? 0 : 1)
  expect(entriesOf(entries, 'deidentification', request)).toEqual([])
  expect(entriesOf(entries, 'reidentification', request)).toEqual([])
  const outcomes = entriesOf(entries, 'outcome', request)
  expect(outcomes).toMatchObject(counted ? [] : [{ outcome: 'refused', code, bytesOut: 0 }])
}
