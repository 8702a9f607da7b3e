import { type Day, isoDay } from '../calendar.ts'
import type { GoldSpan, IdentifierType } from '../gold.ts'
import type { House } from '../people/house.ts'
import type { Patient } from '../people/patient.ts'
import type { Practitioner } from '../people/staff.ts'
import { at, type Random } from '../random.ts'
import type { Course } from '../story/course.ts'
import { previous, type Visit } from '../story/timeline.ts'
import { fill } from '../text/fill.ts'
import { writeOut } from '../text/writer.ts'
import { NOTE_KINDS, type NoteKind } from './kinds.ts'
import { createScene } from './scene.ts'
import { resolver } from './slots.ts'

/** A note and what in it identifies somebody. */
export interface Note {
  readonly id: string
  /** Id of the patient. */
  readonly patient: string
  readonly kind: NoteKind
  /** ISO date. */
  readonly date: string
  readonly text: string
  readonly spans: readonly GoldSpan[]
  /** Number of the visit that it tells of, from 0. */
  readonly visit: number
  /** Id of the practitioner who signed it. */
  readonly author: string
}

/** What a note says of somebody, value by value, in order and with repetitions. */
export function identifiersIn({
  text,
  spans,
}: Pick<Note, 'text' | 'spans'>): { type: IdentifierType; value: string }[] {
  return spans.map(({ start, end, type }) => ({ type, value: text.slice(start, end) }))
}

/** One patient's life as the notes see it. */
export interface Chart {
  readonly house: House
  readonly staff: readonly Practitioner[]
  readonly patient: Patient
  readonly course: Course
  readonly visits: readonly Visit[]
}

export interface NoteOrder {
  readonly id: string
  readonly kind: NoteKind
  readonly visit: Visit
  /** The last day that may be written down as the note's own. */
  readonly today: Day
  /** Counts up over a corpus: spreads the rarer types evenly. */
  readonly turn: number
  /** The note stands alone: its stray sentences need not fit a chart. */
  readonly wild?: boolean
}

/** Writes one note of a chart. The same chart, order and stream give the same note. */
export function writeNote(chart: Chart, order: NoteOrder, random: Random): Note {
  const table = NOTE_KINDS[order.kind]
  const author = authorOf(chart, order.kind, order.visit)
  // Two days are kept free: a reply or a transcription may be dated after the note.
  const date = Math.max(order.visit.day, Math.min(order.today - 2, order.visit.day + random.int(...table.lag)))
  const scene = createScene({
    ...chart,
    ...order,
    random,
    table,
    date,
    author,
    before: previous(chart.visits, order.visit),
    asked: [asked(order.turn)],
    wild: order.wild ?? false,
  })
  const voice = random.pick(table.voices)
  const pieces = fill(random.pick(table.layouts), resolver(scene), random)
  const { text, spans } = writeOut(pieces, voice, random)
  return {
    id: order.id,
    patient: chart.patient.id,
    kind: order.kind,
    date: isoDay(date),
    text,
    spans,
    visit: order.visit.number,
    author: author.id,
  }
}

// Charts mention these seldom of themselves; each note is asked for one in turn, so that no type is rare in a corpus.
const SELDOM: readonly IdentifierType[] = [
  'BIOMETRIC',
  'COUNTY',
  'IP',
  'URL',
  'AGE90',
  'SSN',
  'VEHICLE',
  'ORG',
  'DEVICE',
  'EMAIL',
  'OTHERID',
  'ZIP',
]

function asked(turn: number): IdentifierType {
  return at(SELDOM, turn % SELDOM.length)
}

/** Who signs: always someone of the patient's own care, except the services (emergency, radiology, …) of the house. */
function authorOf({ patient, staff }: Chart, kind: NoteKind, visit: Visit): Practitioner {
  const role = NOTE_KINDS[kind].author
  if (role === 'lead') return patient.team[0]
  if (role === 'pcp') return patient.pcp
  if (role === 'nursing') return patient.nurse
  const fitting = staff.filter((member) => member.role === role)
  return fitting.length === 0 ? patient.team[0] : at(fitting, visit.number % fitting.length)
}
