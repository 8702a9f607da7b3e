import { type Agreement, type Application, type Purpose, Role, type Vendor } from '@cordon/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../kernel/clock.ts'
import type { Relationship } from '../patients/patients.ts'
import { KINDS, type RelationshipKind } from '../patients/relationship-kinds.ts'
import {
  agreement,
  application,
  decideByDefault as decide,
  instant,
  known,
  NOW,
  period,
  principal,
  vendor,
} from './decide.fixtures.ts'
import { type Ask, type Decision, explainTo, type Facts } from './decide.ts'

/** Seeded: the same thousand wards in every run. */
const runs = { numRuns: 1_000, seed: 20_260_615 }
const PURPOSES: Purpose[] = ['TREAT', 'COC', 'HPAYMT']
const VENDORS = ['acme', 'local', 'rival']
const MODELS = ['large', 'small', '*']

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 })
const days = fc.integer({ min: -120, max: 120 })
const proof = fc.record({ holds: fc.boolean(), seenOn: days.map(instant), freshDays: fc.constant(60) })
/** Mostly right, so that permits are common enough to mean something. */
const mostly = <T>(right: T, wrong: T) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(right) }, { weight: 1, arbitrary: fc.constant(wrong) })

const vendors: fc.Arbitrary<Vendor[]> = fc.uniqueArray(
  fc.record({ id: fc.constantFrom(...VENDORS), models: some(MODELS), region: mostly('us', 'eu') }).map(vendor),
  { selector: ({ id }) => id, maxLength: 3 },
)
const agreements: fc.Arbitrary<Agreement[]> = fc.uniqueArray(
  fc
    .record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      vendor: fc.constantFrom(...VENDORS),
      effective: days.map(instant),
      expires: days.map(instant),
      terminated: mostly(undefined, instant(-3)),
      purposes: some(PURPOSES),
      models: some(MODELS),
      region: mostly('us', 'eu'),
      noTraining: fc.oneof(fc.constant(agreement().proofs.noTraining), proof),
      retention: fc.oneof(fc.constant(agreement().proofs.retention), proof),
    })
    .map(({ models, region, noTraining, retention, terminated, ...rest }) =>
      agreement({
        ...rest,
        ...(terminated === undefined ? {} : { terminated }),
        service: { ...agreement().service, models, region },
        proofs: { noTraining, retention },
      }),
    ),
  { selector: ({ id }) => id, maxLength: 4 },
)
const relationships: fc.Arbitrary<Relationship[]> = fc.array(
  fc
    .tuple(
      fc.constantFrom(...(Object.keys(KINDS) as RelationshipKind[])),
      fc.option(days, { nil: undefined }),
      fc.option(days, { nil: undefined }),
    )
    .map(([kind, start, end]) => period(kind, start, end)),
  { maxLength: 3 },
)
const facts: fc.Arbitrary<Facts> = fc.record({
  patient: mostly<Facts['patient']>({ ref: 'p1', names: ['p1'] }, undefined),
  relationships,
  consent: fc.constant('none'),
  promptConsent: fc.constant('none'),
  vendors,
  agreements,
  // Without an agreement and without a route on record; `decide.test.ts` has the rows of a route.
  validated: fc.constant([]),
  detectorHash: fc.constant('d'.repeat(64)),
  known: fc.constant(known()),
})
const ask: fc.Arbitrary<Ask> = fc
  .record({
    roles: some(Role.options),
    practitioner: fc.boolean(),
    purposes: some(PURPOSES),
    purposeFixed: fc.option(fc.constantFrom(...PURPOSES), { nil: undefined }),
    preference: some(VENDORS),
    models: some(MODELS),
    patientOptional: fc.boolean(),
    registered: mostly(true, false),
    purpose: fc.oneof(fc.constantFrom(...PURPOSES), fc.constantFrom(undefined, '', 'NONE', 'HMARKT')),
    patientStated: fc.boolean(),
    model: fc.constantFrom('large', 'small', 'other'),
    wantsPassages: fc.boolean(),
  })
  .map(({ roles, practitioner, purposes, purposeFixed, preference, models, patientOptional, registered, ...rest }) => {
    const who = principal({ roles })
    if (!practitioner) delete who.practitioner
    const fixed = purposeFixed === undefined ? {} : { purposeFixed }
    const app = application({ purposes, ...fixed, vendors: preference, models, patientOptional })
    const caller = { tenant: 'main', principal: who, keyId: 'k', ...(registered ? { application: app } : {}) }
    return { ...rest, caller, now: NOW }
  })

/** The vendors a decision opens, and whether it opens the chart. */
function reach(decision: Decision): Set<string> {
  if (decision.effect === 'deny') return new Set()
  return new Set([
    ...decision.routes.map(({ vendor: { id } }) => id),
    ...(decision.patient === undefined ? [] : ['chart']),
  ])
}

function neverWider(narrowed: Decision, before: Decision): void {
  const [after, then] = [reach(narrowed), reach(before)]
  expect([...after].filter((each) => !then.has(each))).toEqual([])
}

/** The same facts with one of a list taken out or changed. */
function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, at) => at !== index % Math.max(1, list.length))
}
function changed<T>(list: readonly T[], index: number, change: (one: T) => T): T[] {
  return list.map((one, at) => (at === index % list.length ? change(one) : one))
}
const index = fc.nat(5)

describe('decide, for any ask and any facts', () => {
  it('generates permits and every refusal that it speaks of', () => {
    const seen = fc.sample(fc.tuple(ask, facts), { numRuns: 5_000, seed: 1 }).map(([one, known]) => {
      const decision = decide(one, known)
      return decision.effect === 'permit' ? 'permit' : decision.code
    })
    expect([...new Set(seen)].sort()).toEqual([
      'agreement_expired',
      'agreement_missing',
      'agreement_not_yet',
      'agreement_terminated',
      'model_unknown',
      'patient_refused',
      'patient_required',
      'permit',
      'purpose_missing',
      'purpose_refused',
      'purpose_unknown',
      'right_missing',
      'vendor_proof_stale',
    ])
  })

  it('no purpose, stated or fixed: denied', () => {
    fc.assert(
      fc.property(ask, facts, fc.constantFrom(undefined, ''), (one, known, purpose) => {
        const { purposeFixed: _, ...rest } = one.caller.application ?? application()
        const decision = decide({ ...one, purpose, caller: { ...one.caller, application: rest } }, known)
        expect(decision).toMatchObject({ effect: 'deny', code: 'purpose_missing' })
      }),
      runs,
    )
  })

  it('removing a relationship never widens', () => {
    fc.assert(
      fc.property(ask, facts, index, (one, known, at) => {
        const fewer = { ...known, relationships: without(known.relationships, at) }
        neverWider(decide(one, fewer), decide(one, known))
      }),
      runs,
    )
  })

  it('removing, expiring, terminating or doubting an agreement never widens', () => {
    const changes: ((one: Agreement) => Agreement)[] = [
      (one) => ({ ...one, expires: instant(-1) }),
      (one) => ({ ...one, terminated: instant(-1) }),
      (one) => ({ ...one, proofs: { ...one.proofs, retention: { ...one.proofs.retention, holds: false } } }),
      (one) => ({ ...one, purposes: without(one.purposes, 0) }),
    ]
    fc.assert(
      fc.property(ask, facts, index, fc.constantFrom(undefined, ...changes), (one, known, at, spoil) => {
        const list = known.agreements
        const worse = { ...known, agreements: spoil === undefined ? without(list, at) : changed(list, at, spoil) }
        neverWider(decide(one, worse), decide(one, known))
      }),
      runs,
    )
  })

  it('adding a vendor without an agreement never widens', () => {
    fc.assert(
      fc.property(ask, facts, some(MODELS), fc.boolean(), (one, known, models, first) => {
        const app = one.caller.application ?? application()
        const preference = first ? ['newcomer', ...app.vendors] : [...app.vendors, 'newcomer']
        const widened: Application = { ...app, vendors: preference }
        const more = { ...known, vendors: [...known.vendors, vendor({ id: 'newcomer', models })] }
        const before = decide({ ...one, caller: { ...one.caller, application: app } }, known)
        neverWider(decide({ ...one, caller: { ...one.caller, application: widened } }, more), before)
      }),
      runs,
    )
  })

  it('taking away a role, a purpose or the practitioner never widens', () => {
    fc.assert(
      fc.property(ask, facts, index, (one, known, at) => {
        const { principal: who, application: app } = one.caller
        const { practitioner: _, ...lay } = who
        const callers = [
          { ...one.caller, principal: { ...who, roles: without(who.roles, at) } },
          { ...one.caller, principal: lay },
          ...(app === undefined
            ? []
            : [{ ...one.caller, application: { ...app, purposes: without(app.purposes, at) } }]),
        ]
        for (const caller of callers) neverWider(decide({ ...one, caller }, known), decide(one, known))
      }),
      runs,
    )
  })

  it('a permit rests on a registered purpose, a current relationship and an agreement in force', () => {
    fc.assert(
      fc.property(ask, facts, (one, known) => {
        const decision = decide(one, known)
        if (decision.effect === 'deny') return
        const { principal: who, application: app } = one.caller
        expect(app?.purposes).toContain(decision.purpose)
        expect([one.purpose || app?.purposeFixed]).toEqual([decision.purpose])
        if (one.patientStated)
          expect([decision.patient, typeof who.practitioner]).toEqual([known.patient?.ref, 'string'])
        if (one.patientStated) expect(known.relationships.some(opens)).toBe(true)
        else expect([decision.patient, decision.retrieve, app?.patientOptional]).toEqual([undefined, false, true])
        for (const { vendor: to, agreement: under } of decision.routes) {
          expect(app?.vendors).toContain(to.id)
          if (under === undefined) throw new Error('every vendor here is outside')
          expect([under.vendor, under.service.region]).toEqual([to.id, to.region])
          expect(under.purposes).toContain(decision.purpose)
          expect(Date.parse(under.effective) <= NOW && NOW < Date.parse(under.expires)).toBe(true)
          expect(under.terminated === undefined || NOW < Date.parse(under.terminated)).toBe(true)
          for (const { holds, seenOn, freshDays } of Object.values(under.proofs))
            expect(holds && Date.parse(seenOn) <= NOW && NOW <= Date.parse(seenOn) + freshDays * DAY).toBe(true)
        }
      }),
      runs,
    )
  })

  it('a patient refusal tells the caller nothing that another would not', () => {
    const told = new Set<string>()
    fc.assert(
      fc.property(ask, facts, (one, known) => {
        const decision = decide(one, known)
        if (decision.effect === 'deny' && decision.code === 'patient_refused')
          told.add(JSON.stringify([decision.code, decision.policy, explainTo(decision, 'caller')]))
      }),
      { ...runs, numRuns: 3_000 },
    )
    expect(told.size).toBe(1)
  })

  it('gives the same decision for the same ask and facts, and leaves them as they were', () => {
    fc.assert(
      fc.property(ask, facts, (one, known) => {
        const before = JSON.stringify([one, known])
        expect(decide(one, known)).toEqual(decide(one, known))
        expect(JSON.stringify([one, known])).toBe(before)
      }),
      runs,
    )
  })

  /** The relationship rule, said another way: the distance of now from the encounter's days. */
  function opens({ kind, start, end }: Relationship): boolean {
    const days = { encounter: 30, appointment: 7 }[kind as string]
    // Only clinicians and nurses act here: what opens to a researcher, a caregiver or a patient does not open to them.
    if (['study-group', 'related-person', 'self'].includes(kind)) return false
    if (days === undefined) return (start ?? NOW) <= NOW && (end ?? NOW) >= NOW
    const last = end ?? start
    return start !== undefined && last !== undefined && Math.max(start - NOW, NOW - last) <= days * DAY
  }
})
