import { MINUTE } from '../kernel/clock.ts'
import { FeedFault } from './fault.ts'

/**
 * The first millisecond of an HL7 time (`YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]`); undefined for an empty one. One without an
 * offset is the site's own. Throws `field_invalid`, also for a day that no calendar has.
 */
export function instantOf(text: string, at: string, timeZone: string): number | undefined {
  if (text === '' || text === '""') return undefined
  const found = /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/.exec(text)
  if (found === null) throw new FeedFault('field_invalid', at)
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)))
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second)
  const back = new Date(asUtc)
  const isReal = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && back.getUTCHours() === hour
  if (!isReal || minute > 59 || second > 59 || year < 1900) throw new FeedFault('field_invalid', at)
  return asUtc - (found[7] === undefined ? zoneOffset(asUtc, timeZone) : statedOffset(found[7]))
}

function statedOffset(text: string): number {
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(3))
  return (text.startsWith('-') ? -1 : 1) * minutes * MINUTE
}

/** What the zone's clocks are ahead of UTC by, when they show this time. */
function zoneOffset(asUtc: number, timeZone: string): number {
  const once = ahead(asUtc, timeZone)
  // Near a change of clocks the first answer is of the wrong side.
  return ahead(asUtc - once, timeZone)
}

function ahead(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE
}
