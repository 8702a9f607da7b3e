import type { ValidatedRoute } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import {
  agreement,
  application,
  ask,
  caller,
  catalogue,
  decideByDefault as decide,
  facts,
  instant,
  known,
  NOW,
  vendor,
} from '../decision/decide.fixtures.ts'
import { openRoute, type Sought } from './open-route.ts'
import { determinationOf, determinedResult, onRecord } from './validated-route.fixtures.ts'

const sought = (over: Partial<Sought> = {}): Sought => ({
  model: 'acme-large',
  purpose: 'TREAT',
  deidPolicy: 'expert',
  detectorHash: 'd'.repeat(64),
  catalogue: catalogue(),
  now: NOW,
  ...over,
})

describe('a route on record', () => {
  it('stands in for an agreement when every condition holds', () => {
    expect(openRoute(vendor(), sought(), [onRecord()])).toEqual({
      validated: onRecord().route,
      reason: { policy: 'route.validated', holds: true, why: 'acme: acme-open is open' },
    })
  })
  it('is none for another vendor, or where there is none', () => {
    expect(openRoute(vendor({ id: 'rival' }), sought(), [onRecord()])).toBeUndefined()
    expect(openRoute(vendor(), sought(), [])).toBeUndefined()
  })
  it('is found behind one that is shut', () => {
    const records = [onRecord({ id: 'old', closed: instant(-1) }), onRecord()]
    expect(openRoute(vendor(), sought(), records)?.validated?.id).toBe('acme-open')
  })
  it.each<{ why: string; over?: Partial<ValidatedRoute>; sought?: Partial<Sought>; of?: Parameters<typeof vendor>[0] }>(
    [
      { why: 'the prompt would be made under safe-harbor, not expert', sought: { deidPolicy: 'safe-harbor' } },
      { why: 'the prompt would be made under coded, not expert', sought: { deidPolicy: 'coded' } },
      { why: 'it does not permit HPAYMT', sought: { purpose: 'HPAYMT' } },
      { why: 'it names another model', over: { service: { ...agreement().service, models: ['acme-small'] } } },
      { why: 'it names another host', of: { baseUrl: 'https://elsewhere.example/v1' } },
      { why: 'it names another account', of: { account: 'other' } },
      { why: 'it was closed on 2026-06-14', over: { closed: instant(-1) } },
      { why: 'it does not cover embeddings', sought: { feature: 'embeddings' } },
      { why: 'it does not cover stored-state', sought: { features: ['stored-state'] } },
      { why: 'detector_changed', sought: { detectorHash: 'c'.repeat(64) } },
      { why: 'result_too_old', sought: { now: NOW + 1 } },
      {
        why: 'policy_changed',
        over: { determination: determinationOf(determinedResult(), { rules: { date: 'shifted' } }) },
      },
      {
        why: 'determination_expired',
        over: { determination: determinationOf(determinedResult(), { expires: instant(0), effective: instant(-1) }) },
      },
    ],
  )('is shut, and says why: $why', ({ why, over, sought: asked, of }) => {
    const opened = openRoute(vendor(of), sought(asked), [onRecord(over)])
    expect(opened).toEqual({
      reason: { policy: 'route.validated', holds: false, why: `acme: acme-open is shut: ${why}` },
    })
  })
  it.each([
    ['catalogue_expired', { expiresOn: '2026-06-02' }],
    ['service_ineligible', { eligible: 'no' as const }],
    ['service_unverified', { eligible: 'unverified' as const }],
    ['service_unknown', { features: ['tools' as const] }],
  ])('is shut by the catalogue: %s', (unfit, over) => {
    const { services, rows } = catalogue()
    const held = { services, rows: rows.map((row) => ({ ...row, ...over })) }
    expect(openRoute(vendor(), sought({ catalogue: held }), [onRecord()])).toMatchObject({
      unfit,
      reason: { holds: false },
    })
    const decision = decide(
      ask({ caller: caller({ application: application({ policy: 'expert' }) }) }),
      facts({ agreements: [], validated: [onRecord()], known: known({ catalogue: held }) }),
    )
    expect(decision).toMatchObject({ effect: 'deny', code: unfit })
  })
  it('says it in as many characters as a reason has', () => {
    const { route } = onRecord()
    const bare = { ...route.result, documents: 1, sample: null, review: null, scoredAt: instant(-200) }
    const record = { route: { ...route, result: bare }, statement: { standing: 'missing' } as const }
    const why = openRoute(vendor(), sought({ detectorHash: 'x', now: NOW + 1 }), [record])?.reason.why ?? ''
    expect(why).toContain('notes_too_few, sample_foreign')
    expect(why.length).toBeLessThanOrEqual(300)
  })
})

describe('a decision', () => {
  const decided = (policy: 'expert' | 'safe-harbor' | undefined, over: Parameters<typeof facts>[0]) => {
    const registered = application(policy === undefined ? {} : { policy })
    return decide(ask({ caller: caller({ application: registered }) }), facts(over))
  }
  const without = { agreements: [], validated: [onRecord()] }

  it('permits a vendor without an agreement by an open route, and says which', () => {
    const decision = decided('expert', without)
    if (decision.effect === 'deny') throw new Error(decision.code)
    expect(decision.routes).toEqual([
      { vendor: vendor(), agreement: undefined, validated: onRecord().route, model: 'acme-large' },
    ])
    expect(decision.reasons).toContainEqual({ policy: 'route.validated', holds: true, why: 'acme: acme-open is open' })
  })
  it.each(['safe-harbor', undefined] as const)('denies it for an application under %s', (policy) => {
    expect(decided(policy, without)).toMatchObject({
      effect: 'deny',
      code: 'agreement_missing',
      deciding: { policy: 'route.validated', holds: false },
    })
  })
  it('denies it when the route is shut, whatever the application', () => {
    const shut = { ...without, detectorHash: 'c'.repeat(64) }
    expect(decided('expert', shut)).toMatchObject({
      effect: 'deny',
      deciding: { why: expect.stringMatching('detector') },
    })
  })
  it('goes by the agreement where there is one', () => {
    const both = { agreements: [agreement({ deidPolicies: ['expert'] })], validated: [onRecord()] }
    const decision = decided('expert', both)
    expect(decision.effect === 'permit' && decision.routes[0]).toMatchObject({ agreement: { id: 'acme-baa' } })
  })
})
