import { DAY, HOUR, MINUTE, SECOND } from '../../kernel/clock.ts'

export type PeriodKind = 'day' | 'month'

/** A day or a month of the site's own time: its name, and when it ends. */
export interface Period {
  /** `2026-11-22` or `2026-11`. */
  readonly name: string
  readonly ends: number
}

/** Tells the day and the month of a moment in a time zone; the newest of each is remembered, so that asking costs nothing. */
export function createCalendar(timeZone: string): (kind: PeriodKind, at: number) => Period {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const name = (kind: PeriodKind, at: number) => format.format(at).slice(0, kind === 'day' ? 10 : 7)
  const newest = new Map<PeriodKind, Period & { from: number }>()

  /** The first second of the next period: looked for by halving, because days of 23 and 25 hours exist. */
  function endOf(kind: PeriodKind, at: number, own: string): number {
    let [low, high] = [at, at + (kind === 'day' ? DAY + 2 * HOUR : 32 * DAY)]
    while (high - low > SECOND) {
      const middle = Math.floor((low + high) / 2)
      if (name(kind, middle) === own) low = middle
      else high = middle
    }
    return high
  }

  return (kind, at) => {
    const known = newest.get(kind)
    if (known !== undefined && known.from <= at && at < known.ends - MINUTE) return known
    const own = name(kind, at)
    const period = { name: own, from: at, ends: endOf(kind, at, own) }
    newest.set(kind, period)
    return period
  }
}
