import { matchAt, type Reading } from '../evidence.ts'
import { MONTH } from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { MIXED, NUMBER } from '../tokens.ts'
import { DAY_NUMBER, MONTHS, SPELLED_DAY, YEAR } from './date-patterns.ts'
import { withWeekday } from './lead.ts'

/** A day before the name of its month: `19 March 2024`, `4th of July`. */
export const daysFirst: Rule = { starts: { forms: [...form(NUMBER), ...form(MIXED)] }, read: dayFirst }

const DAY_MONTH = new RegExp(
  `(?:${DAY_NUMBER}|(?:the )?${SPELLED_DAY})(?: of | de | day of |[ .\\-])?\\n?${MONTHS}(?:(?:,? ?|-|\\.| de | of )(?:${YEAR}|\\d\\d(?![\\d/:.])))?`,
  'iy',
)

const LOOSE_END = /[ .,-]+$/

function dayFirst(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const before = text.charAt(start - 1)
  if ((tokens.end[k] ?? 0) - start > 5 || /[\w/]/.test(before) || (before === '.' && /\d/.test(text.charAt(start - 2))))
    return
  if (tokens.type[k] === NUMBER && !monthFollows(reading, k)) return
  const match = matchAt(DAY_MONTH, text, start)
  if (match === null || notMonth(match[0], text.charAt(start + match[0].length))) return
  const raw = match[0].replace(LOOSE_END, '')
  const the = /\bthe $/i.test(text.slice(Math.max(0, start - 4), start)) ? 4 : 0
  withWeekday(reading, start - the, start + raw.length, 'date/day-month', 0.95)
}

/** Within three tokens: `4 of July`, `19-March`, `2 de mayo`. */
function monthFollows({ tokens }: Reading, k: number): boolean {
  const near = (tokens.flags[k + 1] ?? 0) | (tokens.flags[k + 2] ?? 0) | (tokens.flags[k + 3] ?? 0)
  return (near & MONTH) !== 0
}

/** `2 may need`, `5 march steps`, `10 mar`: lower-case may and march after a bare number. */
function notMonth(raw: string, next: string): boolean {
  if (/^[?.,;)\n]?$/.test(next) && / /.test(raw)) return false
  return /^\d{1,2} ?(?:may|march|mar|mars|mai|sun|sat)$/.test(raw.trim()) && /^[a-z\d ]+$/.test(raw)
}
