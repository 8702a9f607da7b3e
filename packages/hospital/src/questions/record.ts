import { type Day, MONTHS, parseDay, partsOf, WEEKDAYS } from '../calendar.ts'
import type { FhirResource } from '../fhir/resource.ts'
import type { Hospital, HospitalPatient } from '../hospital.ts'
import type { Random } from '../random.ts'

/** Something that happened to a patient on a day, and the words by which a line of the record tells of it. */
export interface Happening {
  readonly day: Day
  readonly kind: 'lab' | 'visit' | 'medicine' | 'note'
  /** What it is called in its line and in questions, for example `Creatinine`. */
  readonly name: string
  /** Of a lab. */
  readonly value?: string
}

export interface PatientRecord {
  readonly text: string
  readonly happenings: readonly Happening[]
}

/**
 * What a prompt holds of a patient: who it is, one line for each happening in no order, its date as people write dates, and
 * the notes. Names, numbers and places stand around everything, so that whatever cleans it has work to do.
 */
export function writeRecord(hospital: Hospital, patient: HospitalPatient, random: Random): PatientRecord {
  const happenings = happeningsOf(hospital, patient)
  const staff = hospital.practitioners.map(({ name }) => name)
  const lines = happenings
    .filter(({ kind }) => kind !== 'note')
    .map((happening) => `- ${lineOf(happening, patient, random.pick(staff), random)}`)
  const notes = hospital.notes
    .filter((note) => note.patient === patient.id)
    .map(({ kind, date, text }) => `- ${nounOf(kind)} of ${writeDay(parseDay(date), random)}:\n${indented(text)}`)
  const head = `Patient: ${patient.name}, MRN ${patient.mrn}, followed by Dr. ${random.pick(staff)}`
  return { text: [head, ...random.shuffle(lines), ...random.shuffle(notes)].join('\n'), happenings }
}

function happeningsOf({ resources, notes }: Hospital, { id }: HospitalPatient): Happening[] {
  const own = resources.filter(
    ({ subject }) => (subject as { reference?: string } | undefined)?.reference === `Patient/${id}`,
  )
  return [
    ...own.flatMap((resource) => READERS[resource.resourceType]?.(resource) ?? []),
    ...notes
      .filter(({ patient }) => patient === id)
      .map(({ kind, date }): Happening => ({ kind: 'note', name: nounOf(kind), day: parseDay(date) })),
  ]
}

const READERS: Readonly<Record<string, (resource: FhirResource) => Happening[]>> = {
  Observation: ({ code, valueQuantity, effectiveDateTime }) => {
    const { value, unit } = (valueQuantity ?? {}) as { value?: number; unit?: string }
    const name = (code as { text?: string }).text
    if (value === undefined || name === undefined || !/^[A-Z][a-z]+$/.test(name)) return []
    return [{ kind: 'lab', name, value: `${value} ${unit ?? ''}`.trim(), day: parseDay(String(effectiveDateTime)) }]
  },
  Encounter: ({ type, period }) => {
    const [{ text = '' } = {}] = type as { text?: string }[]
    return [{ kind: 'visit', name: text, day: parseDay((period as { start: string }).start) }]
  },
  MedicationRequest: ({ medicationCodeableConcept, authoredOn }) => [
    { kind: 'medicine', name: (medicationCodeableConcept as { text: string }).text, day: parseDay(String(authoredOn)) },
  ],
}

function nounOf(kind: string): string {
  const words = kind.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function lineOf({ kind, name, value, day }: Happening, patient: HospitalPatient, by: string, random: Random): string {
  const date = writeDay(day, random)
  const family = patient.name.split(' ').at(-1) ?? ''
  const lines: Record<Happening['kind'], readonly string[]> = {
    lab: [`${date}: ${name} ${value}, read by Dr. ${by}.`, `${name} ${value} on ${date} (ordered by ${by}).`],
    visit: [
      `Seen on ${date} for ${name} by Dr. ${by}.`,
      `${date}: came for ${name}; ${by} spoke with the family ${family}.`,
    ],
    medicine: [`${date}: began ${name}, by ${by}.`, `Dr. ${by} began ${name} on ${date}.`],
    note: [],
  }
  return random.pick(lines[kind])
}

/** As notes write dates, each in its own way. */
function writeDay(on: Day, random: Random): string {
  const { year, month, day, weekday } = partsOf(on)
  const name = MONTHS[month - 1] ?? ''
  const two = (part: number): string => String(part).padStart(2, '0')
  return random.pick([
    `${year}-${two(month)}-${two(day)}`,
    `${two(month)}/${two(day)}/${year}`,
    `${month}/${day}/${year}`,
    `${name} ${day}, ${year}`,
    `${day} ${name} ${year}`,
    `${WEEKDAYS[weekday]}, ${name} ${day}, ${year}`,
  ])
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')
}
