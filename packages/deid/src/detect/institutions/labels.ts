import type { IdentifierKind } from '../../span.ts'
import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'

/** Labels of forms, and what stands after them. */
const KINDS: ReadonlyMap<string, IdentifierKind> = new Map(
  (
    [
      [
        'ORG',
        'employer empleador employeur arbeitgeber empl school workplace occupation church parish synagogue mosque congregation union unit emplyr ernployer work',
      ],
      [
        'FACILITY',
        'facility fac pharmacy pharm hospital hosp clinic lab laboratory hospice agency site dest destination mortuary crematory provider farmacia clinica apotheke klinik practice snf',
      ],
    ] as const
  ).flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind] as const)),
)

/** `Employer ....... Kettle Point Marine`, `Fac: oak hill chiropractic`: the value to the end of its cell. */
export const institutionLabels: Rule = { starts: { words: [...KINDS.keys()] }, read: label }

const SEPARATOR =
  /(?: ?\/ ?[a-z]{3,9})?(?: name| of record)?["']?(?: {0,2}[:=]| {0,2}\.{3,}| {0,2}\||\t| {3,})[\s._:="'…|]{0,16}/iy

/** Words, with what stands inside names; an end at a comma, a cell's edge, a wide gap or a bracket. */
const VALUE = /[\p{L}\d][\p{L}\d'’&.-]{0,24}(?:(?: | & )#?[\p{L}\d'’&.-]{1,24}){0,6}/uy

const NO_VALUE =
  /^(?:retired|none|unknown|unemployed|self|n\/?a|same|yes|no|not|on file|disabled|student|housewife|homemaker|see|pending|hot|cold|the|he|she|they|pt|patient|lives|was|is|in|at|result|results|negative|positive|today|see|call|called|\d|full[- ]?time|part[- ]?time|name|phone|address|tel|fax|id|date|visit|group|policy|plan|number|code|type|kg|mg|mmol|ml|iu|u|units?|per)\b/i

function label(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const end = tokens.end[k] ?? 0
  const separator = matchAt(SEPARATOR, text, end)
  if (separator === null || separator[0].includes('\n')) return
  const at = end + separator[0].length
  const value = matchAt(VALUE, text, at)?.[0]
  const kind = KINDS.get(tokens.lower[k] ?? '')
  if (value === undefined || kind === undefined || NO_VALUE.test(value)) return
  const name = trimmed(value)
  if (!isName(name, tokens.lower[k] ?? '')) return
  add(reading, at, at + name.length, kind, `${kind.toLowerCase()}/label`, 0.72)
}

/** Without a telephone, a sentence or a full stop after it. */
const trimmed = (value: string): string =>
  value.replace(/(?:\. .*| (?:tel|ph|phone|fax|mrn|dob|since|who|where|and then|\(|\d{3}[-.]\d).*|\.)$/i, '')

/** Trades are no employers: `Occupation: welder`; nor is a bare number or a single short code after a loose label. */
function isName(name: string, label: string): boolean {
  if (name.length < 3 || !/\p{L}{2}/u.test(name)) return false
  const capitals = name.split(' ').filter((word) => /^\p{Lu}/u.test(word)).length
  return LOOSE.has(label) ? capitals >= 2 && capitals * 2 >= name.split(' ').length : capitals >= 1
}

const LOOSE = new Set(
  'work unit occupation site agency lab provider practice church parish union hospital clinic dest destination school'.split(
    ' ',
  ),
)
