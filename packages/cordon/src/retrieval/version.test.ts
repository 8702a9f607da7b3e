import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCharts } from '../policy/consent/charts.ts'
import { createPatients, patientPseudonym } from '../policy/patients/patients.ts'
import { isCurrent } from '../policy/patients/relationship-kinds.ts'
import { openTestBoundary, type TestBoundary } from './boundary.fixtures.ts'
import { createIngest, type IngestItem } from './ingest.ts'
import { later, stampOf } from './version.ts'

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await openTestBoundary()
})
afterAll(() => boundary.close())

let tenants = 0
const newTenant = () => `v${++tenants}`
const to = (reference: string) => ({ reference })
const at = (year: number) => ({ meta: { lastUpdated: `${year}-01-01T00:00:00Z` } })
const people = [
  { resourceType: 'Patient', id: 'p' },
  { resourceType: 'Patient', id: 'q' },
]
const consent = (code: string, more: object = {}) => ({
  resourceType: 'Consent',
  id: 'c',
  status: 'active',
  scope: { coding: [{ code: 'patient-privacy' }] },
  policyRule: { coding: [{ code }] },
  patient: to('Patient/p'),
  ...more,
})
const no = consent('OPTOUT')
const yes = consent('OPTIN')

async function ingest(tenant: string, ...given: readonly object[]) {
  async function* items(): AsyncGenerator<IngestItem> {
    for (const [n, one] of given.entries())
      yield 'deleted' in one
        ? { at: `f:${n + 1}`, deleted: one.deleted as object }
        : { at: `f:${n + 1}`, resource: one }
  }
  return createIngest(boundary)(items(), { tenant })
}

async function verdict(tenant: string, id = 'p') {
  const charts = createCharts({ ...boundary, settings: { unstated: 'permit', organizations: [] } })
  const patient = patientPseudonym(await boundary.keyring.tenant(tenant), id)
  const names = await createPatients(boundary).names(tenant, patient)
  const principal = { id: 'x', kind: 'user' as const, name: 'x', roles: ['clinician' as const] }
  return (await charts.consentOf(tenant, names, { principal, purpose: 'TREAT', promptLabels: [] })).consent
}

async function current(tenant: string, id = 'p') {
  const { relationships } = await createPatients(boundary).look(tenant, id, { practitioner: 'Practitioner/d' })
  return relationships.filter((each) => isCurrent(each, boundary.now())).map(({ source }) => source)
}

describe('a consent in a later ingest', () => {
  it.each<[string, object[][], string]>([
    ['an older permit undoes no denial', [[{ ...no, ...at(2026) }], [{ ...yes, ...at(2025) }]], 'deny'],
    ['a newer permit does', [[{ ...no, ...at(2025) }], [{ ...yes, ...at(2026) }]], 'permit'],
    ['a permit of no time undoes none', [[{ ...no, ...at(2025) }], [yes]], 'deny'],
    ['a permit of a time to come undoes none', [[{ ...no, ...at(2025) }], [{ ...yes, ...at(2031) }]], 'deny'],
    ['a denial of no time undoes a permit', [[{ ...yes, ...at(2025) }], [no]], 'deny'],
    [
      'an older one about a treatment ends no denial',
      [[{ ...no, ...at(2026) }], [{ ...no, ...at(2025), scope: { coding: [{ code: 'treatment' }] } }]],
      'deny',
    ],
    ['a permit that was withdrawn stays so', [[{ ...yes, status: 'inactive' }], [yes]], 'none'],
    [
      'the order of three is their own',
      [[{ ...yes, ...at(2024) }], [{ ...no, ...at(2026) }], [{ ...yes, ...at(2025) }]],
      'deny',
    ],
    [
      'the number of a version tells where the time does not',
      [[{ ...no, meta: { versionId: '9' } }], [{ ...yes, meta: { versionId: '10' } }]],
      'permit',
    ],
    [
      'the same said again at a later time is of that time',
      [[{ ...no, ...at(2024) }], [{ ...no, ...at(2026) }], [{ ...yes, ...at(2025) }]],
      'deny',
    ],
    ['a deletion of no time ends no denial', [[no], [{ deleted: { resourceType: 'Consent', id: 'c' } }]], 'deny'],
    [
      'a deletion that is newer does',
      [[{ ...no, ...at(2025) }], [{ deleted: { resourceType: 'Consent', id: 'c', ...at(2026) } }]],
      'none',
    ],
  ])('%s', async (_case, ingests, expected) => {
    const tenant = newTenant()
    await ingest(tenant, ...people)
    for (const each of ingests) await ingest(tenant, ...each)
    expect(await verdict(tenant)).toBe(expected)
  })

  it.each([
    ['in a later ingest', false],
    ['in the same', true],
  ])(
    'that is another patient’s, %s, leaves the denial where it was, until it is theirs again and newer',
    async (_, inOne) => {
      const tenant = newTenant()
      const moved = { ...yes, ...at(2026), patient: to('Patient/q') }
      const before = { ...no, ...at(2025) }
      const reports = inOne
        ? [await ingest(tenant, ...people, before, moved)]
        : [await ingest(tenant, ...people, before), await ingest(tenant, moved)]
      expect([await verdict(tenant, 'p'), await verdict(tenant, 'q')]).toEqual(['deny', 'permit'])
      expect(reports.at(-1)?.bad.map(({ why }) => why)).toContain(
        'consent is another patient’s than before; what it denied stays denied there',
      )
      await ingest(tenant, { ...yes, meta: { lastUpdated: '2026-02-01' } })
      expect([await verdict(tenant, 'p'), await verdict(tenant, 'q')]).toEqual(['permit', 'none'])
    },
  )

  it('that is an older one of another patient changes nothing', async () => {
    const tenant = newTenant()
    await ingest(tenant, ...people, { ...no, ...at(2026) })
    const report = await ingest(tenant, { ...yes, ...at(2020), patient: to('Patient/q') })
    expect([await verdict(tenant, 'p'), await verdict(tenant, 'q')]).toEqual(['deny', 'none'])
    expect(report.bad).toEqual([{ at: 'f:1', why: 'an older version than the one that is kept: not taken' }])
  })
})

describe('a team in a later ingest', () => {
  const team = (status: string, more: object = {}) => ({
    resourceType: 'CareTeam',
    id: 't',
    status,
    subject: to('Patient/p'),
    participant: [{ member: to('Practitioner/d') }],
    ...more,
  })

  it.each<[string, object, object, string[]]>([
    ['an older one that was active', team('inactive', at(2026)), team('active', at(2025)), []],
    ['one that does not say when', team('inactive'), team('active'), []],
    ['a newer one that is active again', team('inactive', at(2025)), team('active', at(2026)), ['CareTeam/t']],
    ['one that is over', team('active'), team('inactive'), []],
    ['one after a mistake', team('entered-in-error'), team('active'), []],
    [
      'one that was deleted',
      { deleted: { resourceType: 'CareTeam', id: 't', ...at(2026) } },
      team('active', at(2025)),
      [],
    ],
  ])('%s', async (_case, before, next, expected) => {
    const tenant = newTenant()
    await ingest(tenant, ...people, before)
    await ingest(tenant, next)
    expect(await current(tenant)).toEqual(expected)
  })

  it('that is another patient’s is named', async () => {
    const tenant = newTenant()
    await ingest(tenant, ...people, team('active', at(2025)))
    const report = await ingest(tenant, team('active', { ...at(2026), subject: to('Patient/q') }))
    expect(report.bad).toEqual([{ at: 'f:1', why: 'it is another patient’s than before' }])
    expect([await current(tenant, 'p'), await current(tenant, 'q')]).toEqual([[], ['CareTeam/t']])
  })
})

describe('an appointment, of which nothing but its relationships is kept', () => {
  it('is not opened again by an older copy', async () => {
    const tenant = newTenant()
    const visit = (status: string, year: number) => ({
      resourceType: 'Appointment',
      id: 'a',
      status,
      start: '2026-11-22T10:00:00Z',
      participant: ['Patient/p', 'Practitioner/d'].map((who) => ({ actor: to(who), status: 'accepted' })),
      ...at(year),
    })
    await ingest(tenant, ...people, visit('cancelled', 2026))
    await ingest(tenant, visit('booked', 2025))
    expect(await current(tenant)).toEqual([])
  })
})

describe('later', () => {
  it('goes by what the source says, and without it by what was read last', () => {
    const version = (value: object) => ({ digest: 'x', ...stampOf(value, false, boundary.now()) })
    expect(later(version(at(2025)), version(at(2026)))).toBe('next')
    expect(later(version(at(2026)), version(at(2025)))).toBe('before')
    expect(later(version(at(2026)), version({}))).toBe('next')
    expect(later(version({ active: false }), version({ active: true }))).toBe('before')
    expect(later(version({ meta: { versionId: 'W/"7"' } }), version({ meta: { versionId: '6' } }))).toBe('next')
  })
})
