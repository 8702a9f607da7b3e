import { saidBirthdays, spokenDates } from '../dates/spoken.ts'
import type { Rule } from '../rule.ts'
import { gluedLabels, numberedCodes, temporaryNumbers } from './glued-labels.ts'
import { labelled } from './labelled.ts'
import { maskedNumbers } from './masked.ts'
import { numberedWords } from './numbered-words.ts'
import { numerals } from './numerals.ts'
import { colouredPlates, plates } from './plates.ts'
import { hyphenedNumbers, signedNumbers, spacedRegistrations } from './prefixed-numbers.ts'
import { shapedCodes } from './shaped-codes.ts'
import { spelledEmails } from './spelled-email.ts'
import { singleDigits, spokenDigits } from './spoken-digits.ts'

/**
 * How numbers and codes are found: what a label announces (`MRN: 4402-91`), what its own shape gives away (phones, social security numbers, VINs),
 * what is read aloud (`five oh five, five five five`), and plates near a vehicle.
 */
export const CODES: readonly Rule[] = [
  labelled,
  gluedLabels,
  numberedCodes,
  numberedWords,
  maskedNumbers,
  temporaryNumbers,
  numerals,
  shapedCodes,
  hyphenedNumbers,
  signedNumbers,
  spacedRegistrations,
  spokenDigits,
  singleDigits,
  spelledEmails,
  spokenDates,
  saidBirthdays,
  plates,
  colouredPlates,
]
