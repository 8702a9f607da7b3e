import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRealParts, type RealParts } from '../../identity/real-parts.fixtures.ts'
import {
  actorPseudonym,
  createPatients,
  type Patients,
  patientPseudonym,
  relationshipPlace,
  type SealedRelationship,
  sameClinician,
} from './patients.ts'

const TENANT = 'here'
const NPI = 'Practitioner?identifier=http://npi|12'

let parts: RealParts
let patients: Patients
beforeAll(async () => {
  parts = await openRealParts(Date.UTC(2026, 10, 22))
  patients = createPatients(parts)
  await patientRow('a')
  await relate('a', 'Practitioner/d', 'CareTeam/1')
  await relate('a', NPI, 'Encounter/2')
  await relate('a', 'PractitionerRole/r', 'Encounter/3')
  await relate('a', 'Practitioner?identifier=http://npi|twice', 'Encounter/4')
  await relate('a', 'Practitioner/other', 'Encounter/5')
})
afterAll(() => parts.close())

const directory = [
  ['Practitioner/d', 'Practitioner/d', 'Practitioner/d'],
  ['Practitioner/d', NPI, 'Practitioner/d'],
  ['PractitionerRole/r', 'PractitionerRole/r', NPI],
  ['Practitioner/d', 'Practitioner?identifier=http://npi|twice', 'Practitioner/d'],
  ['Practitioner/other', 'Practitioner?identifier=http://npi|twice', 'Practitioner/other'],
] as const

async function patientRow(id: string) {
  const names = await parts.keyring.tenant(TENANT)
  const ref = patientPseudonym(names, id)
  await parts.store.within(TENANT, (tx) =>
    tx
      .insertInto('patient')
      .values({ tenant: TENANT, ref, sealed: Buffer.from('x') })
      .execute(),
  )
}

async function relate(patient: string, form: string, source: string) {
  const names = await parts.keyring.tenant(TENANT)
  const row = {
    patient: patientPseudonym(names, patient),
    actor: actorPseudonym(names, form),
    ref: names.pseudonym('resource', source),
  }
  const key = await parts.keyring.sealing({ tenant: TENANT, purpose: 'patient', patient: row.patient })
  const body: SealedRelationship = {
    kind: 'encounter',
    start: 1,
    end: 2,
    source,
    patient: row.patient,
    actor: row.actor,
  }
  const sealed = key.seal(Buffer.from(JSON.stringify(body)), relationshipPlace(TENANT, row))
  await parts.store.within(TENANT, (tx) =>
    tx
      .insertInto('relationship')
      .values({ tenant: TENANT, ...row, sealed })
      .execute(),
  )
}

async function fillDirectory() {
  const names = await parts.keyring.tenant(TENANT)
  const rows = directory.map(([source, form, ref]) => ({
    tenant: TENANT,
    source: names.pseudonym('resource', source),
    form: actorPseudonym(names, form),
    ref: actorPseudonym(names, ref),
    digest: '',
    sealed: Buffer.from('x'),
  }))
  await parts.store.within(TENANT, (tx) => tx.insertInto('practitioner').values(rows).execute())
}

const sources = async (practitioner: string) => {
  const { ref } = (await patients.resolve(TENANT, 'a')) ?? { ref: '' }
  return (await patients.relationships(TENANT, ref, practitioner)).map(({ source }) => source).sort()
}

describe('patients', () => {
  it('resolves a patient by reference and by bare id, and in no other tenant', async () => {
    expect(await patients.resolve(TENANT, 'Patient/a')).toEqual(await patients.resolve(TENANT, 'a'))
    expect(await patients.resolve(TENANT, 'b')).toBeUndefined()
    expect(await patients.resolve(TENANT, 'Practitioner/d')).toBeUndefined()
    expect(await patients.resolve('elsewhere', 'a')).toBeUndefined()
  })

  it('relates by the form written alone while no directory has come', async () => {
    expect(await sources('Practitioner/d')).toEqual(['CareTeam/1'])
    expect(await sources(NPI)).toEqual(['Encounter/2'])
  })

  it('meets all forms of one clinician once the directory has come, save an identifier that two people claim', async () => {
    await fillDirectory()
    const all = ['CareTeam/1', 'Encounter/2', 'Encounter/3']
    for (const form of ['Practitioner/d', 'd', NPI, 'PractitionerRole/r'])
      expect(await sources(form), form).toEqual(all)
    expect(await sources('Practitioner/other')).toEqual(['Encounter/5'])
    expect(await sources('Practitioner/nobody')).toEqual([])
  })

  it('looks up patient and relationships at once, with the same queries for a patient who is not there', async () => {
    const seen: string[] = []
    const read: typeof parts.store.read = (tenant, readings, charts) => {
      seen.push(...readings.flatMap(({ statements }) => statements).map(({ text }) => text))
      return parts.store.read(tenant, readings, charts)
    }
    const counted = createPatients({ ...parts, store: { ...parts.store, read } })
    const known = await counted.look(TENANT, 'Patient/a', { practitioner: 'Practitioner/d' })
    const [first] = [seen.length]
    expect(first).toBeGreaterThan(3)
    expect(known.patient).toBeDefined()
    expect(known.relationships).toHaveLength(3)
    expect(await counted.look(TENANT, 'Patient/nobody', { practitioner: 'Practitioner/d' })).toEqual({
      patient: undefined,
      names: [patientPseudonym(await parts.keyring.tenant(TENANT), 'nobody')],
      relationships: [],
    })
    expect(seen.length).toBe(2 * first)
    expect((await counted.look(TENANT, 'Patient/a', {})).relationships).toEqual([])
    expect(seen.length).toBe(3 * first)
  })

  it('refuses a relationship row that was given to another clinician in SQL', async () => {
    const names = await parts.keyring.tenant(TENANT)
    await patientRow('c')
    await relate('c', 'Practitioner/d', 'CareTeam/9')
    const intruder = actorPseudonym(names, 'Practitioner/intruder')
    const ref = patientPseudonym(names, 'c')
    await parts.store.within(TENANT, (tx) =>
      tx.updateTable('relationship').set({ actor: intruder }).where('patient', '=', ref).execute(),
    )
    await expect(patients.relationships(TENANT, ref, 'Practitioner/intruder')).rejects.toMatchObject({
      code: 'keys_unavailable',
    })
  })
})

describe('sameClinician', () => {
  it('is itself without links, and never crosses a form that two claim', () => {
    expect(sameClinician('p', [])).toEqual(['p'])
    const twice = [
      { form: 'n', ref: 'p' },
      { form: 'n', ref: 'q' },
      { form: 'p', ref: 'p' },
      { form: 'r', ref: 'n' },
    ]
    expect(sameClinician('p', twice)).toEqual(['p'])
    expect(sameClinician('r', twice)).toEqual(['n', 'r'])
  })
})
