import { add, matchAt, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, DRUG, HEAD, MONTH, RELATION, ROLE, STATE_WORD, TITLE_WORD, WEEKDAY } from '../flags.ts'
import { createPhraseList } from '../lexicon/phrase-list.ts'
import { COUNTRIES, STATE_NAMES } from '../lexicon/places.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LINE, LOWER, TITLE, WORD } from '../tokens.ts'

/** States and countries: never cities. */
export const LANDS = createPhraseList(`${COUNTRIES}|${STATE_NAMES}`)

const NAMES = new Set(`${STATE_NAMES}|${COUNTRIES}`.split('|').map((land) => land.trim()))

export const isLand = (name: string): boolean => NAMES.has(name.toLowerCase())

/** Flags of words that no town begins with. */
export const NEVER = DRUG | MONTH | WEEKDAY | TITLE_WORD | ROLE | RELATION | STATE_WORD | CLINICAL

/** `Akureyri, Iceland`, `Constantine (Algeria)`: what stands before a land is a city. */
export const beforeLands: Rule = { starts: { words: LANDS.firstWords }, read: beforeLand }

const LAND_AFTER =
  /(?:\p{Lu}\p{Ll}[\p{L}'’-]{0,20} ){0,2}?(\p{Lu}\p{Ll}[\p{L}'’-]{1,20}(?: \p{Lu}\p{Ll}[\p{L}'’-]{1,20})?)(?:, | \()$/u

function beforeLand(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const mark = tokens.lower[k - 1]
  if ((mark !== ',' && mark !== '(') || tokens.shape[k] === LOWER || tokens.shape[k - 2] !== TITLE) return
  const start = tokens.start[k] ?? 0
  const land = LANDS.at(text, start, tokens.lower[k] ?? '')
  if (
    land === undefined ||
    land.length < 4 ||
    !/^(?:[.,;)\n:]|$| (?:and|in|on|for|with|to|where|who)\b)/.test(
      text.slice(start + land.length, start + land.length + 7),
    )
  )
    return
  const before = LAND_AFTER.exec(text.slice(Math.max(0, start - 50), start))
  const city = before?.[1]
  if (
    before === null ||
    city === undefined ||
    LANDS.at(text, tokens.start[k - 2] ?? 0, tokens.lower[k - 2] ?? '') !== undefined
  )
    return
  const flags = tokens.flags[k - 2] ?? 0
  if (flags & (NEVER | COMMON | HEAD)) return
  const at = start - before[0].length + before[0].lastIndexOf(city)
  add(reading, at, at + city.length, 'CITY', 'city/land', 0.68)
}

/** `Berlin, 03.11.2025` and `Laredo, 3 de marzo de 2026` at the head of a letter. */
export const letterheads: Rule = { starts: { words: [','] }, read: letterhead }

const DATED =
  /, (?:den |le |the |am )?(?:\d{1,2}[./]\s?\d{1,2}[./]\s?\d{2,4}|\d{1,2}\.? (?:de )?\p{L}{3,10}\.? (?:de(?:l)? )?\d{4})[ .]*(?:\n|$)/uy

function letterhead(reading: Reading, k: number): void {
  const { tokens, text } = reading
  let first = k - 1
  while (first > 0 && k - first < 3 && (tokens.gap[first] ?? 0) === BLANK) first--
  if ((tokens.gap[first] ?? 0) < LINE || tokens.type[first] !== WORD || tokens.shape[first] !== TITLE) return
  if ((tokens.flags[first] ?? 0) & (NEVER | COMMON | HEAD) || matchAt(DATED, text, tokens.start[k] ?? 0) === null)
    return
  add(reading, tokens.start[first] ?? 0, tokens.end[k - 1] ?? 0, 'CITY', 'city/letterhead', 0.7)
}
