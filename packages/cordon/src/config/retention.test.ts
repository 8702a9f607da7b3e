import { EntryClass } from '@cordon/contract'
import { describe, expect, it } from 'vitest'
import { JournalRetention } from './retention.ts'

const refuses = (kind: EntryClass, days: number): boolean =>
  !JournalRetention.safeParse({ days: { [kind]: days } }).success

describe('how long the journal is readable', () => {
  it('is six years and the ninety days to answer in, for every class that nobody says otherwise of', () => {
    const { days, expire } = JournalRetention.parse({})
    expect(expire).toBe('daily')
    expect(days).toEqual(Object.fromEntries(EntryClass.options.map((kind) => [kind, 2_282])))
  })

  it('covers every six years there are, leap days included', () => {
    for (let year = 1996; year < 2100; year++)
      for (const day of [Date.UTC(year, 1, 28), Date.UTC(year, 1, 29), Date.UTC(year, 2, 1)])
        expect(day - new Date(day).setUTCFullYear(new Date(day).getUTCFullYear() - 6)).toBeLessThanOrEqual(
          2_192 * 86_400_000,
        )
  })

  it.each(['disclosure', 'outcome'] as const)('keeps what an accounting is made of until it is owed: %s', (kind) => {
    expect(refuses(kind, 2_281)).toBe(true)
    expect(refuses(kind, 2_282)).toBe(false)
  })

  it.each(['reidentification', 'configuration', 'lifecycle', 'reading', 'review'] as const)(
    'keeps documentation for six years: %s',
    (kind) => {
      expect(refuses(kind, 2_191)).toBe(true)
      expect(refuses(kind, 2_192)).toBe(false)
    },
  )

  it.each(['intent', 'deidentification', 'authentication', 'ingest'] as const)('a year at least: %s', (kind) => {
    expect(refuses(kind, 364)).toBe(true)
    expect(refuses(kind, 365)).toBe(false)
  })

  it('a class that is not known is refused', () => {
    expect(JournalRetention.safeParse({ days: { gossip: 9_999 } }).success).toBe(false)
  })
})
