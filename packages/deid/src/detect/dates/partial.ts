import { matchAt, type Reading } from '../evidence.ts'
import { dateStyle } from './date-style.ts'
import { addDate, digitBefore } from './date-text.ts'
import { partialWeight } from './partial-weight.ts'
import { isCount, isScore, isScoreAfter } from './partial-words.ts'

const PARTIAL = /(\d{1,2})([/.-])(\d{1,2})(?![\d/%]|[.,]\d|-\d|:\d\d)/y

/** Two ends of a stay: `4/20-5/11`, `31.10./1.11.`, `3-29 to 4-2`. */
const RANGE =
  /(\d{1,2})([/.])(\d{1,2})\.?( ?[-–—/] ?| to | thru | until | bis )(\d{1,2})\2(\d{1,2})\.?(?![\d/%]|[.,]\d)|(\d{1,2})(-)(\d{1,2})( to | thru | through | and | until | – )(\d{1,2})-(\d{1,2})(?![\d/%-]|[.,]\d)/y

/** `10/28`: accepted unless the words around make it a score, a fraction, a dose or a pressure. */
export function partial(reading: Reading, k: number, start: number): number {
  const { text } = reading
  const separator = text.charCodeAt(reading.tokens.end[k] ?? 0)
  if (separator < HYPHEN || separator > SLASH) return -1
  if (digitBefore(text, start) || /[\w%#$+]/.test(text.charAt(start - 1))) return -1
  const range = rangeEnd(reading, start)
  if (range > 0) return range
  const match = matchAt(PARTIAL, text, start)
  if (match === null) return -1
  const first = Number(match[1])
  const second = Number(match[3])
  const end = start + match[0].length
  if (match[2] === '.') return dotted(reading, start, end, first, second)
  if (isMonth(first) && second >= 32 && second <= 99 && match[2] === '/') return monthYear(reading, start, end)
  if (isMonth(second) && first > 12 && first <= 31) return dayFirst(reading, start, end, match[2] === '-')
  if (!isMonth(first) || second < 1 || second > 31) return -1
  const weight = partialWeight(reading, k, end, first, second, match[2] === '-')
  return weight > 0 ? addDate(reading, start, end, 'date/partial', weight > 1 ? 0.85 : 0.6) : -1
}

const HYPHEN = 45
const SLASH = 47

const isMonth = (value: number): boolean => value >= 1 && value <= 12
const isDay = (value: number): boolean => value >= 1 && value <= 31

/** Both ends must be days, of one month or of months in order, and the words around no score. Records both. */
function rangeEnd(reading: Reading, start: number): number {
  const { text } = reading
  const match = matchAt(RANGE, text, start)
  if (match === null) return -1
  const [a, b, c, d] = [match[1] ?? match[7], match[3] ?? match[9], match[5] ?? match[11], match[6] ?? match[12]].map(
    Number,
  )
  const end = start + match[0].length
  const between = match[4] ?? match[10] ?? ''
  if (!isRange(a, b, c, d) && !isRange(b, a, d, c)) return -1
  const before = text.slice(Math.max(0, start - 24), start)
  if (isScore(before) || isScoreAfter(text.slice(end, end + 16))) return -1
  if (match[2] === '.' && !dateStyle(reading).dotted) return -1
  const middle = start + match[0].indexOf(between)
  addDate(reading, start, middle, 'date/range', 0.85)
  return addDate(reading, middle + between.length, end, 'date/range', 0.85)
}

/** From one day to a later one, less than half a year on; a new year may lie between. Two fractions (`1/2-3/4`) are none. */
function isRange(month = 0, day = 0, lastMonth = 0, lastDay = 0): boolean {
  if (!isMonth(month) || !isMonth(lastMonth) || !isDay(day) || !isDay(lastDay)) return false
  if (day <= 6 && lastDay <= 6) return false
  const months = (lastMonth - month + 12) % 12
  return months === 0 ? lastDay > day : months <= 5
}

const DATE_BEFORE =
  /\b(?:on|since|from|until|till|by|before|due|dated|last|next|seen|adm|admitted|discharged?|born|review|clinic|started|stopped|cath|visit|booked|recheck|sent|taken|reviewed|bloods?|op|surgery|done|posted|received|signed|dob)\s{1,3}$/i

/** `29/10`: a day before its month, in a text that writes days first, or after a word that leads to a date. */
function dayFirst(reading: Reading, start: number, end: number, hyphen: boolean): number {
  const { text } = reading
  const before = text.slice(Math.max(0, start - 24), start)
  const after = text.slice(end, end + 16)
  const style = dateStyle(reading)
  if (style.monthsFirst || isScore(before) || isCount(before) || isScoreAfter(after) || RATIO_AFTER.test(after))
    return -1
  const led = DATE_BEFORE.test(before)
  const accepted = hyphen ? led && style.daysFirst : led || (style.daysFirst && !DAYS.test(text.slice(start, end)))
  return accepted ? addDate(reading, start, end, 'date/day-first', led ? 0.85 : 0.75) : -1
}

/** Fourteen days, as prescribers write it. */
const DAYS = /^(?:14|21|28)\/7$/

/** `20/10 vision`, `18/6 x 30`, `14/7 course`. */
const RATIO_AFTER = /^\s?(?:x\b|×|ou\b|od\b|os\b|course|days|for\b|\+|cm|mmhg)/i

const TIME_AFTER = /^\s{1,4}(?:at )?[0-2]?\d[:.h]?[0-5]\d\b/i

/** `27.10.` in a text that writes `27.10.2025`; `3.19` before a time at the start of a line. */
function dotted(reading: Reading, start: number, end: number, first: number, second: number): number {
  const { text } = reading
  const day = isMonth(second) && isDay(first)
  if (!day && !(isMonth(first) && isDay(second))) return -1
  const before = text.slice(Math.max(0, start - 16), start)
  const point = text.charAt(end) === '.' && !/^\.\s*(?:$|\n|\p{Lu})/u.test(text.slice(end, end + 8))
  const led = /(?:^|\n|\b(?:on|since|from|am|vom|seit|bis|until|till|by|dated|op|log|of|den|le|i|d\.|til)\s)$/i.test(
    before,
  )
  const lineTime = /(?:^|\n)$/.test(before) && TIME_AFTER.test(text.slice(end, end + 9))
  if (lineTime || (led && dateStyle(reading).dotted && (point || day)))
    return addDate(reading, start, point ? end + 1 : end, 'date/dotted', 0.75)
  return -1
}

/** `last medical 3/99`: month and year of the last century, after a word that leads to a date. */
function monthYear(reading: Reading, start: number, end: number): number {
  const before = reading.text.slice(Math.max(0, start - 16), start)
  return /\b(?:since|from|until|in|last|exp|expires|valid to|medical|through|thru|dated|of|by)\s$/i.test(before)
    ? addDate(reading, start, end, 'date/month-year', 0.75)
    : -1
}
