import type { IdentifierKind } from '../../span.ts'
import { add, type Layer, type Reading } from '../evidence.ts'
import { BLANK, LINE, MARK, NUMBER, WORD } from '../tokens.ts'

const DIGITS: Readonly<Record<string, string>> = {
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
const LETTERS = new Set(
  'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu dash hyphen double triple area code'.split(
    ' ',
  ),
)
const TENS = new Set(
  'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred'.split(
    ' ',
  ),
)

/** Identifiers read aloud: `five oh five, five five five, oh one nine three`, `serial two two bravo seven`, `jane dot doe at mail dot org`. */
export function createSpelled(): Layer {
  return (reading) => {
    const { tokens } = reading
    for (let k = 0; k < tokens.count; k++) {
      const lower = tokens.lower[k] ?? ''
      if (
        tokens.type[k] === WORD &&
        (lower in DIGITS ||
          lower === 'area' ||
          (lower.includes('-') && isSpoken(lower)) ||
          (lower.length === 1 && spokenAfter(reading, k)))
      )
        k = digits(reading, k)
      else if (tokens.type[k] === NUMBER && lower.length === 1) k = singles(reading, k)
      else if (tokens.type[k] === WORD && lower === 'dot') email(reading, k)
      else if (tokens.type[k] === WORD && (lower === 'born' || lower === 'birth' || lower === 'on'))
        spokenDate(reading, k)
    }
  }
}

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
  if (LETTERS.has(lower) || (lower.length === 1 && /[b-hj-z]/.test(lower))) return 0
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

const SPELLED_EMAIL =
  /[\w.-]{1,40}(?: (?:dot|underscore|dash|period) [\w-]{1,30}){0,4} (?:at|@) [\w-]{1,40}(?: (?:dot|period) [\w-]{2,20}){1,3}/gi

/** `xoch dot bear at mesamail dot org`: looked for around the word `dot`. */
function email(reading: Reading, k: number): void {
  const at = reading.tokens.start[k] ?? 0
  const from = Math.max(reading.text.lastIndexOf('\n', at) + 1, at - 60)
  const window = reading.text.slice(from, at + 100)
  SPELLED_EMAIL.lastIndex = 0
  for (const match of window.matchAll(SPELLED_EMAIL)) {
    if (from + match.index <= at && from + match.index + match[0].length > at)
      add(reading, from + match.index, from + match.index + match[0].length, 'EMAIL', 'email/spelled', 0.9)
  }
}

const MONTH_WORDS = new Set('one two three four five six seven eight nine ten eleven twelve'.split(' '))

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
