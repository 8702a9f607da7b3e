import { matchAt, type Reading } from '../evidence.ts'
import { form, type Rule } from '../rule.ts'
import { LINE, MIXED, WIDE } from '../tokens.ts'
import { monthNamed, SPELLED_DAY, YEAR } from './date-patterns.ts'
import { dateStyle } from './date-style.ts'
import { weekdayBefore, withWeekday } from './lead.ts'
import { monthsKnown } from './month-words.ts'

/** `the 16th`, `the second of May`. */
export const ordinals: Rule = { starts: { words: ['the'] }, read: ordinal }

/** `out since 16th`, `11th  Dot, 97F` in a diary, Spanish `me voy el 5`. */
export const bareOrdinals: Rule = { starts: { forms: form(MIXED) }, read: bareOrdinal }

export const articleDays: Rule = { starts: { words: ['el', 'dia', 'ngay', 'ika', 'le', 'thang'] }, read: articleDay }

const ORDINAL = new RegExp(
  `the (\\d{1,2}(?:st|nd|rd|th)|${SPELLED_DAY})( of ${monthNamed('month')}(?:,? ${YEAR})?)?`,
  'iy',
)

const ORDINAL_AFTER =
  /^(?:[.,;:)!?"]|\s*$|\s*\n|\s+(?:and|at|she|he|they|we|i|it|was|were|is|with|for|or|to|but|so|when|in|on|by|after|before|because|around|through|until|via|from|the|pm|am|\(|-|–|—|who|if|as|then|his|her|due|that|mr|mrs|ms|dr|w\/|per|this|about|her|my|had|has|will|went|came|came|showing|showed|got|did|per)\b|\s[(–—-])/i

const ORDINAL_BEFORE =
  /(?:\b(?:on|since|until|till|by|from|between|and|before|after|through|thru|to|of|around|was|close on the new house|house|due|into|for)|[,:;(]|\w+day|sensor failed on)\s$/i

/** A time, or nothing more, after the ordinal: no noun is left out. */
const ORDINAL_ENDS = /^(?:[.,;:)!?]|\s{0,2}$|\n| of (?:each|every|the) month|\s+\d{1,2}:\d\d)/

const NOT_BEFORE = /\b(?:in|as|is|at|for|the|percentile|toe|finger|rib|nerve)\s$/i

/** `the 16th`: a day, unless a noun follows (`the 5th rib`). */
function ordinal(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const match = matchAt(ORDINAL, text, start)
  if (match === null) return
  const named = match[2] !== undefined && monthsKnown(match)
  const end = start + match[0].length - (named ? 0 : (match[2] ?? '').length)
  if (named) {
    withWeekday(reading, start, end, 'date/ordinal-month', 0.95)
    return
  }
  const before = text.slice(Math.max(0, start - 24), start)
  const day = weekdayBefore(before) > 0
  const numeric = /\d/.test(match[1] ?? '')
  const after = text.slice(end, end + 16)
  const placed = ORDINAL_AFTER.test(after) && ORDINAL_BEFORE.test(before)
  const clear = numeric
    ? placed || (ORDINAL_ENDS.test(after) && !NOT_BEFORE.test(before))
    : spelled(match[1] ?? '', before, after)
  if (day || clear) withWeekday(reading, start, end, 'date/ordinal', 0.75)
}

/** `On the twenty-eighth he unplugged himself`; the first few ordinals count other things too. */
function spelled(word: string, before: string, after: string): boolean {
  if (/^(?:first|second|third|fourth|fifth|sixth)$/i.test(word)) return false
  return (
    /(?:\b(?:on|since|until|till|by|from|before|after|through|night|morning)|,) $/i.test(before) &&
    PERSON_AFTER.test(after)
  )
}

const PERSON_AFTER = /^(?:[.,;:)!?]|\s*$|\n| (?:he|she|they|we|i|it|at|and|with|when|for|to|his|her|my|the)\b)/i

const BARE = /(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th)\b/iy

const BARE_BEFORE =
  /\b(?:since|until|till|til|recheck|seen|due|admitted|adm|discharged|d\/c|started|dated|thru|through|returns?|back|out|by|on|from|op|surgery|holes|review|clinic|appt|fu|f\/u|between) $/i

/** Nouns that ordinals count. */
const COUNTED =
  /^ (?:floors?|grade|ribs?|toes?|digits?|fingers?|percentile|doses?|days?|weeks?|months?|trimester|degree|street|st\b|ave|visits?|attempts?|times?|cycles?|mt\b|metatarsal|metacarpal|mc\b|nerve|ics\b|intercostal|birthday|year|line|opinion|set|ed\b|edition|stage|round|cn\b|cranial|ray|web|trial|child|baby|pregnancy|molar|person|party|shift|place|hand|class|century|generation|anniversary|deg)/i

function bareOrdinal(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const match = matchAt(BARE, text, start)
  if (match === null || /[\w/.-]/.test(text.charAt(start - 1))) return
  const end = start + match[0].length
  const after = text.slice(end, end + 18)
  if (COUNTED.test(after)) return
  const led = BARE_BEFORE.test(text.slice(Math.max(0, start - 14), start)) && ORDINAL_AFTER.test(after)
  if (led || ((tokens.gap[k] ?? 0) >= LINE && dateStyle(reading).diary && /^(?:[:,.]| {1,3}\S)/.test(after)))
    withWeekday(reading, start, end, 'date/ordinal', 0.75)
}

const ARTICLE_DAY =
  /(?:el(?: d[ií]a)?|d[ií]a|le|ika-|ng[aà]y) ?(?:3[01]|[12]\d|0?[1-9])(?=[,.;)!?\n]|$| (?:a|de este|y|en|por|con|para|ya|al|del mes|que|me|se|la|lo|le|no|mi|fui|fue|à|et|pour|au|je|il|elle|ng)\b)(?!,\d|\.\d)/iy

/** `me voy el 5 a Sonora`: the article and a bare day, before a word that no measure is. */
function articleDay(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const match = matchAt(ARTICLE_DAY, text, start)
  if (match === null || (tokens.gap[k] ?? 0) >= WIDE) return
  const end = start + match[0].length
  withWeekday(reading, end - (/\d+$/.exec(match[0])?.[0].length ?? 0), end, 'date/article-day', 0.7)
}
