import { describe, expect, it } from 'vitest'
import { createDefaultPolicySet } from '../cedar/create-policy-set.ts'
import type { AccessRequest } from '../decision/access.ts'
import { ask, facts } from '../decision/decide.fixtures.ts'
import { decide } from '../decision/decide.ts'
import { warm } from './warm.ts'

const still = () => 0
const keysOf = (requests: readonly AccessRequest[]) => new Set(requests.map((each) => JSON.stringify(each)))

describe('a set that is to decide', () => {
  it('was asked before what the set before it was asked', async () => {
    const [before, next] = [createDefaultPolicySet(), createDefaultPolicySet()]
    const classes = [{ kind: 'Note', labels: ['HIV' as const], consent: 'permit' as const }]
    decide(ask(), facts({ classes }), before)
    decide(ask(), facts({ relationships: [] }), before)
    await warm(next, before.remembered(), still)
    const known = keysOf(next.remembered())
    expect([...keysOf(before.remembered())].filter((each) => !known.has(each))).toEqual([])
    // Nothing new is asked of the engine for the same decisions.
    decide(ask(), facts({ classes }), next)
    decide(ask(), facts({ relationships: [] }), next)
    expect(next.remembered()).toHaveLength(known.size)
  })

  it('is asked what is ordinary where nothing was asked before, and none of it fails', async () => {
    const set = createDefaultPolicySet()
    expect(await warm(set, [], still)).toBeGreaterThan(20)
    expect(set.remembered().length).toBeGreaterThan(10)
  })

  it('is asked for no longer than its bound, so that it decides in time', async () => {
    const set = createDefaultPolicySet()
    let ms = 0
    expect(await warm(set, [], () => (ms += 500))).toBe(2)
  })
})
