import { dayOf } from './calendar.ts'
import { NOTE_KIND_NAMES, NOTE_KINDS, type NoteKind } from './notes/kinds.ts'
import { type Chart, type Note, writeNote } from './notes/note.ts'
import { createChart } from './people/chart.ts'
import { createHouse } from './people/house.ts'
import { createNpi } from './people/identifiers.ts'
import { createStaff } from './people/staff.ts'
import { at, createRandom, type Random } from './random.ts'

export interface CorpusOptions {
  readonly seed: number
  readonly count: number
  /** Only these kinds; absent means all in turn. */
  readonly kinds?: readonly NoteKind[]
}

/** Notes to train on, each of its own patient, hospital and year, with their gold. They belong to no hospital. */
export function generateNotes({ seed, count, kinds = NOTE_KIND_NAMES }: CorpusOptions): Note[] {
  const random = createRandom(`corpus/${seed}`)
  return Array.from({ length: count }, (_, i) => lonelyNote(random.fork(i), i, at(kinds, i % kinds.length)))
}

function lonelyNote(random: Random, index: number, kind: NoteKind): Note {
  const today = dayOf(random.int(2009, 2031), random.int(1, 12), random.int(1, 28))
  const house = createHouse(random.fork('house'), createNpi(random.fork('npi')))
  const staff = createStaff(random.fork('staff'), house)
  for (let attempt = 0; ; attempt++) {
    const chart = createChart(random.fork(`chart-${attempt}`), { house, staff, index: random.int(0, 9999), today })
    const visit = random.shuffle(chart.visits).find((found) => suits(kind, found))
    if (visit !== undefined)
      return writeNote(
        chart,
        { id: `note-${index + 1}`, kind, visit, today, turn: random.int(0, 9999), wild: true },
        random.fork('note'),
      )
  }
}

function suits(kind: NoteKind, { step }: Chart['visits'][number]): boolean {
  const { settings, when } = NOTE_KINDS[kind]
  if (when === undefined && settings.length === 0) return true
  return when === undefined ? settings.includes(step.setting) : step[when] !== undefined
}
