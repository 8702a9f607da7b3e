import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'

/** Two records of one patient, which are merged, go on as one, and are parted again while somebody works with them. */

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await startBoundary()
  await ingest(record('a'), record('b'), record('c'))
  for (const id of ['a', 'b', 'c'])
    await lines('/api/relationships', {
      patient: `Patient/${id}`,
      who: boundary.world.unrelated.practitioner ?? '',
      kind: 'care-team',
      source: `rota ${id}`,
    })
})
afterAll(() => boundary.close())

const record = (id: string, link: object[] = []) => ({ resourceType: 'Patient', id, link })
const REPLACED = record('a', [{ type: 'replaced-by', other: { reference: 'Patient/b' } }])
const ingest = (...resources: object[]) =>
  lines('/api/ingest', ...resources.map((resource, n) => ({ at: `m:${n}`, resource })))

async function lines(path: string, ...items: object[]): Promise<void> {
  const response = await fetch(`${boundary.adminUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${boundary.adminKey}`, 'content-type': 'application/x-ndjson' },
    body: items.map((item) => `${JSON.stringify(item)}\n`).join(''),
  })
  await response.text()
}

async function about(path: string, patient: string, body: object) {
  const headers = { 'x-cordon-patient': `Patient/${patient}` }
  const { status, code, text } = await ask(boundary, { path, key: boundary.strangerKey, headers, body })
  return { status, code, made: JSON.parse(text) as { document?: string } }
}

const deidentify = (patient: string, conversation: string, text = 'Mrs. Okonkwo-Bright called.') =>
  about('/v1/deidentify', patient, { conversation, text })
const reidentify = (patient: string, conversation: string, document: string | undefined) =>
  about('/v1/reidentify', patient, { conversation, document, format: 'text' })

describe('a conversation about a patient of several names', () => {
  it('goes on under each of them once they are one, and under none once they are two again', async () => {
    const { made } = await deidentify('a', 'merged')
    expect(made.document).not.toContain('Okonkwo')
    const back = (patient: string) => reidentify(patient, 'merged', made.document)
    expect((await back('a')).made.document).toContain('Okonkwo-Bright')
    for (const other of ['b', 'c']) expect(await back(other)).toMatchObject({ code: 'conversation_refused' })

    await ingest(REPLACED)
    for (const name of ['a', 'b']) expect((await back(name)).made.document).toContain('Okonkwo-Bright')
    expect(await back('c')).toMatchObject({ code: 'conversation_refused' })
    // One value keeps its code, and from here on the codes stand for what is known of both.
    expect((await deidentify('b', 'merged')).made.document).toBe(made.document)
    expect(await deidentify('c', 'merged')).toMatchObject({ code: 'conversation_refused' })

    await ingest(record('a'))
    for (const name of ['a', 'b', 'c']) expect(await back(name)).toMatchObject({ code: 'conversation_refused' })
  })
})
