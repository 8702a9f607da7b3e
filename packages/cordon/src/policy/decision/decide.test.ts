import type { Agreement, Application, Principal, Role } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import type { Relationship } from '../patients/patients.ts'
import {
  agreement,
  application,
  ask,
  caller,
  decideByDefault as decide,
  encounter,
  facts,
  instant,
  NOW,
  period,
  principal,
  proof,
  service,
  vendor,
} from './decide.fixtures.ts'
import { type Ask, type Decision, explainTo, type Facts } from './decide.ts'

/** `permit`, or the code of the refusal and the rule that decided. */
function verdict(decision: Decision): string {
  return decision.effect === 'permit' ? 'permit' : `${decision.code} by ${decision.policy}`
}

function asked(over: { app?: Partial<Application>; who?: Partial<Principal>; ask?: Partial<Ask> }): Ask {
  return ask({ caller: caller({ application: application(over.app), principal: principal(over.who) }), ...over.ask })
}

describe('purpose', () => {
  const anonymous = caller()
  delete (anonymous as { application?: Application }).application
  const cases: [string, Ask, string][] = [
    ['stated, registered and allowed by the role', ask(), 'permit'],
    ['not stated', ask({ purpose: undefined }), 'purpose_missing by purpose.stated'],
    ['empty', ask({ purpose: '' }), 'purpose_missing by purpose.stated'],
    ['fixed by the registration', asked({ app: { purposeFixed: 'TREAT' }, ask: { purpose: undefined } }), 'permit'],
    ['stated beside a fixed one', asked({ app: { purposeFixed: 'TREAT' }, ask: { purpose: 'COC' } }), 'permit'],
    [
      'fixed, but not registered',
      asked({ app: { purposes: ['COC'], purposeFixed: 'TREAT' }, ask: { purpose: undefined } }),
      'purpose_refused by purpose.registration',
    ],
    ['of no value set', ask({ purpose: 'CURIOSITY' }), 'purpose_unknown by purpose.stated'],
    ['in lower case', ask({ purpose: 'treat' }), 'purpose_unknown by purpose.stated'],
    ['a name of Object.prototype', ask({ purpose: 'constructor' }), 'purpose_unknown by purpose.stated'],
    ['known, but not registered', ask({ purpose: 'HMARKT' }), 'purpose_refused by purpose.registration'],
    ['registered, but not of the role', ask({ purpose: 'HPAYMT' }), 'purpose_refused by role.purpose'],
    ['of the role, but not registered', ask({ purpose: 'ETREAT' }), 'purpose_refused by purpose.registration'],
    ['by a key without an application', ask({ caller: anonymous }), 'right_missing by purpose.registration'],
    ['by such a key, not stated', ask({ caller: anonymous, purpose: undefined }), 'purpose_missing by purpose.stated'],
  ]
  it.each(cases)('%s', (_case, request, expected) => {
    expect(verdict(decide(request, facts()))).toBe(expected)
  })
})

describe('role, for a related patient', () => {
  const all: Partial<Application> = {
    purposes: ['TREAT', 'ETREAT', 'COC', 'HPAYMT', 'HOPERAT', 'HRESCH', 'BTG', 'HCOMPL'],
  }
  const cases: [Role[], string, string][] = [
    [['clinician'], 'TREAT', 'permit'],
    [['clinician'], 'ETREAT', 'emergency_refused by emergency.grant'],
    [['clinician'], 'COC', 'permit'],
    [['clinician'], 'BTG', 'emergency_refused by emergency.grant'],
    [['clinician'], 'HRESCH', 'purpose_refused by role.purpose'],
    [['nurse'], 'TREAT', 'permit'],
    [['nurse'], 'HPAYMT', 'purpose_refused by role.purpose'],
    [['billing'], 'HPAYMT', 'patient_refused by patient.relationship'],
    [['billing'], 'TREAT', 'purpose_refused by role.purpose'],
    [['billing', 'clinician'], 'HPAYMT', 'patient_refused by patient.relationship'],
    [['billing', 'clinician'], 'TREAT', 'permit'],
    [['frontdesk'], 'HOPERAT', 'patient_refused by patient.relationship'],
    [['frontdesk'], 'TREAT', 'purpose_refused by role.purpose'],
    [['researcher'], 'HRESCH', 'patient_refused by patient.relationship'],
    [['compliance'], 'HCOMPL', 'right_missing by role.right'],
    [['security'], 'HCOMPL', 'right_missing by role.right'],
    [['administrator'], 'TREAT', 'right_missing by role.right'],
    [['administrator', 'clinician'], 'TREAT', 'permit'],
    [['service'], 'TREAT', 'purpose_refused by role.purpose'],
    [[], 'TREAT', 'right_missing by role.right'],
  ]
  it.each(cases)('%s for %s: %s', (roles, purpose, expected) => {
    const permissive = agreement({ purposes: ['TREAT', 'ETREAT', 'COC', 'HPAYMT', 'HOPERAT'] })
    const request = asked({ app: all, who: { roles }, ask: { purpose } })
    expect(verdict(decide(request, facts({ agreements: [permissive] })))).toBe(expected)
  })
})

describe('patient', () => {
  const theirOwn = (role: Role, purpose: 'PATRQT' | 'FAMRQT') => {
    const who = principal({ roles: [role, 'clinician'], person: 'Patient/1' })
    return ask({ caller: caller({ principal: who, application: application({ purposes: [purpose] }) }), purpose })
  }
  const own = (kind: Relationship['kind']) =>
    facts({ relationships: [period(kind)], agreements: [agreement({ purposes: ['PATRQT', 'FAMRQT'] })] })
  const refused = 'patient_refused by patient.relationship'
  const cases: [string, readonly Relationship[], string][] = [
    ['care team without a period', [period('care-team')], 'permit'],
    ['care team within its period', [period('care-team', -5, 5)], 'permit'],
    ['care team that has ended', [period('care-team', -50, -1)], refused],
    ['care team that has not begun', [period('care-team', 1)], refused],
    ['care team on its last moment', [period('care-team', -5, 0)], 'permit'],
    ['general practitioner', [period('general-practitioner')], 'permit'],
    ['a former general practitioner', [period('general-practitioner', -900, -300)], refused],
    ['encounter going on', [encounter(-1, 1)], 'permit'],
    ['encounter that ended 30 days ago', [encounter(-31, -30)], 'permit'],
    ['encounter that ended 31 days ago', [encounter(-40, -31)], refused],
    ['encounter in 30 days', [encounter(30, 30.1)], 'permit'],
    ['encounter in 31 days', [encounter(31, 32)], refused],
    ['encounter never closed, begun 30 days ago', [encounter(-30)], 'permit'],
    ['encounter never closed, begun 31 days ago', [encounter(-31)], refused],
    ['encounter without a start', [encounter(undefined, 1)], refused],
    ['encounter with a broken date', [{ kind: 'encounter', source: 'Encounter/1', start: Number.NaN }], refused],
    ['appointment in 7 days', [period('appointment', 7, 7.1)], 'permit'],
    ['appointment in 8 days', [period('appointment', 8, 8.1)], refused],
    ['appointment 7 days ago', [period('appointment', -7, -7)], 'permit'],
    ['appointment 8 days ago', [period('appointment', -9, -8)], refused],
    ['appointment without a start', [period('appointment', undefined, 1)], refused],
    ['episode of care going on', [period('episode-of-care', -400)], 'permit'],
    ['episode of care that ended yesterday', [period('episode-of-care', -400, -1)], refused],
    ['a study that they manage', [period('study-group')], refused],
    ['themselves, asked for as a clinician', [period('self')], refused],
    ['a relative, asked for as a clinician', [period('related-person')], refused],
    ['no relationship', [], refused],
    ['one that has ended and one that has not', [encounter(-90, -80), period('care-team')], 'permit'],
  ]
  it.each(cases)('%s', (_case, relationships, expected) => {
    expect(verdict(decide(ask(), facts({ relationships })))).toBe(expected)
  })

  const others: [string, Ask, Facts, string][] = [
    ['unknown', ask(), facts({ patient: undefined, relationships: [] }), refused],
    ['unknown, with stray relationships', ask(), facts({ patient: undefined }), refused],
    ['asked for by somebody who is no practitioner', ask({ caller: caller({ principal: lay() }) }), facts(), refused],
    ['asked for by a service that is no practitioner', ask({ caller: robot() }), facts(), refused],
    ['not stated', ask({ patientStated: false }), facts(), 'patient_required by patient.stated'],
    ['themselves', theirOwn('patient', 'PATRQT'), own('self'), 'permit'],
    ['themselves, who are only related', theirOwn('patient', 'PATRQT'), own('related-person'), refused],
    ['one whom they represent', theirOwn('caregiver', 'FAMRQT'), own('related-person'), 'permit'],
    ['one whom they treat, asked for as a caregiver', theirOwn('caregiver', 'FAMRQT'), own('care-team'), refused],
    [
      'stated with an encounter of theirs',
      ask(),
      facts({ patient: { ref: 'p1', names: ['p1'], encounter: 'theirs' } }),
      'permit',
    ],
    [
      'stated with an encounter of somebody else',
      ask(),
      facts({ patient: { ref: 'p1', names: ['p1'], encounter: 'not-theirs' } }),
      refused,
    ],
    [
      'not stated, which the registration allows',
      asked({ app: { patientOptional: true }, ask: { patientStated: false } }),
      facts(),
      'permit',
    ],
    [
      'not stated by a service with its fixed purpose',
      ask({ caller: robot(), patientStated: false }),
      facts(),
      'permit',
    ],
  ]
  it.each(others)('%s', (_case, request, known, expected) => {
    expect(verdict(decide(request, known))).toBe(expected)
  })

  it('is nobody when none was stated, whatever the facts hold, and then nothing is retrieved', () => {
    const request = asked({ app: { patientOptional: true, retrieve: 'always' }, ask: { patientStated: false } })
    expect(decide(request, facts())).toMatchObject({ effect: 'permit', patient: undefined, retrieve: false })
  })

  function lay(): Principal {
    const person = principal()
    delete person.practitioner
    return person
  }
  function robot() {
    const who: Principal = { id: 'bot', kind: 'service', name: 'Bot', roles: ['service'] }
    return caller({ principal: who, application: application({ purposeFixed: 'TREAT', patientOptional: true }) })
  }
})

describe('model', () => {
  const anything = vendor({ id: 'local', models: ['*'] })
  const cases: [string, Partial<Application>, Facts['vendors'], string][] = [
    ['named by the registration', { models: ['acme-large'] }, [vendor()], 'permit'],
    ['not in the registration', { models: ['acme-small'] }, [vendor()], 'model_unknown by model.registration'],
    ['served by no vendor', {}, [vendor({ models: ['other'] })], 'model_unknown by model.served'],
    ['served by a vendor of another application', {}, [vendor({ id: 'rival' })], 'model_unknown by model.served'],
    ['without any vendor', {}, [], 'model_unknown by model.served'],
    ['served by a vendor of every model', { vendors: ['acme'] }, [vendor({ models: ['*'] })], 'permit'],
    ['named by one without an agreement, beside one of every model', {}, [anything, vendor({ id: 'acme' })], 'permit'],
  ]
  it.each(cases)('%s', (_case, app, vendors, expected) => {
    expect(verdict(decide(asked({ app }), facts({ vendors })))).toBe(expected)
  })

  const covered = (id: string): Agreement => agreement({ id: `${id}-baa`, vendor: id })
  const routesOf = (decision: Decision) =>
    decision.effect === 'permit' ? decision.routes.map((each) => each.vendor.id) : []

  it('goes to the vendors in the application’s order', () => {
    const both = facts({
      vendors: [vendor(), vendor({ id: 'local' })],
      agreements: [covered('acme'), covered('local')],
    })
    expect(routesOf(decide(asked({ app: { vendors: ['local', 'acme'] } }), both))).toEqual(['local', 'acme'])
    expect(routesOf(decide(asked({ app: { vendors: ['acme', 'local', 'acme'] } }), both))).toEqual(['acme', 'local'])
  })
  it('goes only to those that name it, when any does', () => {
    const both = facts({ vendors: [anything, vendor()], agreements: [covered('acme'), covered('local')] })
    expect(routesOf(decide(ask(), both))).toEqual(['acme'])
  })
  it('is not looked for at a vendor of every model when the one that names it has no agreement', () => {
    const both = facts({ vendors: [anything, vendor()], agreements: [covered('local')] })
    expect(verdict(decide(ask(), both))).toBe('agreement_missing by agreement.in-force')
  })
  it('passes over a vendor without an agreement, and says so in the reasons', () => {
    const both = facts({ vendors: [vendor({ id: 'local' }), vendor()], agreements: [covered('acme')] })
    const decision = decide(ask(), both)
    expect(routesOf(decision)).toEqual(['acme'])
    expect(decision.reasons).toContainEqual({
      policy: 'agreement.in-force',
      holds: false,
      why: 'local: vendor local has no agreement',
    })
  })
})

describe('agreement', () => {
  const cases: [string, Partial<Agreement>, string, string][] = [
    ['in force', {}, 'permit', 'is in force until 2026-09-23'],
    ['with another vendor', { vendor: 'rival' }, 'agreement_missing', 'vendor acme has no agreement'],
    ['for another host', service({ host: 'api.acme.example:8443' }), 'agreement_missing', 'another host'],
    ['for another product', service({ product: 'chat' }), 'agreement_missing', 'another product'],
    ['for another tier', service({ tier: 'free' }), 'agreement_missing', 'another tier'],
    ['for another account', service({ account: 'org-2' }), 'agreement_missing', 'another account'],
    ['for another region', service({ region: 'eu' }), 'agreement_missing', 'another region'],
    ['for another model', service({ models: ['acme-small'] }), 'agreement_missing', 'another model'],
    ['for this model by name', service({ models: ['acme-large'] }), 'permit', 'in force'],
    ['for another purpose', { purposes: ['HPAYMT'] }, 'agreement_missing', 'does not permit TREAT'],
    ['that expired', { expires: instant(-1) }, 'agreement_expired', 'expired on 2026-06-14'],
    ['that expires at this moment', { expires: instant(0) }, 'agreement_expired', 'expired on 2026-06-15'],
    ['from this moment on', { effective: instant(0) }, 'permit', 'in force'],
    ['from tomorrow on', { effective: instant(1) }, 'agreement_not_yet', 'in force from 2026-06-16'],
    ['that was terminated', { terminated: instant(-1) }, 'agreement_terminated', 'terminated on 2026-06-14'],
    ['terminated at this moment', { terminated: instant(0) }, 'agreement_terminated', 'terminated on 2026-06-15'],
    ['terminated as of tomorrow', { terminated: instant(1) }, 'permit', 'in force until 2026-06-16'],
    [
      'with a no-training proof that does not hold',
      proof('noTraining', { holds: false }),
      'vendor_proof_stale',
      'does not hold',
    ],
    [
      'with a stale no-training proof',
      proof('noTraining', { seenOn: instant(-91) }),
      'vendor_proof_stale',
      'older than 90 days',
    ],
    ['with a proof on its last day', proof('noTraining', { seenOn: instant(-90) }), 'permit', 'in force'],
    [
      'with a retention proof that does not hold',
      proof('retention', { holds: false }),
      'vendor_proof_stale',
      'retention',
    ],
    [
      'with a stale retention proof',
      proof('retention', { seenOn: instant(-8), freshDays: 7 }),
      'vendor_proof_stale',
      'older than 7 days',
    ],
    [
      'with a proof of tomorrow',
      proof('retention', { seenOn: instant(1) }),
      'vendor_proof_stale',
      'is dated 2026-06-16',
    ],
    ['without a readable date', { expires: 'soon' }, 'agreement_expired', 'expired'],
  ]
  it.each(cases)('%s', (_case, over, code, why) => {
    const decision = decide(ask(), facts({ agreements: [agreement(over)] }))
    expect(verdict(decision)).toBe(code === 'permit' ? code : `${code} by agreement.in-force`)
    expect(decision.reasons.at(-1)?.why).toContain(why)
  })

  const several: [string, Partial<Agreement>[], string][] = [
    ['expired, and its renewal in force', [{ id: 'old', expires: instant(-1) }, { id: 'new' }], 'permit'],
    [
      'expired, and its renewal not yet in force',
      [
        { id: 'old', expires: instant(-1) },
        { id: 'new', effective: instant(1) },
      ],
      'agreement_not_yet by agreement.in-force',
    ],
    [
      'terminated, and one that expired',
      [
        { id: 'a', terminated: instant(-9) },
        { id: 'b', expires: instant(-1) },
      ],
      'agreement_expired by agreement.in-force',
    ],
    [
      'stale, and one for another tier',
      [proof('retention', { holds: false }), { id: 'b', ...service({ tier: 'free' }) }],
      'vendor_proof_stale by agreement.in-force',
    ],
    ['none at all', [], 'agreement_missing by agreement.in-force'],
  ]
  it.each(several)('several: %s', (_case, overs, expected) => {
    expect(verdict(decide(ask(), facts({ agreements: overs.map(agreement) })))).toBe(expected)
  })

  it('names the host with its port as the base URL has it, and `local` in process', () => {
    const ollama = vendor({ baseUrl: 'http://127.0.0.1:11434/v1' })
    const extract = vendor({ kind: 'local-extract', baseUrl: 'local://extract' })
    const under = (host: string, recipient: typeof ollama) =>
      verdict(decide(ask(), facts({ vendors: [recipient], agreements: [agreement(service({ host }))] })))
    expect(under('127.0.0.1:11434', ollama)).toBe('permit')
    expect(under('127.0.0.1', ollama)).toBe('agreement_missing by agreement.in-force')
    expect(under('local', extract)).toBe('permit')
    expect(under('local', ollama)).toBe('agreement_missing by agreement.in-force')
    expect(under('local', vendor({ baseUrl: 'no url' }))).toBe('agreement_missing by agreement.in-force')
  })
  it('that lasts longest is the one disclosed under', () => {
    const agreements = [agreement({ id: 'short', expires: instant(1) }), agreement({ id: 'long', expires: instant(9) })]
    const decision = decide(ask(), facts({ agreements }))
    expect(decision.effect === 'permit' && decision.routes.map((route) => route.agreement?.id)).toEqual(['long'])
  })
})

describe('a vendor inside the boundary', () => {
  const inside = vendor({ kind: 'local-extract', placement: 'inside', baseUrl: 'local://extract' })

  it('needs no agreement, because nothing is disclosed, and the route says so', () => {
    const decision = decide(ask(), facts({ vendors: [inside], agreements: [] }))
    expect(decision).toMatchObject({ effect: 'permit', routes: [{ vendor: { id: 'acme' }, agreement: undefined }] })
    expect(decision.reasons.at(-1)?.why).toBe('acme: answers inside the boundary')
  })
  it.each([
    ['a purpose', ask({ purpose: undefined }), facts({ vendors: [inside] }), 'purpose_missing by purpose.stated'],
    [
      'a relationship',
      ask(),
      facts({ vendors: [inside], relationships: [] }),
      'patient_refused by patient.relationship',
    ],
    [
      'to be registered',
      asked({ app: { vendors: ['x'] } }),
      facts({ vendors: [inside] }),
      'model_unknown by model.served',
    ],
  ] as const)('still needs %s', (_case, request, known, expected) => {
    expect(verdict(decide(request, known))).toBe(expected)
  })
  it('needs one all the same when it has an address, or answers in process but stands outside', () => {
    for (const over of [{ placement: 'inside' }, { kind: 'local-extract', baseUrl: 'local://extract' }] as const)
      expect(verdict(decide(ask(), facts({ vendors: [vendor(over)], agreements: [] })))).toBe(
        'agreement_missing by agreement.in-force',
      )
  })
})

describe('a permit', () => {
  it('says for whom, what for, where to, what may go, and under which policy', () => {
    expect(decide(ask(), facts())).toMatchObject({
      effect: 'permit',
      by: { set: { name: 'cordon-default/6' }, policies: ['clinician.own-patients'], faulty: false },
      purpose: 'TREAT',
      patient: 'p1',
      profile: { passagesMax: 8 },
      routes: [{ vendor: { id: 'acme' }, agreement: { id: 'acme-baa' }, model: 'acme-large' }],
    })
  })
  it.each([
    ['always', false, true],
    ['always', true, true],
    ['asked', false, false],
    ['asked', true, true],
    ['never', false, false],
    ['never', true, false],
  ] as const)('registered to retrieve %s, wanted %s: %s', (retrieve, wantsPassages, expected) => {
    expect(decide(asked({ app: { retrieve }, ask: { wantsPassages } }), facts())).toMatchObject({ retrieve: expected })
  })
})

describe('what may be told', () => {
  const refusals = [
    decide(ask(), facts({ patient: undefined, relationships: [] })),
    decide(ask(), facts({ relationships: [] })),
    decide(ask(), facts({ relationships: [encounter(-90, -80)] })),
    decide(asked({ who: { roles: ['billing'] }, ask: { purpose: 'HPAYMT' } }), facts()),
  ]
  it('is the same to the caller for every patient refusal, whatever it rests on', () => {
    expect(new Set(refusals.map((each) => JSON.stringify(explainTo(each, 'caller')))).size).toBe(1)
    expect(refusals.map(verdict)).toEqual(Array(4).fill('patient_refused by patient.relationship'))
  })
  it('is the true reason to an auditor', () => {
    expect(refusals.map((each) => explainTo(each, 'auditor').why)).toEqual([
      'the store holds no such patient',
      'no relationship',
      'no current relationship',
      'no relationship that opens a chart to this role',
    ])
  })
  it('is the agreement’s name and date to both', () => {
    const expired = decide(ask(), facts({ agreements: [agreement({ expires: '2026-01-31T00:00:00Z' })] }))
    const why = 'acme: agreement acme-baa expired on 2026-01-31'
    expect(explainTo(expired, 'caller')).toEqual({ policy: 'agreement.in-force', holds: false, why })
    expect(explainTo(expired, 'auditor').why).toBe(why)
  })
  it('is never what the caller wrote', () => {
    const words = ['Zebulon Quimby', 'MRN-4711']
    const decisions = [
      decide(ask({ model: 'Zebulon Quimby' }), facts()),
      decide(asked({ app: { models: ['x'] }, ask: { model: 'MRN-4711' } }), facts()),
      decide(ask({ purpose: 'Zebulon Quimby' }), facts()),
    ]
    for (const word of words) expect(JSON.stringify(decisions)).not.toContain(word)
  })
  it('fits the journal: at most 64 reasons of 300 characters, with the longest names and the most vendors', () => {
    const ids = Array.from({ length: 32 }, (_, i) => `${String(i).padStart(2, '0')}${'v'.repeat(62)}`)
    const many = facts({
      vendors: ids.map((id) => vendor({ id })),
      agreements: ids.map((id) => agreement({ id, vendor: id })),
    })
    const { reasons } = decide(asked({ app: { id: 'a'.repeat(64), vendors: ids }, ask: { now: NOW } }), many)
    expect(reasons.length).toBeLessThanOrEqual(64)
    expect(Math.max(...reasons.map(({ why }) => why.length))).toBeLessThanOrEqual(300)
  })
})
