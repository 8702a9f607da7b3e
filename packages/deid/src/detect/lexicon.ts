import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  COMPOUND,
  DRUG,
  EPONYM,
  GIVEN,
  HEAD,
  NUMBER_WORD,
  STATE_WORD,
  SURNAME,
  WORDLIKE,
} from './flags.ts'
import { CLINICAL_WORDS } from './lexicon/clinical-words.ts'
import { COMMON_WORDS } from './lexicon/common-words.ts'
import { DRUGS } from './lexicon/drugs.ts'
import { EPONYM_HEADS, EPONYMS } from './lexicon/eponyms.ts'
import { GIVEN_NAMES } from './lexicon/given-names.ts'
import { CITIES, STATE_CODES, STATE_NAMES } from './lexicon/places.ts'
import { SURNAMES } from './lexicon/surnames.ts'
import { WORD_CLASSES } from './lexicon/word-classes.ts'
import { createWordEndings, type ReadEnding } from './lexicon/word-endings.ts'
import { createWordTable, type WordTable } from './lexicon/word-table.ts'
import { WORLD_GIVEN_NAMES, WORLD_SURNAMES } from './lexicon/world-names.ts'

/**
 * What is known of words. It holds the words of our own lists only: nothing of a text stays in it after a call.
 * A listed word has a number, by which rules are looked up; other words are judged by their parts and endings.
 */
export interface Lexicon {
  /** Flags of a word, whatever its case and accents. */
  flagsOf(word: string): number
  /** Flags of a lower-case word that has no number. */
  guess(lower: string): number
  /** Gives a lower-case word or a mark a number, so that a rule can start at it. */
  intern(word: string): number
  /** The number of the word at these offsets; 0 when it is not listed. `hash` as in the word table. */
  readonly find: WordTable['find']
  /** The number of a lower-case word without accents; 0 when it is not listed. */
  readonly numberOf: WordTable['numberOf']
  /** The word of a number. */
  readonly words: readonly string[]
  /** The flags of a number. */
  readonly flags: readonly number[]
}

/** `more` are words of other languages with their flags. */
export function createLexicon(more: readonly (readonly [string, number])[] = []): Lexicon {
  const listed = load(more)
  const table = createWordTable()
  const flags: number[] = [0]
  for (const [word, flag] of listed) flags[table.intern(word)] = flag
  const ending = createWordEndings()
  const guess = (lower: string): number => guessFlags(lower, listed, ending)
  return {
    flagsOf: (word) => {
      const lower = unaccented(word.toLowerCase())
      return listed.get(lower) ?? guess(lower)
    },
    guess,
    intern(word) {
      const number = table.intern(word)
      flags[number] ??= guess(word)
      return number
    },
    find: table.find,
    numberOf: table.numberOf,
    words: table.words,
    flags,
  }
}

function load(more: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  const flags = new Map<string, number>()
  const add = (list: string, flag: number, separator: RegExp = /\s+/) => {
    for (const word of list.split(separator)) if (word !== '') flags.set(word, (flags.get(word) ?? 0) | flag)
  }
  add(GIVEN_NAMES, GIVEN)
  add(SURNAMES, SURNAME)
  add(WORLD_GIVEN_NAMES, GIVEN)
  add(WORLD_SURNAMES, SURNAME)
  add(COMMON_WORDS, COMMON)
  add(CLINICAL_WORDS, CLINICAL)
  add(EPONYMS, EPONYM)
  add(EPONYM_HEADS, HEAD)
  add(DRUGS, DRUG)
  add(CITIES, CITY_WORD, /[|\n]/)
  add(STATE_NAMES, STATE_WORD, /\|/)
  add(STATE_CODES.toLowerCase(), STATE_WORD)
  for (const [flag, list] of WORD_CLASSES) add(list, flag)
  for (const [word, flag] of more) flags.set(word, (flags.get(word) ?? 0) | flag)
  return flags
}

function guessFlags(lower: string, listed: ReadonlyMap<string, number>, ending: ReadEnding): number {
  return lower.includes('-') || lower.includes("'")
    ? compoundFlags(lower, listed, ending)
    : simpleFlags(lower, listed, ending)
}

const PLAIN = COMMON | CLINICAL | WORDLIKE | DRUG | NUMBER_WORD

/** A hyphenated word is an ordinary word when all its parts are; otherwise a compound, which may be a name. */
function compoundFlags(lower: string, listed: ReadonlyMap<string, number>, ending: ReadEnding): number {
  let ordinary = true
  let any = 0
  for (const part of lower.split(/[-']/)) {
    const own = listed.get(part) ?? simpleFlags(part, listed, ending)
    any |= own
    if ((own & (PLAIN | HEAD)) === 0) ordinary = false
  }
  if (ordinary) return (any & PLAIN) | (any & (GIVEN | SURNAME) ? COMPOUND : 0)
  return COMPOUND | (any & EPONYM)
}

/** A plural of an ordinary word is one; other words are judged by their endings. */
function simpleFlags(lower: string, listed: ReadonlyMap<string, number>, ending: ReadEnding): number {
  const found = ending(lower)
  if (found === DRUG) return DRUG
  if (lower.length >= 4 && lower.endsWith('s')) {
    const singular = listed.get(lower.slice(0, -1)) ?? 0
    if (singular & (COMMON | CLINICAL) && (singular & (GIVEN | SURNAME)) === 0) return COMMON
  }
  return found
}

/** "José" is looked up as "jose". */
export function unaccented(lower: string): string {
  if (!/[\u0080-\uffff]/.test(lower)) return lower
  return lower
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/đ/g, 'd')
    .replace(/ß/g, 'ss')
}
