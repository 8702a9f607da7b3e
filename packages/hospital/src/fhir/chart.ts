import { isoDay, partsOf } from '../calendar.ts'
import { NOTE_KINDS } from '../notes/kinds.ts'
import type { Chart, Note } from '../notes/note.ts'
import type { Practitioner } from '../people/staff.ts'
import type { Setting } from '../story/course.ts'
import { flag, LABS, type LabName } from '../story/labs.ts'
import type { Visit } from '../story/timeline.ts'
import { base64Utf8, displayName, instant } from './datatypes.ts'
import { LOCATION_ID, ORGANIZATION_ID } from './house.ts'
import { medicationRequests } from './medication.ts'
import { patientResource, relatedPersons } from './patient.ts'
import { coded, type FhirResource, reference, resource, TERMINOLOGY, US_CORE } from './resource.ts'

/** Everything about one patient: the person, who cares for them, what happened, what was measured, prescribed and written. */
export function chartResources(chart: Chart, notes: readonly Note[]): FhirResource[] {
  return [
    patientResource(chart.patient, chart.house),
    ...relatedPersons(chart.patient),
    careTeam(chart),
    ...chart.visits.map((visit) => encounter(chart, visit, notes)),
    ...conditions(chart),
    allergy(chart),
    ...medicationRequests(chart),
    ...chart.visits.flatMap((visit) => observations(chart, visit)),
    ...notes.map((note) => documentReference(chart, note)),
  ]
}

export function encounterId(chart: Chart, visit: Visit): string {
  return `${chart.patient.id}-encounter-${visit.number + 1}`
}

function careTeam({ patient }: Chart): FhirResource {
  return resource('CareTeam', `${patient.id}-team`, {
    meta: { profile: [`${US_CORE}/us-core-careteam`] },
    status: 'active',
    subject: reference('Patient', patient.id),
    participant: patient.team.map((member) => ({ role: [{ text: member.role }], member: practitioner(member) })),
    managingOrganization: [reference('Organization', ORGANIZATION_ID)],
  })
}

const CLASSES: Record<Setting, readonly [code: string, display: string]> = {
  clinic: ['AMB', 'ambulatory'],
  ed: ['EMER', 'emergency'],
  inpatient: ['IMP', 'inpatient encounter'],
  phone: ['VR', 'virtual'],
}

function encounter(chart: Chart, visit: Visit, notes: readonly Note[]): FhirResource {
  const [code, display] = CLASSES[visit.step.setting]
  const authors = new Set(notes.filter((note) => note.visit === visit.number).map((note) => note.author))
  const present = chart.staff.filter((member) => authors.has(member.id) || member.id === chart.patient.team[0].id)
  const days = visit.step.setting === 'inpatient' ? 4 : 0
  return resource('Encounter', encounterId(chart, visit), {
    meta: { profile: [`${US_CORE}/us-core-encounter`] },
    status: 'finished',
    class: { system: `${TERMINOLOGY}/v3-ActCode`, code, display },
    type: [{ text: visit.step.reason }],
    subject: reference('Patient', chart.patient.id),
    participant: present.map((member) => ({ individual: practitioner(member), period: period(visit, days) })),
    period: period(visit, days),
    reasonCode: [{ text: visit.step.reason }],
    location: [{ location: reference('Location', LOCATION_ID) }],
    serviceProvider: reference('Organization', ORGANIZATION_ID, chart.house.name),
  })
}

function period(visit: Visit, days: number) {
  return { start: instant(isoDay(visit.day - days)), end: instant(isoDay(visit.day), '09:40:00') }
}

function practitioner(member: Practitioner) {
  return reference('Practitioner', member.id, displayName(member.person))
}

function conditions(chart: Chart): FhirResource[] {
  const first = chart.visits[0]?.day ?? 0
  return chart.course.diagnoses.map(({ code, name, years }, i) =>
    resource('Condition', `${chart.patient.id}-condition-${i + 1}`, {
      meta: { profile: [`${US_CORE}/us-core-condition-problems-health-concerns`] },
      clinicalStatus: coded(`${TERMINOLOGY}/condition-clinical`, 'active', 'Active'),
      verificationStatus: coded(`${TERMINOLOGY}/condition-ver-status`, 'confirmed', 'Confirmed'),
      category: [coded(`${TERMINOLOGY}/condition-category`, 'problem-list-item', 'Problem List Item')],
      code: coded('http://hl7.org/fhir/sid/icd-10-cm', code, name),
      subject: reference('Patient', chart.patient.id),
      onsetDateTime: years === 0 ? isoDay(first) : String(partsOf(first).year - years),
    }),
  )
}

function allergy({ patient, course }: Chart): FhirResource {
  return resource('AllergyIntolerance', `${patient.id}-allergy`, {
    clinicalStatus: coded(`${TERMINOLOGY}/allergyintolerance-clinical`, 'active', 'Active'),
    verificationStatus: coded(`${TERMINOLOGY}/allergyintolerance-verification`, 'confirmed', 'Confirmed'),
    type: 'allergy',
    code: { text: course.allergy.to },
    patient: reference('Patient', patient.id),
    reaction: [{ manifestation: [{ text: course.allergy.reaction }] }],
  })
}

function observations(chart: Chart, visit: Visit): FhirResource[] {
  const base = (code: Record<string, unknown>, category: string) => ({
    status: 'final',
    category: [coded(`${TERMINOLOGY}/observation-category`, category, category)],
    code,
    subject: reference('Patient', chart.patient.id),
    encounter: reference('Encounter', encounterId(chart, visit)),
    effectiveDateTime: instant(isoDay(visit.day)),
  })
  const id = (name: string) => `${chart.patient.id}-observation-${visit.number + 1}-${name.toLowerCase()}`
  const labs = (Object.entries(visit.labs) as [LabName, number][]).map(([name, value]) => {
    const lab = LABS[name]
    const mark = flag(lab, value)
    return resource('Observation', id(name), {
      ...base(
        coded('http://loinc.org', lab.loinc, lab.name),
        name === 'Weight' || name === 'SpO2' ? 'vital-signs' : 'laboratory',
      ),
      valueQuantity: {
        value,
        ...(lab.unit === '' ? {} : { unit: lab.unit, system: 'http://unitsofmeasure.org', code: lab.unit }),
      },
      interpretation:
        mark === ''
          ? undefined
          : [coded(`${TERMINOLOGY}/v3-ObservationInterpretation`, mark, mark === 'H' ? 'High' : 'Low')],
      referenceRange: [{ low: { value: lab.low }, high: { value: lab.high } }],
    })
  })
  return [
    ...labs,
    bloodPressure(visit, id('bp'), base(coded('http://loinc.org', '85354-9', 'Blood pressure panel'), 'vital-signs')),
  ]
}

function bloodPressure(visit: Visit, id: string, base: Record<string, unknown>): FhirResource {
  const part = (code: string, display: string, value: number) => ({
    code: coded('http://loinc.org', code, display),
    valueQuantity: { value, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
  })
  return resource('Observation', id, {
    ...base,
    component: [
      part('8480-6', 'Systolic blood pressure', visit.bp[0]),
      part('8462-4', 'Diastolic blood pressure', visit.bp[1]),
    ],
  })
}

function documentReference(chart: Chart, note: Note): FhirResource {
  const table = NOTE_KINDS[note.kind]
  const visit = chart.visits[note.visit]
  return resource('DocumentReference', note.id, {
    meta: { profile: [`${US_CORE}/us-core-documentreference`] },
    status: 'current',
    type: coded('http://loinc.org', table.loinc, table.title),
    category: [
      coded(
        `${US_CORE.replace('StructureDefinition', 'CodeSystem')}/us-core-documentreference-category`,
        'clinical-note',
        'Clinical Note',
      ),
    ],
    subject: reference('Patient', chart.patient.id),
    date: instant(note.date, '12:00:00'),
    author: [reference('Practitioner', note.author)],
    custodian: reference('Organization', ORGANIZATION_ID, chart.house.name),
    content: [
      { attachment: { contentType: 'text/plain; charset=utf-8', data: base64Utf8(note.text), title: table.title } },
    ],
    context: visit === undefined ? undefined : { encounter: [reference('Encounter', encounterId(chart, visit))] },
  })
}
