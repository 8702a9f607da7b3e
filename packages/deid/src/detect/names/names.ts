import type { Layer } from '../evidence.ts'
import type { Lexicon } from '../lexicon.ts'
import { createRules, type Rule } from '../rule.ts'
import { bareNames } from './bare.ts'
import { cells } from './cells.ts'
import { type Claimed, claimed } from './claimed.ts'
import { credentials } from './credentials.ts'
import { capitalCues } from './cues.ts'
import { lowerCues, smallInitials } from './cues-lower.ts'
import { birthDates, demographics } from './demographics.ts'
import { bracketedNames, caretNames, extensionOwners, initialsAfter, quotedSurnames, spelledNames } from './forms.ts'
import { finalInitials, initialPairs, soloInitials } from './initials.ts'
import { labels } from './labels.ts'
import { mailHeaders, stampedSpeakers } from './mail-headers.ts'
import { relations } from './relations.ts'
import { signatures, smallSignatures } from './signatures.ts'
import { dottedInitials, paragraphInitials, signedInitials } from './small-initials.ts'
import { chatSpeakers } from './speakers.ts'
import { spelledOut } from './spelled.ts'
import { subjects } from './subjects.ts'
import { titles } from './titles.ts'

/**
 * How people are found: after a title (`Dr. Graves`), a label (`Patient:`), a relation (`her son Bill`) or a word of dealing with people (`Paged Okpara`);
 * before a credential (`, MD`) or an age and sex (`84M`); in a signature; by a form that says name (`(Baptiste, Rosemond)`); as a speaker of a chat;
 * and, without any cue, as capitalised words that the lexicons know as names.
 */
const PEOPLE: readonly Rule<Claimed>[] = [
  labels,
  titles,
  relations,
  credentials,
  signatures,
  smallSignatures,
  initialPairs,
  soloInitials,
  capitalCues,
  lowerCues,
  smallInitials,
  spelledNames,
  bracketedNames,
  caretNames,
  quotedSurnames,
  initialsAfter,
  extensionOwners,
  demographics,
  birthDates,
  cells,
  spelledOut,
  signedInitials,
  dottedInitials,
  mailHeaders,
  stampedSpeakers,
  subjects,
  bareNames,
]

export function createNames(lexicon: Lexicon): Layer {
  const people = createRules(PEOPLE, lexicon)
  return (reading) => {
    people(claimed(reading))
    chatSpeakers(reading)
    finalInitials(reading)
    paragraphInitials(reading)
  }
}
