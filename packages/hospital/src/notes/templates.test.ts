import { describe, expect, it } from 'vitest'
import { createChart } from '../people/chart.ts'
import { createHouse } from '../people/house.ts'
import { createStaff } from '../people/staff.ts'
import { createRandom } from '../random.ts'
import { COURSES } from '../story/courses.ts'
import { previous } from '../story/timeline.ts'
import { fill } from '../text/fill.ts'
import { ASIDES } from './aside-sentences.ts'
import { DECOYS, WILD_DECOYS } from './decoy-sentences.ts'
import { NOTE_KIND_NAMES, NOTE_KINDS, type NoteKind } from './kinds.ts'
import type { Chart } from './note.ts'
import { createScene } from './scene.ts'
import { resolver } from './slots.ts'

const TODAY = 20_000
const random = createRandom('templates')
const house = createHouse(random.fork('house'), '1234567893')
const staff = createStaff(random.fork('staff'), house)
const chartOf = (index: number) => createChart(random.fork(index), { house, staff, index, today: TODAY })

function sceneOf(chart: Chart, kind: NoteKind, number: number) {
  const visit = chart.visits[number] ?? chart.visits[0]
  if (visit === undefined) throw new Error('a course without steps')
  return createScene({
    ...chart,
    random,
    table: NOTE_KINDS[kind],
    date: visit.day,
    author: chart.patient.pcp,
    visit,
    before: previous(chart.visits, visit),
    asked: [],
    wild: false,
  })
}

/** Every slot that a template names, inside choices too, filled one by one: sampling would miss the rare ones. */
function fillEverySlot(templates: readonly string[], chart: Chart, kind: NoteKind, number = 0): void {
  for (const template of templates) {
    const scene = sceneOf(chart, kind, number)
    for (const [slot] of template.matchAll(/\{[A-Za-z]\w*(?:[+-]\d+)?(?:\.[\w.-]+)?\}/g))
      fill(slot, resolver(scene), random)
    fill(template, resolver(scene), random)
  }
}

describe('templates', () => {
  it.each(NOTE_KIND_NAMES)('of %s name only slots and forms that exist', (kind) => {
    const { layouts, parts } = NOTE_KINDS[kind]
    expect(() => fillEverySlot([...layouts, ...Object.values(parts).flat()], chartOf(0), kind)).not.toThrow()
  })

  it.each(COURSES.map((course, index) => [course.id, index] as const))(
    'of the course %s name only slots, and results that the step has',
    (_, index) => {
      const chart = chartOf(index)
      chart.visits.forEach(({ step }, number) => {
        const texts = [
          ...step.story,
          ...step.exam,
          ...step.assessment,
          ...step.plan,
          ...step.changes.map(({ why }) => why),
          step.procedure?.text,
          step.imaging?.findings,
          step.imaging?.impression,
          step.pathology?.gross,
          step.pathology?.diagnosis,
        ]
        expect(() =>
          fillEverySlot(
            texts.filter((text) => text !== undefined),
            chart,
            'progress-note',
            number,
          ),
        ).not.toThrow()
      })
    },
  )

  it('of stray sentences name only slots that exist', () => {
    expect(() =>
      fillEverySlot([...Object.values(ASIDES).flat(), ...DECOYS, ...WILD_DECOYS], chartOf(2), 'progress-note'),
    ).not.toThrow()
  })

  it('throw on an unknown slot, an unknown form and a brace left open', () => {
    expect(() => fillEverySlot(['{nobody}'], chartOf(0), 'progress-note')).toThrow('unknown_slot')
    expect(() => fillEverySlot(['{pt.sideways}'], chartOf(0), 'progress-note')).toThrow('unknown_form')
    expect(() => fillEverySlot(['{pt'], chartOf(0), 'progress-note')).toThrow('unbalanced_template')
  })

  it('of decoys hold no slot and no month: they identify nobody', () => {
    const months = /\{|\b(January|February|March|April|June|July|August|September|October|November|December)\b/
    expect([...DECOYS, ...WILD_DECOYS].filter((sentence) => months.test(sentence))).toEqual([])
  })
})

describe('courses', () => {
  it('change only what is taken: every change starts from the dose that was in force', () => {
    const faults = COURSES.flatMap((course) => {
      const doses = new Map(course.medicines.map(({ drug, dose }) => [drug, dose]))
      return course.steps.flatMap(({ changes, reason }) =>
        changes.flatMap(({ drug, from, to }) => {
          const fault = doses.get(drug) === from ? [] : [`${course.id}, ${reason}: ${drug}`]
          if (to === undefined) doses.delete(drug)
          else doses.set(drug, to)
          return fault
        }),
      )
    })
    expect(faults).toEqual([])
  })

  it('are twelve or more, of four steps or more, each with changed medicines', () => {
    expect(COURSES.length).toBeGreaterThanOrEqual(12)
    expect(
      COURSES.filter(({ steps }) => steps.length < 4 || steps.every(({ changes }) => changes.length === 0)),
    ).toEqual([])
  })
})
