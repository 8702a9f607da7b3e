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

/** A value put together again by its schema, leaf by leaf. Throws what `wrong` makes of the first place that does not fit. */
export function visit(schema: Schema, value: unknown, at: Place, visitor: Visitor): unknown {
  if (schema.anyOf !== undefined) {
    const chosen = schema.anyOf.find((one) => fits(one, value, visitor.undeclared))
    if (chosen === undefined) throw visitor.wrong(at, 'invalid')
    return visit(chosen, value, at, visitor)
  }
  if (schema.enum !== undefined) {
    if (!schema.enum.some((word) => word === value)) throw visitor.wrong(at, 'invalid')
    visitor.word?.(at)
    return value
  }
  if (!isOf(schema, value)) throw visitor.wrong(at, 'invalid')
  if (typeof value === 'string') return visitor.text(value, at)
  if (typeof value === 'number') visitor.number(value, at)
  if (Array.isArray(value)) return visitItems(schema, value, at, visitor)
  return isObject(value) ? visitFields(schema, value, at, visitor) : value
}

function visitItems({ items }: Schema, value: readonly unknown[], at: Place, visitor: Visitor): unknown[] {
  if (items === undefined && value.length > 0) throw visitor.wrong(at, 'invalid')
  return value.map((one, n) => visit(items ?? {}, one, [...at, n], visitor))
}

function visitFields(schema: Schema, value: Record<string, unknown>, at: Place, visitor: Visitor): unknown {
  const { properties = {}, required = [] } = schema
  const missing = required.find((name) => !Object.hasOwn(value, name))
  if (missing !== undefined) throw visitor.wrong([...at, missing], 'invalid')
  const made: [string, unknown][] = []
  for (const [name, one] of Object.entries(value)) {
    const declared = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (declared !== undefined) made.push([name, visit(declared, one, [...at, name], visitor)])
    // Its name is somebody's choice of words, and is not said again.
    else if (visitor.undeclared === 'refused') throw visitor.wrong([...at, '?'], 'unknown')
  }
  return Object.fromEntries(made)
}

/** The same question without a visitor: which branch of several a value is of. */
function fits(schema: Schema, value: unknown, undeclared: Visitor['undeclared']): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some((one) => fits(one, value, undeclared))
  if (schema.enum !== undefined) return schema.enum.some((word) => word === value)
  if (!isOf(schema, value)) return false
  const { items, properties = {}, required = [] } = schema
  if (Array.isArray(value)) return value.every((one) => items !== undefined && fits(items, one, undeclared))
  if (!isObject(value)) return true
  const declared = (name: string) => (Object.hasOwn(properties, name) ? properties[name] : undefined)
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, one]) => {
      const known = declared(name)
      return known === undefined ? undeclared === 'dropped' : fits(known, one, undeclared)
    })
  )
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
