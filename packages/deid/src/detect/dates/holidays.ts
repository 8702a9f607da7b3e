import { add, matchAt, type Reading } from '../evidence.ts'
import { unaccented } from '../lexicon.ts'
import type { Rule } from '../rule.ts'
import { LOWER, WORD } from '../tokens.ts'
import { HOLIDAYS, ONLY_CAPITAL } from './holiday-names.ts'

/** The first word of a name, as a token: lower case, no accents, no possessive. */
const firstWord = (name: string): string =>
  (/^[\w'-]+/.exec(unaccented(name))?.[0] ?? '').replace(/'$/, '').replace(/'s$/, '')

/** Names by their first words, and by those words without an apostrophe: only what can begin at a token is tried there. */
const NAMES: ReadonlyMap<string, readonly string[]> = byFirstWord()

function byFirstWord(): Map<string, string[]> {
  const names = new Map<string, string[]>()
  for (const name of HOLIDAYS) {
    const first = firstWord(name)
    const bare = /^\w+'s/.test(name) ? `${first}s` : first
    for (const word of new Set([first, bare])) names.set(word, [...(names.get(word) ?? []), name])
  }
  return names
}

/** A holiday is a day of the year. */
export const holidays: Rule = { starts: { words: [...NAMES.keys()] }, read: holiday }

/** Blanks may be a line's end or a bad scan's wide gap; apostrophes may be missing or curved; accents too. */
const pattern = (name: string): string =>
  name
    .replaceAll("'", "['’]?")
    .replaceAll('.', '\\.?')
    .replaceAll(' ', '[ \\n]{1,3}')
    .replaceAll('é', '[eé]')
    .replaceAll('í', '[ií]')
    .replaceAll('á', '[aá]')
    .replaceAll('ñ', '[nñ]')
    .replaceAll('ö', '(?:ö|oe)')
    .replaceAll('ë', '[eë]')
    .replaceAll('â', '[aâ]')
    .replaceAll('ê', '[eê]')
    .replaceAll('è', '[eè]')
    .replaceAll('ế', '[eế]')

const ENDS =
  '(?: night| morning| eve| week| weekend| wknd| monday| sunday| afternoon| evening)?(?:,? (?:19|20)\\d\\d| \\d{1,2}\\/\\d{1,2})?(?![A-Za-z\\d\\u00c0-\\u024f-])'

/** Made when a first word is first met: all names in one pattern cost every other pattern its speed. */
const patterns = new Map<string, RegExp>()

function patternOf(first: string): RegExp | undefined {
  const known = patterns.get(first)
  const names = NAMES.get(first)
  if (known !== undefined || names === undefined) return known
  const longest = names.toSorted((a, b) => b.length - a.length).map(pattern)
  const made = new RegExp(`(?:${longest.join('|')})${ENDS}`, 'iy')
  patterns.set(first, made)
  return made
}

const RELATIVE_LEAD =
  /(?:the )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|weekend|day|night|morning|eve) (?:before|after|of) $/i

const HOLIDAY_AFTER =
  /^ (?:eggs?|dinner|tree|card|lily|lilies|disease|factor|bunny|seals?|cactus|gifts?|cookies|party|parties|supper|the verb|money|causes?|foods?|diet|meals?|every|each|lights|season|rush|songs?|carols?|stocking|recipes?|fast\b|fasting)\b/i

/** A holiday is a date when something happened on it: after a preposition or with its capital. */
function holiday(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const names = patternOf(tokens.lower[k] ?? '')
  const match = names === undefined ? null : matchAt(names, text, start)
  if (match === null) return
  const end = start + match[0].length
  const before = text.slice(Math.max(0, start - 26), start)
  if (ONLY_CAPITAL.has(match[0].toLowerCase()) && tokens.shape[k] === LOWER && !LED.test(before)) return
  if (HOLIDAY_AFTER.test(text.slice(end, end + 14)) || HABIT.test(before) || nameOfPerson(reading, k, match[0])) return
  const lead = RELATIVE_LEAD.exec(before)
  add(reading, lead === null ? start : start - lead[0].length, end, 'DATE', 'date/holiday', 0.8)
}

/** After these even `easter` in lower case is a day. */
const LED = /\b(?:on|since|after|before|until|til|till|by|around|over|last|this|next|at|date|for|from) $/i

/** `every Christmas`, `fasting during Ramadan`: what recurs identifies nobody. */
const HABIT = /\b(?:every|each|fast(?:s|ed|ing)? (?:during|for|in|at)) $/i

/** `Noelle Christmas`: a capitalised word right before is a first name, not a preposition. */
function nameOfPerson({ tokens }: Reading, k: number, raw: string): boolean {
  if (raw.includes(' ') || k === 0 || (tokens.gap[k] ?? 0) !== 1 || tokens.type[k - 1] !== WORD) return false
  return (
    tokens.shape[k - 1] === 2 &&
    !/^(?:on|since|after|before|until|by|this|last|at|for|over|during|into|around|next|every|the|and|or|missed|from|past|hx|orthodox|was|is|date|la|el|le|dia|till|til|about)$/.test(
      tokens.lower[k - 1] ?? '',
    )
  )
}
