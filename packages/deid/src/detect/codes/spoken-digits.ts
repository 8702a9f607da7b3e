import type { IdentifierKind } from '../../span.ts'
import { add, type Reading } from '../evidence.ts'
import { NUMBER_WORD } from '../flags.ts'
import { form, LETTERS, type Rule } from '../rule.ts'
import { BLANK, LINE, MARK, NUMBER } from '../tokens.ts'

export const DIGITS: Readonly<Record<string, string>> = {
  zero: '0',
  oh: '0',
  o: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
}

/** Identifiers read aloud: `five oh five, five five five, oh one nine three`, `serial two two bravo seven`. */
export const spokenDigits: Rule = {
  starts: { words: [...Object.keys(DIGITS), ...LETTERS, 'area'], flags: NUMBER_WORD },
  take: (reading, k) => (startsSpoken(reading, k) ? digits(reading, k) + 1 : k),
}

function startsSpoken(reading: Reading, k: number): boolean {
  const lower = reading.tokens.lower[k] ?? ''
  if (lower.length === 1) return lower in DIGITS || spokenAfter(reading, k)
  return lower in DIGITS || lower === 'area' || (lower.includes('-') && isSpoken(lower))
}

/** Single digits with blanks between: `4 0 2 1 8 8 1 3 9`. */
export const singleDigits: Rule = {
  starts: { forms: form(NUMBER) },
  take: (reading, k) => ((reading.tokens.lower[k] ?? '').length === 1 ? singles(reading, k) + 1 : k),
}

/** Words between the digits of a code that is read aloud. */
const SPELLING = new Set(
  'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu dash hyphen double triple area code'.split(
    ' ',
  ),
)

const isSpoken = (lower: string): boolean => lower.split('-').every((part) => part in DIGITS)

/** A spelled code may begin with letters: `z c p as in paul 8 8 1`. */
function spokenAfter({ tokens }: Reading, k: number): boolean {
  const next = tokens.lower[k + 1] ?? ''
  return (
    next.length === 1 &&
    /[a-z\d]/.test(next) &&
    tokens.gap[k + 1] === BLANK &&
    tokens.lower[k] !== 'a' &&
    tokens.lower[k] !== 'i'
  )
}

/** The end of a run of spoken digits from `k`; finds it when it is long enough or a label leads to it. */
function digits(reading: Reading, k: number): number {
  const { tokens } = reading
  let last = k - 1
  let count = 0
  for (let i = k; i < tokens.count && i < k + 40; i++) {
    if ((tokens.gap[i] ?? 0) > LINE) break
    const lower = tokens.lower[i] ?? ''
    if (tokens.type[i] === MARK) {
      if (!/^[,.-]$/.test(lower) || tokens.gap[i + 1] === undefined || (lower === '.' && (tokens.gap[i + 1] ?? 0) > 0))
        break
      continue
    }
    const worth = spoken(lower)
    if (worth < 0) {
      if (lower === 'as' && tokens.lower[i + 1] === 'in') {
        i += 2
        continue
      }
      break
    }
    count += worth
    last = i
  }
  if (last <= k) return Math.max(k, last)
  const kind = kindOf(reading, k, count)
  if (kind !== undefined) add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, kind, 'spelled/digits', 0.85)
  return last
}

/** How many digits a word stands for; -1 when it does not go on a code. */
function spoken(lower: string): number {
  if (lower in DIGITS) return 1
  if (/^\d{1,4}$/.test(lower)) return lower.length
  if (lower.includes('-') && isSpoken(lower)) return lower.split('-').length
  if (SPELLING.has(lower) || (lower.length === 1 && /[b-hj-z]/.test(lower))) return 0
  return -1
}

const LABELS: readonly (readonly [RegExp, IdentifierKind])[] = [
  [/(?:fax|facsimile)\W{0,3}(?:\w+ ){0,2}$/i, 'FAX'],
  [/(?:social(?: security)?(?: number)?|ssn)\W{0,3}(?:is )?(?:\w+ ){0,1}$/i, 'SSN'],
  [/(?:medical record(?: number)?|mrn|chart(?: number)?)\W{0,3}(?:is )?(?:\w+ ){0,1}$/i, 'MRN'],
  [/(?:serial(?: number)?|device)\W{0,3}(?:is )?(?:\w+ ){0,1}$/i, 'DEVICE'],
  [
    /(?:member(?: number| id)?|policy(?: number)?|group(?: number)?|plan(?: number)?|insurance(?: number)?)\W{0,3}(?:PT: ?)?(?:is |its )?(?:uh |um )?$/i,
    'HEALTHPLAN',
  ],
  [/(?:account|claim|case|reference|confirmation)(?: number)?\W{0,3}(?:is )?$/i, 'ACCOUNT'],
  [/(?:job|badge|study|student|passport|prescription)(?: number| id)?\W{0,3}(?:is )?$/i, 'OTHERID'],
  [/(?:npi|dea|license|licence)(?: number)?\W{0,3}(?:is )?$/i, 'LICENSE'],
  [/(?:zip|zip code)\W{0,3}(?:is )?$/i, 'ZIP'],
]

function kindOf(reading: Reading, k: number, count: number): IdentifierKind | undefined {
  const start = reading.tokens.start[k] ?? 0
  const before = reading.text.slice(Math.max(0, start - 40), start)
  const label = LABELS.find(([pattern]) => pattern.test(before))
  if (label !== undefined && count >= 2) return label[1]
  if (count === 10 || count === 11 || count === 7) return 'PHONE'
  return count === 9 ? 'SSN' : count >= 6 ? 'OTHERID' : undefined
}

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
