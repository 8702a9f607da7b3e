/** When people are expected to work, in the site's own time. */
export interface OfficeHours {
  /** An IANA name, for example `America/Chicago`. */
  readonly timeZone: string
  /** Whole hours: from 7 to 19 is 07:00 up to, and without, 19:00. */
  readonly from: number
  readonly to: number
}

const WEEKEND = ['Sat', 'Sun']

/** Whether a moment is at a weekend or outside the hours. Public holidays are not known. */
export function outOfHours({ timeZone, from, to }: OfficeHours): (time: number) => boolean {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' })
  return (time) => {
    const parts = format.formatToParts(time)
    const part = (type: 'weekday' | 'hour') => parts.find((each) => each.type === type)?.value ?? ''
    const hour = Number(part('hour'))
    return WEEKEND.includes(part('weekday')) || hour < from || hour >= to
  }
}
