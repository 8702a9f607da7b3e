import { matchAt, type Reading } from '../evidence.ts'
import { MONTH } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { LOWER } from '../tokens.ts'
import { DAY_NUMBER, MONTHS, SPELLED_DAY, YEAR } from './date-patterns.ts'
import { withLead, withWeekday } from './lead.ts'

/** A month by name: with its day, with its year, or by itself where a preposition leads to it. */
export const months: Rule = { starts: { flags: MONTH }, read: month }

const MONTH_DAY = new RegExp(
  `${MONTHS}[ \\n-]{0,2}(?:the )?(?:${DAY_NUMBER}|${SPELLED_DAY})(?:(?:,? ?|, ?|-|\\.)${YEAR})?`,
  'iy',
)

const MONTH_DAY_YY = new RegExp(`${MONTHS}[ -]\\d{1,2}(?:, |,|-)\\d\\d(?![\\d/:])`, 'iy')

const MONTH_YEAR = new RegExp(`${MONTHS}(?: of|,)?[ -]?(?:${YEAR}|\\d\\d(?=[,.;)]))`, 'iy')

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
  const full = matchAt(MONTH_DAY_YY, text, start) ?? matchAt(MONTH_DAY, text, start)
  if (full !== null && !verbal(reading, k, full[0])) {
    withWeekday(reading, start, start + full[0].length, 'date/month-day', 0.96)
    return
  }
  const year = matchAt(MONTH_YEAR, text, start)
  if (year !== null) {
    withLead(reading, start, start + year[0].length, 'date/month-year', 0.95)
    return
  }
  alone(reading, k, start)
}

/** `march 5 steps`, `may 2 tabs`: a verb and a number. Only lower-case may and march. */
function verbal(reading: Reading, k: number, raw: string): boolean {
  const lower = reading.tokens.lower[k] ?? ''
  if ((lower !== 'may' && lower !== 'march' && lower !== 'mar') || reading.tokens.shape[k] !== LOWER) return false
  return (
    /^\D+\d{1,2}$/.test(raw) &&
    /^ ?(?:x|steps|times|feet|min|tabs|mg|m\b)/i.test(reading.text.slice((reading.tokens.start[k] ?? 0) + raw.length))
  )
}

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
