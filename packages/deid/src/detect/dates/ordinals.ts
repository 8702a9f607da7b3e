import { matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { MONTHS, SPELLED_DAY, YEAR } from './date-patterns.ts'
import { WEEK_BEFORE, withWeekday } from './lead.ts'

/** `the 16th`, `the second of May`. */
export const ordinals: Rule = { starts: { words: ['the'] }, read: ordinal }

const ORDINAL = new RegExp(`the (\\d{1,2}(?:st|nd|rd|th)|${SPELLED_DAY})( of ${MONTHS}(?:,? ${YEAR})?)?`, 'iy')

const ORDINAL_AFTER =
  /^(?:[.,;:)!?"]|\s*$|\s*\n|\s+(?:and|at|she|he|they|we|i|it|was|were|is|with|for|or|to|but|so|when|in|on|by|after|before|because|around|through|until|via|from|the|pm|am|\(|-|–|who|if|as|then|his|her|due|that)\b)/i

const ORDINAL_BEFORE =
  /(?:\b(?:on|since|until|till|by|from|between|and|before|after|through|thru|to|of|around|was|close on the new house|house|due|into|for)|[,:;(]|\w+day|sensor failed on)\s$/i

/** A time, or nothing more, after the ordinal: no noun is left out. */
const ORDINAL_ENDS = /^(?:[.,;:)!?]|\s{0,2}$|\n| of (?:each|every|the) month|\s+\d{1,2}:\d\d)/

const NOT_BEFORE = /\b(?:in|as|is|at|for|the|percentile|toe|finger|rib|nerve)\s$/i

/** `the 16th`: a day, unless a noun follows (`the 5th rib`). */
function ordinal(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const match = matchAt(ORDINAL, text, start)
  if (match === null) return
  const end = start + match[0].length
  if (match[2] !== undefined) {
    withWeekday(reading, start, end, 'date/ordinal-month', 0.95)
    return
  }
  const before = text.slice(Math.max(0, start - 24), start)
  const day = WEEK_BEFORE.test(text.slice(Math.max(0, start - 18), start))
  const numeric = /\d/.test(match[1] ?? '')
  const after = text.slice(end, end + 16)
  const placed = ORDINAL_AFTER.test(after) && ORDINAL_BEFORE.test(before)
  const clear = numeric && (placed || (ORDINAL_ENDS.test(after) && !NOT_BEFORE.test(before)))
  if (day || clear) withWeekday(reading, start, end, 'date/ordinal', 0.75)
}
