import { describe, expect, it } from 'vitest'
import { JournalRetention } from '../../config/retention.ts'
import { DAY } from '../../kernel/clock.ts'
import { batchesOf, spanOf } from './due.ts'

const { days } = JournalRetention.parse({ days: { intent: 365, configuration: 5_000 } })
const key = (id: string, of: string) => ({ id, of, sha256: '' })

describe('when entries expire', () => {
  it('is so many days after the end of their month, the earliest first', () => {
    const found = batchesOf([key('b', '2026-02/disclosure'), key('a', '2026-12/intent')], days)
    expect(found.map(({ label, dueAt }) => [label.class, dueAt])).toEqual([
      ['intent', Date.UTC(2027, 0, 1) + 365 * DAY],
      ['disclosure', Date.UTC(2026, 2, 1) + 2_282 * DAY],
    ])
  })

  it('is one moment for all the keys of a class and month', () => {
    const [batch, ...rest] = batchesOf([key('a', '2026-02/intent'), key('b', '2026-02/intent')], days)
    expect(batch?.keys.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(rest).toEqual([])
  })

  it('is that of the class kept longest, where one key sealed every class of the month', () => {
    expect(batchesOf([key('a', '2026-02')], days)).toMatchObject([{ days: 5_000, label: { month: '2026-02' } }])
  })

  it('is never, for a label that is not understood', () => {
    expect(batchesOf([key('a', '2026-02/gossip'), key('b', 'x')], days)).toEqual([])
  })

  it.each([
    ['2026-01', '2026-01-01', '2026-02-01'],
    ['2026-12', '2026-12-01', '2027-01-01'],
    ['2028-02', '2028-02-01', '2028-03-01'],
  ])('counts from the last moment of %s', (month, from, to) => {
    expect(spanOf({ month })).toEqual({ from: Date.parse(from), to: Date.parse(to) })
  })
})
