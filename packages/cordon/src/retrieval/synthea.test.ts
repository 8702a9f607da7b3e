import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TaskProfile } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classesOfChart } from '../policy/patients/chart-class.ts'
import { createPatients, type Patients } from '../policy/patients/patients.ts'
import { openTestBoundary, synthea, type TestBoundary } from './boundary.fixtures.ts'
import { createIngest } from './ingest.ts'
import { readFhir } from './read-fhir.ts'
import type { IngestReport, Retrieval } from './retrieval.ts'
import { createRetrieval } from './search.ts'

const NDJSON = synthea('ndjson-10')
const BUNDLES = synthea('bundles-r4')
const NPI = 'Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|'

interface Row {
  id: string
  subject: { reference: string }
  participant: { individual: { reference: string } }[]
  identifier: { system: string; value: string }[]
  name: { family: string }[]
}

const rows = (type: string) =>
  readFileSync(join(NDJSON ?? '', `${type}.000.ndjson`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)

describe.skipIf(!NDJSON || !BUNDLES)('the Synthea sets (skipped where ../shared is absent)', () => {
  let boundary: TestBoundary
  let patients: Patients
  let retrieval: Retrieval
  let ndjson: IngestReport
  let bundles: IngestReport
  beforeAll(async () => {
    boundary = await openTestBoundary()
    patients = createPatients(boundary)
    retrieval = createRetrieval(boundary)
    const ingest = createIngest(boundary)
    ndjson = await ingest(readFhir(NDJSON ?? ''), { tenant: 'synthea' })
    bundles = await ingest(readFhir(BUNDLES ?? ''), { tenant: 'synthea' })
  })
  afterAll(() => boundary.close())

  const refOf = async (reference: string) => (await patients.resolve('synthea', reference))?.ref ?? ''

  it('are taken whole', () => {
    expect(ndjson.bad).toEqual([])
    expect(ndjson.kept).toMatchObject({
      Patient: 13,
      DocumentReference: 1_215,
      Encounter: 1_215,
      Practitioner: 43,
      Location: 44,
    })
    expect(ndjson.skipped).toEqual({
      'unsupported type Device': 16,
      'not a FHIR file': 2,
      'export log': 1,
    })
    expect(bundles.bad).toEqual([])
    expect(bundles.kept).toMatchObject({ Patient: 6, Encounter: 71, Observation: 368, Condition: 38 })
    expect(bundles.skipped['repeated in this ingest']).toBe(14)
  })

  it('change nothing the second time', async () => {
    const again = await createIngest(boundary)(readFhir(NDJSON ?? ''), { tenant: 'synthea' })
    expect(again.kept).toEqual({})
    expect(again.bad).toEqual([])
  })

  it('relate each patient to exactly the clinicians of their encounters, by id and by identifier alike', async () => {
    const encounters = rows('Encounter')
    const clinicians = rows('Practitioner').map((it) => ({ ...it, npi: `${NPI}${it.identifier[0]?.value ?? ''}` }))
    const meets = ({ npi }: { npi: string }) =>
      encounters.some(({ participant }) => participant.some((one) => one.individual.reference === npi))
    const strangers = clinicians.filter((it) => !meets(it)).slice(0, 3)
    for (const { id, npi } of [...clinicians.filter(meets).slice(0, 8), ...strangers]) {
      const met = encounters.filter(({ participant }) => participant.some((one) => one.individual.reference === npi))
      const expected = new Map<string, number>()
      for (const { subject } of met) expected.set(subject.reference, (expected.get(subject.reference) ?? 0) + 1)
      for (const { id: patient } of rows('Patient')) {
        const ref = await refOf(patient)
        const found = await patients.relationships('synthea', ref, `Practitioner/${id}`)
        expect(found.length).toBe(expected.get(`Patient/${patient}`) ?? 0)
        if (found.length > 0) expect(await patients.relationships('synthea', ref, npi)).toEqual(found)
      }
    }
  })

  it('answer a question about each patient’s own condition from their own chart, and never from another’s', async () => {
    const owner = new Map<string, string>(
      ['DocumentReference', 'Condition', 'MedicationRequest', 'Procedure'].flatMap((type) =>
        rows(type).map(({ id, subject }) => [`${type}/${id}`, subject.reference] as const),
      ),
    )
    let answered = 0
    for (const { id } of rows('Patient')) {
      const ref = await refOf(id)
      for (const query of ['What medications does the patient take?', 'smoking', 'history of hypertension']) {
        const found = await retrieval.search({
          tenant: 'synthea',
          names: [ref],
          classes: await classesOfChart(boundary, 'synthea', ref),
          query: new Phi(query),
          profile: { ...TaskProfile.parse({}), paths: ['*'] },
        })
        for (const { source } of found) expect(owner.get(source.reveal()) ?? `Patient/${id}`).toBe(`Patient/${id}`)
        if (found.length > 0) answered += 1
      }
    }
    expect(answered).toBeGreaterThan(26)
  })

  it('name each patient to the detector', async () => {
    for (const { id, name } of rows('Patient')) {
      const chart = await retrieval.known('synthea', [await refOf(id)])
      const known = [...chart.known, ...chart.standing]
      expect(known).toContainEqual({ kind: 'NAME', value: name[0]?.family })
      expect(known.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['MRN', 'DATE', 'STREET', 'CITY', 'PHONE']))
    }
  })
})
