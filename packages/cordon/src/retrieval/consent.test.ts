import { readFile } from 'node:fs/promises'
import type { Principal, Purpose } from '@cordon/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConsentSettings, createCharts } from '../policy/consent/charts.ts'
import type { Consent } from '../policy/consent/consent.ts'
import { createConsentReview } from '../policy/consent/review.ts'
import { createPatients, patientPseudonym } from '../policy/patients/patients.ts'
import { openTestBoundary, type TestBoundary } from './boundary.fixtures.ts'
import { consentOf } from './consent.ts'
import { createIngest, type IngestItem } from './ingest.ts'

const SCOPE = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }] }
const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
const policyRule = (code: string) => ({ coding: [{ system: ACT, code }] })
const consent = (over: object, id = 'c') => ({
  resourceType: 'Consent',
  id,
  status: 'active',
  scope: SCOPE,
  patient: { reference: 'Patient/a' },
  ...over,
})

function read(over: object): Consent['rule'] | 'not in force' | 'not about data' {
  const made = consentOf({ id: 'c', status: 'active' }, consent(over))
  return typeof made === 'string' ? made : made.consent.rule
}

describe('a FHIR Consent', () => {
  it('is read with its provisions, nested', () => {
    const provision = {
      period: { start: '2026-01-01', end: '2026-12-31' },
      provision: [
        {
          type: 'deny',
          actor: [{ role: { coding: [{ code: 'PRCP' }] }, reference: { reference: 'Practitioner/7' } }],
          action: [{ coding: [{ code: 'disclose' }] }],
          securityLabel: [{ system: ACT, code: 'ETHUD' }, { code: 'ZZTOP' }],
          purpose: [{ code: 'HRESCH' }],
          class: [{ system: 'http://hl7.org/fhir/resource-types', code: 'Condition' }, { code: '11506-3' }],
          code: [{ text: 'x' }],
        },
      ],
    }
    expect(read({ policyRule: policyRule('OPTIN'), provision })).toEqual({
      effect: 'permit',
      from: Date.UTC(2026, 0, 1),
      until: Date.UTC(2027, 0, 1) - 1,
      except: [
        {
          effect: 'deny',
          actors: [{ roles: ['PRCP'], form: 'Practitioner/7' }],
          actions: ['disclose'],
          labels: ['SUD', '?'],
          purposes: ['HRESCH'],
          kinds: ['Condition', '?'],
          ofSingles: true,
          except: [],
        },
      ],
    })
  })

  const someone = { system: 'http://x/id', value: '12' }
  it.each<[string, object, string]>([
    ['an organisation by an identifier', { type: 'Organization', identifier: someone }, '?'],
    ['an identifier without a type', { identifier: someone }, '?'],
    ['a name alone', { display: 'Dr. Bell' }, '?'],
    [
      'a practitioner by an identifier',
      { type: 'Practitioner', identifier: someone },
      `Practitioner?identifier=http://x/id|12`,
    ],
    ['an organisation', { reference: 'Organization/2/_history/4' }, 'Organization/2'],
  ])('names as its actor %s', (_, reference, form) => {
    const provision = { actor: [{ role: { coding: [{ code: 'PROV' }] }, reference }] }
    expect(read({ provision })).toMatchObject({ actors: [{ roles: ['PROV'], form }] })
  })

  it('of a purpose by words, or by a code of the house, is of one that nobody knows', () => {
    const system = 'http://terminology.hl7.org/CodeSystem/v3-ActReason'
    const purpose = [{ display: 'Treatment' }, { system: 'http://house/why', code: 'TREAT' }, { system, code: 'TREAT' }]
    expect(read({ provision: { purpose } })).toMatchObject({ purposes: ['?', '?', 'TREAT'] })
  })

  it.each([
    ['OPTIN', 'permit'],
    ['OPTINR', 'permit'],
    ['OPTOUT', 'deny'],
    ['OPTOUTE', 'deny'],
    ['hipaa-auth', 'unstated'],
  ])('under %s begins as %s', (code, effect) => {
    expect(read({ policyRule: policyRule(code) })).toEqual({ effect, except: [] })
  })

  it('whose nested provision states no type denies there', () => {
    expect(read({ policyRule: policyRule('OPTIN'), provision: { provision: [{}] } })).toMatchObject({
      except: [{ effect: 'deny' }],
    })
  })

  const deep = Array.from({ length: 20 }).reduce<object>((inner) => ({ type: 'permit', provision: [inner] }), {})
  it.each<[string, object]>([
    ['a type nobody knows', { provision: { type: 'maybe' } }],
    ['a period that is none', { provision: { type: 'deny', period: { end: 'soon' } } }],
    ['an extension that changes its meaning', { modifierExtension: [{ url: 'x' }] }],
    ['more levels than are followed', { provision: deep }],
    [
      'more provisions than are followed',
      { provision: { provision: Array.from({ length: 600 }, () => ({ type: 'permit' })) } },
    ],
    ['a provision that is a word', { provision: 'deny' }],
  ])('with %s denies, and is named', (_, over) => {
    const made = consentOf({ id: 'c', status: 'active' }, consent(over))
    expect(made).toMatchObject({
      consent: { rule: 'unreadable' },
      loose: [expect.stringContaining('denies everything')],
    })
  })

  it('without a status may be in force: it denies, and is named', () => {
    for (const status of [undefined, 7])
      expect(consentOf({ id: 'c', status }, consent({ status }))).toMatchObject({ consent: { rule: 'unreadable' } })
  })

  it('that is not in force, or not about data, binds nobody', () => {
    for (const status of ['draft', 'proposed', 'rejected', 'inactive', 'entered-in-error'])
      expect(consentOf({ id: 'c', status }, consent({ status }))).toBe('not in force')
    expect(read({ scope: { coding: [{ code: 'adr' }] } })).toBe('not about data')
  })
})

let boundary: TestBoundary
beforeAll(async () => {
  boundary = await openTestBoundary()
})
afterAll(() => boundary.close())

const ME: Principal = { id: 'me', kind: 'user', name: 'Me', roles: ['clinician'], practitioner: 'Practitioner/7' }
const labelled = (id: string, code: string) => ({
  resourceType: 'Condition',
  id,
  subject: { reference: 'Patient/a' },
  meta: { security: [{ system: ACT, code }] },
  code: { text: 'x' },
})
const CHART = [
  { resourceType: 'Patient', id: 'a' },
  labelled('o', 'N'),
  labelled('h', 'HIV'),
  labelled('p', '42CFRPart2'),
]

let kept = 0
/** Each ingest is of an hour later; in one ingest nothing says which version is newer, but where it is stated. */
async function keep(tenant: string, resources: readonly object[]) {
  const meta = { lastUpdated: new Date(Date.UTC(2026, 0, 1, ++kept)).toISOString() }
  async function* items(): AsyncGenerator<IngestItem> {
    for (const [n, resource] of resources.entries()) yield { at: `f:${n + 1}`, resource: { meta, ...resource } }
  }
  return createIngest(boundary)(items(), { tenant })
}

interface Asked {
  readonly principal?: Principal
  readonly patient?: string
  readonly purpose?: Purpose
  readonly settings?: Partial<ConsentSettings>
}

/** Each class, by its labels, with what the consents say of it. */
async function said(tenant: string, { principal = ME, patient: id = 'a', purpose = 'TREAT', settings }: Asked = {}) {
  const charts = createCharts({
    ...boundary,
    settings: { unstated: 'permit', organizations: [], ...settings },
  })
  const patient = patientPseudonym(await boundary.keyring.tenant(tenant), id)
  const asking = { principal, purpose, promptLabels: ['PSYTHPN' as const] }
  const names = await createPatients(boundary).names(tenant, patient)
  const { classes, consent: whole, promptConsent } = await charts.classesOf(tenant, names, asking)
  const each = classes.map(({ labels, consent: of }): [string, string] => [labels.join(' ') || 'ordinary', of])
  return { ...Object.fromEntries(each), whole, notes: promptConsent }
}

const same = (says: string, but: object = {}) => ({
  ordinary: says,
  HIV: says,
  '42CFRPart2': says,
  whole: says,
  notes: says,
  ...but,
})

describe('the consents of a chart', () => {
  it('say nothing where there are none, and research is denied then', async () => {
    await keep('none', CHART)
    expect(await said('none')).toEqual(same('none'))
    expect(await said('none', { purpose: 'HRESCH' })).toEqual(same('deny'))
    expect(await said('none', { settings: { unstated: 'deny' } })).toEqual(same('deny'))
    expect(await said('none', { settings: { unstated: 'deny' }, purpose: 'PATRQT' })).toEqual(same('none'))
  })

  it('are obeyed from the moment they are kept until they are withdrawn', async () => {
    const no = consent({ policyRule: policyRule('OPTOUT') })
    await keep('withdrawn', [...CHART, no])
    expect(await said('withdrawn')).toEqual(same('deny'))
    await keep('withdrawn', [{ ...no, status: 'inactive' }])
    expect(await said('withdrawn')).toEqual(same('none'))
  })

  it('may deny one kind of information and leave the question', async () => {
    const provision = { provision: [{ type: 'deny', securityLabel: [{ system: ACT, code: 'HIV' }] }] }
    await keep('some', [...CHART, consent({ policyRule: policyRule('OPTIN'), provision })])
    expect(await said('some')).toEqual(same('permit', { HIV: 'deny', '42CFRPart2': 'none', notes: 'none' }))
  })

  it('know the caller under every name of the directory, and nobody else', async () => {
    const system = 'http://hl7.org/fhir/sid/us-npi'
    const practitioner = { resourceType: 'Practitioner', id: '7', identifier: [{ system, value: '123' }] }
    const against = (reference: string) =>
      consent({
        policyRule: policyRule('OPTIN'),
        provision: { provision: [{ type: 'deny', actor: [{ reference: { reference } }] }] },
      })
    await keep('named', [...CHART, practitioner, against(`Practitioner?identifier=${system}|123`)])
    expect(await said('named')).toMatchObject({ ordinary: 'deny' })
    await keep('named', [against('Practitioner/8')])
    expect(await said('named')).toMatchObject({ ordinary: 'permit' })
  })

  const but = (reference: object, more: object = {}) =>
    consent({
      policyRule: policyRule('OPTIN'),
      provision: { provision: [{ type: 'deny', actor: [{ reference }] }] },
      ...more,
    })
  const { practitioner: _, ...NOBODY } = ME
  const role = (more: object) => ({
    resourceType: 'PractitionerRole',
    id: '3',
    practitioner: { reference: 'Practitioner/7' },
    period: { start: '2026-01-01' },
    ...more,
  })
  const clinician = (id: string, value: string) => ({
    resourceType: 'Practitioner',
    id,
    identifier: [{ system: 'http://x/npi', value }],
  })
  const npi = (value: string) => ({ reference: `Practitioner?identifier=http://x/npi|${value}` })

  it('know the caller by a role that has a period, while it lasts; afterwards it cannot be told', async () => {
    const against = but({ reference: 'PractitionerRole/3' })
    await keep('role', [...CHART, clinician('7', '1'), role({}), against])
    expect(await said('role')).toMatchObject({ ordinary: 'deny' })
    expect(await said('role', { principal: { ...ME, practitioner: 'Practitioner/8' } })).toMatchObject({
      ordinary: 'deny',
    })
    await keep('role', [clinician('8', '2')])
    expect(await said('role', { principal: { ...ME, practitioner: 'Practitioner/8' } })).toMatchObject({
      ordinary: 'permit',
    })
    await keep('role', [role({ period: { start: '2026-01-01', end: '2026-02-01' } })])
    expect(await said('role')).toMatchObject({ ordinary: 'deny' })
    const only = { provision: { type: 'permit', actor: [{ reference: { reference: 'PractitionerRole/3' } }] } }
    await keep('role', [consent(only)])
    expect(await said('role')).toMatchObject({ ordinary: 'none' })
    await keep('role', [role({})])
    expect(await said('role')).toMatchObject({ ordinary: 'permit' })
  })

  it('may be to a caller of whom no record is known, and to one of two who claim an identifier', async () => {
    await keep('doubt', [...CHART, clinician('7', '1'), clinician('8', '1'), clinician('9', '2'), but(npi('1'))])
    expect(await said('doubt')).toMatchObject({ ordinary: 'deny' })
    expect(await said('doubt', { principal: { ...ME, practitioner: 'Practitioner/9' } })).toMatchObject({
      ordinary: 'permit',
    })
    expect(await said('doubt', { principal: NOBODY })).toMatchObject({ ordinary: 'deny' })
    await keep('doubt', [but({ reference: 'Practitioner/8' })])
    expect(await said('doubt', { principal: NOBODY })).toMatchObject({ ordinary: 'deny' })
    const portal = { ...NOBODY, person: 'RelatedPerson/4' }
    expect(await said('doubt', { principal: portal })).toMatchObject({ ordinary: 'permit' })
    await keep('doubt', [but({ reference: 'RelatedPerson/4' })])
    expect(await said('doubt', { principal: portal })).toMatchObject({ ordinary: 'deny' })
    expect(await said('doubt')).toMatchObject({ ordinary: 'permit' })
  })

  it('to an organisation by an identifier, or to a house that the caller belongs to, may be to the caller', async () => {
    const settings = { organizations: ['Organization/1'] }
    await keep('houses', [
      ...CHART,
      clinician('7', '1'),
      role({ organization: { reference: 'Organization/2' } }),
      but({ type: 'Organization', identifier: { system: 'http://x/org', value: '1' } }),
    ])
    expect(await said('houses', { settings })).toMatchObject({ ordinary: 'deny' })
    await keep('houses', [but({ reference: 'Organization/2' })])
    expect(await said('houses', { settings })).toMatchObject({ ordinary: 'deny' })
    await keep('houses', [but({ reference: 'Organization/3' })])
    expect(await said('houses', { settings })).toMatchObject({ ordinary: 'permit' })
  })

  it('that deny survive a merge that contradicts another; those that permit do not cross it', async () => {
    const replaced = (...by: string[]) => ({
      resourceType: 'Patient',
      id: 'a',
      link: by.map((id) => ({ other: { reference: `Patient/${id}` }, type: 'replaced-by' })),
    })
    const no = consent({ policyRule: policyRule('OPTOUT') })
    const others = ['b', 'c'].map((id) => ({ resourceType: 'Patient', id }))
    await keep('merged', [...CHART.slice(1), ...others, replaced('b'), no])
    expect(await said('merged', { patient: 'b' })).toMatchObject({ whole: 'deny' })
    await keep('merged', [replaced('b', 'c')])
    for (const patient of ['a', 'b', 'c']) expect(await said('merged', { patient })).toMatchObject({ whole: 'deny' })
    await keep('merged', [consent({ policyRule: policyRule('OPTIN') })])
    expect(await said('merged')).toMatchObject({ whole: 'permit' })
    expect(await said('merged', { patient: 'b' })).toMatchObject({ whole: 'none' })
  })

  it('deny where there are more names than are looked through', async () => {
    const link = Array.from({ length: 130 }, (_, n) => ({ other: { reference: `Patient/old-${n}` }, type: 'replaces' }))
    await keep('many', [
      ...CHART.slice(1),
      { resourceType: 'Patient', id: 'a', link },
      consent({ policyRule: policyRule('OPTIN') }),
    ])
    expect(await said('many')).toMatchObject({ whole: 'deny' })
  })

  it('know the house by its registration: without one, a refusal to an organisation may be to this one', async () => {
    const actor = [{ reference: { reference: 'Organization/2' } }]
    await keep('house', [
      ...CHART,
      consent({ policyRule: policyRule('OPTIN'), provision: { provision: [{ type: 'deny', actor }] } }),
    ])
    expect(await said('house')).toMatchObject({ ordinary: 'deny' })
    expect(await said('house', { settings: { organizations: ['Organization/1'] } })).toMatchObject({
      ordinary: 'permit',
    })
    expect(await said('house', { settings: { organizations: ['Organization/2'] } })).toMatchObject({ ordinary: 'deny' })
  })

  it('deny everything while one of them cannot be read, and the ingest says which', async () => {
    const report = await keep('broken', [...CHART, consent({ provision: { type: 'maybe' } })])
    expect(report.bad).toEqual([
      { at: 'f:5', why: 'consent could not be read: it denies everything until it is mended' },
    ])
    expect(await said('broken')).toEqual(same('deny'))
  })
})

describe('versions of one consent', () => {
  const yes = consent({ policyRule: policyRule('OPTIN') })
  const no = consent({ policyRule: policyRule('OPTOUT') })
  const at = (lastUpdated: string) => ({ meta: { lastUpdated } })

  it.each<[string, object[], string]>([
    [
      'the later counts',
      [
        { ...no, ...at('2026-02-01') },
        { ...yes, ...at('2026-01-01') },
      ],
      'deny',
    ],
    [
      'the later counts when it permits',
      [
        { ...yes, ...at('2026-02-01') },
        { ...no, ...at('2026-01-01') },
      ],
      'permit',
    ],
    ['in doubt the denial counts', [no, yes], 'deny'],
    ['in doubt the denial counts, read later', [yes, no], 'deny'],
    ['in doubt a permission does not outlive its withdrawal', [{ ...yes, status: 'inactive' }, yes], 'none'],
    ['what is unreadable denies', [yes, { ...yes, patient: {} }], 'deny'],
  ])('in one ingest: %s', async (what, versions, says) => {
    const tenant = `versions ${what}`.replaceAll(/[ ,:]/g, '-')
    await keep(tenant, [...CHART, ...versions])
    expect(await said(tenant)).toMatchObject({ ordinary: says })
  })

  it('in one ingest that deny different things deny everything', async () => {
    const against = (code: string) =>
      consent({
        policyRule: policyRule('OPTIN'),
        provision: { provision: [{ type: 'deny', securityLabel: [{ code }] }] },
      })
    const report = await keep('both-deny', [...CHART, against('HIV'), against('SUD')])
    expect(report.bad).toHaveLength(1)
    expect(await said('both-deny')).toEqual(same('deny'))
  })

  it('that cannot be read deny under the patient whose it was, and one that is not about data ends it', async () => {
    await keep('newer', [...CHART, yes])
    expect(await said('newer')).toMatchObject({ ordinary: 'permit' })
    const report = await keep('newer', [{ ...yes, patient: { reference: 'https://other/fhir/Patient/a' } }])
    expect(report.bad.map(({ why }) => why)).toEqual([
      'subject is on another server',
      'consent could not be read: it denies everything until it is mended',
    ])
    expect(await said('newer')).toEqual(same('deny'))
    await keep('newer', [{ ...yes, scope: { coding: [{ code: 'adr' }] } }])
    expect(await said('newer')).toEqual(same('none'))
  })
})

describe('a consent whose patient is an identifier', () => {
  it.each([
    ['logical', { type: 'Patient', identifier: { system: 'http://x/mrn', value: '12' } }],
    ['without-type', { identifier: { system: 'http://x/mrn', value: '12' } }],
    ['conditional', { reference: 'Patient?identifier=http%3A%2F%2Fx%2Fmrn%7C12' }],
  ])('is obeyed: %s', async (form, patient) => {
    const tenant = `identifier-${form}`
    const report = await keep(tenant, [
      ...CHART.slice(1),
      { resourceType: 'Patient', id: 'a', identifier: [{ system: 'http://x/mrn', value: '12' }] },
      consent({ policyRule: policyRule('OPTOUT'), patient }),
    ])
    expect(report.bad).toEqual([])
    expect(await said(tenant)).toEqual(same('deny'))
  })
})

describe('the guide', () => {
  it('shows a consent that opens Part 2 records to those who treat', async () => {
    const page = await readFile(new URL('../../../../docs/guides/consent.md', import.meta.url), 'utf8')
    const [, json = ''] = /```json\n(.*?)```/s.exec(page) ?? []
    const shown = { ...(JSON.parse(json) as object), patient: { reference: 'Patient/a' } }
    await keep('guide', [...CHART, shown])
    expect(await said('guide')).toEqual(same('none', { '42CFRPart2': 'permit' }))
    expect(await said('guide', { purpose: 'HMARKT' })).toEqual(same('none'))
  })
})

describe('a review of consents', () => {
  it('finds what contradicts among all patients, and one patient’s consents', async () => {
    const yes = consent({ policyRule: policyRule('OPTIN') }, 'yes')
    const no = consent({ policyRule: policyRule('OPTOUT'), provision: { purpose: [{ code: 'HPAYMT' }] } }, 'no')
    const other = { ...consent({ policyRule: policyRule('OPTOUT') }, 'alone'), patient: { reference: 'Patient/b' } }
    await keep('reviewed', [...CHART, yes, no, { resourceType: 'Patient', id: 'b' }, other])
    const settings = { unstated: 'permit', organizations: [] } as const
    const review = createConsentReview({ ...boundary, patients: createPatients(boundary), settings })
    const found = await review.contradictions('reviewed')
    expect(found).toMatchObject([{ permits: 'Consent/yes', denies: 'Consent/no', kinds: ['Condition'] }])
    expect(found[0]?.purposes).toContain('HPAYMT')
    const { consents, contradictions } = await review.ofPatient('reviewed', 'Patient/a')
    expect(consents.map(({ source }) => source).sort()).toEqual(['Consent/no', 'Consent/yes'])
    expect(contradictions).toEqual(found)
    expect(await review.ofPatient('reviewed', 'nobody')).toEqual({ consents: [], contradictions: [] })
  })

  it('compares them on the classes of every name of the patient', async () => {
    const yes = consent({ policyRule: policyRule('OPTIN') }, 'yes')
    const provision = { provision: [{ type: 'deny', securityLabel: [{ code: 'HIV' }] }] }
    const no = consent({ policyRule: policyRule('hipaa-auth'), provision }, 'no')
    const other = [{ other: { reference: 'Patient/b' }, type: 'replaced-by' }]
    await keep('named-twice', [
      ...CHART.slice(1),
      { resourceType: 'Patient', id: 'a', link: other },
      { resourceType: 'Patient', id: 'b' },
      yes,
      no,
    ])
    const settings = { unstated: 'permit', organizations: [] } as const
    const review = createConsentReview({ ...boundary, patients: createPatients(boundary), settings })
    expect((await review.ofPatient('named-twice', 'Patient/b')).contradictions).toHaveLength(1)
  })
})
