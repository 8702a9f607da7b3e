import { describe, expect, it } from 'vitest'
import type { Reference } from './fhir-types.ts'
import {
  appointmentLinks,
  careTeamLinks,
  careTeamMembers,
  encounterLinks,
  episodeLinks,
  generalPractitionerLinks,
  groupLinks,
  relatedPersonLinks,
  roleMembers,
} from './link.ts'
import { actorForm, patientReference } from './reference.ts'

describe('actorForm', () => {
  it.each<[Reference | undefined, string | undefined]>([
    [{ reference: 'Practitioner/7' }, 'Practitioner/7'],
    [{ reference: 'Practitioner/7/_history/2' }, 'Practitioner/7'],
    [{ reference: 'PractitionerRole/7' }, 'PractitionerRole/7'],
    [{ reference: 'Practitioner?identifier=http://x/npi|12' }, 'Practitioner?identifier=http://x/npi|12'],
    [{ reference: 'Practitioner?identifier=http%3A%2F%2Fx%2Fnpi%7C12' }, 'Practitioner?identifier=http://x/npi|12'],
    [{ identifier: { system: 'http://x/npi', value: '12' } }, 'Practitioner?identifier=http://x/npi|12'],
    [{ type: 'Practitioner', identifier: { system: 'x', value: '12' } }, 'Practitioner?identifier=x|12'],
    [{ type: 'PractitionerRole', identifier: { system: 'x', value: '12' } }, undefined],
    [{ type: 'Organization', identifier: { system: 'x', value: '12' } }, undefined],
    [{ type: 'Patient', identifier: { system: 'x', value: '12' } }, undefined],
    [{ type: 'RelatedPerson', identifier: { system: 'x', value: '12' } }, undefined],
    [{ identifier: { value: '12' } }, undefined],
    [{ reference: 'Practitioner?identifier=12' }, undefined],
    [{ reference: 'Organization/7' }, undefined],
    [{ reference: 'urn:uuid:7' }, undefined],
    [{ reference: 'https://other/fhir/Practitioner/7' }, undefined],
    [undefined, undefined],
  ])('%j is %s', (reference, form) => {
    expect(actorForm(reference)).toBe(form)
  })
})

describe('patientReference', () => {
  it.each([
    [{ reference: 'Patient/7' }, { is: 'Patient/7' }],
    [{ reference: 'Group/7' }, { not: 'subject is not a Patient' }],
    [{ reference: 'urn:uuid:7' }, { not: 'subject is not in the bundle' }],
    [{ reference: 'https://other/fhir/Patient/7' }, { not: 'subject is on another server' }],
    [{}, { not: 'subject is missing' }],
  ])('%j', (reference, expected) => {
    expect(patientReference(reference)).toEqual(expected)
  })
})

const dr = { reference: 'Practitioner/d', display: 'Dr. Ann Bell' }
const times = { start: '2024-03-02', end: '2024-03-04' }
const start = Date.UTC(2024, 2, 2)
const end = Date.UTC(2024, 2, 5) - 1

describe('relationships', () => {
  const encounter = (more: object) =>
    encounterLinks({ id: 'e', status: 'finished', period: times, participant: [{ individual: dr }], ...more }).links

  it('an encounter relates for its period, the last day included', () => {
    expect(encounter({})).toEqual([
      { kind: 'encounter', source: 'Encounter/e', actor: 'Practitioner/d', display: 'Dr. Ann Bell', start, end },
    ])
  })

  it('a finished encounter without an end ended when it began; one under way goes on', () => {
    expect(encounter({ period: { start: '2024-03-02' } })[0]?.end).toBe(Date.UTC(2024, 2, 3) - 1)
    expect(encounter({ period: { start: '2024-03-02' }, status: 'in-progress' })[0]?.end).toBeUndefined()
  })

  it('a cancelled or mistaken encounter, and one without any time, relates nobody', () => {
    for (const status of ['cancelled', 'entered-in-error']) expect(encounter({ status })).toEqual([])
    expect(encounter({ period: undefined })).toEqual([])
  })

  it('nobody takes part for longer than the encounter lasts, whatever is said of them', () => {
    const participant = [{ individual: dr, period: { start: '2023-01-01', end: '2026-12-30' } }]
    expect(encounter({ participant })).toMatchObject([{ start, end }])
    const after = [{ individual: dr, period: { start: '2026-01-01' } }]
    expect(encounter({ participant: after })).toEqual([])
  })

  it('nobody is in a team for longer than there is one', () => {
    const period = { start: '2019-01-01', end: '2020-01-01' }
    const participant = [{ member: dr, period: { start: '2018-01-01' } }]
    const ends = { start: Date.UTC(2019, 0, 1), end: Date.UTC(2020, 0, 2) - 1 }
    expect(careTeamLinks({ id: 't', period, participant }).links).toMatchObject([ends])
    expect(careTeamMembers({ id: 't', period, participant })).toMatchObject([ends])
  })

  it.each(['suspended', 'proposed', 'inactive', 'entered-in-error', 'no status'])(
    'a care team that is %s relates nobody',
    (status) => {
      const team = { id: 't', status, participant: [{ member: dr }] }
      expect([careTeamLinks(team).links, careTeamMembers(team)]).toEqual([[], []])
    },
  )

  it('a participant’s own period counts within the encounter’s; the same person twice is one link over both', () => {
    const participant = [
      { individual: dr, period: { start: '2024-03-03', end: '2024-03-03' } },
      { individual: dr, period: { start: '2024-03-02', end: '2024-03-02' } },
    ]
    expect(encounter({ participant })).toMatchObject([{ start, end: Date.UTC(2024, 2, 4) - 1 }])
    expect(encounter({ participant })).toHaveLength(1)
  })

  it('a care team relates its clinicians, for ever without a period, and not at all once inactive', () => {
    const participant = [{ member: dr }, { member: { reference: 'RelatedPerson/r' } }]
    expect(careTeamLinks({ id: 't', participant }).links).toEqual([
      { kind: 'care-team', source: 'CareTeam/t', actor: 'Practitioner/d', display: 'Dr. Ann Bell' },
    ])
    expect(careTeamLinks({ id: 't', status: 'inactive', participant }).links).toEqual([])
  })

  it('a general practitioner is related through the patient', () => {
    expect(
      generalPractitionerLinks({ id: 'p', generalPractitioner: [dr, { reference: 'Organization/o' }] }).links,
    ).toEqual([
      { kind: 'general-practitioner', source: 'Patient/p', actor: 'Practitioner/d', display: 'Dr. Ann Bell' },
      { kind: 'general-practitioner', source: 'Patient/p', actor: 'Organization/o' },
    ])
  })

  const appointment = (more: object) =>
    appointmentLinks({
      id: 'a',
      status: 'booked',
      ...times,
      participant: [
        { actor: { reference: 'Patient/p' }, status: 'accepted' },
        { actor: dr, status: 'accepted' },
        { actor: { reference: 'Practitioner/no' }, status: 'declined' },
        { actor: { reference: 'Practitioner/asked' }, status: 'needs-action' },
      ],
      ...more,
    }).links

  it('an appointment relates those who accepted to its patients, and nobody once it is off', () => {
    expect(appointment({})).toMatchObject([
      { kind: 'appointment', source: 'Appointment/a', patient: 'Patient/p', actor: 'Practitioner/d', start, end },
    ])
    for (const status of ['proposed', 'pending', 'waitlist', 'cancelled', 'noshow', 'entered-in-error', 'other'])
      expect(appointment({ status }), status).toEqual([])
    expect(appointment({ start: undefined, end: undefined })).toEqual([])
  })

  const episode = (more: object) =>
    episodeLinks({
      id: 'e',
      status: 'active',
      patient: { reference: 'Patient/p' },
      period: { start: '2024-03-02' },
      careManager: dr,
      team: [{ reference: 'CareTeam/t' }],
      ...more,
    }).links

  it('an episode of care relates its manager and its teams while it goes on', () => {
    expect(episode({})).toMatchObject([
      { kind: 'episode-of-care', patient: 'Patient/p', actor: 'Practitioner/d', start },
      { kind: 'episode-of-care', patient: 'Patient/p', actor: 'CareTeam/t', start },
    ])
    expect(episode({ status: 'finished' })[0]?.end).toBe(Date.UTC(2024, 2, 3) - 1)
    expect(episode({ status: 'finished', period: undefined })).toEqual([])
    for (const status of ['planned', 'waitlist', 'cancelled', 'entered-in-error'])
      expect(episode({ status })).toEqual([])
  })

  const group = (more: object) =>
    groupLinks({
      id: 'g',
      type: 'person',
      actual: true,
      managingEntity: dr,
      member: [
        { entity: { reference: 'Patient/p' }, period: { start: '2024-03-02', end: '2024-03-02' } },
        { entity: { reference: 'Patient/p' }, period: { start: '2024-03-03', end: '2024-03-04' } },
        { entity: { reference: 'Patient/gone' }, inactive: true },
        { entity: { reference: 'Device/d' } },
      ],
      ...more,
    }).links

  it('a group relates whoever manages it to each member, once, and to nobody who left', () => {
    expect(group({})).toMatchObject([
      { kind: 'study-group', source: 'Group/g', patient: 'Patient/p', actor: 'Practitioner/d', start, end },
    ])
    for (const more of [{ active: false }, { actual: false }, { type: 'device' }, { managingEntity: undefined }])
      expect(group(more)).toEqual([])
  })

  it('a related person is related while active, within the period', () => {
    const related = { id: 'r', patient: { reference: 'Patient/p' }, period: times }
    expect(relatedPersonLinks(related).links).toEqual([
      { kind: 'related-person', source: 'RelatedPerson/r', actor: 'RelatedPerson/r', start, end },
    ])
    expect(relatedPersonLinks({ ...related, active: false }).links).toEqual([])
    expect(relatedPersonLinks({ ...related, period: { start: '2025', end: '2024' } }).links).toEqual([])
  })

  it('a role makes a member of its organisation, and stands for its person only within its period', () => {
    const role = { id: 'r', organization: { reference: 'Organization/o' } }
    const member = 'Practitioner/d'
    expect(roleMembers(role, member)).toEqual([{ of: 'organization', member, collective: 'Organization/o' }])
    expect(roleMembers({ ...role, period: times }, member)).toEqual([
      { of: 'role', member, collective: 'PractitionerRole/r', start, end },
      { of: 'organization', member, collective: 'Organization/o', start, end },
    ])
    expect(roleMembers({ ...role, active: false }, member)).toEqual([
      { of: 'role', member, collective: 'PractitionerRole/r', end: 0 },
    ])
  })

  it('a team has its clinicians as members, not the team itself nor other teams', () => {
    const participant = [
      { member: dr },
      { member: { reference: 'CareTeam/t' } },
      { member: { reference: 'CareTeam/u' } },
    ]
    expect(careTeamMembers({ id: 't', participant })).toEqual([
      { of: 'team', member: 'Practitioner/d', collective: 'CareTeam/t' },
    ])
    expect(careTeamLinks({ id: 't', participant }).links.map(({ actor }) => actor)).toEqual([
      'Practitioner/d',
      'CareTeam/u',
    ])
    expect(careTeamMembers({ id: 't', status: 'inactive', participant })).toEqual([])
  })

  it('a team’s patient or relative who is named by an identifier is no clinician', () => {
    const identifier = { system: 'http://x/mrn', value: '12' }
    const participant = ['Patient', 'RelatedPerson'].map((type) => ({ member: { type, identifier } }))
    expect(careTeamLinks({ id: 't', participant }).links).toEqual([])
    expect(careTeamMembers({ id: 't', participant })).toEqual([])
  })

  it('says which participants lead nowhere', () => {
    const participant = [
      { individual: { reference: 'urn:uuid:gone' } },
      { individual: dr, period: { start: '2025', end: '2024' } },
    ]
    expect(encounterLinks({ id: 'e', status: 'finished', participant }).loose).toEqual([
      'participant does not resolve',
      'period ends before it starts',
    ])
  })
})
