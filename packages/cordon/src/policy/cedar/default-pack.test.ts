import type { SecurityLabel } from '@cordon/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccessAnswer, AccessRequest } from '../decision/access.ts'
import { createDefaultPolicySet, createPolicySet } from './create-policy-set.ts'
import { referenceAnswer } from './reference.fixture.ts'
import { requests } from './requests.fixture.ts'
import { readDefaultPack } from './texts.ts'

const LONG = process.env.CORDON_TEST_LONG === '1'
/** Seeded: the same thousand questions in every run. */
const runs = { numRuns: 300, seed: 20_260_615 }
const policies = createDefaultPolicySet()
const evaluate = (request: AccessRequest) => policies.evaluate(request)

describe('the policies that ship', () => {
  it('answer what the reference says: effect, policies and obligations', { timeout: 3_600_000 }, () => {
    const seen = { permit: 0, deny: 0 }
    fc.assert(
      fc.property(requests, (request) => {
        const answer = evaluate(request)
        seen[answer.effect] += 1
        expect(answer).toEqual(referenceAnswer(request))
      }),
      LONG ? { numRuns: 100_000, seed: 1 } : { numRuns: 1_000, seed: 20_260_615 },
    )
    expect(Math.min(seen.permit, seen.deny)).toBeGreaterThan(150)
  })

  it('refuse whoever is suspended', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const suspended = { ...request, principal: { ...request.principal, suspended: true } }
        expect(evaluate(suspended).effect).toBe('deny')
      }),
      runs,
    )
  })

  it('never widen when a relationship, a role or a consent is taken away', () => {
    fc.assert(
      fc.property(requests, fc.nat(), (request, at) => {
        const { relationships, principal } = request
        const before = evaluate(request)
        neverWider(evaluate({ ...request, relationships: without(relationships, at) }), before)
        const fewer = { ...request, principal: { ...principal, roles: without(principal.roles, at) } }
        neverWider(evaluate(fewer), before)
        if (request.consent === 'permit') neverWider(evaluate({ ...request, consent: 'none' }), before)
        if (request.consent === 'none') neverWider(evaluate({ ...request, consent: 'deny' }), before)
      }),
      runs,
    )
  })

  it('never widen when a label is added', () => {
    fc.assert(
      fc.property(
        requests,
        fc.constantFrom<SecurityLabel>('R', 'V', 'HIV', 'PSYTHPN', '42CFRPart2'),
        (request, label) => {
          const record = request.record ?? { kind: 'Note', labels: [] }
          const labelled = { ...record, labels: [...new Set([...record.labels, label])] }
          neverWider(evaluate({ ...request, record: labelled }), evaluate({ ...request, record }))
        },
      ),
      runs,
    )
  })

  it('never open psychotherapy notes by an emergency', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const notes = { ...request, record: { kind: 'Note', labels: ['PSYTHPN' as const] } }
        expect(evaluate({ ...notes, emergency: true }).effect).toBe(evaluate({ ...notes, emergency: false }).effect)
      }),
      runs,
    )
  })

  it('answer alike whichever tenant and patient are meant: an emergency, a consent or a relationship is never another’s', () => {
    fc.assert(
      fc.property(requests, (request) => {
        if (request.patient === undefined) return
        expect(evaluate({ ...request, tenant: 'elsewhere', patient: 'p2' })).toEqual(evaluate(request))
      }),
      runs,
    )
  })

  it('never widen when a forbid is added', () => {
    const forbids = [
      'when { context.consent == Consent::"none" }',
      'when { principal in Role::"nurse" }',
      'when { resource is Record && resource.kind == "Note" }',
    ]
    const pack = readDefaultPack()
    const narrower = forbids.map((when, n) =>
      createPolicySet(`more/${n}`, {
        ...pack,
        policies: {
          ...pack.policies,
          'more.cedar': `@id("more")\n@why("a test")\nforbid (principal, action, resource) ${when};`,
        },
      }),
    )
    fc.assert(
      fc.property(requests, fc.constantFrom(...narrower), (request, set) =>
        neverWider(set.evaluate(request), evaluate(request)),
      ),
      runs,
    )
  })
})

describe('an evaluation that fails', () => {
  const [request] = fc.sample(requests, { numRuns: 1, seed: 1 }) as [AccessRequest]
  const odd: [string, object][] = [
    ['no purpose', { purpose: undefined }],
    ['an unknown purpose', { purpose: 'CURIOSITY' }],
    ['an unknown role', { principal: { ...request.principal, roles: ['wizard'] } }],
    ['an unknown label', { record: { kind: 'Note', labels: ['SECRET'] } }],
    ['an unknown kind of relationship', { relationships: ['neighbour'] }],
    ['a consent that says something else', { consent: 'perhaps' }],
    ['an emergency that is neither', { emergency: 'yes' }],
  ]
  it.each(odd)('is a denial and an alarm: %s', (_case, over) => {
    const asked = { ...request, action: 'ask', ...over } as AccessRequest
    expect(evaluate(asked)).toMatchObject({ effect: 'deny', faulty: true, policies: [] })
  })

  it('of one forbid denies, although a permit holds: an arithmetic overflow at run time', () => {
    const set = createPolicySet('overflow', {
      profiles: 'profiles: {}',
      policies: {
        'a.cedar':
          '@id("all")\n@why("a test")\npermit (principal, action, resource);\n' +
          '@id("broken")\n@why("a test")\nforbid (principal, action, resource) when { 9223372036854775807 + (if context.emergency then 1 else 0) < 0 };',
      },
    })
    expect(set.evaluate({ ...request, emergency: false })).toMatchObject({ effect: 'permit', faulty: false })
    expect(set.evaluate({ ...request, emergency: true })).toMatchObject({ effect: 'deny', faulty: true })
  })
})

/** What is permitted now was permitted before. */
function neverWider(after: AccessAnswer, before: AccessAnswer): void {
  if (after.effect === 'deny') return
  expect(before.effect).toBe('permit')
  expect(after.faulty).toBe(false)
}

function without<T>(list: readonly T[], index: number): T[] {
  return list.filter((_, at) => at !== index % Math.max(1, list.length))
}

describe('a policy that names somebody, an application, an agent or a kind of records', () => {
  const naming: [string, string, Partial<AccessRequest>, Partial<AccessRequest>][] = [
    ['a person', 'principal == User::"dr-c"', {}, { principal: { ...treating().principal, id: 'dr-d' } }],
    ['an application', 'context.application == Application::"a"', { application: 'a' }, { application: 'b' }],
    ['an agent', 'context.actors.contains(Agent::"scribe")', { actors: ['scribe'] }, { actors: ['planner'] }],
    [
      'a kind',
      'resource is Record && resource.kind == "Claim"',
      { record: { kind: 'Claim', labels: [] } },
      { record: { kind: 'Note', labels: [] } },
    ],
  ]
  it.each(naming)('binds %s and nobody else', (_case, when, named, other) => {
    const pack = readDefaultPack()
    const text = `@id("naming")\n@why("a test")\nforbid (principal, action, resource) when { ${when} };`
    const set = createPolicySet('naming', { ...pack, policies: { ...pack.policies, 'more.cedar': text } })
    for (const _again of [1, 2]) {
      expect(set.evaluate({ ...treating(), ...other }).effect).toBe('permit')
      expect(set.evaluate({ ...treating(), ...named }).policies).toEqual(['naming'])
    }
  })

  function treating(): AccessRequest {
    return {
      tenant: 'north',
      action: 'ask',
      principal: { id: 'dr-c', kind: 'user', roles: ['clinician'], suspended: false, licence: 'unstated' },
      actors: [],
      application: 'x',
      purpose: 'TREAT',
      purposeFixed: undefined,
      patient: 'p1',
      record: undefined,
      relationships: ['care-team'],
      consent: 'none',
      scope: 'unbounded',
      emergency: false,
    }
  }
})
