import { describe, expect, it } from 'vitest'
import { ENTRY_VERSIONS, EntryBody, EntryClass } from './entry.ts'

const asking = { request: 'r1', principal: 'p1', application: 'a1', purpose: 'TREAT', patient: 'unstated' }
const payload = { payloadSalt: 's', payloadHash: 'h', payloadBytes: 3 }
const made = { policy: 'safe-harbor/1', policyHash: 'h', detectorHash: 'd', identifiers: { NAME: 1 }, ...payload }
const sent = { attempt: 1, vendor: 'v', account: 'a', region: 'r', model: 'm', agreement: 'g', agreementDocument: 'd' }

/** Bodies as journals of version 1 hold them: never edited. */
const FIRST: readonly unknown[] = [
  { class: 'intent', v: 1, ...asking, route: 'chat/completions', bytesDeclared: 10 },
  { class: 'disclosure', v: 1, ...asking, ...sent, ...made, turnsRevised: 0, passages: 2 },
  { class: 'outcome', v: 1, request: 'r1', outcome: 'unknown', reasons: [], bytesOut: 0, ms: 1, tls: 'TLSv1.3' },
  { class: 'deidentification', v: 1, ...asking, conversation: 'c', format: 'text', label: 'clean', ...made },
  { class: 'reidentification', v: 1, ...asking, conversation: 'c', format: 'text', restored: { NAME: 1 }, left: 0 },
  { class: 'authentication', v: 1, source: '127.0.0.1', code: 'c', count: 3, from: 'a', to: 'b' },
  { class: 'ingest', v: 1, principal: 'p1', source: 's', kept: { Patient: 1 }, skipped: {} },
  { class: 'configuration', v: 1, principal: 'p1', action: 'user.add', subject: 's', hash: 'h' },
  { class: 'lifecycle', v: 1, event: 'started', detail: { settled: 3, segment: 'x' } },
  { class: 'reading', v: 1, principal: 'p1', what: 'request r1', count: 1 },
]

describe('an entry’s body', () => {
  it.each(FIRST)('of version 1 still reads, unchanged: %#', (body) => {
    expect(EntryBody.parse(body)).toEqual(body)
  })

  it('has a version of its own for each class', () => {
    expect(Object.keys(ENTRY_VERSIONS)).toEqual(EntryClass.options)
    expect(ENTRY_VERSIONS).toMatchObject({ disclosure: 2, ingest: 1, review: 1 })
  })

  it.each([
    { ...(FIRST[0] as object), v: 3 },
    { ...(FIRST[0] as object), v: '1' },
    { ...(FIRST[0] as object), v: 2 },
    { ...(FIRST[6] as object), v: 2 },
    { ...(FIRST[0] as object), text: 'what was asked' },
    { ...(FIRST[0] as object), principal: 'x'.repeat(201) },
    { class: 'gossip', v: 1 },
  ])('of another version, or with anything more, is none: %#', (body) => {
    expect(EntryBody.safeParse(body).success).toBe(false)
  })
})
