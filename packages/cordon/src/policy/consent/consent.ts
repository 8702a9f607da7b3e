/**
 * What a patient's Consent says, as Cordon keeps it: the provisions of FHIR R4, read once at ingest. Codes are as the
 * source wrote them; times are milliseconds.
 */
export interface Consent {
  /** `Consent/<id>` */
  readonly source: string
  readonly scope: 'privacy' | 'research' | 'unknown'
  /** `unreadable`: active, and not in a shape that could be obeyed. It denies until it is mended. */
  readonly rule: Rule | 'unreadable'
}

/** A provision. A dimension that is absent does not narrow it. */
export interface Rule {
  /** `unstated`: only its exceptions say something. */
  readonly effect: 'permit' | 'deny' | 'unstated'
  readonly from?: number
  readonly until?: number
  readonly actors?: readonly ConsentActor[]
  readonly actions?: readonly string[]
  /** `?`: a label that nobody here knows. */
  readonly labels?: readonly string[]
  readonly purposes?: readonly string[]
  /** FHIR resource types; `?`: a class of documents that Cordon cannot tell apart. */
  readonly kinds?: readonly string[]
  /** It speaks of single records (by code, by date, by reference), which a class of records cannot be held against. */
  readonly ofSingles?: true
  readonly except: readonly Rule[]
}

export interface ConsentActor {
  readonly roles: readonly string[]
  /** `Practitioner/7`, `Organization/2`, …; absent: anybody in the role. */
  readonly form?: string
}
