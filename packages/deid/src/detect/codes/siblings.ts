import type { IdentifierKind } from '../../span.ts'
import { add, matchAt, type Reading } from '../evidence.ts'

/** Kinds whose numbers are given out in series. */
const SERIAL = new Set<IdentifierKind>(['MRN', 'ACCOUNT', 'DEVICE', 'BIOMETRIC', 'OTHERID', 'HEALTHPLAN', 'LICENSE'])

/** Series of one text that are followed. */
const SERIES_MAX = 40

const REST = /\d[A-Za-z\d]{1,11}(?:[-_/.]\d[A-Za-z\d]*){0,3}(?![\w-])/y

/** `TB-114` where `TB-097` is a tablet: a code of the same prefix and form as one that was found is of its kind. */
export function siblings(reading: Reading): void {
  const { text } = reading
  const series = new Map<string, IdentifierKind>()
  const prefixes = new Set<string>()
  for (const { start, end, kind, score } of reading.found) {
    if (!SERIAL.has(kind) || score < 0.6 || end - start > 24 || series.size >= SERIES_MAX) continue
    const form = formOf(text.slice(start, end))
    if (form === undefined || series.has(form)) continue
    series.set(form, kind)
    prefixes.add(form.slice(0, form.indexOf('9')))
  }
  for (const prefix of prefixes) follow(reading, prefix, series)
}

/** Every place of a prefix where a code of a known form begins. */
function follow(reading: Reading, prefix: string, series: ReadonlyMap<string, IdentifierKind>): void {
  const { text } = reading
  for (let at = text.indexOf(prefix); at >= 0; at = text.indexOf(prefix, at + prefix.length)) {
    if (/\w/.test(text.charAt(at - 1))) continue
    const rest = matchAt(REST, text, at + prefix.length)
    const kind = rest === null ? undefined : series.get(formOf(prefix + rest[0]) ?? '')
    if (rest !== null && kind !== undefined)
      add(reading, at, at + prefix.length + rest[0].length, kind, 'otherid/sibling', 0.6)
  }
}

/** The prefix as it is, digits by their number: only of a prefix with a mark after it, or of two letters and four digits. */
function formOf(raw: string): string | undefined {
  const prefix = /^(?:([A-Za-z]{2,8}[-_/.#])(?=\d{2})|[A-Z][-_/.#](?=\d{4})|[A-Za-z]{2,6}(?=\d{4}))/.exec(raw)
  if (prefix === null || raw.includes(' ')) return undefined
  return prefix[0] + raw.slice(prefix[0].length).replace(/\d/g, '9').replace(/[A-Z]/g, 'A').replace(/[a-z]/g, 'a')
}
