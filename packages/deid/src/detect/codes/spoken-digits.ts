import { add, type Reading } from '../evidence.ts'
import { NUMBER_WORD } from '../flags.ts'
import { form, LETTERS, type Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, MARK, NUMBER, WORD } from '../tokens.ts'
import { spokenKind } from './spoken-kinds.ts'
import { DIGITS, PAIRS, REPEATS, spokenWorth } from './spoken-words.ts'

/** Identifiers read aloud: `five oh five, five five five, oh one nine three`, `plate eight x ray mike two oh four`, `thirty-six seventy`. */
export const spokenDigits: Rule = {
  starts: {
    words: [...Object.keys(DIGITS), ...PAIRS, ...Object.keys(REPEATS), ...LETTERS, 'area'],
    flags: NUMBER_WORD,
  },
  take: (reading, k) => (startsSpoken(reading, k) ? digits(reading, k) + 1 : k),
}

function startsSpoken(reading: Reading, k: number): boolean {
  const lower = reading.tokens.lower[k] ?? ''
  if (lower.length === 1) return !afterApostrophe(reading, k) && (lower in DIGITS || spokenAfter(reading, k))
  return lower === 'area' || spokenWorth(lower, '') > 0
}

/** The `s` of `Group's`. */
const afterApostrophe = ({ text, tokens }: Reading, k: number): boolean =>
  /['’]/.test(text.charAt((tokens.start[k] ?? 0) - 1))

/** Single digits with blanks between: `4 0 2 1 8 8 1 3 9`. */
export const singleDigits: Rule = {
  starts: { forms: form(NUMBER) },
  take: (reading, k) => ((reading.tokens.lower[k] ?? '').length === 1 ? singles(reading, k) + 1 : k),
}

/** A spelled code may begin with letters: `z c p as in paul 8 8 1`, `H as in hotel eight eight`. */
function spokenAfter({ tokens }: Reading, k: number): boolean {
  const next = tokens.lower[k + 1] ?? ''
  if (tokens.gap[k + 1] !== BLANK || tokens.lower[k] === 'a' || tokens.lower[k] === 'i') return false
  return /^[a-z\d]$/.test(next) || next in DIGITS || (next === 'as' && tokens.lower[k + 2] === 'in')
}

/** Longest code, in words. */
const WORDS_MAX = 40

interface Run {
  readonly last: number
  readonly count: number
  /** Single digits only, nothing between them. */
  readonly plain: boolean
  readonly letters: boolean
}

/** The end of a run of spoken digits from `k`; finds it when it is long enough or a label leads to it. */
function digits(reading: Reading, k: number): number {
  const { tokens, text } = reading
  const run = runFrom(reading, k)
  if (run.last < k) return k
  const first = capitalsBefore(reading, k)
  const start = tokens.start[first] ?? 0
  const kind = spokenKind(text.slice(Math.max(0, start - 56), start), run.count, run.plain, run.letters || first < k)
  if (kind !== undefined) add(reading, start, tokens.end[run.last] ?? 0, kind, 'spelled/digits', 0.85)
  return run.last
}

function runFrom({ tokens }: Reading, k: number): Run {
  let last = k - 1
  let count = 0
  let plain = true
  let letters = false
  for (let i = k; i < tokens.count && i < k + WORDS_MAX; i++) {
    const gap = tokens.gap[i] ?? 0
    const lower = tokens.lower[i] ?? ''
    if (gap > LINE) break
    if (tokens.type[i] === MARK) {
      if (!/^[,.-]$/.test(lower) || (lower === '.' && (tokens.gap[i + 1] ?? 0) > 0)) break
      plain = false
      continue
    }
    if (lower === 'as' && tokens.lower[i + 1] === 'in') {
      i += 2
      last = i
      continue
    }
    const worth = spokenWorth(lower, i > k ? (tokens.lower[i - 1] ?? '') : '')
    if (
      worth < 0 ||
      (lower.length === 1 &&
        (lower === 'a' || lower === 'i') &&
        (tokens.shape[i] !== CAPS || tokens.type[i - 1] === MARK))
    )
      break
    if (worth !== 1) plain = false
    if (worth === 0 && lower.length === 1) letters = true
    count += worth
    last = i
  }
  return { last, count, plain, letters }
}

/** `XEB nine oh four`, `P A nine one`: capitals right before are the beginning of the code. */
function capitalsBefore({ tokens }: Reading, k: number): number {
  let first = k
  while (
    first > 0 &&
    k - first < 3 &&
    tokens.gap[first] === BLANK &&
    tokens.type[first - 1] === WORD &&
    tokens.shape[first - 1] === CAPS &&
    (tokens.caps[first - 1] ?? 0) === 0 &&
    (tokens.end[first - 1] ?? 0) - (tokens.start[first - 1] ?? 0) <= 3 &&
    !LABEL_CAPS.has(tokens.lower[first - 1] ?? '')
  )
    first--
  return first
}

/** Labels and exclamations in capitals are no part of a code. */
const LABEL_CAPS = new Set([
  'npi',
  'dea',
  'ssn',
  'mrn',
  'id',
  'zip',
  'fax',
  'dob',
  'pt',
  'i',
  'is',
  'rx',
  'ip',
  'dl',
  'hr',
  'bp',
  'rr',
  'er',
  'ed',
  'icu',
  'no',
])

/** Single digits with blanks between: nine are a social security number, ten a phone, five after a place a ZIP. */
function singles(reading: Reading, k: number): number {
  const { tokens } = reading
  let last = k
  while (
    last + 1 < tokens.count &&
    tokens.type[last + 1] === NUMBER &&
    (tokens.lower[last + 1] ?? '').length === 1 &&
    tokens.gap[last + 1] === BLANK
  )
    last++
  const count = last - k + 1
  const kind =
    count === 9
      ? 'SSN'
      : count === 10
        ? 'PHONE'
        : count === 5 && /\p{L} $/u.test(reading.text.slice(Math.max(0, (tokens.start[k] ?? 0) - 2), tokens.start[k]))
          ? 'ZIP'
          : undefined
  if (kind !== undefined) add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, kind, 'spelled/singles', 0.8)
  return last
}
