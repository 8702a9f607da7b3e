import { createFieldKinds, FITS, fieldKey } from '../detect/structure/fields.ts'
import type { IdentifierKind } from '../span.ts'

/** What a column holds. With a `kind`, every cell of it is that identifier; without one the detector reads each cell. */
export interface ColumnRole {
  /** A kind, `AGE`, `number`, `free text` or `text`. */
  readonly role: string
  readonly reason: string
  readonly kind?: IdentifierKind
  /** The column's name as a person would say it; empty when the table names none. */
  readonly name: string
}

/** The role of each column, and whether the first row names the columns. */
export function columnRoles(rows: readonly (readonly string[])[]): { roles: ColumnRole[]; named: boolean } {
  const kinds = createFieldKinds()
  const [first = []] = rows
  const named = namesColumns(first, kinds)
  const values = rows.slice(named ? 1 : 0, SAMPLE_ROWS)
  const roles = first.map((name, i) =>
    roleOf(
      named ? name : '',
      values.map((row) => (row[i] ?? '').trim()).filter((value) => value !== ''),
      kinds,
    ),
  )
  return { roles, named }
}

/** Rows that decide a role. Every cell of a column with a role is replaced all the same. */
const SAMPLE_ROWS = 500

/** Words that name columns beside those that name identifiers. */
const NAMES = new Set(
  (
    'id age sex gender note notes comment comments text description diagnosis dx code value unit units result results test ' +
    'medication drug dose route status type state country race ethnicity language weight height bmi bp hr temp a1c icd cpt ' +
    'loinc label category reason specialty department unitofmeasure patient visit'
  ).split(' '),
)

/** A first row names columns when no cell of it looks like a value and one of them is a name that columns have. */
function namesColumns(cells: readonly string[], kinds: ReadonlyMap<string, IdentifierKind>): boolean {
  const isPlain = cells.every((cell) => cell.trim() !== '' && cell.length <= 60 && !/\d{3}|@|:\/\//.test(cell))
  const isDistinct = new Set(cells.map(fieldKey)).size === cells.length
  return isPlain && isDistinct && cells.some((cell) => kindOf(cell, kinds) !== undefined || NAMES.has(fieldKey(cell)))
}

function roleOf(header: string, values: readonly string[], kinds: ReadonlyMap<string, IdentifierKind>): ColumnRole {
  const name = header.replace(/[_\s]+/g, ' ').trim()
  if (/\bage\b/i.test(name)) return { role: 'AGE', reason: 'header', name }
  const byName = kindOf(header, kinds)
  if (byName !== undefined && most(values, FITS[byName], NAMED_SHARE)) {
    return { role: byName, reason: 'header', kind: byName, name }
  }
  const byValues = VALUES.find(([, pattern]) => most(values, pattern, VALUE_SHARE))?.[0]
  if (byValues !== undefined) return { role: byValues, reason: 'values', kind: byValues, name }
  if (values.length > 0 && most(values, /^[-+]?\d{1,4}(?:\.\d+)?$/, 1))
    return { role: 'number', reason: 'values', name }
  const chars = values.reduce((sum, value) => sum + value.length, 0)
  const isProse = values.length > 0 && chars / values.length > PROSE_CHARS
  return { role: isProse ? 'free text' : 'text', reason: 'values', name }
}

/** A header's word is believed when half of the values could be such; of values alone nearly all must be. */
const NAMED_SHARE = 0.5
const VALUE_SHARE = 0.9
const PROSE_CHARS = 40

/** Values that tell what they are without a name. */
const VALUES: readonly (readonly [IdentifierKind, RegExp])[] = [
  ['EMAIL', /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i],
  ['SSN', /^\d{3}-\d{2}-\d{4}$/],
  ['PHONE', /^(?:\+?1[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]\d{4}(?:\s*x\d+)?$/],
  ['DATE', /^(?:(?:19|20)\d\d-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[-+]\d\d:?\d\d)?)?|\d{1,2}\/\d{1,2}\/(?:\d\d){1,2})$/],
  ['IP', /^\d{1,3}(?:\.\d{1,3}){3}$/],
  ['URL', /^https?:\/\/\S+$/i],
  ['OTHERID', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i],
]

/** Fields whose name needs the rest of a document to mean anything: in a table the values decide. */
const VAGUE = new Set(
  'start end t from to home line ref group policy node host claim template legal display src user'.split(' '),
)

/** `patient_last_name` and `Pt DOB` announce what `last name` and `dob` do; a drug's name announces nobody. */
function kindOf(header: string, kinds: ReadonlyMap<string, IdentifierKind>): IdentifierKind | undefined {
  const words = header
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
  for (let from = 0; from < words.length; from++) {
    const key = words.slice(from).join('')
    const kind = VAGUE.has(key) ? undefined : kinds.get(key)
    if (kind === undefined) continue
    if (key !== 'name' || from === 0) return kind
    const [of = ''] = words.slice(from - 1)
    return PEOPLE.has(of) ? 'NAME' : kinds.get(of)
  }
  return undefined
}

const PEOPLE = new Set(
  'patient pt client member provider physician doctor nurse guarantor subscriber insured mother father spouse contact kin full employee author'.split(
    ' ',
  ),
)

function most(values: readonly string[], pattern: RegExp, share: number): boolean {
  if (values.length === 0) return false
  return values.filter((value) => pattern.test(value)).length >= values.length * share
}
