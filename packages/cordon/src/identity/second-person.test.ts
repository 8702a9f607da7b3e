import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { DAY } from '../kernel/clock.ts'
import { openRealParts, type RealParts } from './real-parts.fixtures.ts'
import { createSecondPerson, type SecondPerson } from './second-person.ts'

let parts: RealParts
let tenant: string
let tenants = 0
const rule = (secondPersonDays = 7): SecondPerson =>
  createSecondPerson({
    store: parts.store,
    settings: { secondPersonDays, approvalDays: 14 },
    now: () => parts.clock.ms,
  })
beforeAll(async () => {
  parts = await openRealParts(Date.UTC(2026, 10, 23, 12))
}, 60_000)
afterAll(() => parts.close())
beforeEach(() => {
  tenant = `t${tenants++}`
})

/** Each `hand > account`, in this order. */
async function hands(...touched: string[]): Promise<void> {
  for (const each of touched) {
    const [hand = '', principal = ''] = each.split(' > ')
    await rule().noteHand(tenant, principal, hand)
  }
}
const areTwo = (first: string, second: string, by = rule()): Promise<boolean> =>
  parts.store
    .within(tenant, (tx) => by.require(tx, tenant, first, second))
    .then(
      () => true,
      (error: { code?: string }) => {
        expect(error.code).toBe('second_person_required')
        return false
      },
    )

describe('two people', () => {
  it.each<[string, string[], string, string, boolean]>([
    ['of whom neither had a hand in the other’s account', [], 'o1', 'o2', true],
    ['who are one', [], 'o1', 'o1', false],
    ['of whom the first set the second up', ['o1 > o2'], 'o1', 'o2', false],
    ['of whom the second set the first up', ['o2 > o1'], 'o1', 'o2', false],
    ['whom a third set up', ['x > o1', 'x > o2'], 'o1', 'o2', false],
    ['whom two others set up', ['x > o1', 'y > o2'], 'o1', 'o2', true],
    [
      'behind whom one stands, by others of their own making',
      ['x > y', 'y > o1', 'x > z', 'z > o2'],
      'o1',
      'o2',
      false,
    ],
    ['of whom one was set up by somebody else', ['x > o1'], 'o1', 'o2', true],
    ['who set each other up', ['o1 > o2', 'o2 > o1'], 'o1', 'o2', false],
    ['of whom one changed their own account', ['o1 > o1'], 'o1', 'o2', true],
  ])('%s', async (_, touched, first, second, expected) => {
    await hands(...touched)
    expect(await areTwo(first, second)).toBe(expected)
    expect(await areTwo(second, first)).toBe(expected)
  })

  it('are two again once the days have passed in which somebody could notice, and not a moment before', async () => {
    await hands('x > o1', 'x > o2')
    parts.clock.ms += 7 * DAY - 1
    expect(await areTwo('o1', 'o2')).toBe(false)
    parts.clock.ms += 1
    expect(await areTwo('o1', 'o2')).toBe(true)
    await hands('x > o1')
    expect(await areTwo('x', 'o1')).toBe(false)
  })

  it('of another organisation, with the same names, are none of its business', async () => {
    await hands('x > o1', 'x > o2')
    tenant = `t${tenants++}`
    expect(await areTwo('o1', 'o2')).toBe(true)
  })

  it('are two at once where the site set it to none, as long as they are not one', async () => {
    await hands('x > o1', 'x > o2', 'o1 > o2')
    expect(await areTwo('o1', 'o2', rule(0))).toBe(true)
    expect(await areTwo('o1', 'o1', rule(0))).toBe(false)
  })
})
