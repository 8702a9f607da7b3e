import { matchAt, type Reading } from '../evidence.ts'
import { MONTH } from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { MIXED, NUMBER } from '../tokens.ts'
import { DAY_NUMBER, monthNamed, SPELLED_DAY, YEAR } from './date-patterns.ts'
import { withWeekday } from './lead.ts'
import { FOREIGN_MONTH_SET, monthsKnown } from './month-words.ts'

/** A day before the name of its month: `19 March 2024`, `4th of July`, `8 and 15 January`, `ngày 12 tháng 3`. */
export const daysFirst: Rule = { starts: { forms: [...form(NUMBER), ...form(MIXED)] }, read: dayFirst }

/** `twelfth of June`, without its article. */
export const spelledDaysFirst: Rule = {
  starts: {
    words:
      'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth twenty thirty twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirty-first'.split(
        ' ',
      ),
  },
  read(reading, k) {
    const start = reading.tokens.start[k] ?? 0
    const match = matchAt(SPELLED_MONTH, reading.text, start)
    if (match !== null && monthsKnown(match))
      withWeekday(reading, start, start + match[0].length, 'date/day-month', 0.9)
  },
}

const YEAR_AFTER = `(?:(?:,? {0,2}|-|\\.| de | del | of )(?:${YEAR}|\\d\\d(?![\\d/:.])))?`

const DAY_MONTH = new RegExp(
  `(?:${DAY_NUMBER}|(?:the )?${SPELLED_DAY})(?: of | de | day of |[ .\\-]{0,2})?\\n?(?:th[áa]ng \\d{1,2}\\b|${monthNamed('month')})(?:,? n[ăa]m)?${YEAR_AFTER}`,
  'iy',
)

const SPELLED_MONTH = new RegExp(`${SPELLED_DAY} (?:of |day of )?${monthNamed('month')}${YEAR_AFTER}`, 'iy')

/** `DAY 14. MAY SEE MOTHER`: English has no full stop after a day. */
const ENDS_SENTENCE =
  /^\d+\. {1,2}(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)(?![a-zú])/i

const LOOSE_END = /[ .,-]+$/

function dayFirst(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const before = text.charAt(start - 1)
  if ((tokens.end[k] ?? 0) - start > 5 || /[\w/]/.test(before) || (before === '.' && /\d/.test(text.charAt(start - 2))))
    return
  if (tokens.type[k] === NUMBER && !monthFollows(reading, k)) return
  const match = matchAt(DAY_MONTH, text, start)
  if (
    match === null ||
    !monthsKnown(match) ||
    ENDS_SENTENCE.test(match[0]) ||
    notMonth(match[0], text.charAt(start + match[0].length))
  )
    return
  const raw = match[0].replace(LOOSE_END, '')
  const lead = LEAD.exec(text.slice(Math.max(0, start - 20), start))
  withWeekday(reading, start - (lead?.[0].length ?? 0), start + raw.length, 'date/day-month', 0.95)
}

/** `the 4th of July`, `8, 15 and 22 January`, `3–5 May`, a signal's `0507Z 19 SEP`. */
const LEAD = /(?:\bthe |(?<![\w/.])(?:\d{1,2}(?:st|nd|rd|th)?(?:, ?| ?and | ?& ?| ?[-–] ?| to )){1,3}|\b\d{4}Z )$/i

/** Within three tokens, all of them listed words: `4 of July`, `19-March`, `2 de mayo`. */
function monthFollows({ tokens }: Reading, k: number): boolean {
  for (let i = k + 1; i <= k + 3; i++) {
    if (!tokens.word[i]) continue
    const lower = tokens.lower[i] ?? ''
    if ((tokens.flags[i] ?? 0) & MONTH || FOREIGN_MONTH_SET.has(lower) || lower === 'thang') return true
  }
  return false
}

/** `2 may need`, `5 march steps`, `10 mar`: lower-case may and march after a bare number. */
function notMonth(raw: string, next: string): boolean {
  if (/^[?.,;)\n]?$/.test(next) && / /.test(raw)) return false
  return (
    /^\d{1,2} ?(?:may|march|mar|mars|mai|mei|mars|sun|sat|dic|ago|set|ene)$/.test(raw.trim()) && /^[a-z\d ]+$/.test(raw)
  )
}
