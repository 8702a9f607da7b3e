/** A calendar day, as whole days since 1970-01-01. */
export type Day = number

const DAY_MS = 86_400_000

export const MONTHS = 'January February March April May June July August September October November December'.split(' ')
export const WEEKDAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** Reads the date part of an ISO date or date-time; throws a RangeError when there is none. */
export function parseDay(iso: string): Day {
  const ms = Date.parse(`${iso.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(ms)) throw new RangeError('an ISO date is wanted, such as 2025-03-14')
  return ms / DAY_MS
}

export function dayOf(year: number, month: number, day: number): Day {
  return Date.UTC(year, month - 1, day) / DAY_MS
}

export interface DateParts {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  /** 0 is Sunday. */
  readonly weekday: number
}

export function partsOf(day: Day): DateParts {
  const date = new Date(day * DAY_MS)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  }
}

export function isoDay(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** Whole years from `birth` to `day`. */
export function ageOn(birth: Day, day: Day): number {
  const from = partsOf(birth)
  const to = partsOf(day)
  const before = to.month < from.month || (to.month === from.month && to.day < from.day)
  return to.year - from.year - (before ? 1 : 0)
}

/** Fixed feast days that people use in place of a date: month, day, what they say. */
const FEASTS: readonly [number, number, string][] = [
  [1, 1, "New Year's Day"],
  [1, 6, 'Epiphany'],
  [2, 2, 'Groundhog Day'],
  [2, 14, "Valentine's Day"],
  [3, 17, "St. Patrick's Day"],
  [4, 1, 'April Fools'],
  [5, 5, 'Cinco de Mayo'],
  [5, 30, 'Memorial Day'],
  [6, 19, 'Juneteenth'],
  [7, 4, 'the Fourth of July'],
  [8, 15, 'Assumption'],
  [9, 5, 'Labor Day'],
  [10, 31, 'Halloween'],
  [11, 1, 'All Saints'],
  [11, 11, 'Veterans Day'],
  [11, 26, 'Thanksgiving'],
  [12, 24, 'Christmas Eve'],
  [12, 31, "New Year's Eve"],
]

/** The feast nearest before `day`. */
export function feastBefore(day: Day): string {
  const { month, day: date } = partsOf(day)
  const past = FEASTS.filter(([m, d]) => m < month || (m === month && d <= date))
  return past.at(-1)?.[2] ?? "New Year's Eve"
}
