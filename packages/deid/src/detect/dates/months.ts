import { matchAt, type Reading } from '../evidence.ts'
import { MONTH } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { LOWER } from '../tokens.ts'
import { DAY_NUMBER, SPELLED_DAY, YEAR } from './date-patterns.ts'
import { withLead, withWeekday } from './lead.ts'

/** A month by name: with its day, with its year, or by itself where a preposition leads to it. */
export const months: Rule = { starts: { flags: MONTH }, read: month }

/** What follows the name of the month. */
const DAY = new RegExp(`\\.?[ \\n-]{0,2}(?:the )?(?:${DAY_NUMBER}|${SPELLED_DAY})(?:(?:,? ?|, ?|-|\\.)${YEAR})?`, 'iy')

const DAY_YY = /\.?[ -]\d{1,2}(?:, |,|-)\d\d(?![\d/:])/iy

const OF_YEAR = new RegExp(`\\.?(?: of|,)?[ -]?(?:${YEAR}|\\d\\d(?=[,.;)]))`, 'iy')

const MONTH_ONLY_BEFORE =
  /(?:\b(?:in|since|last|next|by|until|till|til|during|of|early|late|mid|this|from|through|thru|to|between|before|after|past|back in|around|about|every|month of|starting|through|started|moved in|scheduled for|for|or|and|dans|en)[ -]|[(–—-])$/i

const CAPITAL_ONLY = new Set([
  'may',
  'march',
  'mar',
  'august',
  'mars',
  'mai',
  'sun',
  'sat',
  'jun',
  'dec',
  'marzo',
  'april',
  'june',
])

function month(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (tokens.gap[k] === 0 && /[\w-]/.test(text.charAt(start - 1))) return
  const end = tokens.end[k] ?? 0
  const day = matchAt(DAY_YY, text, end) ?? matchAt(DAY, text, end)
  if (day !== null && !verbal(reading, k, day[0])) {
    withWeekday(reading, start, end + day[0].length, 'date/month-day', 0.96)
    return
  }
  const year = matchAt(OF_YEAR, text, end)
  if (year !== null) {
    withLead(reading, start, end + year[0].length, 'date/month-year', 0.95)
    return
  }
  alone(reading, k, start)
}

/** `march 5 steps`, `may 2 tabs`: a verb and a number. Only lower-case may and march. */
function verbal({ tokens, text }: Reading, k: number, rest: string): boolean {
  if (!VERBS.has(tokens.lower[k] ?? '') || tokens.shape[k] !== LOWER || !/^\D+\d{1,2}$/.test(rest)) return false
  const after = (tokens.end[k] ?? 0) + rest.length
  return /^ ?(?:x|steps|times|feet|min|tabs|mg|m\b)/i.test(text.slice(after, after + 8))
}

const VERBS = new Set(['may', 'march', 'mar'])

/** A month by itself is a date after `in`, `since`, `early`; `may` and `march` only with a capital. */
function alone(reading: Reading, k: number, start: number): void {
  const { text, tokens } = reading
  const lower = tokens.lower[k] ?? ''
  const before = text.slice(Math.max(0, start - 16), start)
  const lead = MONTH_ONLY_BEFORE.exec(before)
  const ambiguous = CAPITAL_ONLY.has(lower)
  if (lead === null || (ambiguous && tokens.shape[k] === LOWER)) return
  if (
    ambiguous &&
    (lower === 'may' || lower === 'march') &&
    /^(?:\(|-|–|—|and|or|to|for|from|after|about|by)/i.test(lead[0].trim())
  )
    return
  const end = tokens.end[k] ?? 0
  const next = text.slice(end, end + 14)
  if (/^['-]\w|^ [A-Z][a-z]+/.test(next) && !/^ (?:The|He|She|He|At|On|In)\b/.test(next)) return
  withLead(reading, start, end, 'date/month', 0.75)
}
