import { CordonError } from '@cordon/contract'
import { visible } from './visible.ts'

/**
 * The part of JSON Schema in which a tool of another server may say what it takes and gives, each word understood. What says more
 * (references, maps, patterns of names) is refused when the tool is reviewed: a place that no schema names has no treatment.
 */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null'
  readonly title?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  /** Of every object: what it does not name is not there. */
  readonly additionalProperties?: false
  readonly items?: Schema
  readonly enum?: readonly (string | number | boolean | null)[]
  readonly anyOf?: readonly Schema[]
}

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const
/** Bounds of values, told to whoever fills them in; the server keeps them itself. */
const BOUNDS = wordsOf(
  'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems uniqueItems',
)
/** Dropped: they change nothing of what fits, or a host would have to run them. */
const DROPPED = wordsOf(
  '$schema $id $comment default examples format pattern deprecated readOnly writeOnly contentMediaType contentEncoding',
)
const DEPTH_MAX = 16
const NAMES_MAX = 200
const WORDS_MAX = 500
/** Of one choice: whoever walks a value by it looks at all of the value once for each. */
const ALTERNATIVES_MAX = 16
/** Schemas in one schema, itself among them, with a list of types counted as so many. */
const SCHEMAS_MAX = 2_000
const TEXT_MAX = 4_096
/** A name of a property: what a field name is for the engine that cleans. */
const NAME = /^(?!.*\d{5})[A-Za-z_$][A-Za-z0-9_$.-]{0,63}$/

interface Reading {
  schemasLeft: number
}

/** Reads what a server wrote. Throws `resource_invalid` with the place of a word that is not understood, or too much. */
export function readSchema(given: unknown, at: string): Schema {
  return readAt(given, at, 0, { schemasLeft: SCHEMAS_MAX })
}

function readAt(given: unknown, at: string, depth: number, reading: Reading): Schema {
  reading.schemasLeft -= 1
  if (!isObject(given) || depth > DEPTH_MAX || reading.schemasLeft < 0) throw misread(at)
  if (Array.isArray(given.type)) {
    const { type, ...rest } = given
    const types = readList(type, `${at}.type`, isType, 1, TYPES.length)
    return { anyOf: types.map((one) => readAt({ ...rest, type: one }, at, depth + 1, reading)) }
  }
  const read: Record<string, unknown> = {}
  for (const [word, value] of Object.entries(given)) {
    if (DROPPED.has(word)) continue
    read[word] = readWord(word, value, `${at}.${NAME.test(word) ? word : '?'}`, depth, reading)
  }
  if (read.type === undefined && read.enum === undefined && read.const === undefined && read.anyOf === undefined)
    throw misread(`${at} (no type)`)
  const { const: only, oneOf, ...rest } = read
  return {
    ...rest,
    ...(only === undefined ? {} : { enum: only }),
    ...(oneOf === undefined ? {} : { anyOf: oneOf }),
    ...(read.type === 'object' ? { properties: read.properties ?? {}, additionalProperties: false } : {}),
  } as Schema
}

function readWord(word: string, value: unknown, at: string, depth: number, reading: Reading): unknown {
  switch (word) {
    case 'type':
      if (isType(value)) return value
      throw misread(at)
    case 'title':
    case 'description':
      return readText(value, at)
    case 'properties':
      return readProperties(value, at, depth, reading)
    case 'required':
      return readList(value, at, (name) => typeof name === 'string' && NAME.test(name), 0)
    case 'additionalProperties':
      // Open or closed, what is not named does not pass; a map of its own schema would have to.
      if (typeof value === 'boolean' || (isObject(value) && Object.keys(value).length === 0)) return false
      throw misread(at)
    case 'items':
      return readAt(value, at, depth + 1, reading)
    case 'enum':
      return readList(value, at, isWord)
    case 'const':
      return readList([value], at, isWord)
    case 'anyOf':
    case 'oneOf':
      return readList(value, at, isObject, 1, ALTERNATIVES_MAX).map((one, n) =>
        readAt(one, `${at}[${n}]`, depth + 1, reading),
      )
    default:
      if (BOUNDS.has(word) && (typeof value === 'number' || typeof value === 'boolean')) return value
      throw misread(at)
  }
}

/** A text of a server's, as a person would see it, and no longer than one reads. */
export function readText(given: unknown, at: string): string {
  if (typeof given !== 'string' || given.length > TEXT_MAX) throw misread(at)
  return visible(given)
}

function readProperties(given: unknown, at: string, depth: number, reading: Reading): Record<string, Schema> {
  if (!isObject(given)) throw misread(at)
  const entries = Object.entries(given)
  if (entries.length > NAMES_MAX) throw misread(at)
  return Object.fromEntries(
    entries.map(([name, schema]) => {
      if (!NAME.test(name) || name === '__proto__') throw misread(`${at}.?`)
      return [name, readAt(schema, `${at}.${name}`, depth + 1, reading)]
    }),
  )
}

function readList(given: unknown, at: string, fits: (one: unknown) => boolean, least = 1, most = WORDS_MAX): unknown[] {
  const isList = Array.isArray(given) && given.length >= least && given.length <= most
  if (!isList || !given.every(fits)) throw misread(at)
  return given
}

const isType = (one: unknown): boolean => TYPES.some((type) => type === one)

const isWord = (one: unknown): boolean =>
  one === null ||
  ['number', 'boolean'].includes(typeof one) ||
  (typeof one === 'string' && one.length <= 200 && visible(one) === one)

export function isObject(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}

function misread(at: string): CordonError {
  return new CordonError('resource_invalid', { at: at.slice(0, 200) })
}
