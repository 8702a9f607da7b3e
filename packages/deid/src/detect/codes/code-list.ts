import { matchAt } from '../evidence.ts'
import { codeEnd } from './code-value.ts'

/** Further codes of one label. */
const LISTED_MAX = 12

const SEPARATOR = /(?: ?[,;|&/→] ?| {1,3}(?:and|or|vs\.?|to|y|et|und|o|→|\|) {1,3})#?/y

/** `LK-3312, LK-3318`, `SNL 3 and SNL 4`, `TS 33-0417 | TS 33-0522`: codes of the same form as the one at `start`, one after the other. */
export function listed(text: string, start: number, end: number): (readonly [start: number, end: number])[] {
  const found: (readonly [number, number])[] = []
  const form = formOf(text.slice(start, end))
  let at = end
  while (form.length > 1 && found.length < LISTED_MAX) {
    const separator = matchAt(SEPARATOR, text, at)
    if (separator === null) break
    const from = at + separator[0].length
    const to = codeEnd(text, from)
    if (to < 0 || formOf(text.slice(from, to)) !== form) break
    found.push([from, to])
    at = to
  }
  return found
}

/** Runs of digits and of letters, and what joins them; a plain number by its length. */
function formOf(raw: string): string {
  if (/^\d+$/.test(raw)) return raw.length >= 5 ? `${raw.length} digits` : ''
  return raw
    .replace(/[A-Z]+/g, 'A')
    .replace(/[a-z]+/g, 'a')
    .replace(/\d+/g, '9')
}
