import { DIGITS } from '../codes/spoken-words.ts'
import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LINE, MARK } from '../tokens.ts'

/** `born ten three forty two`, `on seven seventeen`: month and day read aloud. */
export const spokenDates: Rule = { starts: { words: ['born', 'birth', 'on'] }, read: spokenDate }

/** `Eleven, nineteen, eighty-four`: month, day and year, each a number. */
export const saidBirthdays: Rule = {
  starts: { words: 'one two three four five six seven eight nine ten eleven twelve oh zero'.split(' ') },
  read: saidBirthday,
}

const UNITS = 'one|two|three|four|five|six|seven|eight|nine'
const TEENS = 'ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen'
const TENS_WORDS = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety'
const MONTH_SAID = `(?:(?:oh|zero)[ -])?(?:${UNITS}|ten|eleven|twelve)`
const DAY_SAID = `(?:(?:(?:oh|zero)[ -])?(?:${UNITS})|${TEENS}|twenty(?:[ -](?:${UNITS}))?|thirty(?:[ -]one)?)`
const TWO_SAID = `(?:(?:${TENS_WORDS})(?:[ -](?:${UNITS}))?|${TEENS}|(?:oh|zero)[ -](?:${UNITS}|oh|zero))`
const YEAR_SAID = `(?:(?:nineteen|twenty)[ -](?:hundred|${TWO_SAID})|two thousand(?: and)?(?: (?:${UNITS}|${TWO_SAID}))?|'?${TWO_SAID})`
const BETWEEN_SAID = '(?:, | slash | dash | )'

const SAID = new RegExp(
  `${MONTH_SAID}${BETWEEN_SAID}${DAY_SAID}${BETWEEN_SAID}${YEAR_SAID}(?![\\w-])(?! (?:percent|milligrams|mg|over|pounds|times|${UNITS}))`,
  'iy',
)

const ASKED =
  /(?:birth(?:day|date)?|born|d\.?o\.?b\.?|date|admitted|discharged|since)\b[^.\n]{0,24}[?.:,]?[^\n]{0,4}(?:\n[^\n:]{1,20}: ?[^\n]{0,60})?$/i

/** Three numbers between full stops are a date; in a sentence only after a word of birth or of dates. */
function saidBirthday({ text, tokens, found }: Reading, k: number): void {
  const start = tokens.start[k] ?? 0
  const match = matchAt(SAID, text, start)
  if (match === null) {
    slashed(text, start, found)
    return
  }
  const end = start + match[0].length
  const before = text.slice(Math.max(0, start - 110), start)
  const alone =
    /(?:[.:?]|\n|^)\s*$/.test(before) && /^\s*(?:[.!?\n]|$)/.test(text.slice(end, end + 3)) && match[0].includes(',')
  if (alone || ASKED.test(before)) found.push({ start, end, kind: 'DATE', rule: 'date/said', score: 0.86 })
}

const SLASHED = new RegExp(`${MONTH_SAID} slash ${DAY_SAID}(?! ?(?:slash|of|${UNITS}))(?![\\w-])`, 'iy')

const WEEKDAY_BEFORE = /(?:mon|tues|wednes|thurs|fri|satur|sun)day,? (?:the )?$/i

/** `Friday three slash thirteen`; without a weekday or a word that leads to a date it may be a score. */
function slashed(text: string, start: number, found: Reading['found']): void {
  const match = matchAt(SLASHED, text, start)
  if (match === null) return
  const before = text.slice(Math.max(0, start - 24), start)
  const weekday = WEEKDAY_BEFORE.exec(before)
  if (weekday === null && !/\b(?:on|since|from|until|dated|recheck|seen|by) $/i.test(before)) return
  found.push({
    start: start - (weekday?.[0].length ?? 0),
    end: start + match[0].length,
    kind: 'DATE',
    rule: 'date/said',
    score: 0.85,
  })
}

const MONTH_WORDS = new Set('one two three four five six seven eight nine ten eleven twelve'.split(' '))

const TENS = new Set(
  'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred'.split(
    ' ',
  ),
)

/** `born ten three forty two`, `on seven seventeen`: month and day read aloud. */
function spokenDate(reading: Reading, k: number): void {
  const { tokens } = reading
  if (!MONTH_WORDS.has(tokens.lower[k + 1] ?? '')) return
  let last = k + 1
  while (
    last - k < 7 &&
    tokens.gap[last + 1] === BLANK &&
    (tokens.lower[last + 1] ?? '') !== '' &&
    ((tokens.lower[last + 1] ?? '') in DIGITS || TENS.has((tokens.lower[last + 1] ?? '').split('-')[0] ?? ''))
  )
    last++
  const words = last - k
  const day = TENS.has(tokens.lower[k + 2] ?? '') || (tokens.lower[k + 2] ?? '') in DIGITS
  const ends = tokens.type[last + 1] === MARK || (tokens.gap[last + 1] ?? 0) >= LINE || last + 1 >= tokens.count
  if (day && words >= 2 && (words >= 3 ? tokens.lower[k] !== 'on' || words >= 4 : ends))
    add(reading, tokens.start[k + 1] ?? 0, tokens.end[last] ?? 0, 'DATE', 'date/spoken', 0.8)
}
