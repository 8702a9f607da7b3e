import { add, matchAt, type Reading } from '../evidence.ts'
import { MIXED, NUMBER, WORD } from '../tokens.ts'
import type { Label } from './label-trie.ts'

/** Nine digits in any grouping, masked, in part, or the last four. */
const SSN_VALUE =
  /(?:[*xX#•_]{3}[- ]{0,3}[*xX#•_]{2}[- ]{0,3}\d{4}|\d{2}[\d_][ .–-]{0,3}[\d_]{2}[ .–-]{0,3}(?:\n?\d{4}|[xX*•]{4})|\d(?:[ .–-]{0,3}\d){8}|\d(?: ?\d){3})(?![\d-])/y

/** The French number of registration: sex, year, month, department, municipality, order, key. */
const NIR = /[12] ?\d{2} ?\d{2} ?[\dAB]{2} ?\d{3} ?\d{3}(?: ?\/? ?\d{2})?(?!\d)/y

const PHONE_VALUE = /[x+(]? ?[\d(][\d()./ \-–•·]{2,24}\d(?:,? {0,2}(?:ext\.?|x\.?|extension|poste) {0,2}\d{1,6})?/iy

const SHORT_VALUE = /[xp]?(?:\d-\d{3,5}|[\dO]{2,7}(?:-\d{2,5})?)(?!\d|[/.%]\d|%)/iy

const SHORT_LABELS =
  /^(?:pager|pgr|ext|extension|extn|paged|beeper|desk|extensión|page|bleep|bleep no|poste|durchwahl|vocera|spectralink|dial)$/

interface Digits {
  readonly i: number
  readonly start: number
  readonly label: Label
  readonly marked: boolean
  readonly far: boolean
}

export function digits(reading: Reading, value: Digits): void {
  if (value.label.kind === 'SSN') social(reading, value)
  else if (reading.tokens.type[value.i] !== WORD) phone(reading, value)
}

const SSN_PHRASE = /last|ending|ssn|social|soc|ss/

function social(reading: Reading, { i, start, label, marked, far }: Digits): void {
  const { text, tokens } = reading
  const stars = /[*xX#•_]{3}[- ]{0,3}[*xX#•_]{2}[- ]{0,3}$/.exec(text.slice(Math.max(0, start - 10), start))
  if (stars !== null && /^\d{4}(?!\d)/.test(text.slice(start, start + 5))) {
    add(reading, start - stars[0].length, start + 4, 'SSN', 'ssn/masked', 0.98)
    return
  }
  const match = matchAt(NIR, text, start) ?? matchAt(SSN_VALUE, text, start)
  if (match === null || YEAR.test(match[0]) || /^ ?(?:%|mg|[/:.]\d)/.test(text.slice(start + match[0].length))) return
  if (/^last ?4$/.test(label.phrase) && !/[(:#=] ?$/.test(text.slice(start - 2, start))) return
  const whole = match[0].length > 7
  if (
    whole ||
    (far
      ? /last/.test(label.phrase) || /^(?:ends?|ending)$/.test(tokens.lower[i - 1] ?? '')
      : SSN_PHRASE.test(label.phrase) || marked)
  ) {
    add(reading, start, start + match[0].length, 'SSN', 'ssn/label', far ? 0.9 : 0.98)
  }
}

const YEAR = /^(?:19|20)\d\d$/

function phone(reading: Reading, { i, start, label, marked, far }: Digits): void {
  const { text, tokens } = reading
  const long = matchAt(PHONE_VALUE, text, start)
  const count = long === null ? 0 : long[0].replace(/\D/g, '').length
  const name = label.kind.toLowerCase()
  if (long !== null && count >= 7 && count <= 17 && !DATED.test(long[0])) {
    add(reading, start, start + long[0].length, label.kind, `${name}/label`, label.kind === 'FAX' ? 0.99 : 0.9)
    return
  }
  const short = matchAt(SHORT_VALUE, text, start)
  if (short === null || far || !allowsShort(label, marked, short[0])) return
  if (tokens.type[i] === NUMBER || tokens.type[i] === MIXED)
    add(reading, start, start + short[0].length, label.kind, `${name}/short`, 0.85)
}

/** A date or a year is no phone. */
const DATED = /^(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)(?![\d-])/

function allowsShort({ kind, phrase }: Label, marked: boolean, raw: string): boolean {
  if (/^(?:19\d\d|20\d\d|911|988|999|112|000|111)$/.test(raw)) return false
  if (phrase === 'page') return raw.length > 3
  if (SHORT_LABELS.test(phrase)) return true
  return /-/.test(raw) && (marked || kind === 'FAX' || /^(?:tel|phone|ph|hospitalist)$/.test(phrase))
}
