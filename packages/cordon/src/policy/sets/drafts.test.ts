import { describe, expect, it } from 'vitest'
import { compilePolicies } from '../cedar/compile.ts'
import { createDefaultPolicySet } from '../cedar/create-policy-set.ts'
import { explain } from '../cedar/explain.ts'
import { readDefaultPack } from '../cedar/texts.ts'
import { accessRequest } from '../decision/access-request.ts'
import { ask, facts } from '../decision/decide.fixtures.ts'
import { resolvePurpose } from '../decision/purpose.ts'
import { createDrafts, type DraftLimits } from './drafts.ts'

const texts = readDefaultPack()
const odd = { ...texts, policies: { 'x.cedar': 'permit (principal, action, resorce);' } }

function question() {
  const [one, known] = [ask(), facts()]
  const asserted = resolvePurpose(one.purpose, one.caller.application)
  if (!asserted.holds) throw new Error('the fixture asserts a purpose')
  return accessRequest({ ...one, ...known, ...asserted.value, action: 'ask' })
}

describe('drafts of policies', () => {
  it('are read on a thread of their own, as they are read here', async () => {
    await using open = await createDrafts().open([{ texts }, { texts: odd }])
    expect(open.compiled).toEqual([compilePolicies(texts), compilePolicies(odd)])
    expect(await createDrafts().compile({ texts })).toEqual(compilePolicies(texts))
  })

  it('answer and explain there as they would here', async () => {
    await using open = await createDrafts().open([{ texts }])
    const [set, request] = [createDefaultPolicySet(), question()]
    expect(await open.answers(0, [request, { ...request, relationships: [] }])).toEqual([
      set.evaluate(request),
      set.evaluate({ ...request, relationships: [] }),
    ])
    expect(await open.explain(0, request)).toEqual(explain(set, request))
  })

  it('that are asked of a set that did not validate are refused, and the others go on', async () => {
    await using open = await createDrafts().open([{ texts: odd }, { texts }])
    await expect(open.answers(0, [question()])).rejects.toMatchObject({ code: 'policy_too_large' })
    expect(await open.answers(1, [question()])).toMatchObject([{ effect: 'permit' }])
  })

  const bounds: [string, Partial<DraftLimits>][] = [
    ['late', { callMs: 1 }],
    ['open for too long', { openMs: 1 }],
    ['too large for its memory', { memoryMib: 8 }],
  ]
  it.each(bounds)('a thread that is %s is ended and refused, and its place is free again', async (_case, over) => {
    const drafts = createDrafts({ ...over, openMax: 1 })
    for (let round = 0; round < 2; round++)
      await expect(drafts.open([{ texts }])).rejects.toMatchObject({ code: 'policy_too_large' })
  })

  it('are no more at once than may be; a set in force is read all the same', async () => {
    const drafts = createDrafts({ openMax: 1 })
    const first = await drafts.open([])
    await expect(drafts.open([])).rejects.toMatchObject({ code: 'overloaded' })
    expect(await drafts.compile({ texts })).toMatchObject({ valid: true })
    await first[Symbol.asyncDispose]()
    await using second = await drafts.open([])
    expect(second.compiled).toEqual([])
  })

  it('that ended answer no more', async () => {
    const open = await createDrafts().open([{ texts }])
    await open[Symbol.asyncDispose]()
    await expect(open.answers(0, [question()])).rejects.toMatchObject({ code: 'policy_too_large' })
  })
})
