import { Readable } from 'node:stream'
import type { EntryBody } from '@cordon/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, contentOf } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { readEntries } from '../support/entries.ts'

/** A chart of its own, whose notes each say a word that stands nowhere else. */
const PATIENT = 'Patient/consenting'
const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await startBoundary()
  await keep([
    { resourceType: 'Patient', id: 'consenting' },
    note('plain', 'The wound heals well. Plainword noted at the dressing change.'),
    note('programme', 'The wound heals well. Programmeword noted at the dressing change.', ['42CFRPart2']),
    note('therapy', 'The wound heals well. Therapyword noted at the dressing change.', ['PSYTHPN']),
    note('hiv', 'The wound heals well. Virusword noted at the dressing change.', ['HIV']),
  ])
})
afterAll(() => boundary.close())

function note(id: string, text: string, labels: readonly string[] = []) {
  const data = Buffer.from(text).toString('base64')
  return {
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    date: '2026-11-01',
    subject: { reference: PATIENT },
    meta: { security: labels.map((code) => ({ system: ACT, code })) },
    content: [{ attachment: { contentType: 'text/plain', data } }],
  }
}

function consent(id: string, provision: object, status = 'active') {
  const scope = { coding: [{ code: 'patient-privacy' }] }
  return { resourceType: 'Consent', id, status, scope, patient: { reference: PATIENT }, provision }
}

let ingests = 0
/** What is kept later says that it is newer. */
async function keep(resources: readonly object[]): Promise<void> {
  const lastUpdated = new Date(Date.UTC(2026, 0, 1, ++ingests)).toISOString()
  const of = (it: object) => ({ ...it, meta: { ...('meta' in it ? (it.meta as object) : {}), lastUpdated } })
  await takeIn(resources.map((resource) => ({ resource: of(resource) })))
}

async function takeIn(items: readonly object[]): Promise<void> {
  const lines = items.map((item, n) => `${JSON.stringify({ at: `f:${n + 1}`, ...item })}\n`)
  const treating = encodeURIComponent(boundary.world.related.practitioner ?? '')
  for await (const told of boundary.admin.stream(`/api/ingest?clinician=${treating}`, Readable.from(lines)))
    expect(told).not.toHaveProperty('error')
}

const QUESTION = 'How does the wound heal at the dressing change?'
const WORDS = ['Plainword', 'Programmeword', 'Therapyword', 'Virusword']

async function asked(content = QUESTION, patient = PATIENT) {
  const headers = { 'x-cordon-patient': patient, 'x-cordon-retrieve': 'notes', 'x-cordon-purpose': 'TREAT' }
  return ask(boundary, { headers, body: { model: 'local/extract', messages: [{ role: 'user', content }] } })
}

/** The words of the notes that an answer was made from. */
async function told(): Promise<string[]> {
  const answered = await asked()
  expect(answered.status, answered.text).toBe(200)
  return WORDS.filter((word) => contentOf(answered.text).includes(word))
}

type Disclosure = Extract<EntryBody, { class: 'disclosure'; v: 2 }>

async function disclosed(): Promise<Disclosure | undefined> {
  const { dataFolder, rootFile } = boundary
  const entries = await readEntries({ dataFolder, rootFile, tenant: 'test' })
  return entries.findLast((entry): entry is Disclosure => entry.class === 'disclosure' && entry.v === 2)
}

describe('a chart with withheld records', () => {
  it('answers from what needs no consent, and says of the rest neither how much nor that there is any', async () => {
    const answered = await asked()
    expect(answered.status, answered.text).toBe(200)
    expect(answered.everything).not.toMatch(/Programmeword|Therapyword|42CFR|PSYTHPN|withheld/)
    expect(await told()).toEqual(['Plainword', 'Virusword'])
    expect((await disclosed())?.labels).toEqual(['HIV'])
  })

  it('obeys a consent from the moment it is kept, and no longer than it is in force', async () => {
    const tpo = {
      purpose: [{ code: 'TREAT' }, { code: 'HPAYMT' }, { code: 'HOPERAT' }],
      actor: [{ role: { coding: [{ code: 'PROV' }] } }],
    }
    const permit = { type: 'permit', securityLabel: [{ system: ACT, code: '42CFRPart2' }], ...tpo }
    await keep([consent('programme', permit)])
    expect(await told()).toEqual(['Plainword', 'Programmeword', 'Virusword'])
    await keep([consent('no-hiv', { type: 'deny', securityLabel: [{ system: ACT, code: 'HIV' }] })])
    expect(await told()).toEqual(['Plainword', 'Programmeword'])
    await keep([consent('programme', permit, 'inactive'), consent('no-hiv', { type: 'deny' }, 'inactive')])
    expect(await told()).toEqual(['Plainword', 'Virusword'])
  })

  it('does not answer from what its source deleted', async () => {
    await keep([note('gone', 'The wound heals slowly, Goneword.', [])])
    expect(contentOf((await asked()).text)).toContain('Goneword')
    await takeIn([{ deleted: { resourceType: 'DocumentReference', id: 'gone' } }])
    expect(contentOf((await asked()).text)).not.toContain('Goneword')
  })

  it('refuses the whole question where the patient refused everything, as if there were no such patient', async () => {
    await keep([consent('nothing', { type: 'deny' })])
    const [refused, unknown] = [await asked(), await asked(QUESTION, 'Patient/nobody')]
    expect(refused).toMatchObject({ status: 403, code: 'patient_refused' })
    expect(refused.text.replace(refused.request, '')).toBe(unknown.text.replace(unknown.request, ''))
    await keep([consent('nothing', { type: 'deny' }, 'inactive')])
    expect(await told()).toEqual(['Plainword', 'Virusword'])
  })

  it('is not de-identified for, nor put back into a text, where the patient refused everything', async () => {
    const body = { text: 'Seen today by Marguerite Okonkwo.', conversation: 'consenting' }
    const document = async (path: string, given: object, patient = PATIENT) =>
      ask(boundary, { path, body: given, headers: { 'x-cordon-patient': patient } })
    const made = await document('/v1/deidentify', body)
    expect(made.status, made.text).toBe(200)
    const { document: text } = JSON.parse(made.text) as { document: string }
    const back = { document: text, conversation: 'consenting' }
    expect(await document('/v1/reidentify', back)).toMatchObject({ status: 200, code: undefined })
    await keep([consent('nothing', { type: 'deny' })])
    const refused = [await document('/v1/deidentify', body), await document('/v1/reidentify', back)]
    for (const each of refused) expect(each).toMatchObject({ status: 403, code: 'patient_refused' })
    const unknown = await document('/v1/deidentify', { text: body.text }, 'Patient/nobody')
    expect(refused[0]?.text.replace(refused[0].request, '')).toBe(unknown.text.replace(unknown.request, ''))
    await keep([consent('nothing', { type: 'deny' }, 'inactive')])
    expect(await document('/v1/reidentify', back)).toMatchObject({ status: 200 })
  })
})

describe('a text that the caller brings', () => {
  it('has its labels in the disclosure', async () => {
    expect((await asked('Opioid use disorder on buprenorphine: how does the wound heal?')).status).toBe(200)
    expect((await disclosed())?.promptLabels).toEqual(['ETH', 'SUD'])
  })

  it('goes nowhere with a psychotherapy note in it', async () => {
    const refused = await asked('Psychotherapy note\nShe spoke of her brother.\n\nSummarise this.')
    expect(refused).toMatchObject({ status: 403, code: 'label_refused' })
    expect(refused.text).not.toContain('brother')
  })
})
