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
    // §164.514(b)(2)(i)(C): ages over 89. `age_years` and `patientAge` say so too.
    if (AGE.test(number) && wordsOf(field).includes('age'))
      return [{ start: 0, end: number.length, kind: 'AGE90', rule: 'format/field' } satisfies Place]
    return TELLING.test(number) ? rule(field, number) : []
  }
}

const AGE = /^(?:9\d|1[0-2]\d)(?:\.\d+)?$/
/** One or two digits under such a name are a count: `"visit": 2`. */
const TELLING = /^\d{3,4}$/

function wordsOf(field: string): string[] {
  return field
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
}
