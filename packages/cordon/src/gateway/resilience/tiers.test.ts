import { describe, expect, it } from 'vitest'
import { ResilienceSettings } from '../../config/resilience.ts'
import type { Route } from '../../policy/agreements/recipients.ts'
import { standing } from './availability.ts'
import { createTiers, withinTier } from './tiers.ts'

const settings = (tiers: object) => ResilienceSettings.parse({ tiers })
const routes = ['a', 'b', 'c'].map((id) => ({ vendor: { id } }) as Route)
const ids = (found: readonly Route[]) => found.map(({ vendor }) => vendor.id)

describe('the tier of an application', () => {
  const tiers = createTiers(settings({ clinical: { target: 0.999, drills: false } }))

  it.each([
    ['clinical', 'clinical', 0.999],
    [undefined, 'standard', 0.99],
    ['one that was taken out of the configuration', 'standard', 0.99],
  ])('%s is %s', (tier, name, target) => {
    expect(tiers.of(tier === undefined ? {} : { tier })).toMatchObject({ name, tier: { target } })
  })

  it('may say of `standard` itself what it promises', () => {
    const own = createTiers(settings({ standard: { target: 0.9 } }))
    expect(own.all).toHaveLength(1)
    expect(own.of(undefined)).toMatchObject({ name: 'standard', tier: { target: 0.9, windowDays: 30 } })
  })

  it.each([
    { Clinical: {} },
    { clinical: { target: 1.1 } },
    { clinical: { downtime: '' } },
    { clinical: { extra: 1 } },
  ])('is refused as %j', (tiers) => {
    expect(() => settings(tiers)).toThrow()
  })
})

describe('within a tier', () => {
  it.each([
    ['every' as const, ['a', 'b', 'c']],
    ['none' as const, ['a']],
    [
      ['c', 'b'],
      ['a', 'c', 'b'],
    ],
    [['c'], ['a', 'c']],
    [['nobody that was allowed'], ['a']],
  ])('with the fallback %s these are asked: %s', (fallback, expected) => {
    expect(ids(withinTier(routes, { fallback }))).toEqual(expected)
  })
})

describe('a target', () => {
  const clinical = { name: 'clinical', tier: createTiers(settings({ standard: { target: 0.9 } })).of(undefined).tier }
  it.each([
    [{ answered: 9, vendor: 1, boundary: 0 }, false],
    [{ answered: 89, vendor: 10, boundary: 1 }, true],
    [{ answered: 0, vendor: 0, boundary: 1 }, true],
    [{ answered: 0, vendor: 0, boundary: 0 }, false],
  ])('of 0.9 with %j is missed: %s', (counts, underTarget) => {
    expect(standing(clinical, counts)).toMatchObject({ underTarget })
  })
})
