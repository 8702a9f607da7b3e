import type { EntryBody } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { createDefaultPolicySet, createPolicySet } from '../cedar/create-policy-set.ts'
import { readDefaultPack } from '../cedar/texts.ts'
import type { PolicySet } from '../decision/access.ts'
import { ask, caller, decideByDefault, facts, principal } from '../decision/decide.fixtures.ts'
import type { Decision } from '../decision/decide.ts'
import { type Answers, replay } from './replay.ts'

const pack = readDefaultPack()
const answersOf =
  (set: PolicySet): Answers =>
  async (requests) =>
    requests.map((request) => set.evaluate(request))
const inForce = answersOf(createDefaultPolicySet())
const more = (text: string) =>
  answersOf(
    createPolicySet('draft', {
      ...pack,
      policies: { ...pack.policies, 'more.cedar': `@id("more")\n@why("a test")\n${text}` },
    }),
  )

/** The outcome entry that a decision is written into. */
function outcome(decision: Decision, over: object = {}): EntryBody {
  const { set, policies, access } = decision.by
  const permit = decision.effect === 'permit'
  return {
    class: 'outcome',
    v: 2,
    request: 'r1',
    principal: 'dr-c',
    application: 'chart-chat',
    purpose: 'TREAT',
    patient: 'p1',
    outcome: permit ? 'answered' : 'refused',
    decision: {
      effect: decision.effect,
      rule: permit ? 'all' : decision.policy,
      policy: set.name,
      policyHash: set.hash,
      policies: [...policies],
      ...(access === undefined ? {} : { access }),
    },
    reasons: [...decision.reasons],
    attempts: 0,
    bytesOut: 0,
    ms: 1,
    hops: {},
    ...over,
  }
}

async function* entries(...bodies: (EntryBody | undefined)[]) {
  for (const body of bodies) yield { time: '2026-06-15T12:00:00.000Z', body }
}

const permitted = decideByDefault(ask(), facts())
const unrelated = decideByDefault(ask(), facts({ relationships: [] }))

describe('a replay', () => {
  it('under the same policies changes nothing', async () => {
    const answer = await replay(entries(outcome(permitted), outcome(unrelated)), inForce, inForce)
    expect(answer).toMatchObject({ decided: 2, replayed: 2, changed: [], changedCount: 0, classes: [] })
  })

  it('names each request that a draft would refuse, and by which policy', async () => {
    const draft = more('forbid (principal, action, resource) when { context.purpose == Purpose::"TREAT" };')
    const { changed } = await replay(entries(outcome(permitted), outcome(unrelated)), draft, inForce)
    expect(changed).toEqual([
      {
        request: 'r1',
        time: '2026-06-15T12:00:00.000Z',
        principal: 'dr-c',
        application: 'chart-chat',
        purpose: 'TREAT',
        was: 'permit',
        becomes: 'deny',
        by: ['more'],
      },
    ])
  })

  it('names each request that a draft would open; none of a patient whom nobody knows', async () => {
    const draft = more('@obligation("profile:treatment")\npermit (principal in Role::"clinician", action, resource);')
    const unknown = decideByDefault(ask(), facts({ patient: undefined, relationships: [] }))
    const answer = await replay(entries(outcome(unrelated), outcome(unknown)), draft, inForce)
    expect(answer).toMatchObject({ changedCount: 1, notReplayed: { unknownPatient: 1 } })
    expect(answer.changed).toMatchObject([{ was: 'deny', becomes: 'permit', by: ['more'] }])
  })

  it('takes what was refused for want of an agreement as permitted by the policies', async () => {
    const lacking = decideByDefault(ask(), facts({ agreements: [] }))
    expect(lacking).toMatchObject({ effect: 'deny', code: 'agreement_missing' })
    expect((await replay(entries(outcome(lacking)), inForce, inForce)).changedCount).toBe(0)
  })

  it('counts what it cannot ask again, by why', async () => {
    const nobody = decideByDefault(ask({ caller: caller({ principal: principal({ roles: [] }) }) }), facts())
    const older = outcome(permitted)
    if (older.class === 'outcome' && older.v === 2) delete older.decision?.access
    const { decided, notReplayed } = await replay(
      entries(outcome(nobody), older, outcome(permitted, { purpose: 'CURIOSITY' }), undefined),
      inForce,
      inForce,
    )
    expect([decided, notReplayed]).toEqual([3, { before: 1, withoutFacts: 2, unknownPatient: 0 }])
  })

  it('counts the classes of charts that would open or close', async () => {
    const classes = [
      { kind: 'Note', labels: ['HIV' as const], consent: 'none' as const },
      { kind: 'Condition', labels: [], consent: 'none' as const },
    ]
    const read = decideByDefault(ask(), facts({ classes }))
    const draft = more(
      'forbid (principal, action, resource is Record) when { resource.labels.contains(Label::"HIV") };',
    )
    const answer = await replay(entries(outcome(read), outcome(read)), draft, inForce)
    expect(answer.classes).toEqual([{ class: 'Note HIV', becomes: 'deny', count: 2 }])
  })
})
