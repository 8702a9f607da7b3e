import { CLINICAL_WORDS } from '../detect/lexicon/clinical-words.ts'
import { COMMON_WORDS } from '../detect/lexicon/common-words.ts'
import { DRUGS } from '../detect/lexicon/drugs.ts'
import { EPONYMS } from '../detect/lexicon/eponyms.ts'
import { GIVEN_NAMES } from '../detect/lexicon/given-names.ts'
import { SURNAMES } from '../detect/lexicon/surnames.ts'
import { WORLD_GIVEN_NAMES, WORLD_SURNAMES } from '../detect/lexicon/world-names.ts'

/**
 * Names that a document gives its own parts: elements, attributes, classes, keys. No detector reads them as it reads
 * prose, so they are judged by their words: `patient-mary-okonkwo` has three.
 */

/** The rule of a part whose name was coded because nobody knows it: what it says is no identifier to look for elsewhere. */
export const PART = 'format/part'

/** Whether every word is an ordinary one, of English, of medicine or of `more`; one that is not could be somebody's name. */
export function isPlainName(name: string, more: ReadonlySet<string> = NONE): boolean {
  // A bracket belongs to a code of ours.
  if (name.includes('[') || (name.match(/\d/g)?.length ?? 0) > PLAIN_DIGITS_MAX) return false
  return partWords(name).every((word) => word.length < WORD_CHARS_MIN || ORDINARY.has(word) || more.has(word))
}

/** Whether a word of it, or all of it, is a person's name and nothing else. */
export function namesPerson(name: string): boolean {
  const words = partWords(name)
  return words.some((word) => PERSONS.has(word)) || PERSONS.has(words.join(''))
}

/** Whether a text is nothing but one to three names of persons. */
export function isBareName(text: string): boolean {
  if (!/^\p{L}[\p{L}\p{M}.,'’ -]{1,59}$/u.test(text)) return false
  const words = text
    .toLowerCase()
    .split(/[ ,.]+/)
    .filter((word) => word.length > 1)
  return words.length <= 3 && words.length > 0 && words.every((word) => PERSONS.has(word))
}

/** Whether every word of a text is a name that people have, whatever else it is: Austin, April, Long. */
export function mayBePerson(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  return words.length > 0 && words.every((word) => NAMES.has(word))
}

/** The words of a name in small letters: of `lastName`, `HTTPServer`, `a-b_c:d`. */
export function partWords(name: string): string[] {
  return name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
}

/** Shorter ones are abbreviations. */
const WORD_CHARS_MIN = 3
/** As many as a size or a year has; a number that identifies has more. */
const PLAIN_DIGITS_MAX = 4
const NONE: ReadonlySet<string> = new Set()

/** Longitude, a value, a mean absolute error: what programs and measurements call so. */
const TECHNICAL = 'lon sid val ram mae mock mast rust gage camp cox dev dob'.split(' ')

const ORDINARY: ReadonlySet<string> = new Set([...wordsOf(COMMON_WORDS), ...wordsOf(CLINICAL_WORDS)])
const NAMES: ReadonlySet<string> = new Set([GIVEN_NAMES, SURNAMES, WORLD_GIVEN_NAMES, WORLD_SURNAMES].flatMap(wordsOf))
const PERSONS: ReadonlySet<string> = namesOnly()

/** What is a drug or an eponym too names no person by itself. */
function namesOnly(): ReadonlySet<string> {
  const others = new Set([...wordsOf(EPONYMS), ...wordsOf(DRUGS), ...TECHNICAL])
  return new Set([...NAMES].filter((name) => name.length > 2 && !ORDINARY.has(name) && !others.has(name)))
}

function wordsOf(list: string): string[] {
  return list.trim().split(/\s+/)
}
