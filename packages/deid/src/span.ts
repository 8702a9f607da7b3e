/**
 * The kinds of identifier Cordon looks for: the textual identifiers of Safe Harbor, 45 CFR 164.514(b)(2)(i)(A)-(R),
 * named as people in the field write them.
 */
export const IDENTIFIER_KINDS = [
  'NAME', // (A) any person: patient, relative, clinician
  'DATE', // (C) anything finer than a year
  'AGE90', // (C) an age over 89
  'STREET', // (B)
  'CITY', // (B)
  'ZIP', // (B)
  'COUNTY', // (B)
  'FACILITY', // (B) a named hospital, clinic, pharmacy, laboratory
  'ORG', // (A) employer, school, church, club
  'PHONE', // (D)
  'FAX', // (E)
  'EMAIL', // (F)
  'SSN', // (G) full, masked or last four
  'MRN', // (H)
  'HEALTHPLAN', // (I)
  'ACCOUNT', // (J) account, claim, accession, encounter
  'LICENSE', // (K) licence, NPI, DEA
  'VEHICLE', // (L)
  'DEVICE', // (M)
  'URL', // (N)
  'IP', // (O)
  'BIOMETRIC', // (P)
  'OTHERID', // (R)
] as const

export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number]

/** A place in a text that identifies somebody. Offsets are UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly kind: IdentifierKind
  /** The rule that found it, for example `date/numeric` or `known/surname`. Never holds text. */
  readonly rule: string
  /** 0 to 1. */
  readonly score: number
}

/** An identifier that is known before reading: from the patient's record, or from earlier turns. */
export interface Known {
  readonly kind: IdentifierKind
  readonly value: string
  /** A name of known staff: a policy that keeps providers' names may let it stay. */
  readonly role?: 'provider'
}
