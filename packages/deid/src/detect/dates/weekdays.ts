import { add, matchAt, type Reading } from '../evidence.ts'
import { WEEKDAY } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { MONTHS, SPELLED_DAY, WEEK, YEAR } from './date-patterns.ts'

/** A weekday and its day: `Wed Jan 8`, `lunes 4 de mayo`. */
export const weekdays: Rule = { starts: { flags: WEEKDAY }, read: weekdayDay }

/** `week of 3/27`. */
export const weeksOf: Rule = { starts: { words: ['wk', 'week'] }, read: weekOf }

const WEEKDAY_DAY = new RegExp(
  `${WEEK},? (?:the )?(?:\\d{1,2}(?:st|nd|rd|th)\\b|\\d{1,2}[/.-]\\d{1,2}(?:[/.-]\\d{2,4})?(?![\\d/%])|\\d{1,2} ${MONTHS}(?:,? ${YEAR})?|de? ?\\d{1,2} de ${MONTHS}|${SPELLED_DAY}|${MONTHS} \\d{1,2}(?:st|nd|rd|th)?(?:,? ${YEAR})?)`,
  'iy',
)

const SPANISH_DAY = new RegExp(
  `(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo),? (?:el )?\\d{1,2} de ${MONTHS}(?: de ${YEAR})?`,
  'iy',
)

function weekdayDay(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(WEEKDAY_DAY, reading.text, start) ?? matchAt(SPANISH_DAY, reading.text, start)
  if (match !== null) add(reading, start, start + match[0].length, 'DATE', 'date/weekday', 0.95)
}

const WEEK_OF =
  /(?:wk|week) of (?:the )?(?:\d{1,2}\/\d{1,2}(?:\/\d{2,4})?|\d{1,2}(?:st|nd|rd|th)|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?)/iy

function weekOf(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(WEEK_OF, reading.text, start)
  if (match !== null) add(reading, start, start + match[0].length, 'DATE', 'date/week-of', 0.9)
}
