import { matchAt, type Reading } from '../evidence.ts'
import { form, type Rule, tokenAfter } from '../rule.ts'
import { MIXED, NUMBER, WIDE } from '../tokens.ts'
import { addDate, digitBefore } from './date-text.ts'
import { misreadEnd } from './misread.ts'
import { partial } from './partial.ts'
import { LOT } from './partial-weight.ts'

/** Dates written in digits: ISO and HL7 stamps; day, month and year with any separator; `26Dec2022`; month and year; and the partial `10/28`. */
export const numericDates: Rule = {
  starts: { forms: [...form(NUMBER), ...form(MIXED)] },
  take(reading, k) {
    const start = reading.tokens.start[k] ?? 0
    const end = reading.tokens.type[k] === NUMBER ? dateAt(reading, k, start) : mixedDate(reading, start)
    return end > 0 ? tokenAfter(reading, k, end) : k
  },
}

const STAMP =
  /(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])-|(?:0[1-9]|1[0-2]))(?:0[1-9]|[12]\d|3[01])(?:T?(?:[01]\d|2[0-3]):?[0-5]\d(?::?[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?![\d.]?\d)/y

const YEAR_FIRST =
  /(?:19|20)\d\d([-/.])(\d{1,2})\1(\d{1,2})(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)/y

const FULL = /(\d{1,2})( ?)([-/.])\2(\d{1,2})\2\3\2('?\d\d|(?:19|20)\d\d)(?!\d|\.\d|[-/]\d{1,4}(?![./-]\d))/y

const BLANKS = /(\d\d) (\d\d) ((?:19|20)\d\d)(?!\d)/y

const MONTH_YEAR = /(0?[1-9]|1[0-2])\/((?:19|20)\d\d)(?![\d/])/y

const MONTH_NAMES =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'

const GLUED = new RegExp(`(?:0?[1-9]|[12]\\d|3[01])(?:${MONTH_NAMES})(?:\\d{4}|\\d\\d)(?!\\d)`, 'iy')

const LABEL_GLUED = new RegExp(
  `(?:dob|d\\.o\\.b|born|date|dod|doa|dos)((?:0?[1-9]|[12]\\d|3[01])(?:${MONTH_NAMES})(?:\\d{4}|\\d\\d)|\\d{8})(?!\\d)`,
  'iy',
)

const ROMAN = /(\d{1,2})\.(?:I{1,3}|IV|VI{0,3}|IX|XI{0,2})\.((?:19|20)\d\d|\d\d)(?!\d)/y

/** `"1946-10"`, `born 1946-10`: a year and a month, where a label or a quotation mark says that it is no range of years. */
const YEAR_MONTH = /(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![\d/-]|\.\d)/y

const DATE_LABEL = /(?:["'>|]|\b(?:born|birth|dob|since|in|from|date|onset|dx|diagnosed|month|period|dated)\W{1,3})$/i

/** `10 22 25` between wide gaps: a date as a form leaves it. */
const GAPPED = /(?:0?[1-9]|1[0-2]) (?:0[1-9]|[12]\d|3[01]) \d\d(?= {2,}|\t|\n|$)/y

function dateAt(reading: Reading, k: number, start: number): number {
  const { text } = reading
  if (!goesOn(reading, k)) return -1
  const length = (reading.tokens.end[k] ?? 0) - start
  const stamp = length >= 4 ? stampEnd(text, start) : -1
  if (stamp > 0) return addDate(reading, start, stamp, 'date/stamp', 0.97)
  const full = length <= 2 ? fullEnd(text, start) : -1
  if (full > 0) return secondDay(reading, addDate(reading, start, full, 'date/numeric', 0.95))
  const next = text.charCodeAt(start + length)
  const month = next === SLASH ? matchAt(MONTH_YEAR, text, start) : null
  if (month !== null && !digitBefore(text, start) && !isEdition(text, start))
    return addDate(reading, start, start + month[0].length, 'date/month-year', 0.9)
  const misread = length <= 2 ? misreadEnd(text, start) : -1
  if (misread > 0) return addDate(reading, start, misread, 'date/misread', 0.8)
  const loose = length === 4 && next === HYPHEN ? matchAt(YEAR_MONTH, text, start) : null
  if (loose !== null && DATE_LABEL.test(text.slice(Math.max(0, start - 14), start)))
    return addDate(reading, start, start + loose[0].length, 'date/year-month', 0.8)
  if (next === SPACE && isGapped(reading, k, start)) return addDate(reading, start, start + 8, 'date/gapped', 0.75)
  return partial(reading, k, start)
}

/** `31.10.25/1.11.25`: the other end, written against the first. */
function secondDay(reading: Reading, end: number): number {
  if (!/[/–-]/.test(reading.text.charAt(end))) return end
  const full = matchAt(FULL, reading.text, end + 1)
  return full !== null && isMonthDay(Number(full[1]), Number(full[4]))
    ? addDate(reading, end + 1, end + 1 + full[0].length, 'date/numeric', 0.95)
    : end
}

function isGapped({ text, tokens }: Reading, k: number, start: number): boolean {
  const gapped = matchAt(GAPPED, text, start)
  return gapped !== null && gapped[0].length === 8 && (tokens.gap[k] ?? 0) >= WIDE
}

/** Digits are a date by themselves from eight on; fewer need a separator, or another number, after them. */
function goesOn({ tokens, text }: Reading, k: number): boolean {
  const end = tokens.end[k] ?? 0
  const next = text.charCodeAt(end)
  if (end - (tokens.start[k] ?? 0) >= 8) return true
  if (next !== SPACE) return next >= HYPHEN && next <= SLASH
  return tokens.type[k + 1] === NUMBER || SEPARATOR.test(tokens.lower[k + 1] ?? '')
}

const SEPARATOR = /^[-/.]$/
const SPACE = 32
const HYPHEN = 45
const SLASH = 47

function stampEnd(text: string, start: number): number {
  const before = text.charCodeAt(start - 1)
  if ((before >= 48 && before <= 57) || before === 46 || before === 45) return -1
  const stamp = matchAt(STAMP, text, start)
  if (stamp !== null) return start + stamp[0].length
  const yearFirst = matchAt(YEAR_FIRST, text, start)
  if (yearFirst === null || NO_DATE.test(text.slice(Math.max(0, start - 12), start))) return -1
  return isMonthDay(Number(yearFirst[2]), Number(yearFirst[3])) ? start + yearFirst[0].length : -1
}

function fullEnd(text: string, start: number): number {
  if (digitBefore(text, start)) return -1
  const full = matchAt(FULL, text, start) ?? matchAt(ROMAN, text, start)
  if (full !== null && NO_DATE.test(text.slice(Math.max(0, start - 12), start))) return -1
  if (full !== null)
    return full[4] === undefined || isMonthDay(Number(full[1]), Number(full[4])) ? start + full[0].length : -1
  const blanks = matchAt(BLANKS, text, start)
  if (blanks !== null && isMonthDay(Number(blanks[1]), Number(blanks[2]))) return start + blanks[0].length
  return -1
}

/** Versions, sections of a standard, and scores in a row: `software 5.02.11`, `NPSG.01.01.01`, `Apgar 1/5/10`. */
const NO_DATE = /(?:\b(?:software|firmware|fw|build|apgars?|peep)[ :=]{1,2}|[A-Z]\.)$/i

/** The month and year of a form's edition, or until when a vial is good. */
function isEdition(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 32), start)
  return /\brev\.? $/i.test(before) || LOT.test(before)
}

const isMonthDay = (a: number, b: number): boolean => a > 0 && b > 0 && ((a <= 12 && b <= 31) || (b <= 12 && a <= 31))

function mixedDate(reading: Reading, start: number): number {
  const glued = matchAt(GLUED, reading.text, start)
  if (glued !== null) return addDate(reading, start, start + glued[0].length, 'date/glued', 0.95)
  const label = matchAt(LABEL_GLUED, reading.text, start)
  if (label !== null) {
    const end = start + label[0].length
    return addDate(reading, end - (label[1] ?? '').length, end, 'date/labelled', 0.95)
  }
  const misread = misreadEnd(reading.text, start)
  return misread < 0 ? -1 : addDate(reading, start, misread, 'date/misread', 0.8)
}
