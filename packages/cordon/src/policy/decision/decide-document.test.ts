import { Role } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { application, caller, NOW, policies, principal } from './decide.fixtures.ts'
import { type DocumentAsk, type DocumentFacts, decideDocument } from './decide-document.ts'
import { ROLES } from './roles.ts'

const careTeam = { kind: 'care-team', source: 'CareTeam/1' } as const
const facts: DocumentFacts = { patient: { ref: 'p-1', names: ['p-1'] }, relationships: [careTeam], consent: 'none' }
const DEIDENTIFY = { right: 'deidentify', policy: 'safe-harbor' } as const
const REIDENTIFY = { right: 'reidentify', conversationOpen: true } as const
const asked: DocumentAsk = { caller: caller(), purpose: 'TREAT', patientStated: true, now: NOW, wants: DEIDENTIFY }
const nurse = caller({ principal: principal({ roles: ['nurse'] }) })

const CASES: readonly { name: string; ask?: Partial<DocumentAsk>; facts?: Partial<DocumentFacts>; expect: string }[] = [
  { name: 'a clinician’s own patient', expect: 'permit p-1' },
  { name: 'a nurse’s own patient', ask: { caller: nurse }, expect: 'permit p-1' },
  { name: 'putting back, by a clinician', ask: { wants: REIDENTIFY }, expect: 'permit p-1' },
  { name: 'putting back, by a nurse', ask: { wants: REIDENTIFY, caller: nurse }, expect: 'right_missing' },
  {
    name: 'putting back, by a nurse who is also an administrator',
    ask: { wants: REIDENTIFY, caller: caller({ principal: principal({ roles: ['nurse', 'administrator'] }) }) },
    expect: 'right_missing',
  },
  {
    name: 'a right of one role under the purpose of another',
    ask: {
      wants: REIDENTIFY,
      purpose: 'HPAYMT',
      caller: caller({ principal: principal({ roles: ['clinician', 'billing'] }) }),
    },
    expect: 'purpose_refused',
  },
  { name: 'no purpose', ask: { purpose: undefined }, expect: 'purpose_missing' },
  { name: 'an unknown purpose', ask: { purpose: 'CURIOSITY' }, expect: 'purpose_unknown' },
  { name: 'a purpose that is not registered', ask: { purpose: 'HMARKT' }, expect: 'purpose_refused' },
  {
    name: 'a policy that is not registered',
    ask: { wants: { right: 'deidentify', policy: 'coded' } },
    expect: 'policy_refused',
  },
  {
    name: 'a policy that is',
    ask: {
      wants: { right: 'deidentify', policy: 'coded' },
      caller: caller({ application: application({ policies: ['coded'] }) }),
    },
    expect: 'permit p-1',
  },
  {
    name: 'safe harbor where only another is registered',
    ask: { caller: caller({ application: application({ policies: ['coded'] }) }) },
    expect: 'policy_refused',
  },
  {
    name: 'a conversation that is not open',
    ask: { wants: { right: 'reidentify', conversationOpen: false } },
    expect: 'conversation_refused',
  },
  {
    name: 'a conversation that is not open, of a patient who is not theirs',
    ask: { wants: { right: 'reidentify', conversationOpen: false } },
    facts: { relationships: [] },
    expect: 'conversation_refused',
  },
  {
    name: 'a relationship that ended',
    ask: { wants: REIDENTIFY },
    facts: { relationships: [] },
    expect: 'patient_refused',
  },
  { name: 'an unknown patient', facts: { patient: undefined, relationships: [] }, expect: 'patient_refused' },
  { name: 'a patient who said no', facts: { consent: 'deny' }, expect: 'patient_refused' },
  {
    name: 'putting back, of a patient who said no',
    ask: { wants: REIDENTIFY },
    facts: { consent: 'deny' },
    expect: 'patient_refused',
  },
  { name: 'no patient', ask: { patientStated: false }, expect: 'patient_required' },
  {
    name: 'no patient where none is needed',
    ask: { patientStated: false, caller: caller({ application: application({ patientOptional: true }) }) },
    facts: { patient: undefined, relationships: [] },
    expect: 'permit unstated',
  },
]

describe('a document', () => {
  it.each(CASES)('$name: $expect', ({ ask = {}, facts: more = {}, expect: expected }) => {
    const decision = decideDocument({ ...asked, ...ask }, { ...facts, ...more }, policies)
    const said = decision.effect === 'permit' ? `permit ${decision.patient ?? 'unstated'}` : decision.code
    expect(said).toBe(expected)
    const failed = decision.reasons.filter(({ holds }) => !holds)
    expect(failed).toEqual(decision.effect === 'permit' ? [] : [decision.deciding])
  })

  it('is re-identified by clinicians only, whatever the role', () => {
    const may = Role.options.filter((role) => ROLES[role].rights.includes('reidentify'))
    expect(may).toEqual(['clinician'])
  })
})
