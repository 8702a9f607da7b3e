import { describe, expect, it } from 'vitest'
import { application, caller, NOW, policies, principal } from './decide.fixtures.ts'
import { decideRetrieve, type RetrieveAsk, type RetrieveFacts } from './decide-retrieve.ts'

const careTeam = { kind: 'care-team', source: 'CareTeam/1' } as const
const notes = { kind: 'Note', labels: [], consent: 'none' } as const
const facts: RetrieveFacts = {
  patient: { ref: 'p-1', names: ['p-1', 'p-2'] },
  relationships: [careTeam],
  consent: 'none',
  classes: [notes],
}
const asked: RetrieveAsk = { caller: caller(), purpose: 'TREAT', patientStated: true, now: NOW }

const CASES: readonly { name: string; ask?: Partial<RetrieveAsk>; facts?: Partial<RetrieveFacts>; expect: string }[] = [
  { name: 'a clinician’s own patient', expect: 'permit p-1' },
  { name: 'no purpose', ask: { purpose: undefined }, expect: 'purpose_missing' },
  {
    name: 'a role without the right',
    ask: { caller: caller({ principal: principal({ roles: ['data-scientist'] }) }) },
    expect: 'right_missing',
  },
  {
    name: 'an application that gets no passages',
    ask: { caller: caller({ application: application({ retrieve: 'never' }) }) },
    expect: 'right_missing',
  },
  { name: 'an unknown patient', facts: { patient: undefined, relationships: [] }, expect: 'patient_refused' },
  { name: 'an unrelated patient', facts: { relationships: [] }, expect: 'patient_refused' },
  { name: 'a patient who said no', facts: { consent: 'deny' }, expect: 'patient_refused' },
  {
    name: 'no patient, even where none has to be stated',
    ask: { patientStated: false, caller: caller({ application: application({ patientOptional: true }) }) },
    facts: { patient: undefined, relationships: [] },
    expect: 'patient_required',
  },
  { name: 'a task that nobody named', ask: { task: 'snooping' }, expect: 'task_refused' },
  { name: 'a justification that nobody named', ask: { justification: 'curious' }, expect: 'justification_refused' },
  { name: 'a grant that is not in force', ask: { emergencyStated: true }, expect: 'emergency_refused' },
]

describe('passages for whoever asks', () => {
  it.each(CASES)('$name: $expect', ({ ask, facts: more, expect: expected }) => {
    const decision = decideRetrieve({ ...asked, ...ask }, { ...facts, ...more }, policies)
    expect(decision.effect === 'permit' ? `permit ${decision.patient}` : decision.code).toBe(expected)
  })

  it('are of every name that was decided about, and of the classes that consent leaves', () => {
    const refused = { ...notes, labels: ['42CFRPart2'], consent: 'deny' } as const
    const decision = decideRetrieve(asked, { ...facts, classes: [notes, refused] }, policies)
    expect(decision).toMatchObject({ names: ['p-1', 'p-2'], classes: [{ kind: 'Note', labels: [] }] })
  })
})
