import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../kernel/clock.ts'
import { expired } from './expired.ts'

const idAt = (at: number) => `${new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')}-abcdef`
const now = Date.UTC(2026, 10, 22, 12)
/** One a day at noon, for three years. */
const daily = Array.from({ length: 3 * 365 }, (_, n) => idAt(now - n * DAY))

describe('snapshots past their time', () => {
  it.each([
    { keepDays: 35, keepWeeks: 0, keepMonths: 0, left: 36 },
    { keepDays: 1, keepWeeks: 8, keepMonths: 0, left: 2 + 7 },
    { keepDays: 1, keepWeeks: 0, keepMonths: 24, left: 2 + 23 },
    { keepDays: 7, keepWeeks: 5, keepMonths: 12, left: 8 + 3 + 11 },
  ])('of one a day, $keepDays days, $keepWeeks weeks and $keepMonths months leave $left', ({ left, ...keep }) => {
    const gone = expired(daily, keep, now)
    expect(daily.length - gone.length).toBe(left)
  })

  it('keep the last of a week and of a month, also when not every day has one', () => {
    const at = [Date.UTC(2026, 10, 2), Date.UTC(2026, 10, 7), Date.UTC(2026, 9, 3), Date.UTC(2026, 9, 30)].map(idAt)
    expect(expired(at, { keepDays: 1, keepWeeks: 4, keepMonths: 0 }, now)).toEqual([at[0], at[2]])
    expect(expired(at, { keepDays: 1, keepWeeks: 0, keepMonths: 2 }, now)).toEqual([at[0], at[2]])
  })

  it('are never more when more is to be kept, and never one of the last days', () => {
    const some = fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 60 })
    const keeps = fc.record({ keepDays: fc.nat(60), keepWeeks: fc.nat(60), keepMonths: fc.nat(24) })
    fc.assert(
      fc.property(some, keeps, (days, keep) => {
        const ids = [...new Set(days)].map((n) => idAt(now - n * DAY))
        const gone = new Set(expired(ids, keep, now))
        const more = expired(ids, { ...keep, keepWeeks: keep.keepWeeks + 3, keepMonths: keep.keepMonths + 3 }, now)
        for (const id of more) expect(gone.has(id)).toBe(true)
        for (const n of days) if (n <= keep.keepDays) expect(gone.has(idAt(now - n * DAY))).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})
