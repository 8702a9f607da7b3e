import { Phi } from '@cordon/deid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { classesOfChart } from '../policy/patients/chart-class.ts'
import { createPatients } from '../policy/patients/patients.ts'
import { isCurrent } from '../policy/patients/relationship-kinds.ts'
import { openTestBoundary, type TestBoundary } from './boundary.fixtures.ts'
import { createIngest } from './ingest.ts'
import { createRetrieval } from './search.ts'
import { statedDraft } from './stated.ts'
import { createWhoMaySee } from './who-may-see.ts'

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await openTestBoundary()
})
afterAll(() => boundary.close())

let tenants = 0
const newTenant = () => `r${++tenants}`
const to = (reference: string) => ({ reference })
const patient = (id: string, more = {}) => ({ resourceType: 'Patient', id, ...more })
const appointment = (status: string, doctor = 'd') => ({
  resourceType: 'Appointment',
  id: 'a',
  status,
  start: '2026-03-02T10:00:00Z',
  participant: [
    { actor: to('Patient/p'), status: 'accepted' },
    { actor: to(`Practitioner/${doctor}`), status: 'accepted' },
  ],
})

async function ingest(tenant: string, ...resources: object[]) {
  async function* items() {
    for (const [n, resource] of resources.entries()) yield { at: `f:${n + 1}`, resource }
  }
  return createIngest(boundary)(items(), { tenant })
}

async function look(tenant: string, id: string, asker: { practitioner?: string; person?: string }, encounter?: string) {
  const { patient: found, relationships } = await createPatients(boundary).look(tenant, id, asker, encounter)
  return { found, kinds: relationships.map(({ kind, source }) => `${kind} ${source}`).sort() }
}
const d = { practitioner: 'Practitioner/d' }

describe('whoever is registered by a role', () => {
  const role = (more: object) => ({
    resourceType: 'PractitionerRole',
    id: 'r',
    practitioner: to('Practitioner/d'),
    ...more,
  })
  const r = { practitioner: 'PractitionerRole/r' }
  const team = {
    resourceType: 'CareTeam',
    id: 't',
    subject: to('Patient/p'),
    participant: [{ member: to(r.practitioner) }],
  }
  const seen = async (tenant: string) => {
    const { relationships } = await createPatients(boundary).look(tenant, 'p', r)
    const whoMaySee = createWhoMaySee({ ...boundary, organizationsOpen: false })
    const listed = await whoMaySee.ofPerson(tenant, r.practitioner)
    return [
      relationships.filter((each) => isCurrent(each, boundary.now())).length,
      listed.filter((each) => each.current).length,
    ]
  }

  it.each<[string, object | undefined, number]>([
    ['that nobody described', undefined, 1],
    ['without a period', role({}), 1],
    ['in its period', role({ period: { start: '2020-01-01', end: '2027-01-01' } }), 1],
    ['after its period', role({ period: { start: '2020-01-01', end: '2021-01-01' } }), 0],
    ['that is not active', role({ active: false }), 0],
    ['that is nobody’s', role({ practitioner: undefined }), 0],
    ['that cannot be read', role({ period: { start: 'soon' } }), 0],
  ])('sees what is the role’s: one %s', async (_case, described, expected) => {
    const tenant = newTenant()
    await ingest(tenant, patient('p'), team, ...(described === undefined ? [] : [role({}), described]))
    expect(await seen(tenant)).toEqual([expected, expected])
  })
})

describe('relationships of resources that are no part of a chart', () => {
  it('come and go with the resource, whomever it named before', async () => {
    const tenant = newTenant()
    await ingest(tenant, patient('p'), appointment('booked'))
    expect((await look(tenant, 'p', d)).kinds).toEqual(['appointment Appointment/a'])
    await ingest(tenant, appointment('booked', 'e'))
    expect((await look(tenant, 'p', d)).kinds).toEqual([])
    expect((await look(tenant, 'p', { practitioner: 'e' })).kinds).toEqual(['appointment Appointment/a'])
    await ingest(tenant, appointment('cancelled', 'e'))
    expect((await look(tenant, 'p', { practitioner: 'e' })).kinds).toEqual([])
  })

  it('reach a team and those with a role in force, and an organisation only where the site says so', async () => {
    const tenant = newTenant()
    const team = {
      resourceType: 'CareTeam',
      id: 't',
      participant: [{ member: to('Practitioner/d') }, { member: to('Organization/ward') }],
    }
    const episode = {
      resourceType: 'EpisodeOfCare',
      id: 'e',
      status: 'active',
      patient: to('Patient/p'),
      team: [to('CareTeam/t')],
    }
    const role = (id: string, of: string, more = {}) => ({
      resourceType: 'PractitionerRole',
      id,
      practitioner: to(`Practitioner/${of}`),
      organization: to('Organization/ward'),
      ...more,
    })
    const mine = {
      resourceType: 'CareTeam',
      id: 'm',
      subject: to('Patient/p'),
      participant: [{ member: to('Organization/ward') }, { member: to('PractitionerRole/timed') }],
    }
    await ingest(
      tenant,
      patient('p'),
      team,
      episode,
      mine,
      role('r', 'e'),
      role('timed', 'f', { period: { end: '2020' } }),
    )
    expect((await look(tenant, 'p', d)).kinds).toEqual(['episode-of-care EpisodeOfCare/e'])
    expect((await look(tenant, 'p', { practitioner: 'e' })).kinds).toEqual([])
    const open = await createPatients({ ...boundary, organizationsOpen: true }).look(tenant, 'p', { practitioner: 'e' })
    expect(open.relationships).toEqual([{ kind: 'care-team', source: 'CareTeam/m', via: 'PractitionerRole/r' }])
    const former = await createPatients(boundary).look(tenant, 'p', { practitioner: 'f' })
    expect(former.relationships.map(({ end }) => end)).toEqual([Date.UTC(2021, 0, 1) - 1])
    await ingest(tenant, { ...team, status: 'inactive' })
    expect((await look(tenant, 'p', d)).kinds).toEqual([])
  })

  it('are of the patients themselves and of those who represent them', async () => {
    const tenant = newTenant()
    const relative = (more = {}) => ({ resourceType: 'RelatedPerson', id: 'r', patient: to('Patient/p'), ...more })
    await ingest(tenant, patient('p'), patient('q'), relative())
    expect((await look(tenant, 'p', { person: 'Patient/p' })).kinds).toEqual(['self Patient/p'])
    expect((await look(tenant, 'q', { person: 'Patient/p' })).kinds).toEqual([])
    expect((await look(tenant, 'nobody', { person: 'Patient/nobody' })).kinds).toEqual([])
    expect((await look(tenant, 'p', { person: 'RelatedPerson/r' })).kinds).toEqual(['related-person RelatedPerson/r'])
    expect((await look(tenant, 'q', { person: 'RelatedPerson/r' })).kinds).toEqual([])
    await ingest(tenant, relative({ active: false }))
    expect((await look(tenant, 'p', { person: 'RelatedPerson/r' })).kinds).toEqual([])
  })
})

describe('an encounter stated', () => {
  it('is theirs, or it is not, whoever else it is of', async () => {
    const tenant = newTenant()
    const encounter = { resourceType: 'Encounter', id: 'e', status: 'in-progress', subject: to('Patient/p') }
    await ingest(tenant, patient('p'), patient('q'), encounter, appointment('booked'))
    expect((await look(tenant, 'p', d, 'Encounter/e')).found?.encounter).toBe('theirs')
    expect((await look(tenant, 'p', d, 'e')).found?.encounter).toBe('theirs')
    expect((await look(tenant, 'q', d, 'e')).found?.encounter).toBe('not-theirs')
    expect((await look(tenant, 'p', d, 'none')).found?.encounter).toBe('not-theirs')
    expect((await look(tenant, 'p', d)).found?.encounter).toBeUndefined()
  })
})

describe('merged records', () => {
  const mrn = (value: string) => ({ identifier: [{ system: 'http://mrn', value }] })
  const link = (id: string, type: string) => ({ link: [{ other: to(`Patient/${id}`), type }] })
  const team = (id: string, of: string, doctor: string) => ({
    resourceType: 'CareTeam',
    id,
    subject: to(`Patient/${of}`),
    participant: [{ member: to(`Practitioner/${doctor}`) }],
  })

  it('are one patient, with the relationships of both, under either name', async () => {
    const tenant = newTenant()
    await ingest(tenant, patient('new'), patient('old'), team('1', 'new', 'd'), team('2', 'old', 'd'))
    expect((await look(tenant, 'new', d)).kinds).toEqual(['care-team CareTeam/1'])
    await ingest(tenant, patient('old', { ...mrn('1'), ...link('new', 'replaced-by') }))
    const [asNew, asOld] = [await look(tenant, 'new', d), await look(tenant, 'old', d)]
    expect(asOld.kinds).toEqual(['care-team CareTeam/1', 'care-team CareTeam/2'])
    expect(asNew.kinds).toEqual(asOld.kinds)
    expect(asOld.found).toEqual({ ...asNew.found, merged: true })
    expect((await look(tenant, 'new', { person: 'Patient/old' })).kinds).toEqual(['self Patient/old'])
    expect(await createPatients(boundary).names(tenant, asNew.found?.ref ?? '')).toHaveLength(3)
  })

  it('are one chart, and one set of names to look for', async () => {
    const tenant = newTenant()
    const named = (id: string, family: string, more = {}) => patient(id, { name: [{ family }], ...more })
    const condition = (id: string, of: string, what: string) => ({
      resourceType: 'Condition',
      id,
      subject: to(`Patient/${of}`),
      code: { text: what },
    })
    await ingest(
      tenant,
      named('new', 'Quillfeather'),
      named('old', 'Maidenhair'),
      condition('1', 'new', 'gout'),
      condition('2', 'old', 'gout of the knee'),
    )
    const seen = async () => {
      const patients = createPatients(boundary)
      const { ref = '' } = (await patients.resolve(tenant, 'old')) ?? {}
      const names = await patients.names(tenant, ref)
      const retrieval = createRetrieval(boundary)
      const passages = await retrieval.search({
        tenant,
        names,
        query: new Phi('gout'),
        profile: { paths: ['*'], passagesMax: 8, passageCharactersMax: 12_000 },
        classes: await classesOfChart(boundary, tenant, ...names),
      })
      const known = (await retrieval.known(tenant, names)).known.map(({ value }) => value)
      return [
        passages.map(({ source }) => source.reveal()).sort(),
        known.filter((value) => /feather|hair/.test(value)).sort(),
      ]
    }
    expect(await seen()).toEqual([['Condition/2'], ['Maidenhair']])
    await ingest(tenant, named('old', 'Maidenhair', link('new', 'replaced-by')))
    expect(await seen()).toEqual([
      ['Condition/1', 'Condition/2'],
      ['Maidenhair', 'Quillfeather'],
    ])
  })

  it('are two again once nobody says so any more', async () => {
    const tenant = newTenant()
    await ingest(tenant, patient('new', link('old', 'replaces')), patient('old'), team('2', 'old', 'd'))
    expect((await look(tenant, 'new', d)).kinds).toEqual(['care-team CareTeam/2'])
    await ingest(tenant, patient('new'))
    expect((await look(tenant, 'new', d)).kinds).toEqual([])
  })

  it('bring nothing together when they contradict each other', async () => {
    const tenant = newTenant()
    await ingest(tenant, patient('old', link('b', 'replaced-by')), patient('b'), patient('c', link('old', 'replaces')))
    await ingest(tenant, team('1', 'old', 'd'))
    for (const id of ['b', 'c']) expect((await look(tenant, id, d)).kinds, id).toEqual([])
    expect((await look(tenant, 'old', d)).kinds).toEqual(['care-team CareTeam/1'])
    const { now, store, keyring } = boundary
    const listed = await createWhoMaySee({ store, keyring, now, organizationsOpen: false }).contradictions(tenant)
    expect(listed).toEqual([{ name: 'Patient/old', of: ['Patient/b', 'Patient/c'] }])
    const again = await ingest(tenant, patient('c', { ...link('old', 'replaces'), birthDate: '1970-01-01' }))
    expect(again.bad).toEqual([{ at: 'f:1', why: 'a merge contradicts another: nothing is brought together' }])
  })

  it('do not list an identifier of several under which nothing is kept', async () => {
    const tenant = newTenant()
    await ingest(tenant, patient('a', mrn('7')), patient('b', mrn('7')))
    const { now, store, keyring } = boundary
    const listed = () => createWhoMaySee({ store, keyring, now, organizationsOpen: false }).contradictions(tenant)
    expect(await listed()).toEqual([])
    async function* stated() {
      yield {
        at: 'line 1',
        ...statedDraft({
          patient: 'Patient?identifier=http://mrn|7',
          who: 'Practitioner/d',
          kind: 'care-team',
          source: 's',
        }),
      }
    }
    await createIngest(boundary)(stated(), { tenant })
    expect(await listed()).toMatchObject([{ of: ['Patient/a', 'Patient/b'] }])
    for (const id of ['a', 'b']) expect((await look(tenant, id, d)).kinds).toEqual([])
    await ingest(tenant, patient('b'))
    expect((await look(tenant, 'a', d)).kinds).toEqual(['care-team s'])
  })

  it('and an identifier that very many claim is nobody’s, at no cost to anybody', async () => {
    const tenant = newTenant()
    const many = Array.from({ length: 200 }, (_, n) => patient(`m${n}`, mrn('000')))
    await ingest(tenant, ...many, patient('p', link('m0', 'replaces')), team('1', 'm0', 'd'))
    expect((await look(tenant, 'p', d)).kinds).toEqual(['care-team CareTeam/1'])
  })
})
