import type { IdentifierKind } from '../span.ts'

/**
 * Whether a value is no more than its kind says. Findings that overlap are joined, and a join of a date and a name is
 * called by the surer of them; a table's column of dates holds a telephone number where a row has slipped. So what a
 * policy lets stay stays only when it is plainly that. Everything else is coded.
 */
export function isPlain(kind: IdentifierKind, value: string): boolean {
  return FORMS[kind]?.(value) === true
}

const FORMS: Partial<Record<IdentifierKind, (value: string) => boolean>> = {
  DATE: isDate,
  AGE90: isAge,
  // Nine digits in one are a Social Security number as well.
  ZIP: (value) => /^\d{5}(?:[- ]\d{4})?$/.test(value),
  CITY: isPlaceName,
  COUNTY: isPlaceName,
}

/** Numbers of days, months and years, marks, and the words of calendars and clocks. */
function isDate(value: string): boolean {
  if (/[^\p{L}\p{M}0-9\s.,/:+'\u2019()\u2010-\u2015-]/u.test(value)) return false
  return hasDateNumbers(value) && everyWord(value, DATE_WORDS)
}

/** Whether all numbers in a value are such as dates have: `217-555-2019` has a year in it, and is none. */
export function hasDateNumbers(value: string): boolean {
  const numbers = value.replace(FRACTION, '$1').match(/\d+/g) ?? []
  return numbers.every((digits) => DATE_NUMBER.test(digits)) && !IN_FOURS.test(value)
}

/** A day, a month, a year, a time of day (`1020`, `0500` of a zone), or all of it without marks. Never three digits. */
const DATE_NUMBER =
  /^(?:\d{1,2}|1[89]\d\d|[0-2]\d[0-5]\d|20\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12]\d|3[01])(?:[0-2]\d(?:[0-5]\d){0,2})?)?)$/
/** Four numbers parted alike are an address or a telephone: `01 42 55 12`. */
const IN_FOURS = /\d+([-/. ])\d+(?:\1\d+){2}/
/** Of a second. */
const FRACTION = /(:\d\d|\d{14})\.\d{1,9}(?!\d)/g

/** One number below two hundred, or two of a range. */
function isAge(value: string): boolean {
  const numbers = value.match(/\p{N}+/gu) ?? []
  return (
    numbers.length <= 2 && numbers.every((digits) => /^(?:\d\d?|1\d\d)$/.test(digits)) && everyWord(value, AGE_WORDS)
  )
}

/** A comma parts a place from what is another one, or a person from a degree: "Ada Bell, PA". */
function isPlaceName(value: string): boolean {
  return !/[\p{N}@_/\\:;,|^<>[\]]/u.test(value) && value.length <= 40 && value.split(/\s+/).length <= 4
}

function everyWord(value: string, words: ReadonlySet<string>): boolean {
  return (value.toLowerCase().match(/\p{L}[\p{L}\p{M}]*/gu) ?? []).every((word) => words.has(word))
}

const AGE_WORDS = new Set(
  'ninety nineties hundred a one two three four five six seven eight nine ten eleven twelve and mid early late years year old'.split(
    ' ',
  ),
)

const DATE_WORDS = new Set(
  (
    'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct ' +
    'nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun st nd rd th ' +
    't z am pm a m p of the and to on at in last next this early late mid middle end beginning start half first second third fourth ' +
    'fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth ' +
    'nineteenth twentieth twenty thirtieth thirty one two three four five six seven eight nine ten eleven twelve thirteen fourteen ' +
    'fifteen sixteen seventeen eighteen nineteen forty fifty sixty seventy eighty ninety hundred thousand oh week weekend day night ' +
    'morning evening afternoon eve before after christmas xmas boxing new year years s thanksgiving easter good halloween labor ' +
    'memorial independence veterans columbus presidents valentine valentines patrick patricks mother mothers father fathers palm ash ' +
    'mlk juneteenth passover ramadan hanukkah chanukah purim yom kippur rosh hashanah eid al fitr adha diwali lent advent epiphany ' +
    'cinco de mayo enero febrero marzo abril junio julio agosto septiembre octubre noviembre diciembre janvier février fevrier mars ' +
    'avril mai juin juillet août aout septembre octobre novembre décembre decembre est edt cst cdt mst mdt pst pdt utc gmt'
  ).split(' '),
)
