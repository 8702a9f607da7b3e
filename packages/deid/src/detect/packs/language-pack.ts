import type { IdentifierKind } from '../../span.ts'

/**
 * What is known of one more language, as data: words and phrases only, no code and no patterns. Lists of words are separated by
 * blanks, lists of phrases by `|`; all in lower case, accents as they are written (they are compared without).
 */
export interface LanguagePack {
  /** The name of the language, `es`. */
  readonly language: string
  /** Changed by its author whenever the pack changes; part of the detector's version. */
  readonly version: string
  /** Words by which a text of this language is known: small words that English does not have. */
  readonly signs: string
  readonly words: PackWords
  readonly dates: PackDates
  readonly ages: PackAges
  readonly names: PackNames
  readonly places: PackPlaces
  readonly institutions: PackInstitutions
  /** Words before `de`, `del` and their like that make what follows medicine: `síndrome`, `escala`. */
  readonly protections: string
  readonly labels: readonly PackLabel[]
  readonly shapes: readonly PackShape[]
}

export interface PackWords {
  readonly everyday: string
  readonly clinical: string
  /** Endings of ordinary words that are in no list. */
  readonly endings: string
  readonly given: string
  readonly surnames: string
  readonly titles: string
  readonly credentials: string
  readonly relations: string
  readonly roles: string
  /** Small words inside names: `de`, `la`, `y`. */
  readonly particles: string
  readonly prepositions: string
  /** Each with its value, `noventa 90`; values are added up: `noventa y dos`, `dos mil`. */
  readonly numbers: string
}

export interface PackDates {
  /** Twelve and their abbreviations. */
  readonly months: string
  readonly weekdays: string
  /** Words between day, month and year. */
  readonly joins: string
  readonly holidays: string
}

export interface PackAges {
  readonly units: string
  /** Phrases that lead to an age without a unit. */
  readonly cues: string
}

export interface PackNames {
  /** Phrases that a name follows. */
  readonly cues: string
  /** Relations and roles that a name may follow directly: the words above do. Words that may stand between them and the name. */
  readonly between: string
}

export interface PackPlaces {
  /** Kinds of street, as a street begins with them. */
  readonly streets: string
  /** What may stand before or after a house number: floors, doors, stairs. */
  readonly units: string
  readonly cities: string
  /** States, communities and countries: they stay. */
  readonly regions: string
  /** Phrases that only a place follows: `natural de`. */
  readonly cues: string
  /** Phrases that a district or colony follows. */
  readonly districts: string
  /** Digits of a postcode; it counts before a capitalised word. */
  readonly postcodeDigits: number
}

export interface PackInstitutions {
  readonly facilities: string
  readonly organisations: string
  /** Words of such names that name nobody's house by themselves: `general`, `universitario`. */
  readonly plain: string
  /** Words that may go on in small letters: `san`, `santa`, `virgen`. */
  readonly saints: string
}

/** What a label announces. `text` is a place, a firm or a hospital: the rest of the cell. */
export const PACK_VALUES = ['code', 'digits', 'name', 'street', 'text'] as const
export type PackValue = (typeof PACK_VALUES)[number]

export interface PackLabel {
  readonly kind: IdentifierKind
  readonly value: PackValue
  readonly phrases: string
  /** Counts only before a mark (`:`, `#`, `=`) . */
  readonly marked?: boolean
}

export const PACK_CHECKS = ['dni', 'nss-es', 'curp', 'rut'] as const
export type PackCheck = (typeof PACK_CHECKS)[number]

/** `#` a digit, `A` a letter, ` ` one blank, dot or hyphen, `~` the same or nothing; other characters stand for themselves. */
export interface PackShape {
  readonly kind: IdentifierKind
  readonly shape: string
  readonly check?: PackCheck
}
