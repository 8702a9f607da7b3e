import { add, matchAt, type Reading } from '../evidence.ts'
import { WEEKDAY } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { FOREIGN_WEEK, MONTHS, SPELLED_DAY, WEEK, YEAR } from './date-patterns.ts'
import { FOREIGN_WEEKDAYS } from './weekday-words.ts'

/** A weekday and its day: `Wed Jan 8`, `lunes 4 de mayo`, `Sat 16`, `martes 10`. */
export const weekdays: Rule = { starts: { flags: WEEKDAY, words: FOREIGN_WEEKDAYS }, read: weekdayDay }

/** `week of 3/27`. */
export const weeksOf: Rule = { starts: { words: ['wk', 'week', 'semaine', 'semana'] }, read: weekOf }

const FIGURES = '\\d{1,2}[/.-]\\d{1,2}(?:[/.-]\\d{2,4})?(?![\\d/%])'

const WEEKDAY_DAY = new RegExp(
  `${WEEK},? {0,4}(?:(?:the|le|el|den|de|a) )?(?:\\d{1,2}(?:st|nd|rd|th)\\b|\\d{1,2}/\\d{1,2}(?:/\\d{2,4})?(?![\\d/%])|\\d{1,2}-(?:1[3-9]|2\\d|3[01])(?:-\\d{2,4})?(?![\\d/%-])|\\d{1,2}[.-]\\d{1,2}[.-]\\d{2,4}(?![\\d/%])|\\d{1,2}\\.? (?:de |of )?${MONTHS}(?:(?:,| de| del)? ${YEAR})?|${SPELLED_DAY}|${MONTHS} \\d{1,2}(?:st|nd|rd|th)?(?:,? ${YEAR})?)`,
  'iuy',
)

/** `lunes 4`: a weekday of another language needs no month. */
const FOREIGN_DAY = new RegExp(
  `(?!(?:sab|lun|mie|jue|vie) \\d{1,2}(?![/.]))${FOREIGN_WEEK},? (?:(?:le|el|den|dia|día|a las?) )?(?:${FIGURES}|(?:3[01]|[12]\\d|0?[1-9])(?![\\d:/.%h]|,\\d| ?(?:mg|ml|h\\b|hrs?|am|pm|a\\.m|p\\.m|heures?|horas|unidades|x\\b)))`,
  'iuy',
)

/** `Sat 16`: a day of the month, when no hour, dose or span of hours can be meant. */
const BARE_DAY = new RegExp(
  `${WEEK} (?:3[01]|[12]\\d|[1-9])(?=[,.;\\n]\\D|[,.;]?$| {2,}\\D| [–—-] | (?:at|with|w/|she|he|we|they|came|seen|saw|for|no|pt)\\b)`,
  'iuy',
)

/** A wide gap or a scan between them: `Tues    9-3O`, `Wed  5-2O`. */
const MISREAD_DAY = new RegExp(`${WEEK} {1,5}(?=[\\d/ -]*[lIOZ])[\\dlIOZ]{1,2} ?[/-] ?[\\dlIOZ]{1,2}(?![\\w/])`, 'iuy')

function weekdayDay(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (/[\w-]/.test(text.charAt(start - 1))) return
  const match =
    matchAt(WEEKDAY_DAY, text, start) ??
    matchAt(FOREIGN_DAY, text, start) ??
    bareDay(text, start) ??
    matchAt(MISREAD_DAY, text, start)
  if (match !== null) add(reading, start, start + match[0].length, 'DATE', 'date/weekday', 0.95)
}

/** Not after `every`, nor where doses are listed by weekday (`Mon 5, Tue 2.5`). */
function bareDay(text: string, start: number): RegExpExecArray | null {
  const match = matchAt(BARE_DAY, text, start)
  if (match === null || /^s(?:at|un) \d/.test(match[0])) return null
  const near = text.slice(Math.max(0, start - 30), start)
  return /\b(?:every|each|mg|units|tabs?|dose|warfarin|alternate)\b|\d[,;] $/i.test(near) ? null : match
}

const WEEK_OF =
  /(?:wk|week) of (?:the )?(?:\d{1,2}\/\d{1,2}(?:\/\d{2,4})?|\d{1,2}(?:st|nd|rd|th)|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?)|(?:semana del|semaine du) \d{1,2}(?:[/.]\d{1,2}(?:[/.]\d{2,4})?)?/iy

function weekOf(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(WEEK_OF, reading.text, start)
  if (match !== null) add(reading, start, start + match[0].length, 'DATE', 'date/week-of', 0.9)
}
