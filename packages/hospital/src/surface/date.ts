import { type Day, feastBefore, isoDay, MONTHS, partsOf, WEEKDAYS } from '../calendar.ts'
import { at, type Random } from '../random.ts'
import type { Surface } from './surface.ts'

/** A date tied to a person or the record: anything finer than a year. */
export const DATE: Surface<Day> = {
  type: 'DATE',
  forms: {
    us: (day) => `${two(partsOf(day).month)}/${two(partsOf(day).day)}/${partsOf(day).year}`,
    usbare: (day) => `${partsOf(day).month}/${partsOf(day).day}/${partsOf(day).year}`,
    usshort: (day) => `${partsOf(day).month}/${partsOf(day).day}/${yy(day)}`,
    dashed: (day) => `${two(partsOf(day).month)}-${two(partsOf(day).day)}-${partsOf(day).year}`,
    dotted: (day) => `${two(partsOf(day).month)}.${two(partsOf(day).day)}.${yy(day)}`,
    german: (day) => `${partsOf(day).day}.${partsOf(day).month}.${partsOf(day).year}`,
    iso: (day) => isoDay(day),
    compact: (day) => isoDay(day).replaceAll('-', ''),
    slashiso: (day) => isoDay(day).replaceAll('-', '/'),
    long: (day) => `${month(day)} ${partsOf(day).day}, ${partsOf(day).year}`,
    short: (day) => `${mon(day)} ${partsOf(day).day}, ${partsOf(day).year}`,
    british: (day) => `${partsOf(day).day} ${month(day)} ${partsOf(day).year}`,
    military: (day) => `${two(partsOf(day).day)} ${mon(day).toUpperCase()} ${yy(day)}`,
    hyphen: (day) => `${two(partsOf(day).day)}-${mon(day)}-${partsOf(day).year}`,
    hyphenshort: (day) => `${partsOf(day).day}-${mon(day)}-${yy(day)}`,
    ordinal: (day) => `the ${ordinal(partsOf(day).day)} of ${month(day)}, ${partsOf(day).year}`,
    weekday: (day) => `${weekday(day)}, ${month(day)} ${partsOf(day).day}`,
    weekdayfull: (day) => `${weekday(day)} ${month(day)} ${ordinal(partsOf(day).day)}, ${partsOf(day).year}`,
    weekdaynum: (day) => `${weekday(day).slice(0, 3)} ${partsOf(day).month}/${partsOf(day).day}`,
    partial: (day) => `${partsOf(day).month}/${partsOf(day).day}`,
    partialdash: (day) => `${partsOf(day).month}-${partsOf(day).day}`,
    partiallong: (day) => `${month(day)} ${partsOf(day).day}`,
    partialshort: (day) => `${mon(day)} ${partsOf(day).day}`,
    partialbritish: (day) => `${partsOf(day).day} ${mon(day)}`,
    partialordinal: (day) => `${month(day)} ${ordinal(partsOf(day).day)}`,
    dayth: (day) => `the ${ordinal(partsOf(day).day)}`,
    daythof: (day) => `the ${ordinal(partsOf(day).day)} of ${month(day)}`,
    month: (day) => month(day),
    monthyear: (day) => `${month(day)} ${partsOf(day).year}`,
    monthshort: (day) => `${mon(day)} '${yy(day)}`,
    monthnum: (day) => `${two(partsOf(day).month)}/${partsOf(day).year}`,
    part: (day) =>
      `${at(['early', 'mid-', 'late'], Math.min(2, Math.floor(partsOf(day).day / 11)))} ${month(day)}`.replace(
        '- ',
        '-',
      ),
    endof: (day) => `the end of ${month(day)}`,
    weekof: (day) => `wk of ${partsOf(day).month}/${partsOf(day).day}`,
    feast: (day) => feastBefore(day),
    words: (day) => `${month(day)} ${spelledOrdinal(partsOf(day).day)}, ${spelledYear(partsOf(day).year)}`,
    spoken: (day) =>
      `${month(day)} the ${spelledOrdinal(partsOf(day).day)} ${spelledYear(partsOf(day).year)}`.toLowerCase(),
    stamp: (day, random) =>
      `${isoDay(day)}T${clock(random)}:${two(random.int(0, 59))}${random.pick(['Z', '-05:00', '.000Z', ''])}`,
    hl7: (day, random) =>
      `${isoDay(day).replaceAll('-', '')}${clock(random).replace(':', '')}${random.pick(['', two(random.int(0, 59))])}`,
  },
}

/** Forms that carry the whole date. */
export const DATE_WHOLE = [
  'us',
  'us',
  'usbare',
  'usshort',
  'dashed',
  'dotted',
  'iso',
  'long',
  'short',
  'british',
  'hyphen',
  'hyphenshort',
  'slashiso',
  'military',
  'weekdayfull',
  'ordinal',
] as const
/** Forms that leave the year to the reader. */
export const DATE_PARTIAL = [
  'partial',
  'partial',
  'partialdash',
  'partiallong',
  'partialshort',
  'partialbritish',
  'partialordinal',
  'weekday',
  'weekdaynum',
  'daythof',
  'dayth',
] as const
/** Forms that are vague. */
export const DATE_VAGUE = ['month', 'monthyear', 'monthshort', 'monthnum', 'part', 'endof', 'weekof', 'feast'] as const

export function clock(random: Random): string {
  return `${two(random.int(0, 23))}:${two(random.int(0, 59))}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
function yy(day: Day): string {
  return String(partsOf(day).year).slice(2)
}
function month(day: Day): string {
  return at(MONTHS, partsOf(day).month - 1)
}
function mon(day: Day): string {
  return month(day).slice(0, 3)
}
function weekday(day: Day): string {
  return at(WEEKDAYS, partsOf(day).weekday)
}
function ordinal(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13
  return `${value}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')}`
}

const ORDINALS =
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth'.split(
    ' ',
  )
const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

function spelledOrdinal(value: number): string {
  if (value <= 20) return at(ORDINALS, value - 1)
  return value === 30 ? 'thirtieth' : `${value > 30 ? 'thirty' : 'twenty'}-${at(ORDINALS, (value % 10) - 1)}`
}

/** A number from 0 to 119 in words. */
export function spelled(value: number): string {
  if (value >= 100) return value === 100 ? 'one hundred' : `one hundred and ${spelled(value - 100)}`
  if (value < 20) return at(ONES, value)
  return value % 10 === 0 ? at(TENS, value / 10) : `${at(TENS, Math.floor(value / 10))}-${at(ONES, value % 10)}`
}

function spelledYear(year: number): string {
  if (year >= 2000 && year < 2010) return `two thousand ${year === 2000 ? '' : spelled(year - 2000)}`.trim()
  const [century, rest] = [Math.floor(year / 100), year % 100]
  return `${spelled(century)} ${rest === 0 ? 'hundred' : rest < 10 ? `oh ${spelled(rest)}` : spelled(rest)}`
}
