import { add, matchAt, type Reading } from '../evidence.ts'
import { MIXED, NUMBER, WORD } from '../tokens.ts'
import type { Label } from './label-trie.ts'

const SSN_VALUE = /(?:[*xX#•]{3}[- ]?[*xX#•]{2}[- ]?\d{4}|\d{3}[- .]?\d{2}[- .]?\d{4}|\d( ?\d){8}|\d{4})(?![\d-])/y

const PHONE_VALUE = /[x+(]?[\d(][\d()./ \-–•·]{2,22}\d(?:,? {0,2}(?:ext\.?|x\.?|extension) {0,2}\d{1,6})?/iy

const SHORT_VALUE = /[xp]?[\dO]{2,7}(?:-\d{2,5})?(?!\d|[/.%]\d|%)/iy

const SHORT_LABELS = /^(?:pager|pgr|ext|extension|extn|paged|beeper|desk|extensión)$/

export function digits(reading: Reading, i: number, start: number, label: Label, marked: boolean): void {
  const { text, tokens } = reading
  if (label.kind === 'SSN') {
    const stars = /[*xX#•]{3}[- ]?[*xX#•]{2}[- ]?$/.exec(text.slice(Math.max(0, start - 8), start))
    if (stars !== null && /^\d{4}(?!\d)/.test(text.slice(start, start + 5))) {
      add(reading, start - stars[0].length, start + 4, 'SSN', 'ssn/masked', 0.98)
      return
    }
    const match = matchAt(SSN_VALUE, text, start)
    if (match !== null && (match[0].length > 4 || /last|ending|ssn|social/.test(label.phrase) || marked)) {
      add(reading, start, start + match[0].length, 'SSN', 'ssn/label', 0.98)
    }
    return
  }
  if (tokens.type[i] === WORD) return
  const long = matchAt(PHONE_VALUE, text, start)
  const count = long === null ? 0 : long[0].replace(/\D/g, '').length
  if (long !== null && count >= 7 && count <= 17) {
    add(
      reading,
      start,
      start + long[0].length,
      label.kind,
      `${label.kind.toLowerCase()}/label`,
      label.kind === 'FAX' ? 0.99 : 0.9,
    )
    return
  }
  const short = matchAt(SHORT_VALUE, text, start)
  const allowed =
    SHORT_LABELS.test(label.phrase) ||
    ((marked || /^(?:tel|phone|ph|hospitalist)$/.test(label.phrase)) && /-/.test(short?.[0] ?? ''))
  if (short !== null && allowed && (tokens.type[i] === NUMBER || tokens.type[i] === MIXED)) {
    add(reading, start, start + short[0].length, label.kind, `${label.kind.toLowerCase()}/short`, 0.85)
  }
}
