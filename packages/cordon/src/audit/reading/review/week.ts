import { CordonError } from '@cordon/contract'

/** An ISO 8601 week, from Monday 00:00 UTC on; `to` is the next one's beginning. */
export interface Week {
  readonly name: string
  readonly from: number
  readonly to: number
}

const DAY = 86_400_000
const WEEK = 7 * DAY

/** The week that a moment falls in. */
export function weekOf(time: number): Week {
  const from = mondayOf(time)
  // The week is of the year in which its Thursday falls.
  const year = new Date(from + 3 * DAY).getUTCFullYear()
  const number = Math.round((from - firstMonday(year)) / WEEK) + 1
  return { name: `${year}-W${String(number).padStart(2, '0')}`, from, to: from + WEEK }
}

/** Throws `usage` for what names no week, such as the 53rd of a year with 52. */
export function weekNamed(name: string): Week {
  const [, year = '', number = ''] = /^(\d{4})-W(\d{2})$/.exec(name) ?? []
  const week = weekOf(firstMonday(Number(year)) + (Number(number) - 1) * WEEK)
  if (week.name !== name) throw new CordonError('usage', { at: 'week: like 2026-W47' })
  return week
}

/** Whole weeks from the first moment on that have ended by the last. */
export function weeksBetween(first: number, last: number): readonly Week[] {
  const weeks: Week[] = []
  for (let week = weekOf(first); week.to <= last; week = weekOf(week.to)) weeks.push(week)
  return weeks
}

function mondayOf(time: number): number {
  const day = Math.floor(time / DAY)
  // Day 0 was a Thursday.
  return (day - ((day + 3) % 7)) * DAY
}

/** January 4th is always in week 1. */
const firstMonday = (year: number): number => mondayOf(Date.UTC(year, 0, 4))
