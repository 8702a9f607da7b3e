import { describe, expect, it } from 'vitest'
import { createLabeller } from '../policy/labels/record.ts'
import { COMPARTMENT, namesAnother } from './compartment.ts'
import { interpret } from './interpret.ts'

const label = createLabeller({ part2Programmes: [] })

const A = { reference: 'Patient/a' }

describe('the patient compartment', () => {
  const cases: [string, object, boolean][] = [
    ['Observation', { subject: A }, false],
    [
      'Observation',
      { subject: A, performer: [{ reference: 'Practitioner/d' }, { reference: 'Patient/a/_history/2' }] },
      false,
    ],
    ['Observation', { subject: A, performer: [{ reference: 'Patient/b' }] }, true],
    ['Observation', { subject: A, focus: [{ reference: 'Patient/b' }] }, true],
    ['Observation', { subject: A, focus: [{ reference: 'https://elsewhere/fhir/Patient/a' }] }, true],
    ['Condition', { subject: A, asserter: { type: 'Patient', identifier: { value: '1' } } }, true],
    ['Procedure', { subject: A, performer: [{ actor: A }, { actor: { reference: 'Patient/b' } }] }, true],
    ['CareTeam', { subject: A, participant: [{ member: { reference: 'Patient/b' } }] }, true],
    ['DocumentReference', { subject: A, context: { sourcePatientInfo: { reference: 'Patient/b' } } }, true],
    ['DocumentReference', { subject: A, author: [{ reference: 'urn:uuid:x' }] }, false],
  ]
  it.each(cases)('%s %j: %s', (type, resource, expected) => {
    expect(namesAnother(type, resource, 'Patient/a')).toBe(expected)
  })

  it('keeps what is about two patients out of both charts', () => {
    const resource = { resourceType: 'Observation', id: 'o', status: 'final', code: { text: 'Kick count' }, subject: A }
    expect(interpret(resource, { attachmentBytesMax: 1 }, label)).toMatchObject({ draft: { patient: 'Patient/a' } })
    const ofTwo = { ...resource, focus: [{ reference: 'Patient/b' }] }
    expect(interpret(ofTwo, { attachmentBytesMax: 1 }, label)).toEqual({ bad: 'names another patient' })
  })

  it('has a row for each type that lands in a chart', () => {
    const charted = Object.keys(COMPARTMENT).map((resourceType) => {
      const dated = { status: 'final', code: { text: 'x' }, vaccineCode: { text: 'x' }, content: [] }
      const made = interpret(
        { resourceType, id: '1', ...dated, subject: A, patient: A },
        { attachmentBytesMax: 1 },
        label,
      )
      return 'draft' in made ? made.draft.patient : made
    })
    // A note without content is refused for that; every other type is read.
    expect(charted.filter((each) => typeof each === 'string' && each !== 'Patient/a')).toEqual([])
  })
})
