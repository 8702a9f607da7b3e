import { matchAt, type Reading } from '../evidence.ts'

/** How a text writes its dates, judged by those that can be read in one way only. */
export interface DateStyle {
  /** `29/10`: some date has a day over 12 first, and none has it second. */
  readonly daysFirst: boolean
  /** `3/29`: the same the other way round. */
  readonly monthsFirst: boolean
  /** Whole dates are written `27.10.2025`, so that `27.10.` may be one. */
  readonly dotted: boolean
  /** Whole dates are written `3-29-25`, so that `3-30` may be one. */
  readonly hyphened: boolean
  /** Lines begin with days, `11th  Dot`. */
  readonly diary: boolean
}

const styles = new WeakMap<Reading, DateStyle>()

/** Read once per text, and only for a text in which some date is in doubt. */
export function dateStyle(reading: Reading): DateStyle {
  const known = styles.get(reading)
  if (known !== undefined) return known
  const style = judge(reading.text)
  styles.set(reading, style)
  return style
}

const WHOLE = /(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d|\.\d)/y

const PARTIAL = /(?<![\d./%-])(\d{1,2})\/(\d{1,2})(?![\d/%-]|\.\d)/y

const DIARY_LINE = /(?:^|\n)[ \t]{0,8}\d{1,2}(?:st|nd|rd|th)\b/gi

const DIARY_LINES = 3

/** Two partial dates of one kind speak for it; one may be a ratio. */
const ENOUGH = 2

function judge(text: string): DateStyle {
  const tally = { days: 0, months: 0, dotted: false, hyphened: false }
  for (let i = 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < HYPHEN || code > SLASH || !isFigure(text, i - 1) || !isFigure(text, i + 1)) continue
    const start = isFigure(text, i - 2) ? i - 2 : i - 1
    whole(text, start, tally)
    if (code === SLASH) partial(text, start, tally)
  }
  const { days, months, dotted, hyphened } = tally
  return {
    daysFirst: days >= ENOUGH && days > months * 2,
    monthsFirst: months >= ENOUGH && months > days,
    dotted,
    hyphened,
    diary: (text.match(DIARY_LINE) ?? []).length >= DIARY_LINES,
  }
}

const HYPHEN = 45
const SLASH = 47

interface Tally {
  days: number
  months: number
  dotted: boolean
  hyphened: boolean
}

function isFigure(text: string, i: number): boolean {
  const code = text.charCodeAt(i)
  return code >= 48 && code <= 57
}

function whole(text: string, start: number, tally: Tally): void {
  const match = matchAt(WHOLE, text, start)
  if (match === null) return
  const [, first, separator, second] = match
  if (isDayOver12(first) && isMonth(second)) tally.days += ENOUGH
  else if (isDayOver12(second) && isMonth(first)) tally.months += ENOUGH
  if (separator === '.' && isMonth(second)) tally.dotted = true
  if (separator === '-') tally.hyphened = true
}

function partial(text: string, start: number, tally: Tally): void {
  const match = matchAt(PARTIAL, text, start)
  if (match === null) return
  if (isDayOver12(match[1]) && isMonth(match[2])) tally.days++
  else if (isDayOver12(match[2]) && isMonth(match[1])) tally.months++
}

const isDayOver12 = (digits = ''): boolean => Number(digits) > 12 && Number(digits) <= 31
const isMonth = (digits = ''): boolean => Number(digits) >= 1 && Number(digits) <= 12
