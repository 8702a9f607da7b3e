import { createLabels, createShortNumberRule, type Path, Phi } from '@cordon/deid'
import type { Question } from '../../dialects/dialect.ts'
import { placeText } from './visit.ts'

/** A leaf of a call's arguments as it was given. */
export interface Given {
  readonly at: Path
  readonly value: string | number
}

/** What a call's question says of its numbers. */
export function numbersOf(leaves: readonly Given[]): NonNullable<Question['numbers']> {
  const labels = createLabels([])
  const telling = tellingNumber(leaves)
  const each = leaves.flatMap(({ at, value }) => {
    if (typeof value !== 'number') return []
    return [{ at: placeText(at), label: labels(at).replace(/[_-]+/g, ' ').toLowerCase(), text: String(value) }]
  })
  return { telling: telling === undefined ? undefined : placeText(telling), each: new Phi(each) }
}

/**
 * Numbers of a call that may name somebody. No code can stand for a number, so the first of them refuses the call: one that its
 * name makes certain, one of too many digits, digits told one by one, and a date told in its parts (164.514(b)(2)(i)(B)-(C)).
 * A text of them is read instead. Gives the place, or nothing.
 */
function tellingNumber(leaves: readonly Given[]): Path | undefined {
  const texts = leaves.flatMap(({ at, value }) => (typeof value === 'string' ? [{ path: at, text: value }] : []))
  // What stands beside a number may call it something else: what stands above it is believed too.
  const labels = [createLabels(texts), createLabels([])]
  const shortNumber = createShortNumberRule()
  const digits = digitsByName(leaves)
  const parts = partsByObject(leaves)
  const tells = ({ at, value }: Given): boolean =>
    (typeof value === 'number' && labels.some((label) => shortNumber(label(at), String(value)).length > 0)) ||
    (isShort(value) && ((digits.get(nameOf(at)) ?? 0) >= DIGITS_REFUSED || isOfDate(at, parts)))
  return leaves.find(tells)?.at
}

const DIGITS_REFUSED = 5

/** Every number, and a text of so few digits that no reader makes anything of it alone. */
const isShort = (value: string | number): boolean => typeof value === 'number' || /^\s*\d{1,4}\s*$/.test(value)

/** A place without its places in lists: all items of a list are one name. */
const nameOf = (at: Path): string => JSON.stringify(at.filter((part) => typeof part === 'string'))

function digitsByName(leaves: readonly Given[]): ReadonlyMap<string, number> {
  const digits = new Map<string, number>()
  for (const { at, value } of leaves) {
    if (!isShort(value)) continue
    digits.set(nameOf(at), (digits.get(nameOf(at)) ?? 0) + String(value).replace(/\D/g, '').length)
  }
  return digits
}

const PARTS: Readonly<Record<string, 'year' | 'month' | 'day'>> = {
  year: 'year',
  yyyy: 'year',
  yr: 'year',
  y: 'year',
  month: 'month',
  mm: 'month',
  mo: 'month',
  mon: 'month',
  m: 'month',
  day: 'day',
  dd: 'day',
  d: 'day',
}
/** Above or within a name: what is told under it is when something happened to somebody. */
const DATES = new Set(
  'date dates dob birth birthday birthdate born death died deceased admission admitted discharge'.split(' '),
)

type Parts = ReadonlyMap<string, ReadonlySet<string>>

/** Which parts of a date the fields of each object are. */
function partsByObject(leaves: readonly Given[]): Parts {
  const parts = new Map<string, Set<string>>()
  for (const { at } of leaves) {
    const part = partOf(at)
    if (part === undefined) continue
    const around = objectOf(at)
    parts.set(around, (parts.get(around) ?? new Set()).add(part))
  }
  return parts
}

function isOfDate(at: Path, parts: Parts): boolean {
  const part = partOf(at)
  if (part === undefined) return false
  if ((parts.get(objectOf(at))?.size ?? 0) > 1) return true
  return part !== 'year' && at.some((name) => typeof name === 'string' && wordsOf(name).some((word) => DATES.has(word)))
}

function partOf(at: Path): string | undefined {
  const name = at.findLast((part) => typeof part === 'string')
  const last = name === undefined ? undefined : wordsOf(name).at(-1)
  return last !== undefined && Object.hasOwn(PARTS, last) ? PARTS[last] : undefined
}

function objectOf(at: Path): string {
  return JSON.stringify(
    at.slice(
      0,
      at.findLastIndex((part) => typeof part === 'string'),
    ),
  )
}

function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
}
