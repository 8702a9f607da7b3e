import { matchAt, type Reading } from '../evidence.ts'
import { MONTH } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { LOWER } from '../tokens.ts'
import { CARDINAL_DAY, DAY_NUMBER, SPELLED_DAY, YEAR } from './date-patterns.ts'
import { withLead, withWeekday } from './lead.ts'
import { monthAlone } from './month-alone.ts'
import { FOREIGN_MONTHS, MISREAD_MONTHS } from './month-words.ts'

/** A month by name: with its day, with its year, or by itself where a preposition leads to it. */
export const months: Rule = { starts: { flags: MONTH, words: [...FOREIGN_MONTHS, ...MISREAD_MONTHS] }, read: month }

/** What follows the name of the month. */
const DAY = new RegExp(
  `\\.?[ \\n-]{0,3}(?:the )?(?:${DAY_NUMBER}|${SPELLED_DAY})(?:(?:,? {0,2}|-|\\.| of | de )${YEAR})?`,
  'iy',
)

const DAY_YY = /\.?[ -]\d{1,2}(?:, |,|-)\d\d(?![\d/:])/iy

const DAY_IN_WORDS = new RegExp(` ${CARDINAL_DAY}(?:,? ${YEAR})?`, 'iy')

/** `l8  2O26`, ` l 5 ,  2O26`: a day, and its year, through a bad scan. */
const DAY_MISREAD =
  /\.?[ -]{1,3}(?=\d ?[lIOZ]|[lIOZ] ?\d)[lIOZ\d] ?[lIOZS\d]?(?: ?[,.]? {1,3}[2Z][O0][\dlIOZS] ?[\dlIOZS])?(?![\w/%:]|[ .]\d)/y

const OF_YEAR = new RegExp(`\\.?(?: of| de|,)?[ -]?(?:${YEAR}|\\d\\d(?=[,.;)]))`, 'iy')

/** `2019 May 20`, `'67 Jun 6`. */
const YEAR_BEFORE = /(?:\b(?:19|20)\d\d|'\d\d)[ ,-]{1,2}$/

function month(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (tokens.gap[k] === 0 && /[\w-]/.test(text.charAt(start - 1))) return
  const end = tokens.end[k] ?? 0
  const day = dayAfter(text, end, tokens.shape[k] === LOWER)
  if (day !== null && !verbal(reading, k, day[0])) {
    const year = YEAR_BEFORE.exec(text.slice(Math.max(0, start - 7), start))
    withWeekday(reading, start - (year?.[0].length ?? 0), end + day[0].length, 'date/month-day', 0.96)
    return
  }
  const year = matchAt(OF_YEAR, text, end)
  if (year !== null) withLead(reading, start, end + year[0].length, 'date/month-year', 0.95)
  else monthAlone(reading, k, start)
}

function dayAfter(text: string, end: number, lower: boolean): RegExpExecArray | null {
  const day = matchAt(DAY_YY, text, end) ?? matchAt(DAY, text, end)
  if (day !== null) return day
  return lower
    ? matchAt(DAY_IN_WORDS, text, end)
    : (matchAt(DAY_IN_WORDS, text, end) ?? matchAt(DAY_MISREAD, text, end))
}

/** `march 5 steps`, `may 2 tabs`, `may one`: a verb and a number. Only lower-case may and march. */
function verbal({ tokens, text }: Reading, k: number, rest: string): boolean {
  const lower = tokens.lower[k] ?? ''
  if (lower === 'mayo') return true
  if (!VERBS.has(lower) || tokens.shape[k] !== LOWER) return false
  if (/^ [a-z]/.test(rest) && !/(?:st|nd|rd|th)\b/.test(rest)) return true
  if (!/^\D+\d{1,2}$/.test(rest)) return false
  const after = (tokens.end[k] ?? 0) + rest.length
  return /^ ?(?:x|steps|times|feet|min|tabs|mg|m\b)/i.test(text.slice(after, after + 8))
}

const VERBS = new Set(['may', 'march', 'mar', 'mars', 'mei', 'dic', 'ago'])
