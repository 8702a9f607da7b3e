import type { Day } from '../calendar.ts'
import type { Chart } from '../notes/note.ts'
import { at, type Random } from '../random.ts'
import type { Course } from '../story/course.ts'
import { COURSES } from '../story/courses.ts'
import { createTimeline } from '../story/timeline.ts'
import type { House } from './house.ts'
import { createPatient } from './patient.ts'
import type { Practitioner, Role } from './staff.ts'

export interface ChartWish {
  readonly house: House
  readonly staff: readonly Practitioner[]
  /** Chooses the course: patients take them in turn. */
  readonly index: number
  readonly today: Day
}

/** A patient with a course, the people who care for them, and what happened when. */
export function createChart(random: Random, { house, staff, index, today }: ChartWish): Chart {
  const course = at(COURSES, index % COURSES.length)
  const patient = createPatient(random.fork('patient'), house, {
    id: `patient-${String(index + 1).padStart(3, '0')}`,
    ages: ages(course, index),
    ...(course.sex === undefined ? {} : { sex: course.sex }),
    ...(course.eponyms !== undefined && random.chance(0.35) ? { family: random.pick(course.eponyms) } : {}),
    today,
    pcp: one(staff, 'primary care', random),
    team: [
      one(staff, course.role, random),
      one(staff, course.role === 'primary care' ? 'cardiology' : 'hospital medicine', random),
    ],
    nurse: one(staff, 'nursing', random),
  })
  // The first patient was just here; half of the others were seen this month, the rest longer ago.
  const last = today - (index === 0 ? 6 : index % 2 === 0 ? random.int(3, 25) : random.int(45, 500))
  return { house, staff, patient, course, visits: createTimeline(course, random.fork('timeline'), last) }
}

/** Every fourth patient is as old as the course allows, so that ages over 89 are met often. */
function ages({ ages: [least, most] }: Course, index: number): readonly [number, number] {
  return index % 4 === 2 && most >= 90 ? [91, Math.max(91, most)] : [least, most]
}

function one(staff: readonly Practitioner[], role: Role, random: Random): Practitioner {
  const fitting = staff.filter((member) => member.role === role)
  return fitting.length === 0 ? at(staff, 0) : random.pick(fitting)
}
