import { DeidError } from '../../errors.ts'
import { IDENTIFIER_KINDS } from '../../span.ts'
import { type LanguagePack, PACK_CHECKS, PACK_VALUES } from './language-pack.ts'

/** Bounds of a pack that comes from outside. */
export const PACK_LIMITS = {
  /** UTF-16 code units of its JSON. */
  characters: 4_000_000,
  /** Characters of one list. */
  listCharacters: 400_000,
  /** Words or phrases of one list. */
  entries: 50_000,
  /** Characters of one word or phrase. */
  entryCharacters: 80,
  labels: 500,
  shapes: 200,
  /** Characters of one shape. */
  shapeCharacters: 40,
} as const

/** The pack in a JSON text. Throws `pack_invalid` with the path of what is wrong; every field must be there and no other. */
export function readPack(json: string): LanguagePack {
  if (json.length > PACK_LIMITS.characters) throw new DeidError('pack_invalid', 'longer than its bound')
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw new DeidError('pack_invalid', 'not JSON')
  }
  return checkPack(value)
}

const inside = (at: string, key: string): string => (at === '' ? key : `${at}.${key}`)

type Check = (value: unknown, at: string) => void

const wrong = (at: string): never => {
  throw new DeidError('pack_invalid', at)
}

const short: Check = (value, at) => {
  if (typeof value !== 'string' || !/^[\w.+-]{1,32}$/.test(value)) wrong(`${at}: 1 to 32 letters, digits, dots`)
}

const list =
  (separator: RegExp): Check =>
  (value, at) => {
    if (typeof value !== 'string') return wrong(`${at}: text`)
    if (value.length > PACK_LIMITS.listCharacters) wrong(`${at}: longer than ${PACK_LIMITS.listCharacters} characters`)
    if (value !== value.toLowerCase()) wrong(`${at}: small letters only`)
    const entries = value
      .split(separator)
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '')
    if (entries.length > PACK_LIMITS.entries) wrong(`${at}: more than ${PACK_LIMITS.entries} entries`)
    if (entries.some((entry) => entry.length > PACK_LIMITS.entryCharacters)) wrong(`${at}: an entry too long`)
  }

const words = list(/\s+/)
const phrases = list(/\|/)

/** `noventa 90 …`: word and value in turn. */
const numbers: Check = (value, at) => {
  words(value, at)
  const parts = String(value).trim().split(/\s+/)
  if (parts.some((part, i) => /^\d{1,4}$/.test(part) !== (i % 2 === 1)) || parts.length % 2 === 1)
    wrong(`${at}: word and number in turn`)
}

const small =
  (from: number, to: number): Check =>
  (value, at) => {
    if (!Number.isInteger(value) || Number(value) < from || Number(value) > to)
      wrong(`${at}: a whole number, ${from} to ${to}`)
  }

const oneOf =
  (allowed: readonly string[]): Check =>
  (value, at) => {
    if (!allowed.includes(String(value))) wrong(`${at}: one of ${allowed.join(', ')}`)
  }

const optional = (check: Check): Check =>
  Object.assign((value: unknown, at: string) => (value === undefined ? undefined : check(value, at)), {
    optional: true,
  })

const object =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(`${at}: an object`)
    for (const key of Object.keys(value))
      if (!Object.hasOwn(fields, key)) wrong(`${inside(at, /^\w{1,40}$/.test(key) ? key : '?')}: an unknown field`)
    for (const [key, check] of Object.entries(fields)) check((value as Record<string, unknown>)[key], inside(at, key))
  }

const array =
  (most: number, check: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value) || value.length > most) return wrong(`${at}: a list of at most ${most}`)
    value.forEach((one, i) => {
      check(one, `${at}[${i}]`)
    })
  }

const shape: Check = (value, at) => {
  if (typeof value !== 'string' || value.length > PACK_LIMITS.shapeCharacters)
    wrong(`${at}: at most ${PACK_LIMITS.shapeCharacters} characters`)
  if (!/^(?=(?:.*[#\d]){4})[#A ~+./\dA-Z()-]+$/.test(String(value)))
    wrong(`${at}: of # A blank ~ capitals, digits and . / + - ( ), four digits at least`)
}

const flag: Check = (value, at) => {
  if (typeof value !== 'boolean') wrong(`${at}: true or false`)
}

/** A field for each field of the type: one that is forgotten does not compile. */
const all = <T>(fields: Record<keyof T, Check>): Check => object(fields)

const PACK = all<LanguagePack>({
  language: short,
  version: short,
  signs: words,
  words: all<LanguagePack['words']>({
    everyday: words,
    clinical: words,
    endings: words,
    given: words,
    surnames: words,
    titles: words,
    credentials: words,
    relations: words,
    roles: words,
    particles: words,
    prepositions: words,
    numbers,
  }),
  dates: all<LanguagePack['dates']>({ months: words, weekdays: words, joins: words, holidays: phrases }),
  ages: all<LanguagePack['ages']>({ units: phrases, cues: phrases }),
  names: all<LanguagePack['names']>({ cues: phrases, between: words }),
  places: all<LanguagePack['places']>({
    streets: phrases,
    units: phrases,
    cities: phrases,
    regions: phrases,
    cues: phrases,
    districts: phrases,
    postcodeDigits: small(3, 8),
  }),
  institutions: all<LanguagePack['institutions']>({
    facilities: phrases,
    organisations: phrases,
    plain: words,
    saints: words,
  }),
  protections: words,
  labels: array(
    PACK_LIMITS.labels,
    all<LanguagePack['labels'][number]>({
      kind: oneOf(IDENTIFIER_KINDS),
      value: oneOf(PACK_VALUES),
      phrases,
      marked: optional(flag),
    }),
  ),
  shapes: array(
    PACK_LIMITS.shapes,
    all<LanguagePack['shapes'][number]>({ kind: oneOf(IDENTIFIER_KINDS), shape, check: optional(oneOf(PACK_CHECKS)) }),
  ),
})

/** Throws `pack_invalid` when a value is not a pack. */
export function checkPack(value: unknown): LanguagePack {
  PACK(value, '')
  return value as LanguagePack
}
