import { type Principal, Role } from '@cordon/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../kernel/clock.ts'
import {
  agreement,
  application,
  ask,
  caller,
  decideByDefault,
  facts,
  NOW,
  policies,
  principal,
} from '../decision/decide.fixtures.ts'
import type { Ask, Decision, Facts } from '../decision/decide.ts'
import { decideDocument } from '../decision/decide-document.ts'
import { emergencyOpens } from './emergency.ts'

const GRANT = { id: '01JDGRANT', until: NOW + HOUR }
const stranger: Partial<Facts> = { relationships: [], emergency: GRANT }

function broken(over: { who?: Partial<Principal>; ask?: Partial<Ask> } = {}): Ask {
  const registered = application({ purposes: ['TREAT', 'ETREAT', 'BTG', 'COC', 'HPAYMT', 'PATRQT'] })
  const who = caller({ application: registered, principal: principal(over.who) })
  return ask({ caller: who, emergencyStated: true, ...over.ask })
}

function verdict(decision: Decision | ReturnType<typeof decideDocument>): string {
  return decision.effect === 'permit' ? 'permit' : `${decision.code} by ${decision.policy}`
}

const anyTreatment = { agreements: [agreement({ purposes: ['TREAT', 'ETREAT', 'BTG', 'COC'] })] }

describe('a broken glass', () => {
  const REFUSED = 'emergency_refused by emergency.grant'
  const cases: [string, Ask, Partial<Facts>, string][] = [
    ['opens the chart of a patient who is not theirs', broken(), stranger, 'permit'],
    ['opens it for a nurse', broken({ who: { roles: ['nurse'] } }), stranger, 'permit'],
    ['for emergency treatment', broken({ ask: { purpose: 'ETREAT' } }), stranger, 'permit'],
    ['for the purpose BTG', broken({ ask: { purpose: 'BTG' } }), stranger, 'permit'],
    [
      'for somebody who is in no FHIR record',
      broken({ who: { practitioner: undefined as never } }),
      stranger,
      'permit',
    ],
    ['opens nothing without a grant', broken(), { relationships: [] }, REFUSED],
    ['opens nothing once it has ended', broken(), { ...stranger, emergency: { ...GRANT, until: NOW } }, REFUSED],
    ['opens nothing for payment', broken({ ask: { purpose: 'HPAYMT' } }), stranger, REFUSED],
    ['opens nothing for coordination', broken({ ask: { purpose: 'COC' } }), stranger, REFUSED],
    ['opens nothing to a program', broken({ who: { kind: 'service', roles: ['clinician'] } }), stranger, REFUSED],
    [
      'opens nothing to a patient',
      broken({ who: { roles: ['patient'] }, ask: { purpose: 'PATRQT' } }),
      stranger,
      REFUSED,
    ],
    [
      'makes no patient out of nobody',
      broken(),
      { ...stranger, patient: undefined },
      'patient_refused by patient.relationship',
    ],
    [
      'never goes to a vendor without an agreement',
      broken(),
      { ...stranger, agreements: [] },
      'agreement_missing by agreement.in-force',
    ],
    [
      'nor where the agreement does not allow this purpose',
      broken({ ask: { purpose: 'ETREAT' } }),
      { ...stranger, agreements: [agreement({ purposes: ['TREAT'] })] },
      'agreement_missing by agreement.in-force',
    ],
    ['that is named and is none refuses also whom the chart is open to', broken(), {}, REFUSED],
    [
      'is needed for emergency treatment, related or not',
      broken({ ask: { purpose: 'ETREAT', emergencyStated: false } }),
      { emergency: GRANT },
      REFUSED,
    ],
    [
      'that nobody named opens nothing',
      broken({ ask: { emergencyStated: false } }),
      stranger,
      'patient_refused by patient.relationship',
    ],
  ]
  it.each(cases)('%s', (_case, asked, known, expected) => {
    const decision = decideByDefault(asked, facts({ ...anyTreatment, ...known }))
    expect(verdict(decision).replace(/agreement_\w+/, 'agreement_missing')).toBe(expected)
  })

  it('is said in the permit and in the reasons, whoever would have been permitted without it', () => {
    for (const known of [stranger, { emergency: GRANT }]) {
      const decision = decideByDefault(broken(), facts(known))
      expect(decision).toMatchObject({ effect: 'permit', emergency: GRANT })
      expect(decision.reasons).toContainEqual({
        policy: 'emergency.grant',
        holds: true,
        why: 'emergency grant 01JDGRANT',
      })
    }
    expect(decideByDefault(ask(), facts())).toMatchObject({ emergency: undefined })
  })

  it('never opens psychotherapy notes, alone or among other labels (164.508(a)(2))', () => {
    const classes = [
      { kind: 'Note', labels: [], consent: 'none' },
      { kind: 'Note', labels: ['PSYTHPN'], consent: 'permit' },
      { kind: 'Note', labels: ['PSY', 'PSYTHPN', 'R'], consent: 'permit' },
      { kind: 'Condition', labels: ['HIV'], consent: 'none' },
    ] as const
    const decision = decideByDefault(broken(), facts({ ...stranger, classes }))
    expect(decision.effect === 'permit' && decision.classes).toMatchObject([
      { kind: 'Note', labels: [] },
      { kind: 'Condition', labels: ['HIV'] },
    ])
    expect(emergencyOpens({ kind: 'Note', labels: ['PSYTHPN'] })).toBe(false)
  })

  it('stands in for the relationship of a document too, and for nothing else of it', () => {
    const wants = { right: 'deidentify', policy: 'safe-harbor' } as const
    const of = (asked: Ask, policy: 'safe-harbor' | 'coded' = 'safe-harbor') =>
      verdict(
        decideDocument(
          { ...asked, wants: { ...wants, policy } },
          { patient: { ref: 'p1', names: ['p1'] }, relationships: [], consent: 'none', emergency: GRANT },
          policies,
        ),
      )
    expect(of(broken())).toBe('permit')
    expect(of(broken(), 'coded')).toBe('policy_refused by document.policy')
    expect(of(broken({ ask: { purpose: 'COC' } }))).toBe(REFUSED)
  })
})

describe('a grant, for any caller', () => {
  const roles = fc.subarray([...Role.options], { minLength: 1 })
  const purpose = fc.constantFrom('TREAT', 'ETREAT', 'BTG', 'COC', 'HPAYMT', 'PATRQT')
  const asked = fc
    .record({ roles, purpose, kind: fc.constantFrom('user' as const, 'service' as const) })
    .map(({ purpose: stated, ...who }) => broken({ who, ask: { purpose: stated } }))

  it('never permits more than a relationship would, at the same vendors', () => {
    fc.assert(
      fc.property(asked, (one) => {
        const under = decideByDefault(one, facts({ ...anyTreatment, ...stranger }))
        const related = decideByDefault(one, facts({ ...anyTreatment, emergency: GRANT }))
        if (under.effect === 'deny') return
        expect(related.effect).toBe('permit')
        expect(related.effect === 'permit' && related.routes).toEqual(under.routes)
      }),
      { numRuns: 500, seed: 20_261_122 },
    )
  })

  it('permits only a person who treats', () => {
    fc.assert(
      fc.property(asked, (one) => {
        if (decideByDefault(one, facts({ ...anyTreatment, ...stranger })).effect === 'deny') return
        const { kind, roles: held } = one.caller.principal
        expect(kind).toBe('user')
        expect(held.some((role) => role === 'clinician' || role === 'nurse')).toBe(true)
      }),
      { numRuns: 500, seed: 20_261_123 },
    )
  })
})
