import { createHash } from 'node:crypto'
import { createCodeBook, createDeidentifier, createDetector, Phi, POLICIES } from '@cordon/deid'
import { describe, expect, it } from 'vitest'
import { policyOfDetermination } from '../policy/agreements/expert.ts'
import type { Route } from '../policy/agreements/recipients.ts'
import { hashOfResult } from '../policy/agreements/statement.ts'
import { routeOf } from '../policy/agreements/validated-route.fixtures.ts'
import { agreement, NOW, vendor } from '../policy/decision/decide.fixtures.ts'
import { basisOf } from './basis.ts'

const validated = routeOf()
const renamed = { ...validated.determination, id: 'another' }
const route = (over: Partial<Route> = {}): Route => ({ vendor: vendor(), agreement: undefined, model: 'm', ...over })

/** What the engine really makes under each policy: nobody else can. */
async function made(policy: 'safe-harbor' | 'expert', determination = validated.determination) {
  const engine = createDeidentifier({
    detector: createDetector(),
    sha256: (data) => createHash('sha256').update(data).digest(),
    now: () => NOW,
    policies: [POLICIES.coded, policyOfDetermination(determination).policy],
  })
  const book = createCodeBook({ random: (length) => new Uint8Array(length).fill(7) })
  const job = { treat: () => 'text' as const, known: [], book, turnKey: () => 't', policy }
  return (await engine.deidentify(new Phi({ text: 'No one is named here.' }), job)).clean
}

describe('under what a prompt goes', () => {
  it('is its agreement, by name and document', async () => {
    expect(basisOf(route({ agreement: agreement() }), await made('safe-harbor'))).toEqual({
      basis: 'agreement',
      agreement: 'acme-baa',
      agreementDocument: 'a'.repeat(64),
    })
  })
  it('is nothing for what stays inside', async () => {
    const inside = vendor({ placement: 'inside', kind: 'local-extract', baseUrl: 'local://extract' })
    expect(basisOf(route({ vendor: inside }), await made('safe-harbor')).agreement).toBe('none: inside')
  })
  it('is a validated route, by name and result, for what was made under its determination', async () => {
    expect(basisOf(route({ validated }), await made('expert'))).toEqual({
      basis: 'validated-route',
      agreement: 'none: validated route acme-open',
      agreementDocument: hashOfResult(validated.result),
    })
  })
  it.each([
    ['an agreement or a route', async () => basisOf(route(), await made('expert'))],
    ['the expert policy', async () => basisOf(route({ validated }), await made('safe-harbor'))],
    ['the route’s own determination', async () => basisOf(route({ validated }), await made('expert', renamed))],
    [
      'an address inside, whatever it calls itself',
      async () => basisOf(route({ vendor: vendor({ placement: 'inside' }) }), await made('expert')),
    ],
  ])('is nothing without %s: refused', async (_, look) => {
    await expect(look()).rejects.toMatchObject({ code: 'agreement_missing' })
  })
})
