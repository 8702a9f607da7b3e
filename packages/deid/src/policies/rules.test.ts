import { describe, expect, it } from 'vitest'
import { IDENTIFIER_KINDS, type IdentifierKind } from '../span.ts'
import { policyText } from './policy.ts'
import { outcomeOf } from './rules.ts'
import { safeHarbor } from './tables.ts'
import { ZIP3_REFUSED } from './zip3.ts'

function kept(kind: IdentifierKind, value: string, besideAge90 = false): string | undefined {
  const found = { kind, value, besideAge90, yearNow: 2026, before: '', after: '', isPlaced: false, shiftDays: () => 0 }
  const outcome = outcomeOf(safeHarbor.table[kind], found)
  return outcome.becomes === 'code' ? outcome.keep : 'stays'
}

describe('of a date Safe Harbor lets the year stay', () => {
  it.each([
    ['3/4/2024', '2024'],
    ['2024-05-13', '2024'],
    ['2024-05-13T10:20:30Z', '2024'],
    ['20240513', '2024'],
    ['20240513102030', '2024'],
    ['May 13th, 2024', '2024'],
    ['13 mai 1999', '1999'],
    ['May 2024', '2024'],
    ['3/4/1937', '1937'],
  ])('%s', (value, year) => expect(kept('DATE', value)).toBe(year))

  it.each([
    ['no year', '3/4'],
    ['no year', 'May 13th'],
    ['no year', 'Thanksgiving'],
    ['two digits that could be either century', '3/4/24'],
    ['two years', '12/30/2023 - 1/2/2024'],
    ['a longer number', '120240513'],
    ['a number that is no date', '20249913'],
    ['a telephone number in a column of dates', '217-555-2019'],
    ['a Social Security number there', '123-45-1984'],
    ['a date joined with a record number', '3/4/2024 8817345'],
    ['a year in which somebody now 90 was born', '3/4/1936'],
    ['a year before that', 'March 1, 1899'],
  ])('but not of %s: %s', (_, value) => expect(kept('DATE', value)).toBeUndefined())

  it('but not beside an age over 89', () => expect(kept('DATE', '3/4/2024', true)).toBeUndefined())
})

describe('of a ZIP code Safe Harbor lets three digits stay', () => {
  it.each([
    ['60612', '606'],
    ['60612-1234', '606'],
    ['IL 60612', '606'],
    ['00901', '009'],
    ['03601', '000'], // few people in both censuses
    ['36901', '000'], // few in 2020
    ['83001', '000'], // few in 2000
    ['20201', '000'],
    ['09012', '000'], // military
    ['00012', '000'],
    ['96913', '000'],
    ['6061', '000'],
    ['606123', '000'],
    ['EC1A 1BB', '000'],
  ])('%s gives %s', (value, zip3) => expect(kept('ZIP', value)).toBe(zip3))

  it('unless its area is too small or not known: 129 prefixes', () => {
    // 18 of 2020, 5 more of 2000, 104 without people, 2 counted elsewhere.
    expect(ZIP3_REFUSED.size).toBe(18 + 5 + 104 + 2)
    expect([...ZIP3_REFUSED].every((zip3) => /^\d{3}$/.test(zip3))).toBe(true)
  })
})

describe('of everything else', () => {
  it('nothing stays but that an age is over 89', () => {
    for (const kind of IDENTIFIER_KINDS) {
      if (kind === 'DATE' || kind === 'ZIP') continue
      expect(kept(kind, '2024 60612')).toBe(kind === 'AGE90' ? '90plus' : undefined)
    }
  })

  it('the text that is hashed names every kind and every refused prefix', () => {
    for (const word of [...IDENTIFIER_KINDS, ...ZIP3_REFUSED]) expect(policyText(safeHarbor)).toContain(`"${word}"`)
  })
})

describe('under a policy that keeps places and dates', () => {
  const left = (kind: IdentifierKind, before: string, value: string, after: string, isPlaced = false) =>
    outcomeOf('stays', { kind, value, before, after, isPlaced, besideAge90: false, yearNow: 2026, shiftDays: () => 0 })
      .becomes

  it.each([
    ['CITY', 'lives in ', 'Austin', '.'],
    ['CITY', '', 'Austin', ', TX 78701'],
    ['CITY', '', 'Houston', ', Texas'],
    ['CITY', 'from ', 'Springfield', ''],
    ['COUNTY', 'of ', 'Lincoln', ' County'],
    ['DATE', 'in ', 'April', ' 2024'],
    ['DATE', 'since ', 'May', ''],
    ['DATE', '', '3 April 2024', ''],
  ] as const)('%s stays: %j %s %j', (kind, before, value, after) => {
    expect(left(kind, before, value, after)).toBe('itself')
  })

  it.each([
    ['CITY', '', 'Austin', ' came in today'],
    ['CITY', 'told ', 'Madison', ' to rest'],
    ['COUNTY', 'per ', 'Lincoln', ', who'],
    ['DATE', '', 'April', ' is tearful'],
  ] as const)('%s goes where nothing tells it from a person: %j %s %j', (kind, before, value, after) => {
    expect(left(kind, before, value, after)).toBe('code')
  })

  it('believes the form of a document', () => {
    expect(left('CITY', '', 'Austin', '', true)).toBe('itself')
  })
})
