import { mayBePerson } from '../formats/part-names.ts'
import type { IdentifierKind } from '../span.ts'
import { DAY_MS } from '../surrogates/dates.ts'
import { readDate } from '../surrogates/read-date.ts'
import { hasDateNumbers, isPlain } from './plain.ts'
import { zip3May } from './zip3.ts'

/** What may become of an identifier: it stays, gets a surrogate, or a random code with or without a part that stays. */
export type Rule =
  | 'stays'
  | 'surrogate'
  | 'code'
  | 'code with year'
  | 'code with year and month'
  | 'code with shifted date'
  | 'code with 90plus'
  | 'code with age band'
  | 'code with zip3'
  | 'code with state'

/** One identifier where it stands. */
export interface Found {
  readonly kind: IdentifierKind
  readonly value: string
  /** It stands beside an age over 89. */
  readonly besideAge90: boolean
  /** What stands before it, as far as "resides in" is wide. */
  readonly before: string
  /** The document's own form says what it is: an element, a column. */
  readonly isPlaced: boolean
  /** What follows it, as far as the name of a state is wide. */
  readonly after: string
  /** The year at the boundary's clock. */
  readonly yearNow: number
  /** Days by which this book shifts dates. */
  readonly shiftDays: () => number
}

export type Outcome =
  | { readonly becomes: 'itself' | 'surrogate' }
  /** `keep` stays readable in the code; without it nothing does. */
  | { readonly becomes: 'code'; readonly keep?: string }

export function outcomeOf(rule: Rule, found: Found): Outcome {
  // What a kind's rule lets stay must have the form of that kind: a join of two findings could be more than it says.
  if (rule === 'stays')
    return isPlain(found.kind, found.value) && !isDoubtful(found) ? { becomes: 'itself' } : { becomes: 'code' }
  if (rule === 'surrogate') return { becomes: 'surrogate' }
  const keep = KEEPERS[rule](found)
  return keep === undefined ? { becomes: 'code' } : { becomes: 'code', keep }
}

/**
 * A place or a month that people are called too, where nothing beside it says which: Austin came in, April is here. A
 * detector that took a person for a place must not leave a direct identifier in clear, so in doubt it goes.
 */
function isDoubtful({ kind, value, before, after, isPlaced }: Found): boolean {
  const tells = TELLING[kind]
  if (tells === undefined || isPlaced || /\d/.test(value) || !mayBePerson(value)) return false
  return !tells.before.test(before) && !tells.after.test(after)
}

const NAMES_PLACE = {
  before: /\b(?:in|near|city of|town of|resides? in|lives? in|born in|outside)\s+$/i,
  after:
    /^(?:,\s*|\s+)(?:[A-Z]{2}\b|\d{5}\b)|^\s+(?:County|Parish|Township|city limits)\b|^,\s+(?:Ala|Ari|Ark|Cal|Col|Con|Del|Flo|Geo|Haw|Ida|Ill|Ind|Iow|Kan|Ken|Lou|Mai|Mar|Mas|Mic|Min|Mis|Mon|Neb|Nev|New|Nor|Ohi|Okl|Ore|Pen|Rho|Sou|Ten|Tex|Uta|Ver|Vir|Was|Wes|Wis|Wyo)/,
} as const
const TELLING: Partial<Record<IdentifierKind, { readonly before: RegExp; readonly after: RegExp }>> = {
  CITY: NAMES_PLACE,
  COUNTY: NAMES_PLACE,
  DATE: {
    before:
      /\b(?:in|since|until|till|by|of|from|during|before|after|through|last|next|this|early|late|mid|end of|around)[\s-]+$/i,
    after: /^(?:,?\s+\d|[-/]\d)/,
  },
}

const KEEPERS: Record<Exclude<Rule, 'stays' | 'surrogate'>, (found: Found) => string | undefined> = {
  code: () => undefined,
  'code with year': keepYear,
  'code with year and month': keepMonth,
  'code with shifted date': keepShifted,
  'code with 90plus': () => '90plus',
  'code with age band': ({ value }) => ageBand(value),
  'code with zip3': ({ value }) => zip3May(value),
  'code with state': ({ after }) => STATE_BEHIND.exec(after)?.[1],
}

/**
 * 164.514(b)(2)(i)(C): "all ages over 89 and all elements of dates (including year) indicative of such age". Whoever was
 * born, or did anything, 90 calendar years ago may be over 89, so such a year goes without asking what the date was.
 */
function keepYear({ value, besideAge90, yearNow }: Found): string | undefined {
  if (besideAge90 || !hasDateNumbers(value)) return undefined
  const years = new Set(COMPACT_DATE.exec(value)?.slice(1, 2) ?? value.match(FULL_YEAR))
  const [year] = years
  // Two years (a range) or a two-digit one leave open which is meant: nothing stays.
  if (year === undefined || years.size > 1) return undefined
  return yearNow - Number(year) < 90 ? year : undefined
}

/** 20240513, and with a time behind it, as HL7 v2 writes. */
const COMPACT_DATE = /^((?:19|20)\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?(?!\d)/
const FULL_YEAR = /(?<!\d)(?:18|19|20)\d{2}(?!\d)/g

/** `2024-03`; only the year where the month cannot be read. The guard over 89 years is the same. */
function keepMonth(found: Found): string | undefined {
  const year = keepYear(found)
  const date = readDate(found.value, { dayFirst: false, yearNow: found.yearNow })
  if (year === undefined || date === undefined || isAmbiguous(found.value)) return year
  return new Date(date.time).toISOString().slice(0, 7)
}

/** `20240311`: another day, a whole number of weeks away. Nothing where the day cannot be read. */
function keepShifted(found: Found): string | undefined {
  const date = readDate(found.value, { dayFirst: false, yearNow: found.yearNow })
  if (date === undefined || found.besideAge90) return undefined
  const shifted = new Date(date.time + found.shiftDays() * DAY_MS)
  if (found.yearNow - Math.min(shifted.getUTCFullYear(), new Date(date.time).getUTCFullYear()) >= 90) return undefined
  return shifted.toISOString().slice(0, 10).replaceAll('-', '')
}

/** `3/4/2024` is March or April. */
function isAmbiguous(value: string): boolean {
  const [, first = '', second = ''] = /^(\d{1,2})[-/.](\d{1,2})[-/.]/.exec(value) ?? []
  return first !== '' && Number(first) <= 12 && Number(second) <= 12 && first !== second
}

/** `90to94`, `95to99`, `100plus`. */
function ageBand(value: string): string {
  const age = Number(/\d{2,3}/.exec(value)?.[0] ?? 'NaN')
  if (age >= 90 && age <= 94) return '90to94'
  if (age >= 95 && age <= 99) return '95to99'
  return age >= 100 ? '100plus' : '90plus'
}

const STATE_BEHIND =
  /^,?\s{1,3}(A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\b/
