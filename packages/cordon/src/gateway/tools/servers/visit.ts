import type { CordonError } from '@cordon/contract'
import { isObject, type Schema } from './schema.ts'

export type Place = readonly (string | number)[]

/** What becomes of a value's leaves, and of what its schema does not say. */
export interface Visitor {
  /** A text that is no word of a closed list. */
  text(text: string, at: Place): string
  number(value: number, at: Place): void
  /** A word of a closed list, which the schema names. */
  word?(at: Place): void
  /** A field that the schema does not name: refused, or left out. */
  readonly undeclared: 'refused' | 'dropped'
  wrong(at: Place, why: 'unknown' | 'invalid'): CordonError
}

/**
 * Comparisons of one walk: of a value with a type, with a name, or with sixteen words of a list. Each alternative of a choice looks at all of
 * the value that stands there, so a schema that somebody else wrote could keep this process from everybody for as long as it likes.
 */
const STEPS_MAX = 500_000

interface Walk {
  readonly visitor: Visitor
  stepsLeft: number
}

/**
 * A value put together again by its schema, leaf by leaf. Throws what `wrong` makes of the first place that does not fit, or at which
 * the walk had become too long.
 */
export function visit(schema: Schema, value: unknown, at: Place, visitor: Visitor): unknown {
  return visitAt(schema, value, at, { visitor, stepsLeft: STEPS_MAX })
}

function visitAt(schema: Schema, value: unknown, at: Place, walk: Walk): unknown {
  const { visitor } = walk
  if (schema.anyOf !== undefined) {
    const chosen = schema.anyOf.find((one) => fits(one, value, at, walk))
    if (chosen === undefined) throw visitor.wrong(at, 'invalid')
    return visitAt(chosen, value, at, walk)
  }
  step(walk, at, stepsOf(schema.enum))
  if (schema.enum !== undefined) {
    if (!schema.enum.some((word) => word === value)) throw visitor.wrong(at, 'invalid')
    visitor.word?.(at)
    return value
  }
  if (!isOf(schema, value)) throw visitor.wrong(at, 'invalid')
  if (typeof value === 'string') return visitor.text(value, at)
  if (typeof value === 'number') visitor.number(value, at)
  if (Array.isArray(value)) return visitItems(schema, value, at, walk)
  return isObject(value) ? visitFields(schema, value, at, walk) : value
}

function visitItems({ items }: Schema, value: readonly unknown[], at: Place, walk: Walk): unknown[] {
  if (items === undefined && value.length > 0) throw walk.visitor.wrong(at, 'invalid')
  return value.map((one, n) => visitAt(items ?? {}, one, [...at, n], walk))
}

function visitFields(schema: Schema, value: Record<string, unknown>, at: Place, walk: Walk): unknown {
  const { visitor } = walk
  const { properties = {}, required = [] } = schema
  step(walk, at, required.length)
  const missing = required.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined) throw visitor.wrong([...at, missing], 'invalid')
  const made: [string, unknown][] = []
  for (const [name, one] of Object.entries(value)) {
    const declared = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (declared !== undefined) made.push([name, visitAt(declared, one, [...at, name], walk)])
    // Its name is somebody's choice of words, and is not said again.
    else if (visitor.undeclared === 'refused') throw visitor.wrong([...at, '?'], 'unknown')
  }
  return Object.fromEntries(made)
}

/** The same question without a visitor: which branch of several a value is of. */
function fits(schema: Schema, value: unknown, at: Place, walk: Walk): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some((one) => fits(one, value, at, walk))
  step(walk, at, stepsOf(schema.enum))
  if (schema.enum !== undefined) return schema.enum.some((word) => word === value)
  if (!isOf(schema, value)) return false
  const { items, properties = {}, required = [] } = schema
  if (Array.isArray(value)) return value.every((one) => items !== undefined && fits(items, one, at, walk))
  if (!isObject(value)) return true
  step(walk, at, required.length)
  if (!required.every((name) => Object.hasOwn(value, name))) return false
  const fields = Object.entries(value)
  step(walk, at, fields.length)
  return fields.every(([name, one]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined
    return known === undefined ? walk.visitor.undeclared === 'dropped' : fits(known, one, at, walk)
  })
}

/** Words are compared faster than values are walked. */
const stepsOf = (words: readonly unknown[] = []): number => 1 + Math.floor(words.length / 16)

function step(walk: Walk, at: Place, steps: number): void {
  walk.stepsLeft -= steps
  if (walk.stepsLeft < 0) throw walk.visitor.wrong(at, 'invalid')
}

const isOf = ({ type }: Schema, value: unknown): boolean => type !== undefined && IS[type](value)

const IS: Record<NonNullable<Schema['type']>, (value: unknown) => boolean> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
}

/** A place as people write it. */
export function placeText(at: Place): string {
  return at
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '')
}
