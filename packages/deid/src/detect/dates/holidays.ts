import { add, matchAt, type Reading } from '../evidence.ts'
import { unaccented } from '../lexicon.ts'
import type { Rule } from '../rule.ts'
import { LOWER, WORD } from '../tokens.ts'
import { HOLIDAYS, ONLY_CAPITAL } from './holiday-names.ts'

/** The first words of the names, as tokens: lower case, no accents. */
const HOLIDAY_FIRST: ReadonlySet<string> = new Set([
  ...HOLIDAYS.map((name) => /^[\w'-]+/.exec(unaccented(name))?.[0].replace(/'$/, '').replace(/'s$/, '') ?? ''),
  ...'years mothers fathers valentines presidents saints'.split(' '),
])

/** A holiday is a day of the year. */
export const holidays: Rule = { starts: { words: [...HOLIDAY_FIRST, '4th'] }, read: holiday }

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

const HOLIDAY = new RegExp(
  `(?:${HOLIDAYS.toSorted((a, b) => b.length - a.length)
    .map(pattern)
    .join(
      '|',
    )})(?: night| morning| eve| week| weekend| wknd| monday| sunday| afternoon| evening)?(?:,? (?:19|20)\\d\\d| \\d{1,2}\\/\\d{1,2})?(?![\\p{L}\\d-])`,
  'iuy',
)

const RELATIVE_LEAD =
  /(?:the )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|weekend|day|night|morning|eve) (?:before|after|of) $/i

const HOLIDAY_AFTER =
  /^ (?:eggs?|dinner|tree|card|lily|lilies|disease|factor|bunny|seals?|cactus|gifts?|cookies|party|parties|supper|the verb|money|causes?|foods?|diet|meals?|every|each|lights|season|rush|songs?|carols?|stocking|recipes?|fast\b|fasting)\b/i

/** A holiday is a date when something happened on it: after a preposition or with its capital. */
function holiday(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const match = matchAt(HOLIDAY, text, start)
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
