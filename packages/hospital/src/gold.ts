/**
 * The kinds of identifier a note may hold: the textual identifiers of Safe Harbor, 45 CFR 164.514(b)(2)(i)(A)-(R).
 * The names are those that `@cordon/deid` uses for what it detects.
 */
export const IDENTIFIER_TYPES = [
  'NAME',
  'DATE',
  'AGE90',
  'STREET',
  'CITY',
  'ZIP',
  'COUNTY',
  'FACILITY',
  'ORG',
  'PHONE',
  'FAX',
  'EMAIL',
  'SSN',
  'MRN',
  'HEALTHPLAN',
  'ACCOUNT',
  'LICENSE',
  'VEHICLE',
  'DEVICE',
  'URL',
  'IP',
  'BIOMETRIC',
  'OTHERID',
] as const

export type IdentifierType = (typeof IDENTIFIER_TYPES)[number]

/** A place in a note that identifies somebody: UTF-16 offsets, `end` exclusive. Spans are sorted and never overlap. */
export interface GoldSpan {
  readonly start: number
  readonly end: number
  readonly type: IdentifierType
}

/** A piece of text that is an identifier. */
export interface Mark {
  readonly type: IdentifierType
  readonly text: string
}

/** What a note is made of, in order: plain text, identifiers, and lists of both. */
export type Piece = string | Mark | readonly Piece[]

export function mark(type: IdentifierType, text: string): Mark {
  return { type, text }
}

/** A fault in the generator's own tables: a template that names an unknown slot, a mark with blanks around it. */
export class HospitalError extends Error {
  readonly code: 'unknown_slot' | 'unbalanced_template' | 'blank_mark' | 'unknown_form' | 'bad_option' | 'missing_value'
  constructor(code: HospitalError['code'], what: string) {
    super(`${code}: ${what}`)
    this.name = 'HospitalError'
    this.code = code
  }
}
