import type { Reading } from '../evidence.ts'

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

const WHOLE = /(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d|\.\d)/g

const PARTIAL = /(?<![\d./%-])(\d{1,2})\/(\d{1,2})(?![\d/%-]|\.\d)/g

const DIARY_LINE = /(?:^|\n)[ \t]{0,8}\d{1,2}(?:st|nd|rd|th)\b/gi

const DIARY_LINES = 3

/** Two partial dates of one kind speak for it; one may be a ratio. */
const ENOUGH = 2

function judge(text: string): DateStyle {
  let days = 0
  let months = 0
  let dotted = false
  let hyphened = false
  for (const [, first, separator, second] of text.matchAll(WHOLE)) {
    if (isDayOver12(first) && isMonth(second)) days += ENOUGH
    else if (isDayOver12(second) && isMonth(first)) months += ENOUGH
    if (separator === '.' && isMonth(second)) dotted = true
    if (separator === '-') hyphened = true
  }
  for (const [, first, second] of text.matchAll(PARTIAL)) {
    if (isDayOver12(first) && isMonth(second)) days++
    else if (isDayOver12(second) && isMonth(first)) months++
  }
  return {
    daysFirst: days >= ENOUGH && days > months * 2,
    monthsFirst: months >= ENOUGH && months > days,
    dotted,
    hyphened,
    diary: (text.match(DIARY_LINE) ?? []).length >= DIARY_LINES,
  }
}

const isDayOver12 = (digits = ''): boolean => Number(digits) > 12 && Number(digits) <= 31
const isMonth = (digits = ''): boolean => Number(digits) >= 1 && Number(digits) <= 12
