import type { EntryBody } from '@cordon/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyBody } from '../reading.fixture.ts'
import { context, entryOf } from './export.fixture.ts'
import { fhir } from './fhir.ts'

type Json = Record<string, unknown>
const eventsOf = (body: EntryBody) => fhir.lines(entryOf(body), context).map((line) => JSON.parse(line) as Json)

const DCM = 'http://dicom.nema.org/resources/ontology/DCM'
const ENTITY = 'http://terminology.hl7.org/CodeSystem/audit-entity-type'
const PROFILES = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.'

/** The parts of a list whose type has this code: a slice of a profile. */
const agents = (event: Json, code: string) =>
  (event.agent as Json[]).filter((agent) => ((agent.type as Json).coding as Json[])[0]?.code === code)
const entities = (event: Json, code: string, system = ENTITY) =>
  ((event.entity ?? []) as Json[]).filter(
    ({ type }) => (type as Json).code === code && (type as Json).system === system,
  )
const code = (event: Json, path: 'type') => (event[path] as Json).code
const subtypes = (event: Json) => ((event.subtype ?? []) as Json[]).map((each) => each.code)

type Requirement = readonly [path: string, holds: (event: Json) => boolean]

/** A slice that stands exactly once, and has the elements that the profile makes mandatory (or forbids). */
const agentOnce = (
  name: string,
  role: string,
  has: readonly string[],
  without: readonly string[] = [],
): Requirement => [
  `agent[${name}] 1..1: ${has.join(', ')}`,
  (event) => {
    const [found, ...more] = agents(event, role)
    return (
      found !== undefined &&
      more.length === 0 &&
      has.every((key) => key in found) &&
      without.every((key) => !(key in found))
    )
  },
]
const patient: Requirement = [
  'entity[patient] 1..1: role 1, what only Reference(Patient)',
  (event) => {
    const [found, ...more] = entities(event, '1')
    return (
      more.length === 0 &&
      ((found?.role ?? {}) as Json).code === '1' &&
      ((found?.what ?? {}) as Json).type === 'Patient'
    )
  },
]
const user = agentOnce('user', 'IRCP', ['who', 'requestor'], ['network', 'media'])

/** What R4 itself asks of an AuditEvent. */
const R4: readonly Requirement[] = [
  ['resourceType', (event) => event.resourceType === 'AuditEvent'],
  ['id matches [A-Za-z0-9-.]{1,64}', ({ id }) => /^[A-Za-z0-9.-]{1,64}$/.test(String(id))],
  ['type 1..1', (event) => typeof code(event, 'type') === 'string'],
  ['recorded 1..1 instant', ({ recorded }) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(String(recorded))],
  [
    'agent 1..*: requestor',
    ({ agent }) =>
      (agent as Json[]).length > 0 && (agent as Json[]).every((each) => typeof each.requestor === 'boolean'),
  ],
  ['source.observer 1..1', ({ source }) => 'observer' in (source as Json)],
  ['action in CRUDE', ({ action }) => /^[CRUDE]$/.test(String(action))],
  ['outcome in 0 4 8 12', ({ outcome }) => ['0', '4', '8', '12'].includes(String(outcome))],
  [
    'sev-1: no entity has both name and query',
    ({ entity }) => ((entity ?? []) as Json[]).every((each) => !('name' in each && 'query' in each)),
  ],
]

/** IHE BALP 1.1: the required elements of each profile, one row each. */
const BALP: Record<string, readonly Requirement[]> = {
  PatientRead: [
    ['type = rest', (event) => code(event, 'type') === 'rest'],
    ['subtype has read', (event) => subtypes(event).includes('read')],
    ['action = R', ({ action }) => action === 'R'],
    ['outcome = 0', ({ outcome }) => outcome === '0'],
    agentOnce('client', '110152', ['who', 'network'], ['media']),
    agentOnce('server', '110153', ['who', 'network'], ['media']),
    user,
    ['entity 2..*', ({ entity }) => (entity as Json[]).length >= 2],
    [
      'entity[data] 1..1: type 2, role 3, 4 or 20, what',
      (event) => {
        const [found, ...more] = entities(event, '2')
        return (
          more.length === 0 &&
          ['3', '4', '20'].includes(String(((found?.role ?? {}) as Json).code)) &&
          'what' in (found ?? {})
        )
      },
    ],
    [
      'entity[transaction].what.identifier.value',
      (event) =>
        entities(event, 'XrequestId', 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType').every(
          ({ what }) => typeof ((what as Json).identifier as Json).value === 'string',
        ),
    ],
    patient,
  ],
  PatientQuery: [
    ['type = rest', (event) => code(event, 'type') === 'rest'],
    ['subtype has search', (event) => subtypes(event).includes('search')],
    ['action = E', ({ action }) => action === 'E'],
    ['outcome = 0', ({ outcome }) => outcome === '0'],
    agentOnce('client', '110153', ['who', 'network'], ['media']),
    agentOnce('server', '110152', ['who', 'network'], ['media']),
    user,
    [
      'entity[query] 1..1: type 2, role 24, query; no what, lifecycle, detail',
      (event) => {
        const [found, ...more] = entities(event, '2')
        return (
          more.length === 0 &&
          ((found?.role ?? {}) as Json).code === '24' &&
          'query' in (found ?? {}) &&
          !['what', 'lifecycle', 'detail'].some((key) => key in (found ?? {}))
        )
      },
    ],
    patient,
  ],
  'PrivacyDisclosure.Source': [
    ['no modifierExtension', (event) => !('modifierExtension' in event)],
    ['type = DCM 110106', (event) => code(event, 'type') === '110106' && (event.type as Json).system === DCM],
    ['action = R', ({ action }) => action === 'R'],
    ['subtype has iso-21089 disclose', (event) => subtypes(event).includes('disclose')],
    ['outcome 1..1', ({ outcome }) => outcome !== undefined],
    agentOnce('source', '110153', ['who', 'network']),
    agentOnce('recipient', '110152', ['who', 'network']),
    [
      'val-audit-source: agent[source].who = source.observer',
      (event) => JSON.stringify(agents(event, '110153')[0]?.who) === JSON.stringify((event.source as Json).observer),
    ],
    ['entity 2..*', ({ entity }) => (entity as Json[]).length >= 2],
    patient,
  ],
  AuthZconsent: [
    ['type = DCM 110113', (event) => code(event, 'type') === '110113'],
    ['subtype 1..: AuthZ-Consent', (event) => subtypes(event).includes('AuthZ-Consent')],
    ['action = E', ({ action }) => action === 'E'],
    [
      'outcome 1..1: 0 permit, failure deny',
      ({ outcome, outcomeDesc }) => outcome === '0' || (outcome === '8' && outcomeDesc !== undefined),
    ],
    agentOnce('client', '110150', ['who', 'network'], ['role', 'altId', 'name', 'location', 'media', 'purposeOfUse']),
    user,
    agentOnce('userorg', 'PROV', ['who'], ['role', 'network', 'media', 'policy']),
    agentOnce('authorizer', 'authserver', ['who'], ['role', 'network', 'purposeOfUse']),
    [
      'val-audit-source: agent[authorizer].who = source.observer',
      (event) =>
        JSON.stringify(agents(event, 'authserver')[0]?.who) === JSON.stringify((event.source as Json).observer),
    ],
    [
      'entity[consent] 1..*: what',
      (event) =>
        entities(event, 'Consent', 'http://hl7.org/fhir/resource-types').every((each) => 'what' in each) &&
        entities(event, 'Consent', 'http://hl7.org/fhir/resource-types').length > 0,
    ],
    [
      'entity closed: patient, consent, token',
      ({ entity }) => (entity as Json[]).every(({ type }) => ['1', 'Consent'].includes(String((type as Json).code))),
    ],
    patient,
  ],
}

const profileOf = (event: Json) =>
  ((event.meta as Json | undefined)?.profile as string[] | undefined)?.[0]?.replace(PROFILES, '')

describe('FHIR audit events', () => {
  it('have what R4 and their profile require, for any entry; and every profile is seen', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(anyBody, (body) => {
        for (const event of eventsOf(body)) {
          const profile = profileOf(event)
          if (profile !== undefined) seen.set(profile, (seen.get(profile) ?? 0) + 1)
          const missing = [...R4, ...(BALP[profile ?? ''] ?? [])]
            .filter(([, holds]) => !holds(event))
            .map(([path]) => path)
          expect(missing, `${body.class} as ${profile ?? 'R4'}`).toEqual([])
        }
      }),
      { numRuns: 600 },
    )
    expect([...seen.keys()].sort()).toEqual([...Object.keys(BALP), 'Query'].sort())
  })

  it('name no patient where the text was de-identified, and the patient’s pseudonym where it was not', () => {
    const [clean] = fc
      .sample(anyBody, 2_000)
      .filter((body) => body.class === 'disclosure' && 'label' in body && body.label === 'clean' && body.passages === 0)
    expect(JSON.stringify(eventsOf(clean as EntryBody))).not.toContain('patient-pseudonym')
    const [phi] = fc
      .sample(anyBody, 2_000)
      .filter(
        (body) => body.class === 'disclosure' && 'label' in body && body.label === 'phi' && body.patient !== 'unstated',
      )
    expect(JSON.stringify(eventsOf(phi as EntryBody))).toContain('patient-pseudonym')
  })

  it('hold the question only as its seal', () => {
    const body: EntryBody = {
      class: 'reading',
      v: 2,
      principal: 'p',
      what: 'list',
      filters: { person: 'secret-filter' },
      count: 3,
    }
    const [event] = eventsOf(body)
    expect(JSON.stringify(event)).not.toContain('secret-filter')
    const [query] = entities(event as Json, '2')
    expect(Buffer.from(String(query?.query), 'base64').toString()).toBe('sealed bytes')
  })

  it.each([
    ['started', '110127'],
    ['stopped', '110128'],
    ['expired', '110128'],
    ['reviewed', undefined],
  ] as const)('say in DICOM’s words that an emergency override %s', (event, expected) => {
    const grant = { principal: 'dr-c', grant: 'g', holder: 'dr-c', patient: 'P', reason: 'other', until: 'u' } as const
    const [found] = eventsOf({ class: 'emergency', v: 1, event, ...grant })
    expect(code(found as Json, 'type')).toBe('110113')
    expect(subtypes(found as Json)).toEqual(expected === undefined ? [] : [expected])
    expect(JSON.stringify(found?.purposeOfEvent)).toContain('ETREAT')
  })

  it.each(['a\nb', '"}{', '</script>', '\u2028'])('stay one line, whatever an id holds: %j', (name) => {
    const body: EntryBody = { class: 'configuration', v: 1, principal: name, action: 'user.add', subject: name }
    const lines = fhir.lines(entryOf(body), context)
    expect(lines.every((line) => !line.includes('\n'))).toBe(true)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ agent: [{ who: { identifier: { value: name } } }, {}] })
  })
})
