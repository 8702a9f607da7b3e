import type { Day } from '../calendar.ts'
import { at, type Random } from '../random.ts'
import type { Change, Course, Medicine, Step } from './course.ts'
import { LABS, type LabName } from './labs.ts'

/** A step of a course as it happened to one patient. */
export interface Visit {
  readonly number: number
  readonly day: Day
  readonly step: Step
  readonly labs: Partial<Record<LabName, number>>
  readonly bp: readonly [number, number]
  readonly hr: number
  /** What was taken on arrival, and after the step's changes. */
  readonly before: readonly Medicine[]
  readonly after: readonly Medicine[]
}

/** Lays a course out so that its last step falls on `last`. Values vary by patient, trends do not. */
export function createTimeline(course: Course, random: Random, last: Day): Visit[] {
  const spread = labSpread(random)
  const shift = random.int(-4, 4)
  const beat = random.int(-5, 5)
  let medicines = course.medicines
  let day = last - course.steps.slice(1).reduce((sum, step) => sum + step.after, 0)
  return course.steps.map((step, number) => {
    if (number > 0) day += step.after
    const before = medicines
    medicines = applied(before, step.changes)
    return {
      number,
      day,
      step,
      labs: spread(step.labs),
      bp: [step.bp[0] + shift, step.bp[1] + Math.trunc(shift / 2)],
      hr: step.hr + beat,
      before,
      after: medicines,
    }
  })
}

/** One factor per patient and result, so that a rise stays a rise. */
function labSpread(random: Random): (labs: Step['labs']) => Step['labs'] {
  const factor = (name: LabName) => (name === 'SpO2' || name === 'INR' ? 1 : 0.96 + random.fork(name).next() * 0.08)
  return (labs) =>
    Object.fromEntries(
      (Object.entries(labs) as [LabName, number][]).map(([name, value]) => [
        name,
        rounded(value * factor(name), LABS[name].digits),
      ]),
    )
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function applied(medicines: readonly Medicine[], changes: readonly Change[]): readonly Medicine[] {
  return changes.reduce<readonly Medicine[]>((list, change) => {
    const others = list.filter((medicine) => medicine.drug !== change.drug)
    return change.to === undefined ? others : [...others, { drug: change.drug, dose: change.to }]
  }, medicines)
}

/** The visit before, or undefined at the first. */
export function previous(visits: readonly Visit[], visit: Visit): Visit | undefined {
  return visit.number === 0 ? undefined : at(visits, visit.number - 1)
}
