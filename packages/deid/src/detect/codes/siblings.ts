import type { IdentifierKind } from '../../span.ts'
import { add, type Reading } from '../evidence.ts'

/** Kinds whose numbers are given out in series. */
const SERIAL = new Set<IdentifierKind>(['MRN', 'ACCOUNT', 'DEVICE', 'BIOMETRIC', 'OTHERID', 'HEALTHPLAN', 'LICENSE'])

/** Codes of one text whose series are followed. */
const SERIES_MAX = 200

const CODE = /[A-Za-z]{1,8}[-_/.#]?\d[A-Za-z\d]{1,11}(?:[-_/.]\d[A-Za-z\d]*){0,3}(?![\w-])/g

/** `TB-114` where `TB-097` is a tablet: a code of the same prefix and form as one that was found is of its kind. */
export function siblings(reading: Reading): void {
  const series = new Map<string, IdentifierKind>()
  for (const { start, end, kind, score } of reading.found) {
    if (!SERIAL.has(kind) || score < 0.6 || end - start > 24 || series.size >= SERIES_MAX) continue
    const form = formOf(reading.text.slice(start, end))
    if (form !== undefined && !series.has(form)) series.set(form, kind)
  }
  if (series.size === 0) return
  for (const match of reading.text.matchAll(CODE)) {
    const kind = series.get(formOf(match[0]) ?? '')
    if (kind === undefined || /[\w]/.test(reading.text.charAt(match.index - 1))) continue
    add(reading, match.index, match.index + match[0].length, kind, 'otherid/sibling', 0.6)
  }
}

/** The prefix as it is, digits by their number: only of a prefix with a mark after it, or of two letters and four digits. */
function formOf(raw: string): string | undefined {
  const prefix = /^(?:([A-Za-z]{2,8}[-_/.#])(?=\d{2})|[A-Za-z]{2,6}(?=\d{4}))/.exec(raw)
  if (prefix === null || raw.includes(' ')) return undefined
  return prefix[0] + raw.slice(prefix[0].length).replace(/\d/g, '9').replace(/[A-Z]/g, 'A').replace(/[a-z]/g, 'a')
}
