import type { PolicyName } from '../policies/policy.ts'
import type { IdentifierKind } from '../span.ts'
import { dateSurrogate } from './dates.ts'
import { emailSurrogate } from './email.ts'
import { nameSurrogate } from './names.ts'
import { numberSurrogate, phoneSurrogate, ssnSurrogate, zipSurrogate } from './numbers.ts'
import { citySurrogate, countySurrogate, institutionSurrogate, streetSurrogate } from './places.ts'
import type { SurrogateBook } from './surrogate-book.ts'

/** One identifier that gets a surrogate. */
export interface Told {
  readonly value: string
  /** What stands before it on its line, as far as a title is wide. */
  readonly before: string
}

export interface Making {
  readonly book: SurrogateBook
  /** Whose shift of dates it is. */
  readonly policy: PolicyName
  /** Whether a word or number, in small letters, is in the texts or known: never to be invented. */
  readonly isReal: (lower: string) => boolean
  /** Whether ambiguous dates of these texts have their day first. */
  readonly dayFirst: boolean
  readonly yearNow: number
}

/**
 * A realistic text in place of an identifier, of the same kind and shape. `undefined` where none would be safe to put
 * back: what is too short to be known again, what cannot be read, what a reader's program would fetch. That gets a code.
 */
export function makeSurrogate(kind: IdentifierKind, told: Told, making: Making): string | undefined {
  return MAKERS[kind]?.(told, making)
}

type Make = (told: Told, making: Making) => string | undefined

const MAKERS: Record<IdentifierKind, Make | undefined> = {
  NAME: nameSurrogate,
  DATE: dateSurrogate,
  AGE90: undefined, // a number of two digits is in every text
  STREET: streetSurrogate,
  CITY: citySurrogate,
  ZIP: zipSurrogate,
  COUNTY: countySurrogate,
  FACILITY: institutionSurrogate,
  ORG: institutionSurrogate,
  PHONE: phoneSurrogate,
  FAX: phoneSurrogate,
  EMAIL: emailSurrogate,
  SSN: ssnSurrogate,
  MRN: numberSurrogate,
  HEALTHPLAN: numberSurrogate,
  ACCOUNT: numberSurrogate,
  LICENSE: numberSurrogate,
  VEHICLE: numberSurrogate,
  DEVICE: numberSurrogate,
  URL: undefined, // a reader's program would fetch it
  IP: undefined,
  BIOMETRIC: undefined,
  OTHERID: numberSurrogate,
}
