import { describe, expect, it } from 'vitest'
import { Application } from './application.ts'
import { CHART_ELEMENTS, chartPathProblem } from './chart-path.ts'

describe('a path of a chart', () => {
  it('is a kind of records, an element of one, or everything', () => {
    for (const [kind, elements] of Object.entries(CHART_ELEMENTS))
      for (const path of ['*', kind, ...elements.map((element) => `${kind}.${element}`)])
        expect(chartPathProblem(path), path).toBeUndefined()
  })

  const meant: [string, string][] = [
    ['Observation.valueQuantity', 'did you mean Observation.value?'],
    ['Observation.value[x]', 'did you mean Observation.value?'],
    ['Condition.code.text', 'did you mean Condition.code?'],
    ['Observatoin.code', 'did you mean Observation.code?'],
    ['Conditions', 'did you mean Condition?'],
    ['note', 'did you mean Note?'],
    ['DocumentReference', 'did you mean Note?'],
  ]
  it.each(meant)('that is none is told what was probably meant: %s', (path, mend) => {
    expect(chartPathProblem(path)).toMatchObject({ mend, unread: false })
  })

  it('of records that no passage is made of is told as that', () => {
    expect(chartPathProblem('CarePlan')).toEqual({ why: 'no passage is made of CarePlan', unread: true })
    expect(chartPathProblem('Patient.birthDate')).toEqual({
      why: 'no passage is made of Patient.birthDate',
      unread: false,
    })
    for (const path of ['', '.', 'a b', '**', 'Observation.'])
      expect(chartPathProblem(path), path).toMatchObject({ unread: false })
  })

  it('of a registration is refused where it is none', () => {
    const registered = { id: 'a', name: 'A', purposes: ['TREAT'], models: ['*'], vendors: ['v'] }
    const of = (paths: string[]) => Application.safeParse({ ...registered, profile: { paths } })
    expect(of(['Note', 'Observation.value']).success).toBe(true)
    expect(of(['Observation.valueQuantity']).error?.issues[0]).toMatchObject({
      path: ['profile', 'paths', 0],
      message: 'no passage is made of Observation.valueQuantity: did you mean Observation.value?',
    })
  })
})
