import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { given, gives } from '../../packages/cordon/src/policy/cedar/paths.ts'
import { ProfilesFile } from '../../packages/cordon/src/policy/cedar/profiles.ts'
import { readDefaultPack } from '../../packages/cordon/src/policy/cedar/texts.ts'
import { ask } from '../support/ask.ts'
import { startBoundary, type TestBoundary } from '../support/boundary.ts'
import { type RecordingUpstream, startRecordingUpstream } from '../upstream/recording.ts'

/** Minimum necessary at the wire (164.502(b)): what a profile does not name is not in what a vendor receives. */

const PATIENT = 'Patient/minimal'
const pack = readDefaultPack()
const shipped = ProfilesFile.parse(parse(pack.profiles))

/** What each element of the chart says and nothing else does; a date by its year. */
const SAYS: Record<string, string> = {
  'Condition.code': 'psoriasis',
  'Condition.clinicalStatus': 'relapse',
  'Condition.onset': '2011',
  'Condition.abatement': '2012',
  'Condition.recordedDate': '2013',
  'MedicationRequest.medication': 'colchicine',
  'MedicationRequest.dosageInstruction': 'half a tablet',
  'MedicationRequest.status': 'on-hold',
  'MedicationRequest.authoredOn': '2014',
  'Observation.code': 'ferritin',
  'Observation.value': 'borderline',
  'Observation.component': 'haemolysed',
  'Observation.interpretation': 'abnormal',
  'Observation.referenceRange': 'reference adult',
  'Observation.status': 'preliminary',
  'Observation.effective': '2015',
  'Observation.issued': '2016',
  'AllergyIntolerance.code': 'penicillin',
  'AllergyIntolerance.reaction': 'urticaria',
  'AllergyIntolerance.criticality': 'high criticality',
  'AllergyIntolerance.clinicalStatus': 'inactive',
  'AllergyIntolerance.onset': '2017',
  'AllergyIntolerance.recordedDate': '2018',
  'Immunization.vaccineCode': 'tetanus',
  'Immunization.status': 'completed',
  'Immunization.occurrence': '2019',
  'Procedure.code': 'colonoscopy',
  'Procedure.status': 'stopped',
  'Procedure.performed': '2020',
}
const text = (words: string) => ({ text: words })
const status = (code: string) => ({ coding: [{ code }] })
const [subject, patient] = [{ reference: PATIENT }, { reference: PATIENT }]
const CHART = [
  { resourceType: 'Patient', id: 'minimal' },
  {
    resourceType: 'Condition',
    id: 'c1',
    subject,
    code: text('psoriasis'),
    clinicalStatus: status('relapse'),
    onsetDateTime: '2011-03-02',
    abatementDateTime: '2012-03-02',
  },
  { resourceType: 'Condition', id: 'c2', subject, code: text('eczema'), recordedDate: '2013-03-02' },
  {
    resourceType: 'MedicationRequest',
    id: 'm1',
    subject,
    status: 'on-hold',
    medicationCodeableConcept: text('colchicine'),
    dosageInstruction: [text('half a tablet')],
    authoredOn: '2014-03-02',
  },
  {
    resourceType: 'Observation',
    id: 'o1',
    subject,
    status: 'preliminary',
    code: text('ferritin'),
    valueString: 'borderline',
    component: [{ code: text('sample'), valueString: 'haemolysed' }],
    interpretation: [text('abnormal')],
    referenceRange: [text('adult')],
    effectiveDateTime: '2015-03-02',
  },
  {
    resourceType: 'Observation',
    id: 'o2',
    subject,
    status: 'final',
    code: text('ferritin'),
    issued: '2016-03-02T10:00:00Z',
  },
  {
    resourceType: 'AllergyIntolerance',
    id: 'a1',
    patient,
    code: text('penicillin'),
    clinicalStatus: status('inactive'),
    criticality: 'high',
    reaction: [{ manifestation: [text('urticaria')] }],
    onsetDateTime: '2017-03-02',
  },
  { resourceType: 'AllergyIntolerance', id: 'a2', patient, code: text('penicillin'), recordedDate: '2018-03-02' },
  {
    resourceType: 'Immunization',
    id: 'i1',
    patient,
    status: 'completed',
    vaccineCode: text('tetanus'),
    occurrenceDateTime: '2019-03-02',
  },
  {
    resourceType: 'Procedure',
    id: 'p1',
    subject,
    status: 'stopped',
    code: text('colonoscopy'),
    performedDateTime: '2020-03-02',
  },
]
const QUESTION = 'Which problems, medications, results, allergies, immunizations and procedures are there?'

let upstream: RecordingUpstream
let boundary: TestBoundary
let key: string
beforeAll(async () => {
  upstream = await startRecordingUpstream()
  boundary = await startBoundary({ upstream: upstream.baseUrl })
  const lines = CHART.map((resource, n) => `${JSON.stringify({ at: `f:${n + 1}`, resource })}\n`)
  const treating = encodeURIComponent(boundary.world.related.practitioner ?? '')
  for await (const told of boundary.admin.stream(`/api/ingest?clinician=${treating}`, Readable.from(lines)))
    expect(told).not.toHaveProperty('error')
  key = await register('wide', {})
}, 60_000)
afterAll(async () => {
  await boundary.close()
  await upstream.close()
})

/** An application that takes whatever the policies give, but for `profile`. */
async function register(id: string, profile: object): Promise<string> {
  const own = { passagesMax: 64, passageCharactersMax: 200_000, ...profile }
  await boundary.admin.post('/api/applications', {
    ...boundary.world.application,
    id,
    vendors: ['upstream'],
    profile: own,
  })
  const { json } = await boundary.admin.post('/api/keys', { user: boundary.world.related.id, application: id })
  return (json as { key: string }).key
}

/** From here on clinicians are bound to this profile; it looks back as far as there is, and every fact has room. */
async function bind(profile: string): Promise<void> {
  const treating = (pack.policies['treating.cedar'] ?? '').replaceAll('"profile:treatment"', `"profile:${profile}"`)
  const profiles = pack.profiles
    .replaceAll(/^ +lookbackDays: \d+\n/gm, '')
    .replaceAll('passagesMax: 8', 'passagesMax: 16')
  const texts = { profiles, policies: { ...pack.policies, 'treating.cedar': treating } }
  const { version } = (await boundary.admin.post('/api/policies', texts)).json as { version: number }
  await boundary.admin.post(`/api/policies/${version}/publish`, {})
}

async function leaves(headers: Record<string, string> = {}, asKey = key): Promise<string[]> {
  upstream.reset()
  const asked = { 'x-cordon-patient': PATIENT, 'x-cordon-retrieve': 'facts', 'x-cordon-purpose': 'TREAT', ...headers }
  const body = { model: 'echo', messages: [{ role: 'user', content: QUESTION }] }
  const answered = await ask(boundary, { headers: asked, body, key: asKey })
  expect(answered.status, answered.text).toBe(200)
  expect(upstream.requests).toHaveLength(1)
  return Object.keys(SAYS).filter((path) => upstream.text().includes(SAYS[path] ?? ''))
}

/** What of the chart these paths give. */
const within = (...each: (readonly string[])[]) =>
  Object.keys(SAYS).filter((path) => {
    const [kind = '', element = ''] = path.split('.')
    return each.every((paths) => gives(given(paths, kind), element))
  })

describe('what a vendor receives of a chart', () => {
  it.each(Object.entries(shipped.profiles))(
    'under %s is what the profile names, element by element',
    async (name, it) => {
      await bind(name)
      expect(await leaves()).toEqual(within(it.paths))
    },
  )

  it.each(Object.entries(shipped.tasks))(
    'for %s is no more than that task takes',
    async (task, { paths, sections }) => {
      await bind('treatment')
      const left = await leaves({ 'x-cordon-task': task })
      const expected = within(paths).filter((path) => sections === undefined || !/^(Imm|Proc|Obs)/.test(path))
      expect(left.filter((path) => !expected.includes(path))).toEqual([])
      expect(left.length).toBeGreaterThan(0)
      await bind('service')
      const both = within(paths, shipped.profiles.service?.paths ?? [])
      expect((await leaves({ 'x-cordon-task': task })).filter((path) => !both.includes(path))).toEqual([])
    },
  )

  it('is no more than the application’s registration takes', async () => {
    await bind('treatment')
    const narrow = await register('narrow', { paths: ['Observation.code', 'Procedure'] })
    expect(await leaves({}, narrow)).toEqual(within(['Observation.code', 'Procedure']))
    const odd = await boundary.admin
      .post('/api/applications', {
        ...boundary.world.application,
        id: 'odd',
        profile: { paths: ['Observation.valueQuantity'] },
      })
      .catch((error: unknown) => error)
    expect(odd).toMatchObject({ code: 'resource_invalid' })
  })

  it('for a task that nobody named is nothing at all', async () => {
    upstream.reset()
    const headers = { 'x-cordon-task': 'gardening', 'x-cordon-patient': PATIENT, 'x-cordon-purpose': 'TREAT' }
    const body = { model: 'echo', messages: [{ role: 'user', content: QUESTION }] }
    expect(await ask(boundary, { headers, body, key })).toMatchObject({ status: 403, code: 'task_refused' })
    expect(upstream.requests).toHaveLength(0)
  })
})
