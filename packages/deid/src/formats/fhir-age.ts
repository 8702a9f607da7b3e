import { type JsonNode, type JsonObject, memberOf, textOf } from './json-tree.ts'
import { saysAge, yearsIn } from './short-number.ts'

/** The objects that an element stands in, the nearest first. */
export interface Within {
  readonly object: JsonObject
  readonly outer: Within | undefined
}

/**
 * Whether a number is an age over 89, 164.514(b)(2)(i)(C): by its unit, by the data type Age, or because what it stands
 * in speaks of an age: an Observation by its code, an answer by its question, an extension by its URL.
 */
export function isAgeOver89(
  number: string,
  place: { readonly key: string; readonly ownerKey: string; readonly within: Within },
): boolean {
  const { key, ownerKey, within } = place
  if (!VALUES.has(key)) return false
  const unit = textOf(within.object, 'code') ?? textOf(within.object, 'unit')
  const years = yearsIn(number, key === 'value' ? unit : undefined)
  if (years === undefined || years < 90 || years >= 130) return false
  return (unit !== undefined && key === 'value') || ownerKey.endsWith('Age') || isAboutAge(within)
}

/** Whether the unit is years, or none is given. */
export function isInYears({ object }: Within): boolean {
  const unit = textOf(object, 'code') ?? textOf(object, 'unit')
  return yearsIn('90', unit) === 90
}

const VALUES = new Set(
  'value valueInteger valueDecimal valueUnsignedInt valuePositiveInt valueString answer'.split(' '),
)

/** Looks out as far as from a quantity of an answer to its question. */
const LEVELS_MAX = 4

function isAboutAge(within: Within): boolean {
  let one: Within | undefined = within
  for (let level = 0; one !== undefined && level < LEVELS_MAX; level++, one = one.outer) {
    const subject = subjectOf(one.object)
    if (subject.length > 0) return subject.some(speaksOfAge)
  }
  return false
}

/** What an object says that it is about: codes, and words beside them. */
function subjectOf(object: JsonObject): string[] {
  const code = memberOf(object, 'code')
  const codings = memberOf(code, 'coding')
  const items: readonly JsonNode[] = codings?.kind === 'array' ? codings.items : []
  return [
    ...items.flatMap((item) => [textOf(item, 'code'), textOf(item, 'display')]),
    textOf(code, 'text'),
    textOf(object, 'text'),
    textOf(object, 'linkId'),
    textOf(object, 'name'),
    (textOf(object, 'url') ?? '').split('/').at(-1),
  ].filter((text) => text !== undefined && text !== '') as string[]
}

function speaksOfAge(text: string): boolean {
  return AGE_CODES.has(text) || saysAge(text)
}

/** LOINC and SNOMED CT: a person's age, however it was come by. */
export const AGE_CODES: ReadonlySet<string> = new Set(
  '30525-0 21612-7 29553-5 35659-2 63900-5 45392-8 397669002 424144002 445518008 397659008'.split(' '),
)
