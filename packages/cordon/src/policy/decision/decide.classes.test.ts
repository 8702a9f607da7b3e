import type { Application, DeidPolicy, Principal, SecurityLabel } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { createPolicySet } from '../cedar/create-policy-set.ts'
import { readDefaultPack } from '../cedar/texts.ts'
import type { PolicySet } from './access.ts'
import { agreement, application, ask, caller, facts, period, policies, principal, vendor } from './decide.fixtures.ts'
import { type Ask, decide, type Facts, type ReadClass } from './decide.ts'

const pack = readDefaultPack()
/** The pack with the obligation of a clinician's policy replaced. */
const obliging = (obligation: string): PolicySet => {
  const treating = pack.policies['treating.cedar'] ?? ''
  const changed = treating.replace('@obligation("profile:treatment")', `@obligation("${obligation}")`)
  expect(changed).not.toBe(treating)
  return createPolicySet('obliging', { ...pack, policies: { ...pack.policies, 'treating.cedar': changed } })
}
const inside = vendor({ id: 'local', kind: 'local-extract', placement: 'inside', baseUrl: 'local://extract' })
const asked = (app: Partial<Application>, over: Partial<Ask> = {}, who: Partial<Principal> = {}) =>
  ask({ caller: caller({ application: application(app), principal: principal(who) }), ...over })
const read = (kind: string, labels: SecurityLabel[], consent: ReadClass['consent'] = 'none'): ReadClass => ({
  kind,
  labels,
  consent,
})
const CHART = [
  read('Note', []),
  read('Note', ['HIV']),
  read('Note', ['42CFRPart2']),
  read('Note', ['PSYTHPN'], 'permit'),
  read('Observation', [], 'deny'),
  read('DiagnosticReport', []),
]

describe('the classes of a chart', () => {
  const opened = (one: Ask, over: Partial<Facts> = {}, set = policies) => {
    const decision = decide(one, facts({ classes: CHART, ...over }), set)
    if (decision.effect === 'deny') return decision.code
    return decision.classes?.map(({ kind, labels }) => [kind, ...labels].join(' '))
  }

  it('are each decided: by their labels, by consent, and by the profile', () => {
    expect(opened(ask())).toEqual(['Note', 'Note HIV', 'Note PSYTHPN', 'DiagnosticReport'])
    expect(opened(asked({}, {}, { roles: ['nurse'] }))).toEqual(['Note', 'Note HIV', 'Note PSYTHPN'])
  })
  it('are not looked at where nothing of the chart is wanted', () => {
    expect(opened(asked({ retrieve: 'never' }))).toBeUndefined()
    expect(opened(ask(), { relationships: [] })).toBe('patient_refused')
  })
  it('are left out where the agreement leaves their kind out', () => {
    const agreements = [agreement({ excludedLabels: ['HIV', 'PSYTHPN'] })]
    expect(opened(ask(), { agreements })).toEqual(['Note', 'DiagnosticReport'])
    expect(opened({ ...ask(), promptLabels: ['HIV'] }, { agreements })).toBe('agreement_missing')
  })
  it('stay shut where the patient’s consents refuse the question as a whole', () => {
    expect(opened(ask(), { consent: 'deny' })).toBe('patient_refused')
    expect(opened(ask(), { consent: 'permit' })).toEqual(opened(ask()))
  })
  it('open to research only as far as the patient consented', () => {
    const app = { purposes: ['HRESCH' as const] }
    const one = asked(app, { purpose: 'HRESCH' }, { roles: ['researcher'] })
    const study = {
      relationships: [period('study-group')],
      agreements: [agreement({ purposes: ['HRESCH'] })],
    }
    const classes = [read('Note', [], 'permit'), read('Condition', [], 'deny'), read('Claim', [], 'permit')]
    expect(opened(one, { ...study, classes, consent: 'permit' })).toEqual(['Note'])
    expect(opened(one, { ...study, classes: [read('Note', [])] })).toBe('patient_refused')
  })
  it('open by an emergency without a relationship, psychotherapy notes never', () => {
    const classes = CHART.map((each) => ({ ...each, consent: 'permit' as const }))
    const broken = (until: number) =>
      opened({ ...ask(), emergencyStated: true }, { relationships: [], classes, emergency: { id: 'g1', until } })
    expect(broken(ask().now + 1)).not.toContain('Note PSYTHPN')
    expect(broken(ask().now + 1)).toContain('Note 42CFRPart2')
    expect(broken(ask().now)).toBe('emergency_refused')
  })
  it('beyond what a token’s scopes reach stay shut', () => {
    const bound = (scope: string) => ask({ caller: caller({ scope }), launched: true })
    expect(opened(bound('user/Observation.rs user/DocumentReference.rs'))).toEqual(['Note', 'Note HIV', 'Note PSYTHPN'])
    expect(opened(bound('openid'))).toBe('right_missing')
  })
  it('that oblige to a destination inside are left out where a route leads outside', () => {
    const notes = `@id("hiv")\n@why("a test")\n@obligation("profile:treatment;destination:inside")
      permit (principal in Role::"clinician", action, resource is Record) when { resource.labels.contains(Label::"HIV") };`
    const set = createPolicySet('inside', { ...pack, policies: { ...pack.policies, 'more.cedar': notes } })
    expect(opened(ask(), {}, set)).toEqual(['Note', 'Note PSYTHPN', 'DiagnosticReport'])
    expect(opened(ask(), { vendors: [inside] }, set)).toEqual(opened(ask()))
  })
})

describe('obligations', () => {
  it('keep the whole question inside where they say so', () => {
    const set = obliging('profile:treatment;destination:inside')
    const both = facts({ vendors: [inside, vendor()] })
    expect(decide(ask(), both, set)).toMatchObject({ effect: 'permit', routes: [{ vendor: { id: 'local' } }] })
    expect(decide(ask(), facts(), set)).toMatchObject({ effect: 'deny', code: 'destination_refused' })
  })
  const strict: [DeidPolicy | undefined, string, DeidPolicy][] = [
    [undefined, 'safe-harbor', 'safe-harbor'],
    ['coded', 'safe-harbor', 'safe-harbor'],
    ['coded', 'surrogate', 'surrogate'],
    ['safe-harbor', 'coded', 'safe-harbor'],
  ]
  it.each(strict)('registered for %s, obliged to %s: %s', (policy, deid, expected) => {
    const agreed = facts({ agreements: [agreement({ deidPolicies: ['coded', 'surrogate'] })] })
    const registered = policy === undefined ? {} : { policy }
    const decision = decide(asked(registered), agreed, obliging(`profile:treatment;deid:${deid}`))
    expect(decision).toMatchObject({ effect: 'permit', deidPolicy: expected })
  })
  it('without a profile give nothing of the chart', () => {
    const decision = decide(ask(), facts({ classes: CHART }), obliging('deid:safe-harbor'))
    expect(decision).toMatchObject({ effect: 'permit', profile: { passagesMax: 0 }, classes: [] })
  })
})

describe('a whole chart', () => {
  const wide = asked({ profile: { passagesMax: 64, passageCharactersMax: 200_000 } })
  it('takes a justification that the profile names, and it is in the reasons', () => {
    expect(decide(wide, facts(), policies)).toMatchObject({ profile: { passagesMax: 16 } })
    const justified = decide({ ...wide, justification: 'transfer-of-care' }, facts(), policies)
    expect(justified).toMatchObject({ profile: { passagesMax: 64, passageCharactersMax: 200_000 } })
    expect(justified.reasons).toContainEqual({
      policy: 'policy.justification',
      holds: true,
      why: 'whole chart: transfer-of-care',
    })
  })
  it('is no wider than the registration', () => {
    const justified = { ...ask(), justification: 'transfer-of-care' }
    expect(decide(justified, facts(), policies)).toMatchObject({ profile: { passagesMax: 8 } })
  })
  it('is refused for another', () => {
    const odd = decide({ ...wide, justification: 'curiosity' }, facts(), policies)
    expect(odd).toMatchObject({ effect: 'deny', code: 'justification_refused' })
    expect(JSON.stringify(odd)).not.toContain('curiosity')
  })
})

describe('a task', () => {
  const reviewing = { task: 'medication-review' }
  const wide = asked({ profile: { passagesMax: 64, passageCharactersMax: 200_000 } }, reviewing)
  it('that is stated takes less than the profile gives, and it is in the reasons', () => {
    const decision = decide(wide, facts({ classes: [...CHART, read('MedicationRequest', [])] }), policies)
    expect(decision).toMatchObject({
      profile: { passagesMax: 12, paths: expect.arrayContaining(['MedicationRequest', 'Condition.code']) },
    })
    const kinds = decision.effect === 'permit' ? decision.classes?.map(({ kind }) => kind) : []
    expect(new Set(kinds)).toEqual(new Set(['Note', 'MedicationRequest']))
    expect(decision.reasons).toContainEqual({ policy: 'policy.task', holds: true, why: 'task: medication-review' })
  })
  it('never takes more: not than the profile, nor the registration, nor with a justification', () => {
    const nurse = decide({ ...asked({}, reviewing, { roles: ['nurse'] }) }, facts(), policies)
    expect(nurse).toMatchObject({ profile: { passagesMax: 8 } })
    const registered = asked(
      { profile: { passagesMax: 8, passageCharactersMax: 900, paths: ['Note.text'] } },
      reviewing,
    )
    expect(decide(registered, facts(), policies)).toMatchObject({
      profile: { passageCharactersMax: 900, paths: ['Note.text'] },
    })
    const whole = decide({ ...wide, justification: 'transfer-of-care' }, facts(), policies)
    expect(whole).toMatchObject({ profile: { passagesMax: 12, sections: expect.arrayContaining(['medications']) } })
  })
  it('that the policies do not name is refused, whoever the patient is', () => {
    for (const task of ['gardening', 'constructor']) {
      const odd = decide(asked({}, { task }), facts(), policies)
      expect(odd).toMatchObject({ effect: 'deny', code: 'task_refused', deciding: { policy: 'policy.task' } })
      expect(JSON.stringify(odd)).not.toContain(task)
    }
  })
})

describe('a class that a policy gives less of', () => {
  const restricting = (over: string): PolicySet => {
    const hiv = `@id("hiv")\n@why("a test")\n@obligation("profile:less")
      permit (principal, action, resource is Record) when { resource.labels.contains(Label::"HIV") };`
    const profiles = pack.profiles.replace('profiles:\n', `profiles:\n  less:\n    why: less\n${over}`)
    return createPolicySet('x', { policies: { ...pack.policies, 'x.cedar': hiv }, profiles })
  }
  const chart = [read('Condition', []), read('Condition', ['HIV'])]
  const opened = (set: PolicySet, app: Partial<Application> = {}) => {
    const decision = decide(asked(app), facts({ classes: chart }), set)
    return decision.effect === 'permit' ? decision.classes?.length : decision.code
  }
  const bounds = '    passagesMax: 16\n    passageCharactersMax: 24000\n'

  it('is left out: of elements, of age, of passages', () => {
    expect(opened(restricting(`    paths: ["*"]\n${bounds}`))).toBe(2)
    expect(opened(restricting(`    paths: [Condition.code]\n${bounds}`))).toBe(1)
    expect(opened(restricting(`    paths: ["*"]\n    lookbackDays: 30\n${bounds}`))).toBe(1)
    expect(opened(restricting('    paths: ["*"]\n    passagesMax: 0\n    passageCharactersMax: 0\n'))).toBe(1)
  })
  it('goes where the request takes no more than that anyway', () => {
    const less = restricting(`    paths: [Condition.code]\n${bounds}`)
    expect(opened(less, { profile: { passagesMax: 8, passageCharactersMax: 900, paths: ['Condition.code'] } })).toBe(2)
  })
})

describe('a SMART launch', () => {
  it('binds to the patient that it chose', () => {
    const launched = caller({ launchPatient: 'Patient/7' })
    expect(decide(ask({ caller: launched, launched: true }), facts(), policies).effect).toBe('permit')
    expect(decide(ask({ caller: launched }), facts(), policies)).toMatchObject({ code: 'patient_refused' })
  })
})

describe('who may do nothing', () => {
  const cases: [string, Partial<Principal>, string][] = [
    ['suspended', { suspended: true }, 'forbidden by person.suspended'],
    [
      'with an expired licence',
      { licence: { authority: 'a', number: '1', expiresOn: '2026-06-14' } },
      'forbidden by person.licence-expired',
    ],
  ]
  it.each(cases)('%s: is told so, whoever the patient is', (_case, who, why) => {
    const told = [facts(), facts({ relationships: [] }), facts({ patient: undefined, relationships: [] })].map(
      (known) => decide(asked({}, {}, who), known, policies),
    )
    for (const decision of told) expect(decision).toMatchObject({ code: 'right_missing', deciding: { why } })
  })
})
