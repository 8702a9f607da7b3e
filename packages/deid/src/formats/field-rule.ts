import { createFieldKinds, FITS, fieldKey } from '../detect/structure/fields.ts'
import type { Place } from '../replace/spans.ts'
import type { IdentifierKind } from '../span.ts'

/** What the name of a field makes certain of its value; nothing when the value has not the form that the name promises. */
export type FieldRule = (field: string, value: string) => readonly Place[]

/** Names whose meaning hangs on the rest of the document: the detector judges them. */
const VAGUE: ReadonlySet<IdentifierKind> = new Set(['ORG', 'OTHERID', 'URL', 'IP', 'FACILITY', 'BIOMETRIC'])
const VAGUE_NAMES = new Set(
  (
    'name display displayname author first last provider attending ordering performer from t group policy start end ' +
    'home line ref member encounter claim node host template date alias legal'
  ).split(' '),
)

export function createFieldRule(): FieldRule {
  const kinds = createFieldKinds()
  return (field, value) => {
    const key = fieldKey(field)
    // §164.514(b)(2)(i)(C): the year of a birth tells an age over 89. Which years may stay is the policy's to say.
    if (BIRTH_YEARS.has(key) && YEAR.test(value))
      return [{ start: 0, end: value.length, kind: 'DATE', rule: 'format/field' }]
    const kind = kinds.get(key)
    if (kind === undefined || VAGUE.has(kind) || VAGUE_NAMES.has(key)) return []
    if (value.length > VALUE_CHARS_MAX || !FITS[kind].test(value)) return []
    return [{ start: 0, end: value.length, kind, rule: 'format/field' }]
  }
}

const BIRTH_YEARS = new Set(
  'born birth dobyear birthdateyear dateofbirthyear bornyear yearofbirth birthyear yob ptyob patientyearofbirth patientbirthyear'.split(
    ' ',
  ),
)
const YEAR = /^(?:18|19|20)\d{2}$/

/** A longer one is a text that speaks of such a thing. */
const VALUE_CHARS_MAX = 80
