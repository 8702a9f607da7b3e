import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { Config } from '../../packages/cordon/src/config/schema.ts'
import { adt, npi } from '../../packages/cordon/src/feeds/adt.fixtures.ts'
import { frame, readFrames } from '../../packages/cordon/src/feeds/mllp.ts'
import { DAY } from '../../packages/cordon/src/kernel/clock.ts'
import { KINDS } from '../../packages/cordon/src/policy/patients/relationship-kinds.ts'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { readEntries } from '../support/entries.ts'

const MRN = 'http://hospital.example/mrn'
const NPI = 'http://hl7.org/fhir/sid/us-npi'

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await startBoundary({
    feeds: { adt: { port: 0, senders: ['HIS'], authorities: { HOSP: MRN, NPI } } },
  })
  await lines(
    '/api/ingest',
    { at: 'a:1', resource: { resourceType: 'Patient', id: 'new', identifier: [{ system: MRN, value: '1' }] } },
    {
      at: 'a:2',
      resource: { resourceType: 'Practitioner', id: strangerId(), identifier: [{ system: NPI, value: '77' }] },
    },
    {
      at: 'a:3',
      resource: { resourceType: 'Encounter', id: 'e1', status: 'finished', subject: { reference: 'Patient/new' } },
    },
  )
})
afterAll(() => boundary.close())

const strangerId = () => boundary.world.unrelated.practitioner?.replace('Practitioner/', '') ?? ''
const now = (days = 0) =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/\D/g, '').slice(0, 14)}+0000`

async function lines(path: string, ...items: object[]): Promise<string> {
  const response = await fetch(`${boundary.adminUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${boundary.adminKey}`, 'content-type': 'application/x-ndjson' },
    body: items.map((item) => `${JSON.stringify(item)}\n`).join(''),
  })
  return response.text()
}

async function send(message: string): Promise<string> {
  const socket = connect(boundary.adtPort ?? 0, '127.0.0.1')
  socket.write(frame(message))
  const { value } = await readFrames(socket, { messageBytesMax: 10_000, messageMs: 60_000, now: Date.now }).next()
  socket.destroy()
  return value && 'message' in value ? Buffer.from(value.message).toString() : 'none'
}

/** What a clinician whom nothing relates to the patient is answered. */
const asStranger = (headers: Record<string, string> = {}) =>
  ask(boundary, {
    key: boundary.strangerKey,
    headers: { 'x-cordon-patient': 'Patient/new', ...headers },
    body: { model: 'local/extract', messages: [{ role: 'user', content: 'Which medicines?' }] },
  })

describe('docs/guides/relationships.md', () => {
  const guide = readFileSync(new URL('../../docs/guides/relationships.md', import.meta.url), 'utf8')

  it('shows settings that are settings', () => {
    const blocks = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => parse(text) as object)
    expect(blocks.map((given) => Object.keys(given))).toEqual([['relationships'], ['feeds']])
    for (const given of blocks)
      expect(Config.parse({ dataFolder: '/data', keys: { rootFile: '/root.key' }, ...given })).toMatchObject(given)
  })

  it('has a row for each kind, with its margin and its roles', () => {
    for (const [kind, { marginMs, roles }] of Object.entries(KINDS)) {
      const row = guide.split('\n').find((line) => line.startsWith(`| \`${kind}\``)) ?? ''
      for (const role of roles) expect(row, kind).toContain(role)
      if (marginMs !== undefined) expect(row, kind).toContain(`${marginMs / DAY} days before`)
    }
  })
})

describe('who may see a patient', () => {
  it('is what the hospital’s own messages say, from the moment they are acknowledged', async () => {
    expect((await asStranger()).code).toBe('patient_refused')
    const admit = adt({ event: 'A01', control: 'c1', at: now(-1), attending: npi('77') })
    expect(await send(admit)).toContain('\rMSA|AA|c1')
    expect((await asStranger()).status).toBe(200)
    expect(await send(adt({ event: 'A11', control: 'c2', at: now() }))).toContain('\rMSA|AA|c2')
    expect((await asStranger()).code).toBe('patient_refused')
  })

  it('is what a registration system states, until it takes it back', async () => {
    const stated = {
      patient: 'Patient/new',
      who: `Practitioner/${strangerId()}`,
      kind: 'care-team',
      source: 'rota 1',
    }
    expect(
      await lines('/api/relationships', stated, { ...stated, kind: 'self' }, { ...stated, kind: 'encounter' }),
    ).toContain('"kept":{"Relationship":1}')
    expect((await asStranger()).status).toBe(200)
    const { json } = await boundary.admin.post('/api/relationships/patient', { patient: 'Patient/new' })
    expect(json).toMatchObject({
      relationships: [{ kind: 'care-team', who: stated.who, source: 'rota 1', current: true }],
    })
    const { json: theirs } = await boundary.admin.post('/api/relationships/person', { who: stated.who })
    expect((theirs as { relationships: unknown[] }).relationships).toContainEqual(
      expect.objectContaining({ patient: 'Patient/new', source: 'rota 1' }),
    )
    await lines('/api/relationships', { ...stated, withdrawn: true })
    expect((await asStranger()).code).toBe('patient_refused')
  })

  it('and of an encounter of theirs, which is recorded; of another, the one refusal', async () => {
    await lines('/api/relationships', {
      patient: 'Patient/new',
      who: `Practitioner/${strangerId()}`,
      kind: 'care-team',
      source: 'rota 2',
    })
    expect((await asStranger({ 'x-cordon-encounter': 'Encounter/e1' })).status).toBe(200)
    const refused = await asStranger({ 'x-cordon-encounter': 'Encounter/none' })
    const unknown = await asStranger({ 'x-cordon-patient': 'Patient/nobody' })
    expect([refused.code, refused.status]).toEqual([unknown.code, unknown.status])
    expect(refused.text.replaceAll(refused.request, '')).toBe(unknown.text.replaceAll(unknown.request, ''))
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    const recorded = entries.flatMap((entry) => ('encounter' in entry ? [entry.class] : []))
    expect(recorded).toEqual(['intent', 'disclosure', 'outcome', 'intent', 'outcome'])
  })
})

describe('an encounter that is stated', () => {
  const note = (id: string, encounter: string, text: string) => ({
    at: `n:${id}`,
    resource: {
      resourceType: 'DocumentReference',
      id,
      status: 'current',
      subject: { reference: 'Patient/new' },
      context: { encounter: [{ reference: `Encounter/${encounter}` }] },
      content: [{ attachment: { contentType: 'text/plain', data: Buffer.from(text).toString('base64') } }],
    },
  })
  const asked = (encounter?: string) =>
    ask(boundary, {
      key: boundary.strangerKey,
      headers: {
        'x-cordon-patient': 'Patient/new',
        'x-cordon-retrieve': 'notes',
        ...(encounter === undefined ? {} : { 'x-cordon-encounter': encounter }),
      },
      body: { model: 'local/extract', messages: [{ role: 'user', content: 'What was given for gout?' }] },
    })

  it('narrows what is read to it, by its id or by the number of the visit', async () => {
    const encounter = { resourceType: 'Encounter', status: 'finished', subject: { reference: 'Patient/new' } }
    await lines(
      '/api/ingest',
      { at: 'n:e', resource: { ...encounter, id: 'e2', identifier: [{ value: 'V20' }] } },
      note('n1', 'e1', 'Colchicine was given for gout.'),
      note('n2', 'e2', 'Allopurinol was given for gout.'),
    )
    const drugs = async (stated?: string) => (await asked(stated)).text.match(/Colchicine|Allopurinol/g)?.sort() ?? []
    expect([...new Set(await drugs())]).toEqual(['Allopurinol', 'Colchicine'])
    expect([...new Set(await drugs('Encounter/e1'))]).toEqual(['Colchicine'])
    expect([...new Set(await drugs('Stay/V20'))]).toEqual(['Allopurinol'])
  })
})

describe('a message that could not be taken in', () => {
  it('is listed without its text, shown to those with the audit right, and dropped; each on record', async () => {
    expect(await send(adt({ event: 'A01', control: 'c9', at: '20261301' }))).toContain('field_invalid')
    const { items } = (await boundary.admin.get('/api/feeds/kept')) as { items: { id: string }[] }
    expect(items).toMatchObject([{ code: 'field_invalid', place: 'EVN-2', feed: 'adt' }])
    expect(JSON.stringify(items)).not.toContain('Quillfeather')
    const id = items[0]?.id ?? ''
    expect(await boundary.admin.get(`/api/feeds/kept/${id}`)).toMatchObject({
      text: expect.stringContaining('Quillfeather'),
    })
    await boundary.admin.post(`/api/feeds/kept/${id}/drop`, {})
    expect(await boundary.admin.get('/api/feeds/kept')).toEqual({ items: [] })
    const entries = await readEntries({ ...boundary, tenant: 'test' })
    expect(entries.slice(-3)).toMatchObject([
      { class: 'ingest', skipped: { field_invalid: 1 } },
      { class: 'reading', what: 'feed message' },
      { class: 'configuration', action: 'feed.drop', subject: id },
    ])
    expect(boundary.logged()).not.toContain('Quillfeather')
  })
})
