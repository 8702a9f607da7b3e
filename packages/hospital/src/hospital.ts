import { parseDay } from './calendar.ts'
import { chartResources } from './fhir/chart.ts'
import { houseResources, practitionerResources } from './fhir/house.ts'
import type { FhirResource } from './fhir/resource.ts'
import { HospitalError } from './gold.ts'
import { type Chart, type Note, writeNote } from './notes/note.ts'
import { planNotes } from './notes/schedule.ts'
import { createChart } from './people/chart.ts'
import { createHouse } from './people/house.ts'
import { createNpi } from './people/identifiers.ts'
import { createStaff } from './people/staff.ts'
import { createRandom, type Random } from './random.ts'

export interface HospitalOptions {
  readonly seed: number
  /** Default 36. */
  readonly patients?: number
  /** Default 10. */
  readonly notesPerPatient?: number
  /** ISO date: the hospital's today. Nothing in it happens later. */
  readonly now: string
}

export interface HospitalPatient {
  readonly id: string
  readonly name: string
  readonly mrn: string
  /** Id of the clinical course that the chart tells. */
  readonly course: string
  /** Practitioners of the care team, the general practitioner, and whoever met the patient. */
  readonly practitioners: readonly string[]
}

export interface Hospital {
  readonly resources: readonly FhirResource[]
  readonly notes: readonly Note[]
  readonly patients: readonly HospitalPatient[]
  readonly practitioners: readonly { readonly id: string; readonly name: string; readonly role: string }[]
}

/**
 * Makes up a hospital: FHIR R4 resources and notes whose identifiers are known to the character. The same options give the
 * same hospital on every machine. The first patient's story is about blood pressure medicines, and was seen this month.
 * Throws HospitalError `bad_option` for counts below 1, RangeError when `now` is no date.
 */
export function generateHospital(options: HospitalOptions): Hospital {
  const { patients = 36, notesPerPatient = 10 } = options
  if (patients < 1 || notesPerPatient < 1)
    throw new HospitalError('bad_option', 'patients and notesPerPatient start at 1')
  const random = createRandom(`hospital/${options.seed}`)
  const today = parseDay(options.now)
  const house = createHouse(random.fork('house'), createNpi(random.fork('npi')))
  const staff = createStaff(random.fork('staff'), house)
  const charts = Array.from({ length: patients }, (_, i) =>
    createChart(random.fork(`patient-${i}`), { house, staff, index: i, today }),
  )
  const notes = charts.map((chart, i) => writeNotes(chart, i, notesPerPatient, today, random.fork(`notes-${i}`)))
  return {
    resources: [
      ...houseResources(house),
      ...staff.flatMap((member) => practitionerResources(member, house)),
      ...charts.flatMap((chart, i) => chartResources(chart, notes[i] ?? [])),
    ],
    notes: notes.flat(),
    patients: charts.map((chart, i) => describe(chart, notes[i] ?? [])),
    practitioners: staff.map(({ id, person, role }) => ({ id, name: `${person.given} ${person.family}`, role })),
  }
}

function writeNotes(chart: Chart, index: number, count: number, today: number, random: Random): Note[] {
  return planNotes(chart.visits, count, random).map(({ kind, visit }, i) => {
    const id = `note-${String(index + 1).padStart(3, '0')}-${String(i + 1).padStart(2, '0')}`
    return writeNote(chart, { id, kind, visit, today, turn: index * count + i }, random.fork(i))
  })
}

function describe({ patient, course }: Chart, notes: readonly Note[]): HospitalPatient {
  const practitioners = new Set([
    patient.pcp.id,
    ...patient.team.map(({ id }) => id),
    ...notes.map(({ author }) => author),
  ])
  return {
    id: patient.id,
    name: `${patient.person.given} ${patient.person.family}`,
    mrn: patient.mrn,
    course: course.id,
    practitioners: [...practitioners],
  }
}
