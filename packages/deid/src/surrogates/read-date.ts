/** A date as it stood: which day it is, and how another day would be written in its place. */
export interface DateRead {
  /** Milliseconds of its midnight, UTC. */
  readonly time: number
  readonly write: (day: Date) => string
}

export interface DateHabit {
  /** Of `3/4/2024`: whether it is the third of April. */
  readonly dayFirst: boolean
  /** Two-digit years up to the next are of this century. */
  readonly yearNow: number
}

/** Reads a whole date, with day, month and year, in digits or words; `undefined` for anything less or else. */
export function readDate(value: string, habit: DateHabit): DateRead | undefined {
  for (const read of READERS) {
    const date = read(value, habit)
    if (date !== undefined) return date
  }
  return undefined
}

/** Whether a date of digits can only have its day first: `13/4/2024`. */
export function tellsDayFirst(value: string): boolean {
  const [, first = '', , second = ''] = NUMERIC.exec(value) ?? []
  return Number(first) > 12 && Number(second) <= 12
}

/** A time of day, and nothing behind it: what stands there is written as it stood. */
const TIME =
  '(?:[T ,]+\\d{1,2}:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?(?: ?[AaPp]\\.?[Mm]\\.?)?(?: ?(?:Z|UTC|GMT|[ECMP][SD]T|[+-]\\d\\d:?\\d\\d))?)?'
const WEEKDAY = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\\.?,?\\s+(?:the\\s+)?)?'
const ISO = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})(${TIME})$`)
const COMPACT = /^((?:19|20)\d\d)(\d\d)(\d\d)((?:\d\d){1,3}(?:\.\d{1,9})?(?:[+-]\d{4})?)?$/
const NUMERIC = new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2((?:19|20)\\d\\d|\\d\\d)(${TIME})$`)
const MONTH_FIRST = new RegExp(
  `^(${WEEKDAY})(\\p{L}{3,9}\\.?)( )(\\d{1,2})(st|nd|rd|th)?(,? )((?:19|20)\\d\\d)(${TIME})$`,
  'iu',
)
const DAY_FIRST = new RegExp(
  `^(${WEEKDAY})(\\d{1,2})(st|nd|rd|th)?([- ]|\\s+of\\s+)(\\p{L}{3,9}\\.?)(,? |-)((?:19|20)\\d\\d)(${TIME})$`,
  'iu',
)

const READERS: readonly ((value: string, habit: DateHabit) => DateRead | undefined)[] = [
  (value) => {
    const [, year = '', mark = '', month = '', day = '', rest = ''] = ISO.exec(value) ?? []
    const [writeMonth, writeDay] = [padded(month), padded(day)]
    return dated(year, month, day, (at) => at.year + mark + writeMonth(at.month) + mark + writeDay(at.day) + rest)
  },
  (value) => {
    const [, year = '', month = '', day = '', rest = ''] = COMPACT.exec(value) ?? []
    return dated(year, month, day, (at) => at.year + two(at.month) + two(at.day) + rest)
  },
  (value, { dayFirst, yearNow }) => {
    const [, first = '', mark = '', second = '', year = '', rest = ''] = NUMERIC.exec(value) ?? []
    // Who parts with dots has the day first: 14.03.2024.
    const isDayFirst = tellsDayFirst(value) || ((dayFirst || mark === '.') && Number(second) <= 12)
    const [month, day] = isDayFirst ? [second, first] : [first, second]
    const write =
      first.startsWith('0') || second.startsWith('0') || (first.length === 2 && second.length === 2) ? two : String
    return dated(fullYear(year, yearNow), month, day, (at) => {
      const parts = isDayFirst ? [at.day, at.month] : [at.month, at.day]
      return parts.map((part) => write(part)).join(mark) + mark + at.year.slice(-year.length) + rest
    })
  },
  (value) => {
    const [, weekday = '', name = '', gap = '', day = '', nth = '', comma = '', year = '', rest = ''] =
      MONTH_FIRST.exec(value) ?? []
    const writeDay = day.startsWith('0') ? two : String
    return dated(year, monthOf(name), day, (at) => {
      const ordinal = nth === '' ? '' : nthOf(at.day, nth)
      return weekday + nameLike(name, at.month) + gap + writeDay(at.day) + ordinal + comma + at.year + rest
    })
  },
  (value) => {
    const [, weekday = '', day = '', nth = '', gap = '', name = '', comma = '', year = '', rest = ''] =
      DAY_FIRST.exec(value) ?? []
    const writeDay = day.startsWith('0') ? two : String
    return dated(year, monthOf(name), day, (at) => {
      const ordinal = nth === '' ? '' : nthOf(at.day, nth)
      return weekday + writeDay(at.day) + ordinal + gap + nameLike(name, at.month) + comma + at.year + rest
    })
  },
]

interface Parts {
  readonly year: string
  /** From one. */
  readonly month: number
  readonly day: number
}

function dated(year: string, month: string, day: string, write: (parts: Parts) => string): DateRead | undefined {
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const at = new Date(time)
  const isReal = year.length === 4 && at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day)
  if (!isReal) return undefined
  return {
    time,
    write: (other) =>
      write({ year: String(other.getUTCFullYear()), month: other.getUTCMonth() + 1, day: other.getUTCDate() }),
  }
}

function fullYear(year: string, yearNow: number): string {
  if (year.length !== 2) return year
  const century = Math.floor(yearNow / 100)
  return String(Number(year) <= (yearNow % 100) + 1 ? century : century - 1) + year
}

function two(part: number): string {
  return String(part).padStart(2, '0')
}

function padded(like: string): (part: number) => string {
  return like.length === 2 ? two : String
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')

/** The month of a name as a number in digits; empty when it is none. */
function monthOf(name: string): string {
  const lower = name.toLowerCase().replace(/\.$/, '')
  const index = MONTHS.findIndex((month) => month.toLowerCase() === lower || shortOf(month, lower) !== undefined)
  return index < 0 ? '' : String(index + 1)
}

function shortOf(month: string, lower: string): string | undefined {
  const isShort = (lower.length === 3 || lower === 'sept') && month.toLowerCase().startsWith(lower)
  return isShort ? month.slice(0, 3) : undefined
}

/** Another month, as long and in the capitals of the one that stood there. */
function nameLike(like: string, month: number): string {
  const full = MONTHS[month - 1] ?? ''
  const plain = like.replace(/\.$/, '')
  const isShort =
    plain.length <= 4 &&
    !['june', 'july'].includes(plain.toLowerCase()) &&
    (plain.toLowerCase() !== 'may' || like.endsWith('.'))
  const name = isShort ? full.slice(0, 3) : full
  const dot = like.endsWith('.') && full !== 'May' ? '.' : ''
  const cased =
    plain === plain.toUpperCase() ? name.toUpperCase() : plain === plain.toLowerCase() ? name.toLowerCase() : name
  return cased + dot
}

function nthOf(day: number, like: string): string {
  const teen = day % 100 >= 11 && day % 100 <= 13
  const nth = teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return like === like.toUpperCase() ? nth.toUpperCase() : nth
}
