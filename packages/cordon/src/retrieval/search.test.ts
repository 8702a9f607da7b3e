import { TaskProfile } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import { generateHospital } from '@cordon/hospital'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classesOfChart } from '../policy/patients/chart-class.ts'
import { createPatients } from '../policy/patients/patients.ts'
import { openTestBoundary, type TestBoundary } from './boundary.fixtures.ts'
import { createIngest, type IngestItem } from './ingest.ts'
import type { SearchLimits } from './limits.ts'
import type { Retrieval } from './retrieval.ts'
import { createRetrieval } from './search.ts'

const TENANT = 'hospital'
const hospital = generateHospital({ seed: 7, patients: 6, notesPerPatient: 8, now: '2026-11-20' })
const subjects = new Map(hospital.resources.map((it) => [`${it.resourceType}/${it.id as string}`, subjectOf(it)]))

let boundary: TestBoundary
let retrieval: Retrieval
beforeAll(async () => {
  boundary = await openTestBoundary()
  retrieval = createRetrieval(boundary)
  await keep(TENANT, hospital.resources)
})
afterAll(() => boundary.close())

async function keep(tenant: string, resources: readonly unknown[]) {
  async function* items(): AsyncGenerator<IngestItem> {
    for (const [n, resource] of resources.entries()) yield { at: `f:${n + 1}`, resource }
  }
  return createIngest(boundary)(items(), { tenant })
}

function subjectOf(it: Record<string, unknown>): string | undefined {
  const reference = (it.subject ?? it.patient) as { reference?: string } | undefined
  return reference?.reference
}

async function refOf(patient: string, tenant = TENANT): Promise<string> {
  const found = await createPatients(boundary).resolve(tenant, patient)
  if (!found) throw new Error('no such patient')
  return found.ref
}

interface Ask {
  tenant?: string
  profile?: Partial<TaskProfile>
  of?: readonly ('notes' | 'facts')[]
  limits?: Partial<SearchLimits>
}

async function search(patient: string, query: string, { tenant = TENANT, profile = {}, of, limits }: Ask = {}) {
  const engine = limits ? createRetrieval({ ...boundary, limits }) : retrieval
  const ref = await refOf(patient, tenant)
  const found = await engine.search({
    tenant,
    names: [ref],
    classes: await classesOfChart(boundary, tenant, ref),
    query: new Phi(query),
    profile: { ...TaskProfile.parse(profile), paths: profile.paths ?? ['*'] },
    ...(of ? { of } : {}),
  })
  return found.map((it) => ({ ...it, source: it.source.reveal(), text: it.text.reveal(), date: it.date.reveal() }))
}

const QUERIES = [
  'blood pressure medicine',
  'latest potassium',
  'allergies',
  'Why was the dose changed?',
  'last visit',
  'Khoury Karagiannis Kovalenko',
]

describe('search', () => {
  it('answers a question from the right notes', async () => {
    const found = await search('patient-001', 'Why were the blood pressure medicines changed?')
    const text = found.map((it) => it.text).join('\n')
    expect(text).toMatch(/lisinopril/i)
    expect(text).toMatch(/pressure/i)
    expect(found.some(({ source }) => source.startsWith('DocumentReference/'))).toBe(true)
  })

  it('finds the latest value of a result', async () => {
    const [first] = await search('patient-001', 'What is the latest potassium?', { of: ['facts'] })
    const dates = hospital.resources
      .filter((it) => it.resourceType === 'Observation' && subjectOf(it) === 'Patient/patient-001')
      .filter((it) => JSON.stringify(it.code).includes('Potassium'))
      .map((it) => String(it.effectiveDateTime))
    expect(first?.text).toMatch(/^Result: Potassium/)
    expect(first?.date).toBe(dates.sort().at(-1))
  })

  it('never shows a passage of another patient, whatever is asked', async () => {
    for (const { id } of hospital.patients) {
      for (const query of QUERIES) {
        for (const { source } of await search(id, query, {
          profile: { paths: ['*'], passagesMax: 64, passageCharactersMax: 200_000 },
        })) {
          expect(subjects.get(source), `${query} → ${source}`).toBe(`Patient/${id}`)
        }
      }
    }
  })

  it('shows nothing of another tenant, even for the same patient id', async () => {
    await keep('elsewhere', [{ resourceType: 'Patient', id: 'patient-001' }])
    expect(await search('patient-001', 'blood pressure medicine', { tenant: 'elsewhere' })).toEqual([])
  })

  it('gives the text that its offsets say, in the same order each time', async () => {
    const found = await search('patient-002', 'thyroid dose')
    const notes = new Map(hospital.notes.map((note) => [`DocumentReference/${note.id}`, note.text]))
    expect(found.length).toBeGreaterThan(1)
    for (const { source, text, start, end } of found) {
      if (notes.has(source)) expect(notes.get(source)?.slice(start, end)).toBe(text)
    }
    expect(await search('patient-002', 'thyroid dose')).toEqual(found)
  })

  it('keeps to the profile: passages, characters, sections, age', async () => {
    const wide = { passagesMax: 64, passageCharactersMax: 200_000 }
    const all = await search('patient-003', 'furosemide dose weight plan', { profile: wide })
    expect(all.length).toBeGreaterThan(5)
    expect(await search('patient-003', 'furosemide dose weight plan', { profile: { passagesMax: 3 } })).toHaveLength(3)
    expect(await search('patient-003', 'furosemide', { profile: { passagesMax: 0 } })).toEqual([])
    const small = await search('patient-003', 'furosemide dose weight plan', {
      profile: { ...wide, passageCharactersMax: 500 },
    })
    expect(small.length).toBeGreaterThan(0)
    expect(small.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(500)
    const plans = await search('patient-003', 'furosemide dose weight plan', {
      profile: { ...wide, sections: ['Plan'] },
    })
    expect(new Set(plans.map(({ section }) => section))).toEqual(new Set(['plan']))
    const recent = await search('patient-003', 'furosemide dose weight plan', {
      profile: { ...wide, lookbackDays: 60 },
      of: ['notes'],
    })
    expect(recent.length).toBeLessThan(all.length)
    for (const { date } of recent) expect(Date.parse(date)).toBeGreaterThan(boundary.now() - 60 * 86_400_000)
  })

  it('gives notes or facts alone when asked, and keeps half the places for notes otherwise', async () => {
    const kinds = async (of?: readonly ('notes' | 'facts')[]) =>
      (await search('patient-001', 'potassium creatinine lisinopril', of ? { of } : {})).map(
        ({ source }) => source.split('/')[0],
      )
    expect(new Set(await kinds(['notes']))).toEqual(new Set(['DocumentReference']))
    expect(await kinds(['facts'])).not.toContain('DocumentReference')
    expect((await kinds()).filter((kind) => kind !== 'DocumentReference').length).toBeLessThanOrEqual(4)
  })

  it('finds nothing rather than something for words the chart does not have, and for no words', async () => {
    for (const query of ['zyxomma quincunx', '', '   ', 'the of and'])
      expect(await search('patient-001', query)).toEqual([])
  })

  it('takes the newest note for a question about the last visit', async () => {
    const found = await search('patient-004', 'What happened at the last visit?')
    const newest = hospital.notes
      .filter(({ patient }) => patient === 'patient-004')
      .map(({ date }) => date)
      .sort()
      .at(-1)
    expect(new Set(found.map(({ date }) => date.slice(0, 10)))).toEqual(new Set([newest]))
  })

  it('bounds a question of 100 kB and refuses a chart beyond its bounds', async () => {
    expect((await search('patient-001', `potassium ${'x'.repeat(100_000)}`)).length).toBeGreaterThan(0)
    for (const limits of [{ documentsMax: 7 }, { factsMax: 1 }, { chartCharactersMax: 500 }]) {
      await expect(search('patient-001', 'potassium', { limits })).rejects.toMatchObject({ code: 'overloaded' })
    }
  })

  it('prefers the newer of two that answer alike, and collapses what was copied forward', async () => {
    const copied = 'Plan: continue colchicine for gout, no wine, return in two weeks to look at the toe again together.'
    await keep('copies', [
      { resourceType: 'Patient', id: 'a' },
      ...['2026-01-05', '2026-03-05', '2026-02-05'].map((date, n) => note(`n${n}`, date, copied)),
      note('figure', '2025-01-01', copied.replace('two weeks', '6 weeks')),
    ])
    const found = await search('a', 'colchicine', { tenant: 'copies' })
    expect(found.map(({ source }) => source)).toEqual(['DocumentReference/n1', 'DocumentReference/figure'])
  })

  it('does not show a row that was moved to another patient in SQL', async () => {
    await keep('moved', [
      { resourceType: 'Patient', id: 'a' },
      { resourceType: 'Patient', id: 'b' },
      note('n', '2026-01-05', 'Cough.'),
      { ...note('m', '2026-01-06', 'Fever.'), subject: { reference: 'Patient/b' } },
    ])
    const [from, to] = [await refOf('a', 'moved'), await refOf('b', 'moved')]
    const theirs = sql`(select class from chart_class where patient = ${to})`
    await boundary.store.within(
      'moved',
      (tx) => sql`update document set patient = ${to}, class = ${theirs} where patient = ${from}`.execute(tx),
      'all',
    )
    await expect(search('b', 'cough', { tenant: 'moved' })).rejects.toThrow()
  })
})

function note(id: string, date: string, text: string) {
  const data = Buffer.from(text).toString('base64')
  return {
    resourceType: 'DocumentReference',
    id,
    status: 'current',
    subject: { reference: 'Patient/a' },
    date,
    content: [{ attachment: { contentType: 'text/plain', data } }],
  }
}

describe('known', () => {
  it('holds what names the patient, their relatives and their clinicians, and nobody else’s', async () => {
    const chart = await retrieval.known(TENANT, [await refOf('patient-001')])
    const known = [...chart.known, ...chart.standing]
    const values = new Set(known.map(({ value }) => value))
    const [patient] = hospital.patients
    expect([...values]).toEqual(expect.arrayContaining([patient?.mrn, ...(patient?.name.split(' ') ?? [])]))
    const related = hospital.resources.filter(
      (it) => it.resourceType === 'RelatedPerson' && subjectOf(it) === 'Patient/patient-001',
    )
    for (const it of related) for (const { family } of it.name as { family: string }[]) expect(values).toContain(family)
    const team = hospital.practitioners.filter(({ id }) => patient?.practitioners.includes(id))
    const named = team.filter(({ name }) => values.has(name))
    expect(named.length).toBeGreaterThan(2)
    for (const other of hospital.patients.slice(1)) expect(values).not.toContain(other.mrn)
    expect(known.every(({ value }) => value.length > 1)).toBe(true)
  })

  it('is the staff of the house alone, for a patient who is not there and for none', async () => {
    const staff = await retrieval.known(TENANT, [])
    expect(staff.known).toEqual([])
    expect(staff.standing.length).toBeGreaterThan(10)
    expect(await retrieval.known(TENANT, ['nobody'])).toEqual(staff)
  })

  it('gives the staff as one list until it changes, and says nothing twice', async () => {
    const { standing } = await retrieval.known(TENANT, [])
    const { known, standing: again } = await retrieval.known(TENANT, [await refOf('patient-001')])
    expect(again).toBe(standing)
    for (const one of known) expect(standing).not.toContainEqual(one)
  })
})
