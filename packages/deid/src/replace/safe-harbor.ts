import type { IdentifierKind } from '../span.ts'
import { ZIP3_REFUSED, zip3May } from './zip3.ts'

/**
 * What may stay of an identifier under Safe Harbor, 45 CFR 164.514(b)(2)(i). Everything else of it becomes a random
 * code. Providers' names are included: the rule does not ask for it, prudence does. State names are no identifiers.
 */
export const SAFE_HARBOR = 'safe-harbor/1'

/** One identifier where it stands. */
export interface Found {
  readonly value: string
  /** It stands beside an age over 89. */
  readonly besideAge90: boolean
  /** The year at the boundary's clock. */
  readonly yearNow: number
}

/** What stays readable in the code; `undefined` means nothing does. */
export function keepUnderSafeHarbor(kind: IdentifierKind, found: Found): string | undefined {
  return KEEPERS[SAFE_HARBOR_TABLE[kind]](found)
}

type Keep = 'nothing' | 'year' | 'over 89' | 'zip3'

const SAFE_HARBOR_TABLE: Record<IdentifierKind, Keep> = {
  NAME: 'nothing',
  DATE: 'year', // (C) all elements of dates except year
  AGE90: 'over 89', // (C) ages over 89 become one category, 90 or older
  STREET: 'nothing',
  CITY: 'nothing',
  ZIP: 'zip3', // (B)(1)-(2)
  COUNTY: 'nothing',
  FACILITY: 'nothing',
  ORG: 'nothing',
  PHONE: 'nothing',
  FAX: 'nothing',
  EMAIL: 'nothing',
  SSN: 'nothing',
  MRN: 'nothing',
  HEALTHPLAN: 'nothing',
  ACCOUNT: 'nothing',
  LICENSE: 'nothing',
  VEHICLE: 'nothing',
  DEVICE: 'nothing',
  URL: 'nothing',
  IP: 'nothing',
  BIOMETRIC: 'nothing',
  OTHERID: 'nothing',
}

const KEEPERS: Record<Keep, (found: Found) => string | undefined> = {
  nothing: () => undefined,
  year: keepYear,
  'over 89': () => '90plus',
  zip3: ({ value }) => zip3May(value),
}

/** The policy as text, for its hash: what changes when a rule of it does. */
export const SAFE_HARBOR_TEXT = JSON.stringify({
  policy: SAFE_HARBOR,
  keep: SAFE_HARBOR_TABLE,
  year: 'one four-digit year, younger than 90 years, not beside an age over 89',
  zip3Refused: [...ZIP3_REFUSED].sort(),
})

/**
 * 164.514(b)(2)(i)(C): "all ages over 89 and all elements of dates (including year) indicative of such age". Whoever was
 * born, or did anything, 90 calendar years ago may be over 89, so such a year goes without asking what the date was.
 */
function keepYear({ value, besideAge90, yearNow }: Found): string | undefined {
  if (besideAge90) return undefined
  const years = new Set(COMPACT_DATE.exec(value)?.slice(1, 2) ?? value.match(FULL_YEAR))
  const [year] = years
  // Two years (a range) or a two-digit one leave open which is meant: nothing stays.
  if (year === undefined || years.size > 1) return undefined
  return yearNow - Number(year) < 90 ? year : undefined
}

/** 20240513, and with a time behind it, as HL7 v2 writes. */
const COMPACT_DATE = /^((?:19|20)\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?(?!\d)/
const FULL_YEAR = /(?<!\d)(?:18|19|20)\d{2}(?!\d)/g
