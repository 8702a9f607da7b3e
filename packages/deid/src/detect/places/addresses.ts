import { add, matchAt, type Reading } from '../evidence.ts'
import { COMMON, PREPOSITION, STREET_END } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, LOWER, MARK, MIXED, NUMBER, TIGHT, type Tokens, WORD } from '../tokens.ts'

const ADDRESS_WORDS =
  'street streetaddressline address addr add addr1 addr2 adress adresse domicilio direccion domicile residence res home mailing location loc scene directions l1 l2 line indirizzo morada lives living live resides residing stays staying rete resident'.split(
    ' ',
  )

/** What stands after an address's label is a street: `Address: 1190 Lucretia #14`, `Home: The Lodge, …`, `lives at 4488 Dixie`. */
export const addresses: Rule = { starts: { words: ADDRESS_WORDS }, read: address }

/** A label with a colon, dots, a cell's edge or a wide gap: whatever follows is an address. */
const LABEL =
  /(?:address|addr?|adresse?|domicilio|direcci[oó]n|domicile|residence|res|home|location|loc|scene|directions|line|indirizzo|morada|street|streetaddressline)(?:\d| ?line ?\d| of (?:call|scene|injury|incident)| on file)?\.?["']?(?: {0,2}[:=]| {0,2}\.{2,}| {0,2}\||\t| {3,}|>(?=\d))[\s._:=>["'…]{0,14}/iy

/** A phrase that leads to an address only where a house number follows. */
const PHRASE =
  /(?:address(?: is| was| still| on (?:file|record|her license|his license|the license)(?: [a-z]?\d{5,9})?)?|addr|domicilio (?:en|particular)|lives? (?:now )?(?:at|@)|living at|resides? at|residing at|stay(?:s|ing) at|live (?:now )?at|resident at|rete)(?: is| was| still| changed to)?[\s:"'_]{1,6}(?=#?[\w-]{0,4}\d|no\. ?\d|calle |flat |unit |lot |plot )/iy

function address(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (/[\p{L}\d]/u.test(text.charAt(start - 1))) return
  const label = matchAt(LABEL, text, start)
  const lead = label ?? matchAt(PHRASE, text, start)
  if (lead === null) return
  const from = tokenAt(tokens, k, start + lead[0].length)
  const home = /^(?:home|res|line|street|loc|location|scene|add)\b/i.test(lead[0])
  const last = streetEnd(reading, from, label !== null)
  if (last >= from && isStreet(reading, from, last, label !== null, home))
    add(reading, tokens.start[from] ?? 0, tokens.end[last] ?? 0, 'STREET', 'street/label', 0.76)
}

function tokenAt(tokens: Tokens, k: number, at: number): number {
  let i = k
  while (i < tokens.count && (tokens.start[i] ?? 0) < at) i++
  return i
}

const TOKENS_MAX = 12

/** Over numbers, capitalised words, words of streets and units; in lower-case text over all but ordinary words. */
function streetEnd({ tokens, text }: Reading, from: number, labelled: boolean): number {
  let last = from - 1
  const small = tokens.shape[firstWord(tokens, from)] === LOWER
  for (let i = from; i < tokens.count && i < from + TOKENS_MAX; i++) {
    const gap = tokens.gap[i] ?? 0
    if (i > from && gap > BLANK && !(gap < LINE && labelled && scanned(text, tokens, from))) break
    const lower = tokens.lower[i] ?? ''
    if (tokens.type[i] === MARK) {
      if (!/^[.#'/&@½-]$/.test(lower) || (lower === '.' && closes(tokens, i))) break
      continue
    }
    if (tokens.type[i] === WORD && tokens.shape[i] === LOWER && !smallWord(tokens, i, small)) break
    if (i > from && FIELD.has(lower)) break
    last = i
    if (zipAt(tokens, i) && i > from) return i - 1
  }
  return last
}

const FIELD = new Set(
  'tel phone ph fax cell mobile zip dob mrn ssn email acct pt patient name city state county'.split(' '),
)

function firstWord(tokens: Tokens, from: number): number {
  let i = from
  while (i < from + 4 && tokens.type[i] !== WORD) i++
  return i
}

/** A scanned line, whose words stand apart. */
const scanned = (text: string, tokens: Tokens, from: number): boolean =>
  /^\S+ {2,3}\S+ {2,3}\S/.test(text.slice(tokens.start[from], (tokens.start[from] ?? 0) + 60))

/** A full stop before a new sentence. */
const closes = (tokens: Tokens, i: number): boolean =>
  (tokens.gap[i + 1] ?? LINE) !== TIGHT && (tokens.end[i - 1] ?? 0) - (tokens.start[i - 1] ?? 0) > 4

function smallWord(tokens: Tokens, i: number, small: boolean): boolean {
  const flags = tokens.flags[i] ?? 0
  const lower = tokens.lower[i] ?? ''
  if (flags & STREET_END || INNER.has(lower)) return true
  return small && (flags & (COMMON | PREPOSITION)) === 0
}

const INNER = new Set(
  'of de la del des du las los le apt unit lot rm trlr interior int mi past off bis y no old mill park main oak high rue calle'.split(
    ' ',
  ),
)

/** Five digits at the end of a line or before a comma: the postcode. */
const zipAt = (tokens: Tokens, i: number): boolean =>
  tokens.type[i] === NUMBER &&
  (tokens.lower[i] ?? '').length === 5 &&
  /^[,.]$|^$/.test((tokens.gap[i + 1] ?? LINE) >= LINE ? '' : (tokens.lower[i + 1] ?? ''))

/** A number with a word, a word of streets, or (after a full label) two capitalised words. */
function isStreet({ tokens, text }: Reading, from: number, last: number, labelled: boolean, home: boolean): boolean {
  let digits = false
  let words = 0
  let street = false
  for (let i = from; i <= last; i++) {
    if (tokens.type[i] === NUMBER || tokens.type[i] === MIXED) digits = true
    if (tokens.type[i] !== WORD) continue
    words++
    if ((tokens.flags[i] ?? 0) & STREET_END && i > from) street = true
  }
  const value = text.slice(tokens.start[from], tokens.end[last])
  if (/^(?:on file|same|unknown|none|n\/a|\d{1,2}[/-]\d|yes|no$|see|home|hospital)/i.test(value)) return false
  if (digits && words > 0) return /^(?:[#\w-]{0,5}\d|[A-Z]\d|.{0,24}\D \d{1,5}\b)/.test(value) && !MEASURE.test(value)
  if (!labelled || home) return street && labelled && tokens.shape[from] !== LOWER
  return (
    words >= 2 &&
    tokens.shape[from] !== LOWER &&
    tokens.shape[from] !== 0 &&
    (tokens.shape[last] !== CAPS || last > from + 1)
  )
}

/** `Home: 2 L oxygen`, `Location: 4 cm from the verge`. */
const MEASURE =
  /^\d+(?:\.\d+)? ?(?:l|lpm|mg|ml|cm|mm|kg|x|days?|weeks?|hours?|hrs?|times|steps?|yo|y|o'clock|am|pm|stairs|flights?|people|cats?|dogs?)\b/i
