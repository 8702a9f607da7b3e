import type { Place } from '../replace/spans.ts'
import { hasLongNumber } from '../walk.ts'
import { createFieldRule, type FieldRule } from './field-rule.ts'

/**
 * What the name of a field makes certain of a number too short to be read by itself: `"ssn_last4": 6789`, `"age": 94`.
 * Nothing of longer ones: those are read like any text.
 */
export function createShortNumberRule(rule = createFieldRule()): FieldRule {
  return (field, number) => {
    if (hasLongNumber(number)) return []
    if (isAgeOver89(field, number)) return [whole(number, 'AGE90')]
    if (isCoordinate(field, number)) return [whole(number, 'STREET')]
    return TELLING.test(number) ? rule(field, number) : []
  }
}

/**
 * The label of what stands under a key. `value` says nothing: what it is the value of stands above it
 * (`"age":{"value":94}`), or beside it (`"name":"age","value":94`), where `said` is what one of `NAMING_KEYS` says.
 */
export function labelUnder(key: string, said: string, above: string): string {
  if (!BARE_KEYS.has(key)) return key
  if (said !== '' && said.length <= LABEL_CHARS_MAX) return said
  return above === '' ? key : `${above}_${key}`
}

export const NAMING_KEYS: readonly string[] = 'name field label question key code text item parameter'.split(' ')
const BARE_KEYS = new Set(
  'value val answer result amount number year years response data valueInteger valueDecimal valueString valueQuantity'.split(
    ' ',
  ),
)
/** A longer one is a text. */
const LABEL_CHARS_MAX = 80

/** §164.514(b)(2)(i)(C): ages over 89. `age_years`, `patientAge` and `age_in_months` say so too. */
export function isAgeOver89(field: string, number: string): boolean {
  if (!saysAge(field)) return false
  const unit = wordsOf(field).findLast((word) => PER_YEAR[word] !== undefined)
  const years = yearsIn(number, unit)
  return years !== undefined && years >= 90 && years < 130
}

/** §164.514(b)(2)(i)(B): equivalent geocodes. One place behind the point is eleven kilometres. */
export function isCoordinate(field: string, number: string): boolean {
  return COORDINATE.test(number) && wordsOf(field).some((word) => COORDINATES.has(word))
}

/** Whether words speak of how old somebody is. */
export function saysAge(text: string): boolean {
  return wordsOf(text).some((word) => AGE_WORDS.has(word))
}

/** A number of some unit in years; without a unit it is years. `undefined` for what is no number, or another unit. */
export function yearsIn(number: string, unit = 'a'): number | undefined {
  const perYear = PER_YEAR[unit.toLowerCase().trim()]
  const value = /^\s*\d{1,6}(?:\.\d{1,6})?\s*$/.test(number) ? Number(number) : Number.NaN
  return perYear === undefined || Number.isNaN(value) ? undefined : value / perYear
}

const AGE_WORDS = new Set('age ages aged old edad alter'.split(' '))
const PER_YEAR: Readonly<Record<string, number>> = {
  ...of(1, 'a y yr yrs year years'),
  'year old': 1,
  'years old': 1,
  ...of(12, 'mo mos mon month months'),
  ...of(52, 'wk wks week weeks'),
  ...of(365, 'd day days'),
}

function of(perYear: number, units: string): Record<string, number> {
  return Object.fromEntries(units.split(' ').map((unit) => [unit, perYear]))
}

function whole(number: string, kind: Place['kind']): Place {
  return { start: 0, end: number.length, kind, rule: 'format/field' }
}

const COORDINATE = /^-?\d{1,3}\.\d{2,}$/
const COORDINATES = new Set('lat lon lng long latitude longitude'.split(' '))
/** One or two digits under such a name are a count: `"visit": 2`. */
const TELLING = /^\d{3,4}$/

function wordsOf(field: string): string[] {
  return field
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
}
