import { add, type Reading } from '../evidence.ts'
import { NUMBER_WORD } from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { MIXED, NUMBER } from '../tokens.ts'
import { announced, isDecade, ofBirthday, SEX_AFTER, said, says, scanned } from './age-contexts.ts'
import { afterName, isPredicate, ofRelative, sexFollows } from './age-people.ts'
import { AGE_WORDS, type Age, digitAge, FOREIGN_AGE_WORDS, foreignAge, wordAge } from './age-values.ts'

/** Ages over 89, in digits and words: 45 CFR 164.514(b)(2)(i)(C). The number only, without "year-old". */
export const AGES: readonly Rule[] = [
  { starts: { forms: [...form(NUMBER), ...form(MIXED)] }, read: digits },
  { starts: { words: AGE_WORDS, flags: NUMBER_WORD }, read: words },
  { starts: { words: FOREIGN_AGE_WORDS }, read: foreign },
]

function digits(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const first = text.charCodeAt(start)
  if ((first !== ONE && first !== NINE && first !== ZERO) || !isLong(tokens, k, first) || isGlued(reading, k)) return
  read(reading, k, start, digitAge(text, start), 'age/digits')
}

/** Figures alone: two after a nine, three after a nought or a one; a lone nine may have lost its second to a scan. */
function isLong({ start, end, type }: Reading['tokens'], k: number, first: number): boolean {
  if (type[k] !== NUMBER) return true
  const length = (end[k] ?? 0) - (start[k] ?? 0)
  return first === NINE ? length <= 2 : length === 3
}

const ZERO = 48
const ONE = 49
const NINE = 57

const isGlued = ({ text, tokens }: Reading, k: number): boolean =>
  k > 0 &&
  tokens.gap[k] === 0 &&
  /[\w./$#-]/.test(text.charAt((tokens.start[k] ?? 0) - 1)) &&
  !/(?:mid|late|early)-$/i.test(text.slice(Math.max(0, (tokens.start[k] ?? 0) - 6), tokens.start[k]))

function words(reading: Reading, k: number): void {
  const lower = reading.tokens.lower[k] ?? ''
  if ((lower === 'a' || lower === 'one') && reading.tokens.lower[k + 1] !== 'hundred') return
  if (!/^(?:a|one|hundred|ninet|mid-n)/.test(lower)) return
  if (lower === 'hundred' && /^(?:one|a|\d+)$/.test(reading.tokens.lower[k - 1] ?? '')) return
  const start = reading.tokens.start[k] ?? 0
  read(reading, k, start, wordAge(reading.text, start), 'age/words')
}

function foreign(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const age = foreignAge(reading.text, start)
  if (age !== undefined && says(reading.text.slice(age.end, age.end + WINDOW)))
    add(reading, start, age.end, 'AGE90', 'age/foreign', 0.85)
}

const WINDOW = 24

function read(reading: Reading, k: number, start: number, age: Age | undefined, rule: string): void {
  if (age === undefined) return
  const { text } = reading
  const before = text.slice(Math.max(0, start - 40), start)
  const after = text.slice(age.end, age.end + WINDOW)
  if (isOld(reading, k, age, text.slice(start, age.end), before, after))
    add(reading, start, age.end, 'AGE90', rule, says(after) ? 0.95 : 0.8)
}

function isOld(reading: Reading, k: number, age: Age, value: string, before: string, after: string): boolean {
  if (age.ordinal) return ofBirthday(before, after)
  if (age.misread) return scanned(before)
  if (/(?:nineties|90'?s)$/i.test(value)) return isDecade(before)
  if (says(after) && !(SEX_AFTER.test(after) && !sexFollows(reading, k, before))) return true
  return (
    announced(before, after) ||
    said(before, after) ||
    ofRelative(reading, k, after) ||
    isPredicate(reading, k, after) ||
    (/^,|^\)| and well/.test(after) && afterName(reading, k))
  )
}
