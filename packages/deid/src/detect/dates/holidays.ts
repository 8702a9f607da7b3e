import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { LOWER, WORD } from '../tokens.ts'

/** As patterns, longest first where one begins another. */
const HOLIDAYS = String.raw`
christmas eve|christmas day|christmas|xmas|boxing day|new year'?s eve|new year'?s day|new years eve|new year'?s|thanksgiving day|thanksgiving|black friday|cyber monday|halloween|labor day|memorial day|independence day|fourth of july|4th of july|july fourth|veterans day|veteran'?s day|armistice day|remembrance day|columbus day|presidents'? day|mlk day|martin luther king day|juneteenth|valentine'?s day|st\.? patrick'?s day|saint patrick'?s day|mother'?s day|father'?s day|easter sunday|easter monday|easter weekend|easter wknd|easter|good friday|palm sunday|ash wednesday|maundy thursday|lent|epiphany|advent|pentecost|all saints'? day|all souls'? day|passover|rosh hashanah|yom kippur|hanukkah|chanukah|sukkot|purim|shavuot|ramadan|eid al-fitr|eid al-adha|eid|diwali|holi|nowruz|kwanzaa|lunar new year|chinese new year|tet|mardi gras|fat tuesday|cinco de mayo|dia de los muertos|d[íi]a de los muertos|groundhog day|super bowl sunday|super bowl|april fools'? day|earth day|patriots'? day|bastille day|canada day|victoria day|flag day|election day|winter solstice|summer solstice|three kings day|erev shabbos|erev shabbat|orthodox christmas|orthodox easter`
  .trim()
  .split('|')

const HOLIDAY_FIRST = new Set([
  ...HOLIDAYS.map((name) => name.replace('[íi]', 'i').split(/[ '\\]/)[0] ?? ''),
  'years',
  'mothers',
  'fathers',
  'valentines',
])

/** A holiday is a day of the year. */
export const holidays: Rule = { starts: { words: [...HOLIDAY_FIRST, '4th'] }, read: holiday }

const HOLIDAY = new RegExp(
  `(?:${HOLIDAYS.join('|')})(?: night| morning| eve| week| weekend| afternoon| evening)?(?:,? (?:19|20)\\d\\d| \\d{1,2}\\/\\d{1,2})?(?![\\w-])`,
  'iy',
)

const RELATIVE_LEAD =
  /(?:the )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|weekend|day|night|morning) (?:before|after|of) $/i

const HOLIDAY_AFTER =
  /^ (?:eggs?|dinner|tree|card|lily|disease|factor|bunny|seals?|cactus|gifts?|cookies|party|supper|the verb|money)\b/i

const ONLY_CAPITAL = new Set(['lent', 'advent', 'easter', 'epiphany', 'tet', 'holi', 'eid'])

/** A holiday is a date when something happened on it: after a preposition or with its capital. */
function holiday(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const match = matchAt(HOLIDAY, text, start)
  if (match === null) return
  const end = start + match[0].length
  if (ONLY_CAPITAL.has(match[0].toLowerCase()) && tokens.shape[k] === LOWER) return
  if (HOLIDAY_AFTER.test(text.slice(end, end + 14)) || nameOfPerson(reading, k, match[0])) return
  const lead = RELATIVE_LEAD.exec(text.slice(Math.max(0, start - 24), start))
  add(reading, lead === null ? start : start - lead[0].length, end, 'DATE', 'date/holiday', 0.8)
}

/** `Noelle Christmas`: a capitalised word right before is a first name, not a preposition. */
function nameOfPerson(reading: Reading, k: number, raw: string): boolean {
  const { tokens } = reading
  if (raw.includes(' ') || k === 0 || (tokens.gap[k] ?? 0) !== 1 || tokens.type[k - 1] !== WORD) return false
  return (
    tokens.shape[k - 1] === 2 &&
    !/^(?:on|since|after|before|until|by|this|last|at|for|over|during|into|around|next|every|the|and|or|missed|from|past|hx|orthodox)$/.test(
      tokens.lower[k - 1] ?? '',
    )
  )
}
