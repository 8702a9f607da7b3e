import { at, type Random } from '../random.ts'
import type { Step } from '../story/course.ts'
import type { Visit } from '../story/timeline.ts'
import { NOTE_KIND_NAMES, NOTE_KINDS, type NoteKind } from './kinds.ts'

export interface Planned {
  readonly kind: NoteKind
  readonly visit: Visit
}

/**
 * Which notes a chart holds: first one telling note for each visit, newest visits first when there is room for few, then what
 * the visits call for (images, operations, tissue), then kinds that the chart does not have yet. In order of time.
 */
export function planNotes(visits: readonly Visit[], count: number, random: Random): Planned[] {
  const told = [...visits].reverse().map((visit) => ({ kind: random.pick(TELLING[visit.step.setting]), visit }))
  const called = visits.flatMap((visit) => calledFor(visit.step).map((kind) => ({ kind, visit })))
  const planned = [...told, ...called].slice(0, count)
  while (planned.length < count) planned.push(another(visits, planned, random))
  return planned.sort((a, b) => a.visit.day - b.visit.day)
}

/** Kinds that tell the whole of a visit: what changed and why. */
const TELLING: Record<Step['setting'], readonly NoteKind[]> = {
  clinic: ['progress-note'],
  ed: ['discharge-summary'],
  inpatient: ['discharge-summary'],
  phone: ['telephone-encounter'],
}

function calledFor(step: Step): NoteKind[] {
  return NOTE_KIND_NAMES.filter((kind) => {
    const { when } = NOTE_KINDS[kind]
    return when !== undefined && step[when] !== undefined
  })
}

function another(visits: readonly Visit[], planned: readonly Planned[], random: Random): Planned {
  const visit = random.pick(visits)
  const open = NOTE_KIND_NAMES.filter((kind) => NOTE_KINDS[kind].settings.includes(visit.step.setting))
  const uses = (kind: NoteKind) => planned.filter((plan) => plan.kind === kind).length
  const fewest = Math.min(...open.map(uses))
  return { kind: random.pick(open.filter((kind) => uses(kind) === fewest)), visit: at([visit], 0) }
}
