import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { YEAR } from './date-patterns.ts'

const MONTH_NAMES =
  'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  )

/** `mid-January`, `late-Oct 2024`: a part of a month, written as one word. */
export const partsOfMonths: Rule = {
  starts: { words: ['mid', 'early', 'late'].flatMap((part) => MONTH_NAMES.map((name) => `${part}-${name}`)) },
  read: partOfMonth,
}

function partOfMonth(reading: Reading, k: number): void {
  const end = reading.tokens.end[k] ?? 0
  const year = matchAt(YEAR_AFTER, reading.text, end)
  add(reading, reading.tokens.start[k] ?? 0, end + (year?.[0].length ?? 0), 'DATE', 'date/part-of-month', 0.85)
}

const YEAR_AFTER = new RegExp(`,? (?:of )?${YEAR}`, 'iy')
