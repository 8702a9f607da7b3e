import { DIGITS } from '../codes/spoken-digits.ts'
import { add, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LINE, MARK } from '../tokens.ts'

/** `born ten three forty two`, `on seven seventeen`: month and day read aloud. */
export const spokenDates: Rule = { starts: { words: ['born', 'birth', 'on'] }, read: spokenDate }

const MONTH_WORDS = new Set('one two three four five six seven eight nine ten eleven twelve'.split(' '))

const TENS = new Set(
  'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred'.split(
    ' ',
  ),
)

/** `born ten three forty two`, `on seven seventeen`: month and day read aloud. */
function spokenDate(reading: Reading, k: number): void {
  const { tokens } = reading
  if (!MONTH_WORDS.has(tokens.lower[k + 1] ?? '')) return
  let last = k + 1
  while (
    last - k < 7 &&
    tokens.gap[last + 1] === BLANK &&
    (tokens.lower[last + 1] ?? '') !== '' &&
    ((tokens.lower[last + 1] ?? '') in DIGITS || TENS.has(tokens.lower[last + 1] ?? ''))
  )
    last++
  const words = last - k
  const day = TENS.has(tokens.lower[k + 2] ?? '') || (tokens.lower[k + 2] ?? '') in DIGITS
  const ends = tokens.type[last + 1] === MARK || (tokens.gap[last + 1] ?? 0) >= LINE || last + 1 >= tokens.count
  if (day && words >= 2 && (words >= 3 ? tokens.lower[k] !== 'on' || words >= 4 : ends))
    add(reading, tokens.start[k + 1] ?? 0, tokens.end[last] ?? 0, 'DATE', 'date/spoken', 0.8)
}
