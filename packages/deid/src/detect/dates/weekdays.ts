import { add, matchAt, type Reading } from '../evidence.ts'
import { WEEKDAY } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { monthNamed, SPELLED_DAY, YEAR } from './date-patterns.ts'
import { monthsKnown } from './month-words.ts'
import { FOREIGN_WEEKDAYS } from './weekday-words.ts'

/** A weekday and its day: `Wed Jan 8`, `lunes 4 de mayo`, `Sat 16`, `martes 10`. */
export const weekdays: Rule = { starts: { flags: WEEKDAY, words: FOREIGN_WEEKDAYS }, read: weekdayDay }

/** `week of 3/27`. */
export const weeksOf: Rule = { starts: { words: ['wk', 'week', 'semaine', 'semana'] }, read: weekOf }

/** Every pattern begins after the weekday. */
const DAY = new RegExp(
  `\\.?,? {0,4}(?:(?:the|le|el|den|de|a) )?(?:\\d{1,2}(?:st|nd|rd|th)\\b|\\d{1,2}/\\d{1,2}(?:/\\d{2,4})?(?![\\d/%])|\\d{1,2}-(?:1[3-9]|2\\d|3[01])(?:-\\d{2,4})?(?![\\d/%-])|\\d{1,2}[.-]\\d{1,2}[.-]\\d{2,4}(?![\\d/%])|${SPELLED_DAY})`,
  'iy',
)

const DAY_MONTH = new RegExp(
  `\\.?,? {0,4}(?:(?:the|le|el|den|de|a) )?(?:\\d{1,2}\\.? (?:de |of )?${monthNamed('after')}(?:(?:,| de| del)? ${YEAR})?|${monthNamed('before')} \\d{1,2}(?:st|nd|rd|th)?(?:,? ${YEAR})?)`,
  'iy',
)

/** `lunes 4`: a weekday of another language needs no month. */
const FOREIGN_DAY =
  /\.?,? (?:(?:le|el|den|d[ií]a|a las?) )?(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?![\d/%])|(?:3[01]|[12]\d|0?[1-9])(?![\d:/.%h]|,\d| ?(?:mg|ml|h\b|hrs?|am|pm|a\.m|p\.m|heures?|horas|unidades|x\b)))/iy

/** `Sat 16`: a day of the month, when no hour, dose or span of hours can be meant. */
const BARE_DAY =
  /\.? (?:3[01]|[12]\d|[1-9])(?=[,.;\n]\D|[,.;]?$| {2,}\D| [–—-] | (?:at|with|w\/|she|he|we|they|came|seen|saw|for|no|pt)\b)/iy

/** A wide gap or a scan between them: `Tues    9-3O`, `Wed  5-2O`. */
const MISREAD_DAY = /\.? {1,5}(?=[\d/ -]*[lIOZ])[\dlIOZ]{1,2} ?[/-] ?[\dlIOZ]{1,2}(?![\w/])/y

/** Short foreign weekdays, which are other words too. */
const SHORT = new Set(['sab', 'lun', 'mie', 'jue', 'vie'])

const FOREIGN = new Set(FOREIGN_WEEKDAYS)

function weekdayDay(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (/[\w-]/.test(text.charAt(start - 1))) return
  const end = tokens.end[k] ?? 0
  const lower = tokens.lower[k] ?? ''
  const match =
    matchAt(DAY, text, end) ??
    monthDay(text, end) ??
    (FOREIGN.has(lower) && !SHORT.has(lower) ? matchAt(FOREIGN_DAY, text, end) : null) ??
    bareDay(text, start, end) ??
    matchAt(MISREAD_DAY, text, end)
  if (match !== null) add(reading, start, end + match[0].length, 'DATE', 'date/weekday', 0.95)
}

function monthDay(text: string, end: number): RegExpExecArray | null {
  const match = matchAt(DAY_MONTH, text, end)
  return match !== null && monthsKnown(match) ? match : null
}

/** Not after `every`, nor where doses are listed by weekday (`Mon 5, Tue 2.5`). */
function bareDay(text: string, start: number, end: number): RegExpExecArray | null {
  const match = matchAt(BARE_DAY, text, end)
  if (match === null || /^s(?:at|un|ab)$/.test(text.slice(start, end))) return null
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
