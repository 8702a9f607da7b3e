import type { Day } from '../calendar.ts'
import type { IdentifierType } from '../gold.ts'
import type { House } from '../people/house.ts'
import type { Patient } from '../people/patient.ts'
import { createPerson, type Person } from '../people/person.ts'
import { createPractitioner, type Practitioner } from '../people/staff.ts'
import type { Random } from '../random.ts'
import type { Course } from '../story/course.ts'
import type { Visit } from '../story/timeline.ts'
import { DATE_PARTIAL, DATE_WHOLE } from '../surface/date.ts'
import type { NoteKindTable } from './kind.ts'

/** Everything that one note may speak of. */
export interface Scene {
  readonly random: Random
  readonly table: NoteKindTable
  readonly house: House
  readonly patient: Patient
  readonly course: Course
  readonly visit: Visit
  readonly before: Visit | undefined
  readonly date: Day
  readonly author: Practitioner
  /** People whom only this note knows. */
  readonly clerk: Person
  readonly aide: Person
  readonly outsider: Practitioner
  /** The author's habits: most dates of a note look alike. */
  readonly habit: { readonly whole: string; readonly partial: string }
  /** Types that the note is asked to mention besides its own. */
  readonly asked: IdentifierType[]
  /** The note belongs to no chart, so it may say anything of anybody. */
  readonly wild: boolean
  /** Picks from a list without saying the same twice while there is something left to say. */
  readonly fresh: (lines: readonly string[]) => string
}

export type SceneFacts = Omit<Scene, 'clerk' | 'aide' | 'outsider' | 'habit' | 'fresh'>

export function createScene(facts: SceneFacts): Scene {
  const { random } = facts
  return {
    ...facts,
    clerk: createPerson(random),
    aide: createPerson(random),
    outsider: createPractitioner(random.fork('outsider'), facts.house, 'primary care', 'outsider'),
    fresh: freshPicks(random),
    habit: { whole: random.pick(DATE_WHOLE), partial: random.pick(DATE_PARTIAL) },
  }
}

function freshPicks(random: Random): Scene['fresh'] {
  const said = new Set<string>()
  return (lines) => {
    const unsaid = lines.filter((line) => !said.has(line))
    const line = random.pick(unsaid.length === 0 ? lines : unsaid)
    said.add(line)
    return line
  }
}
