import { DeidError } from '../../errors.ts'
import { IDENTIFIER_KINDS, type IdentifierKind } from '../../span.ts'
import type { GoldDocument, GoldSpan } from '../gold.ts'

/**
 * What becomes of a label of another corpus: one of our kinds; `age` and `date` are looked at, since Safe Harbor knows an age
 * up to 89 and a bare year as no identifiers; `left-out` is none under 45 CFR 164.514(b)(2).
 */
type Meaning = IdentifierKind | 'age' | 'date' | 'left-out'

/** The words of i2b2/n2c2 2014, Presidio and their kin. A label in no row is an error, never passed over in silence. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  ...Object.fromEntries(IDENTIFIER_KINDS.map((kind) => [kind, kind])),
  PATIENT: 'NAME',
  DOCTOR: 'NAME',
  PERSON: 'NAME',
  STAFF: 'NAME',
  USERNAME: 'OTHERID',
  DATE: 'date',
  DATE_TIME: 'date',
  AGE: 'age',
  HOSPITAL: 'FACILITY',
  ORGANIZATION: 'ORG',
  STREET_ADDRESS: 'STREET',
  ADDRESS: 'STREET',
  ROOM: 'STREET',
  GPE: 'CITY',
  LOCATION: 'CITY',
  LOCATION_OTHER: 'CITY',
  ZIP_CODE: 'ZIP',
  PHONE_NUMBER: 'PHONE',
  EMAIL_ADDRESS: 'EMAIL',
  IPADDR: 'IP',
  IP_ADDRESS: 'IP',
  DOMAIN_NAME: 'URL',
  US_SSN: 'SSN',
  US_ITIN: 'SSN',
  MEDICALRECORD: 'MRN',
  MEDICAL_RECORD: 'MRN',
  CREDIT_CARD: 'ACCOUNT',
  IBAN_CODE: 'ACCOUNT',
  US_BANK_NUMBER: 'ACCOUNT',
  US_DRIVER_LICENSE: 'LICENSE',
  MEDICAL_LICENSE: 'LICENSE',
  US_PASSPORT: 'OTHERID',
  BIOID: 'BIOMETRIC',
  IDNUM: 'OTHERID',
  ID: 'OTHERID',
  OTHER: 'OTHERID',
  // 164.514(b)(2)(i)(B) begins below the state; a profession, a nationality and a title are not among (A) to (R).
  STATE: 'left-out',
  COUNTRY: 'left-out',
  PROFESSION: 'left-out',
  DEPARTMENT: 'left-out',
  NRP: 'left-out',
  NATIONALITY: 'left-out',
  TITLE: 'left-out',
}

/** A label as another corpus has it. `at` names the place in its file. */
export interface ForeignLabel extends GoldSpan {
  readonly at: string
}

export interface Imported {
  readonly document: GoldDocument
  /** How many labels of each foreign type are no identifiers under Safe Harbor. */
  readonly leftOut: Readonly<Record<string, number>>
}

/** Puts foreign labels into our words. Throws `DeidError` (`gold_invalid`) naming the place of a label of an unknown type. */
export function importLabels(id: string, text: string, labels: readonly ForeignLabel[]): Imported {
  const spans: GoldSpan[] = []
  const leftOut: Record<string, number> = {}
  for (const { start, end, type, at } of labels) {
    const kind = kindOf(type, text.slice(start, end), at)
    if (kind === undefined) leftOut[type] = (leftOut[type] ?? 0) + 1
    else spans.push({ start, end, type: kind })
  }
  return { document: { id, text, spans: spans.sort((a, b) => a.start - b.start) }, leftOut }
}

function kindOf(type: string, value: string, at: string): IdentifierKind | undefined {
  const meaning = MEANINGS[type.toUpperCase().replaceAll('-', '_')]
  if (meaning === undefined) throw new DeidError('gold_invalid', `${at}: a type that is not known`)
  if (meaning === 'left-out') return undefined
  // 164.514(b)(2)(i)(C): all elements of dates except year, and all ages over 89.
  if (meaning === 'date') return /^\s*\d{4}\s*$/.test(value) ? undefined : 'DATE'
  if (meaning === 'age') return Number(/\d+/.exec(value)?.[0] ?? 0) > 89 ? 'AGE90' : undefined
  return meaning
}

/**
 * Offsets that count code points, as Python does, in UTF-16 code units. `undefined` where there is no such place.
 *
 * @example const at = codePointOffsets('𝒜b'); at(1) // 2
 */
export function codePointOffsets(text: string): (offset: number) => number | undefined {
  const places: number[] = []
  let at = 0
  for (const char of text) {
    places.push(at)
    at += char.length
  }
  places.push(at)
  return (offset) => places[offset]
}
