import { Phi } from '@cordon/deid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classesOfChart } from '../policy/patients/chart-class.ts'
import { createPatients } from '../policy/patients/patients.ts'
import { openTestBoundary, type TestBoundary } from './boundary.fixtures.ts'
import { encountersOf } from './encounter.ts'
import { createIngest } from './ingest.ts'
import { createRetrieval } from './search.ts'

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await openTestBoundary()
})
afterAll(() => boundary.close())

let tenants = 0
const newTenant = () => `e${++tenants}`
const to = (reference: string) => ({ reference })
const patient = (id: string, more = {}) => ({ resourceType: 'Patient', id, ...more })
const encounter = (id: string, of = 'p', more = {}) => ({
  resourceType: 'Encounter',
  id,
  status: 'finished',
  subject: to(`Patient/${of}`),
  ...more,
})
const at = (id?: string) => (id === undefined ? {} : { encounter: to(`Encounter/${id}`) })
const note = (id: string, of: object = {}) => ({
  resourceType: 'DocumentReference',
  id,
  status: 'current',
  subject: to('Patient/p'),
  content: [{ attachment: { contentType: 'text/plain', data: Buffer.from(`gout seen, ${id}`).toString('base64') } }],
  context: of,
})
const clinical = (code: string) => ({ clinicalStatus: { coding: [{ code }] } })
const fact = (resourceType: string, id: string, encounterId?: string, more: object = {}) => ({
  resourceType,
  id,
  subject: to('Patient/p'),
  patient: to('Patient/p'),
  status: 'final',
  code: { text: `gout ${id}` },
  ...at(encounterId),
  ...more,
})
const drug = (id: string, status: string) => ({
  ...fact('MedicationRequest', id, 'e2', { status }),
  medicationCodeableConcept: { text: `gout drug ${id}` },
})

async function ingest(tenant: string, ...resources: object[]) {
  async function* items() {
    for (const [n, resource] of resources.entries()) yield { at: `f:${n + 1}`, resource }
  }
  return createIngest(boundary)(items(), { tenant })
}

async function look(tenant: string, id: string, stated?: string) {
  return (await createPatients(boundary).look(tenant, id, {}, stated)).patient
}

/** The sources of the passages that a question about this encounter is given. */
async function shown(tenant: string, stated?: string): Promise<string[]> {
  const { names = [], encounters } = (await look(tenant, 'p', stated)) ?? {}
  const found = await createRetrieval(boundary).search({
    tenant,
    names,
    classes: await classesOfChart(boundary, tenant, ...names),
    query: new Phi('gout'),
    profile: { passagesMax: 30, passageCharactersMax: 12_000, paths: ['*'] },
    of: ['notes'],
    ...(encounters === undefined ? {} : { encounters }),
  })
  const facts = await createRetrieval(boundary).search({
    tenant,
    names,
    classes: await classesOfChart(boundary, tenant, ...names),
    query: new Phi('gout'),
    profile: { passagesMax: 30, passageCharactersMax: 12_000, paths: ['*'] },
    of: ['facts'],
    ...(encounters === undefined ? {} : { encounters }),
  })
  return [...found, ...facts].map(({ source }) => source.reveal().split('/')[1] ?? '').sort()
}

describe('a question about one encounter', () => {
  const chart = [
    patient('p'),
    encounter('e1', 'p', { identifier: [{ value: 'V1' }] }),
    encounter('e2'),
    note('note-e1', { encounter: [to('Encounter/e1')] }),
    note('note-v1', { encounter: [{ identifier: { value: 'V1' } }] }),
    note('note-e2', { encounter: [to('Encounter/e2')] }),
    note('note-none'),
    fact('Observation', 'result-e1', 'e1'),
    fact('Observation', 'result-e2', 'e2'),
    fact('Procedure', 'done-e2', 'e2', { status: 'completed' }),
    fact('Condition', 'problem', 'e2', clinical('active')),
    fact('Condition', 'resolved-e2', 'e2', clinical('resolved')),
    fact('Condition', 'resolved-e1', 'e1', clinical('resolved')),
    drug('taken', 'active'),
    drug('stopped', 'stopped'),
    fact('AllergyIntolerance', 'allergy', 'e2'),
  ]
  const OF_E1 = ['allergy', 'note-e1', 'note-v1', 'problem', 'resolved-e1', 'result-e1', 'taken']

  it('is given what is of it, and what a reader of any encounter has to know', async () => {
    const tenant = newTenant()
    await ingest(tenant, ...chart)
    expect(await shown(tenant, 'Encounter/e1')).toEqual(OF_E1)
    expect(await shown(tenant, 'e1')).toEqual(OF_E1)
    expect(await shown(tenant, 'Stay/V1')).toEqual(OF_E1)
    const ofE2 = ['done-e2', 'note-e2', 'resolved-e2', 'result-e2', 'stopped']
    expect(await shown(tenant, 'Encounter/e2')).toEqual(['allergy', ...ofE2, 'problem', 'taken'].sort())
  })

  it('is given all where none is stated', async () => {
    const tenant = newTenant()
    await ingest(tenant, ...chart)
    expect(await shown(tenant)).toHaveLength(13)
  })

  it('of somebody else, one that never came about and one that nobody knows are alike', async () => {
    const tenant = newTenant()
    await ingest(tenant, ...chart, patient('q'), encounter('e3', 'q'), encounter('e4', 'p', { status: 'cancelled' }))
    const unknown = await look(tenant, 'p', 'Encounter/none')
    expect(unknown).toMatchObject({ encounter: 'not-theirs' })
    expect(unknown).not.toHaveProperty('encounters')
    for (const stated of ['Encounter/e3', 'Encounter/e4', 'Stay/none', 'Stay/e1'])
      expect([stated, await look(tenant, 'p', stated)]).toEqual([stated, unknown])
  })

  it('that was another patient’s when it came again is that patient’s', async () => {
    const tenant = newTenant()
    await ingest(tenant, ...chart, patient('q'))
    await ingest(tenant, encounter('e2', 'q'))
    expect((await look(tenant, 'p', 'e2'))?.encounter).toBe('not-theirs')
    expect((await look(tenant, 'q', 'e2'))?.encounter).toBe('theirs')
  })

  it('may be one of a record that was merged into the patient’s', async () => {
    const tenant = newTenant()
    await ingest(tenant, ...chart, patient('old', { link: [{ type: 'replaced-by', other: to('Patient/p') }] }))
    await ingest(tenant, encounter('e5', 'old'), { ...note('note-e5', at('e5')), subject: to('Patient/old') })
    expect(await shown(tenant, 'e5')).toEqual(['allergy', 'note-e5', 'problem', 'taken'])
  })
})

describe('the encounters of a record', () => {
  it.each([
    ['a fact’s', { encounter: to('Encounter/7') }, ['Encounter/7']],
    ['a version of it', { encounter: to('Encounter/7/_history/2') }, ['Encounter/7']],
    [
      'a note’s, of several',
      { context: { encounter: [to('Encounter/7'), to('Encounter/8')] } },
      ['Encounter/7', 'Encounter/8'],
    ],
    ['by the number of the visit', { encounter: { identifier: { value: 'V7' } } }, ['Stay/V7']],
    ['elsewhere', { encounter: to('https://other.example/Encounter/7') }, []],
    ['an episode', { context: { encounter: [to('EpisodeOfCare/7')] } }, []],
    ['none', {}, []],
    ['of another shape', { encounter: 7, context: undefined }, []],
  ])('are %s', (_case, value, expected) => {
    expect(encountersOf(value)).toEqual(expected)
  })
})
