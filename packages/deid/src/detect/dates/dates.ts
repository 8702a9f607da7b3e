import type { Rule } from '../rule.ts'
import { daysFirst, spelledDaysFirst } from './days-first.ts'
import { holidays } from './holidays.ts'
import { misreadDates } from './misread.ts'
import { months } from './months.ts'
import { numericDates } from './numeric.ts'
import { articleDays, bareOrdinals, ordinals } from './ordinals.ts'
import { partsOfMonths } from './parts-of-months.ts'
import { weekdays, weeksOf } from './weekdays.ts'

/**
 * How dates are found: in digits (`3/14/24`, `2024-05-11T02:14`), by the name of a month on either side of a day (`May 4th`, `19 March 2024`),
 * by an ordinal (`the 16th`), a weekday beside a day, a holiday.
 */
export const DATES: readonly Rule[] = [
  numericDates,
  misreadDates,
  months,
  partsOfMonths,
  daysFirst,
  spelledDaysFirst,
  ordinals,
  bareOrdinals,
  articleDays,
  weekdays,
  weeksOf,
  holidays,
]
