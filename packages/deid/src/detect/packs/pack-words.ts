import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  CREDENTIAL,
  FACILITY_END,
  GIVEN,
  MONTH,
  NUMBER_WORD,
  PARTICLE,
  PREPOSITION,
  RELATION,
  ROLE,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
} from '../flags.ts'
import { unaccented } from '../lexicon.ts'
import type { LanguagePack } from './language-pack.ts'
import { phrasesIn, wordsIn } from './phrases.ts'

/** Words of a pack with the flags they get, lower case and without accents. */
export function flaggedWords({ signs, words, dates, places, institutions }: LanguagePack): [string, number][] {
  const heads = [...phrasesIn(institutions.facilities), ...phrasesIn(institutions.organisations)]
  const lists: [number, string[]][] = [
    [COMMON, wordList(signs)],
    [COMMON, wordList(words.everyday)],
    [CLINICAL, wordList(words.clinical)],
    [GIVEN, wordList(words.given)],
    [SURNAME, wordList(words.surnames)],
    [TITLE_WORD, wordList(words.titles).filter((title) => title.length > 1)],
    [CREDENTIAL, wordList(words.credentials)],
    [RELATION, wordList(words.relations)],
    [ROLE, wordList(words.roles)],
    [PARTICLE, wordList(words.particles)],
    [PREPOSITION, wordList(words.prepositions)],
    [MONTH, wordList(dates.months)],
    [WEEKDAY, wordList(dates.weekdays)],
    [NUMBER_WORD, [...numbersOf(words.numbers).keys()]],
    [CITY_WORD, phrasesIn(places.cities).flatMap((city) => (city.includes(' ') ? [] : wordsIn(city)))],
    [FACILITY_END, heads.flatMap((head) => (head.includes(' ') ? [] : wordsIn(head)))],
  ]
  return lists.flatMap(([flag, list]) => list.map((word): [string, number] => [word, flag]))
}

export const wordList = (list: string): string[] =>
  list
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(plain)

const plain = (word: string): string => unaccented(word.toLowerCase())

/** `noventa 90 dos 2` as a map. */
export function numbersOf(list: string): ReadonlyMap<string, number> {
  const parts = wordList(list)
  return new Map(
    parts.flatMap((word, i): [string, number][] => (/^\d/.test(word) ? [] : [[word, Number(parts[i + 1] ?? 0)]])),
  )
}
