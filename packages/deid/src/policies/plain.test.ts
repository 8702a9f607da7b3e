import { describe, expect, it } from 'vitest'
import type { IdentifierKind } from '../span.ts'
import { isPlain } from './plain.ts'

describe('plainly of its kind is', () => {
  it.each([
    ['DATE', '3/14/2024'],
    ['DATE', '2024-05-13T10:20:30.125-05:00'],
    ['DATE', '2025-07-04T02:13:44Z'],
    ['DATE', '20260107181955-0600'],
    ['DATE', '20240513101500.0000'],
    ['DATE', '202405'],
    ['DATE', '12/30/2023 - 1/2/2024'],
    ['DATE', 'June 2-June 6'],
    ['DATE', '3/14/2024 1020'],
    ['DATE', 'the 4th'],
    ['DATE', 'Thanksgiving'],
    ['DATE', 'October 3 1979, 4:15 p.m.'],
    ['AGE90', '94'],
    ['AGE90', 'ninety-four'],
    ['AGE90', '101 years old'],
    ['ZIP', '62704'],
    ['ZIP', '62704-1234'],
    ['CITY', 'Saint-Aubin-les-Eaux'],
    ['COUNTY', 'St. Gerasimus County'],
  ] as [IdentifierKind, string][])('%s: %s', (kind, value) => expect(isPlain(kind, value)).toBe(true))
})

describe('not plainly of its kind is', () => {
  it.each([
    ['a telephone number', 'DATE', '217-555-0142'],
    ['a part of one', 'DATE', '555-0142'],
    ['one in twos', 'DATE', '01 42 55 12'],
    ['a Social Security number', 'DATE', '123-45-6789'],
    ['a record number', 'DATE', '8817345'],
    ['a record number of as many digits as a date', 'DATE', '20249913'],
    ['a date joined with a record number', 'DATE', '3/14/2024 8817345'],
    ['a date joined with the end of a number', 'DATE', '3/14/2024 6789'],
    ['a date joined with a name', 'DATE', '3/14/2024 Ada Bell'],
    ['an address of a machine', 'DATE', '10.20.30.40'],
    ['a number in other digits', 'DATE', '٨٨١٧٣٤٥'],
    ['a telephone number', 'AGE90', '2175550142'],
    ['an age joined with a telephone number', 'AGE90', '94 217 555 0142'],
    ['an age in words joined with a number', 'AGE90', '94 years old 8817345'],
    ['nine digits', 'ZIP', '123456789'],
    ['a person with a degree', 'CITY', 'Ada Bell, PA'],
    ['a house', 'CITY', 'Suite 310 Marlow'],
    ['a number in other digits', 'CITY', 'Marlow ٣١٠'],
    ['a name', 'NAME', 'Ada Bell'],
  ] as [string, IdentifierKind, string][])('%s as %s: %s', (_, kind, value) => {
    expect(isPlain(kind, value)).toBe(false)
  })
})
