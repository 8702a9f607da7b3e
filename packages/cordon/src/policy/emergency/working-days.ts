import { DAY } from '../../kernel/clock.ts'

/**
 * So many working days after a moment, at the same time of day as UTC counts it: Monday to Friday in the site's own time.
 * Public holidays are not known.
 */
export function addWorkingDays(from: number, days: number, timeZone: string): number {
  const weekday = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short' })
  let at = from
  for (let left = days; left > 0; ) {
    at += DAY
    if (!WEEKEND.includes(weekday.format(at))) left -= 1
  }
  return at
}

const WEEKEND = ['Sat', 'Sun']
