import { add, type Layer, matchAt, type Reading } from '../evidence.ts'
import { MONTH, WEEKDAY } from '../flags.ts'
import { LOWER, MIXED, NUMBER, WORD } from '../tokens.ts'

/** Dates with words: month names in any order and language of our lists, ordinals, holidays as days of an event, spelled-out days, weekdays beside a date. */
export function createWordDates(): Layer {
  return (reading) => {
    const { tokens } = reading
    for (let k = 0; k < tokens.count; k++) {
      const type = tokens.type[k]
      if (type === WORD) {
        const flags = tokens.flags[k] ?? 0
        if (flags & MONTH) month(reading, k)
        if (flags & WEEKDAY) weekdayDay(reading, k)
        if (HOLIDAY_FIRST.has(tokens.lower[k] ?? '')) holiday(reading, k)
        if (tokens.lower[k] === 'the') ordinal(reading, k)
        if (tokens.lower[k] === 'wk' || tokens.lower[k] === 'week') weekOf(reading, k)
      } else if (type === NUMBER || type === MIXED) {
        if (tokens.lower[k] === '4th') holiday(reading, k)
        dayFirst(reading, k)
      }
    }
  }
}

const MONTHS =
  '(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre|fevriye)\\b\\.?'
const DAY_NUMBER = '(?:3[01]|[12]\\d|0?[1-9])(?:st|nd|rd|th)?(?![\\d/:%])(?!\\.\\d)'
const SPELLED_DAY =
  '(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[- ]first)\\b'
const SPELLED_YEAR =
  '(?:nineteen|twenty|two thousand)(?:[- ](?:and|oh|hundred|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|one|two|three|four|five|six|seven|eight|nine)){1,3}\\b'
const YEAR = `(?:(?:19|20)\\d\\d(?![\\d])|['’]\\d\\d(?!\\d)|${SPELLED_YEAR})`
const WEEK = '(?:mon|tues?|wed(?:nes)?|weds|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\\b\\.?'

const MONTH_DAY = new RegExp(
  `${MONTHS}[ \\n-]{0,2}(?:the )?(?:${DAY_NUMBER}|${SPELLED_DAY})(?:(?:,? ?|, ?|-|\\.)${YEAR})?`,
  'iy',
)
const MONTH_DAY_YY = new RegExp(`${MONTHS}[ -]\\d{1,2}(?:, |,|-)\\d\\d(?![\\d/:])`, 'iy')
const MONTH_YEAR = new RegExp(`${MONTHS}(?: of|,)?[ -]?(?:${YEAR}|\\d\\d(?=[,.;)]))`, 'iy')
const DAY_MONTH = new RegExp(
  `(?:${DAY_NUMBER}|(?:the )?${SPELLED_DAY})(?: of | de | day of |[ .\\-])?\\n?${MONTHS}(?:(?:,? ?|-|\\.| de | of )(?:${YEAR}|\\d\\d(?![\\d/:.])))?`,
  'iy',
)
const MONTH_ONLY_BEFORE =
  /(?:\b(?:in|since|last|next|by|until|till|til|during|of|early|late|mid|this|from|through|thru|to|between|before|after|past|back in|around|about|every|month of|starting|through|started|moved in|scheduled for|for|or|and|dans|en)[ -]|[(–—-])$/i
const CAPITAL_ONLY = new Set([
  'may',
  'march',
  'mar',
  'august',
  'mars',
  'mai',
  'sun',
  'sat',
  'jun',
  'dec',
  'marzo',
  'april',
  'june',
])

function month(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (tokens.gap[k] === 0 && /[\w-]/.test(text.charAt(start - 1))) return
  const full = matchAt(MONTH_DAY_YY, text, start) ?? matchAt(MONTH_DAY, text, start)
  if (full !== null && !verbal(reading, k, full[0])) {
    withWeekday(reading, k, start, start + full[0].length, 'date/month-day', 0.96)
    return
  }
  const year = matchAt(MONTH_YEAR, text, start)
  if (year !== null) {
    withLead(reading, start, start + year[0].length, 'date/month-year', 0.95)
    return
  }
  alone(reading, k, start)
}

/** `march 5 steps`, `may 2 tabs`: a verb and a number. Only lower-case may and march. */
function verbal(reading: Reading, k: number, raw: string): boolean {
  const lower = reading.tokens.lower[k] ?? ''
  if ((lower !== 'may' && lower !== 'march' && lower !== 'mar') || reading.tokens.shape[k] !== LOWER) return false
  return (
    /^\D+\d{1,2}$/.test(raw) &&
    /^ ?(?:x|steps|times|feet|min|tabs|mg|m\b)/i.test(reading.text.slice((reading.tokens.start[k] ?? 0) + raw.length))
  )
}

/** A month by itself is a date after `in`, `since`, `early`; `may` and `march` only with a capital. */
function alone(reading: Reading, k: number, start: number): void {
  const { text, tokens } = reading
  const lower = tokens.lower[k] ?? ''
  const before = text.slice(Math.max(0, start - 16), start)
  const lead = MONTH_ONLY_BEFORE.exec(before)
  const ambiguous = CAPITAL_ONLY.has(lower)
  if (lead === null || (ambiguous && tokens.shape[k] === LOWER)) return
  if (
    ambiguous &&
    (lower === 'may' || lower === 'march') &&
    /^(?:\(|-|–|—|and|or|to|for|from|after|about|by)/i.test(lead[0].trim())
  )
    return
  const end = tokens.end[k] ?? 0
  const next = text.slice(end, end + 14)
  if (/^['-]\w|^ [A-Z][a-z]+/.test(next) && !/^ (?:The|He|She|He|At|On|In)\b/.test(next)) return
  withLead(
    reading,
    start,
    text.charAt(end) === '.' && /^(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)$/.test(lower) ? end : end,
    'date/month',
    0.75,
  )
}

const LEAD =
  /(?:the )?(?:(?:first|second|third|fourth|last) (?:week|weekend|half|part|(?:mon|tues|wednes|thurs|fri|satur|sun)day) (?:of|in) |(?:early|late|mid|middle|end|beginning|start|latter half)(?: of|-| in| to late)? ?)$/i

function withLead(reading: Reading, start: number, end: number, rule: string, score: number): void {
  const lead = LEAD.exec(reading.text.slice(Math.max(0, start - 32), start))
  add(reading, lead === null ? start : start - lead[0].length, end, 'DATE', rule, score)
}

const WEEK_BEFORE = new RegExp(`\\b${WEEK}(?:,? | )(?:the )?$`, 'i')

/** A weekday that stands beside a date is part of it. */
function withWeekday(reading: Reading, _k: number, start: number, end: number, rule: string, score: number): void {
  const before = WEEK_BEFORE.exec(reading.text.slice(Math.max(0, start - 18), start))
  const from = before === null ? start : start - before[0].length
  withLead(reading, from, end, rule, score)
}

const LOOSE_END = /[ .,-]+$/

function dayFirst(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const before = text.charAt(start - 1)
  if ((tokens.end[k] ?? 0) - start > 5 || /[\w/]/.test(before) || (before === '.' && /\d/.test(text.charAt(start - 2))))
    return
  const match = matchAt(DAY_MONTH, text, start)
  if (match === null || notMonth(reading, match[0])) return
  const raw = match[0].replace(LOOSE_END, '')
  const the = /\bthe $/i.test(text.slice(Math.max(0, start - 4), start)) ? 4 : 0
  withWeekday(reading, k, start - the, start + raw.length, 'date/day-month', 0.95)
}

/** `2 may need`, `5 march steps`, `10 mar`: lower-case may and march after a bare number. */
function notMonth(_reading: Reading, raw: string): boolean {
  return /^\d{1,2} ?(?:may|march|mar|mars|mai|sun|sat)$/.test(raw.trim()) && /^[a-z\d ]+$/.test(raw)
}

const ORDINAL = new RegExp(`the (\\d{1,2}(?:st|nd|rd|th)|${SPELLED_DAY})( of ${MONTHS}(?:,? ${YEAR})?)?`, 'iy')
const ORDINAL_AFTER =
  /^(?:[.,;:)!?"]|\s*$|\s*\n|\s+(?:and|at|she|he|they|we|i|it|was|were|is|with|for|or|to|but|so|when|in|on|by|after|before|because|around|through|until|via|from|the|pm|am|\(|-|–|who|if|as|then|his|her|due|that)\b)/i
const ORDINAL_BEFORE =
  /(?:\b(?:on|since|until|till|by|from|between|and|before|after|through|thru|to|of|around|was|close on the new house|house|due|into|for)|[,:;(]|\w+day|sensor failed on)\s$/i

/** `the 16th`: a day, unless a noun follows (`the 5th rib`). */
function ordinal(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const match = matchAt(ORDINAL, text, start)
  if (match === null) return
  const end = start + match[0].length
  if (match[2] !== undefined) {
    withWeekday(reading, k, start, end, 'date/ordinal-month', 0.95)
    return
  }
  const day = WEEK_BEFORE.test(text.slice(Math.max(0, start - 18), start))
  const numeric = /\d/.test(match[1] ?? '')
  const clear =
    ORDINAL_AFTER.test(text.slice(end, end + 16)) &&
    (numeric ? ORDINAL_BEFORE.test(text.slice(Math.max(0, start - 24), start)) : false)
  if (day || clear) withWeekday(reading, k, start, end, 'date/ordinal', 0.75)
}

const WEEK_OF =
  /(?:wk|week) of (?:the )?(?:\d{1,2}\/\d{1,2}(?:\/\d{2,4})?|\d{1,2}(?:st|nd|rd|th)|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?)/iy

function weekOf(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(WEEK_OF, reading.text, start)
  if (match !== null) add(reading, start, start + match[0].length, 'DATE', 'date/week-of', 0.9)
}

const WEEKDAY_DAY = new RegExp(
  `${WEEK},? (?:the )?(?:\\d{1,2}(?:st|nd|rd|th)\\b|\\d{1,2}[/.-]\\d{1,2}(?:[/.-]\\d{2,4})?(?![\\d/%])|\\d{1,2} ${MONTHS}(?:,? ${YEAR})?|de? ?\\d{1,2} de ${MONTHS}|${SPELLED_DAY}|${MONTHS} \\d{1,2}(?:st|nd|rd|th)?(?:,? ${YEAR})?)`,
  'iy',
)
const SPANISH_DAY = new RegExp(
  `(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo),? (?:el )?\\d{1,2} de ${MONTHS}(?: de ${YEAR})?`,
  'iy',
)

function weekdayDay(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(WEEKDAY_DAY, reading.text, start) ?? matchAt(SPANISH_DAY, reading.text, start)
  if (match !== null) add(reading, start, start + match[0].length, 'DATE', 'date/weekday', 0.95)
}

const HOLIDAYS = [
  'christmas eve',
  'christmas day',
  'christmas',
  'xmas',
  'boxing day',
  "new year'?s eve",
  "new year'?s day",
  'new years eve',
  "new year'?s",
  'thanksgiving day',
  'thanksgiving',
  'black friday',
  'cyber monday',
  'halloween',
  'labor day',
  'memorial day',
  'independence day',
  'fourth of july',
  '4th of july',
  'july fourth',
  'veterans day',
  "veteran'?s day",
  'armistice day',
  'remembrance day',
  'columbus day',
  "presidents'? day",
  'mlk day',
  'martin luther king day',
  'juneteenth',
  "valentine'?s day",
  "st\\.? patrick'?s day",
  "saint patrick'?s day",
  "mother'?s day",
  "father'?s day",
  'easter sunday',
  'easter monday',
  'easter weekend',
  'easter wknd',
  'easter',
  'good friday',
  'palm sunday',
  'ash wednesday',
  'maundy thursday',
  'lent',
  'epiphany',
  'advent',
  'pentecost',
  "all saints'? day",
  "all souls'? day",
  'passover',
  'rosh hashanah',
  'yom kippur',
  'hanukkah',
  'chanukah',
  'sukkot',
  'purim',
  'shavuot',
  'ramadan',
  'eid al-fitr',
  'eid al-adha',
  'eid',
  'diwali',
  'holi',
  'nowruz',
  'kwanzaa',
  'lunar new year',
  'chinese new year',
  'tet',
  'mardi gras',
  'fat tuesday',
  'cinco de mayo',
  'dia de los muertos',
  'd[íi]a de los muertos',
  'groundhog day',
  'super bowl sunday',
  'super bowl',
  "april fools'? day",
  'earth day',
  "patriots'? day",
  'bastille day',
  'canada day',
  'victoria day',
  'flag day',
  'election day',
  'winter solstice',
  'summer solstice',
  'three kings day',
  'erev shabbos',
  'erev shabbat',
  'orthodox christmas',
  'orthodox easter',
]
const HOLIDAY_FIRST = new Set([
  ...HOLIDAYS.map((name) => name.replace('[íi]', 'i').split(/[ '\\]/)[0] ?? ''),
  'years',
  'mothers',
  'fathers',
  'valentines',
])
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
