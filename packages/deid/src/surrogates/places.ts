import { invent } from './invent.ts'
import { caseLike } from './letter-case.ts'
import type { Making, Told } from './make.ts'
import { SURNAMES, TOWNS } from './words.ts'

/** A street: another number and another name; what kind of street it is, and what is within, stays. */
export function streetSurrogate({ value }: Told, making: Making): string | undefined {
  return eachWord(value, STREET_WORDS, SURNAMES.Latin, making)
}

export function citySurrogate({ value }: Told, making: Making): string | undefined {
  if (/\d/.test(value)) return undefined
  const town = invent(TOWNS, making)
  return town === undefined ? undefined : caseLike(value, town)
}

export function countySurrogate({ value }: Told, making: Making): string | undefined {
  const kind = /\s+(?:county|parish|co\.?)$/i.exec(value)?.[0] ?? ''
  const county = citySurrogate({ value: value.slice(0, value.length - kind.length), before: '' }, making)
  return county === undefined ? undefined : county + kind
}

/** A hospital, an employer: what kind of house it is stays, what it is called does not. */
export function institutionSurrogate({ value }: Told, making: Making): string | undefined {
  // "MGH": three letters, and none of them says what it is.
  return /\p{Ll}/u.test(value) || value.includes(' ') ? eachWord(value, HOUSE_WORDS, TOWNS, making) : undefined
}

function eachWord(
  value: string,
  kept: ReadonlySet<string>,
  list: readonly string[],
  making: Making,
): string | undefined {
  let replaced = 0
  // Digits of another script have no place in the pattern below, and would stay.
  let isLost = /(?!\d)\p{N}/u.test(value)
  const surrogate = value.replace(/[\p{L}\p{M}'\u2019]+|\d+/gu, (part) => {
    if (/\d/.test(part)) return otherDigits(part, making)
    const lower = part.toLowerCase()
    if (kept.has(lower) || (part.length === 1 && part === lower)) return part
    const word = making.book.wordOf(lower) ?? invent(list, making)
    if (word === undefined) isLost = true
    replaced += 1
    return word === undefined ? part : caseLike(part, word)
  })
  return isLost || replaced === 0 || !/^[\p{L}\p{N}]/u.test(surrogate) ? undefined : surrogate
}

function otherDigits(digits: string, { book }: Making): string {
  return Array.from(digits, (_, at) => String(at === 0 ? 1 + book.pick(9) : book.pick(10))).join('')
}

const wordSet = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

const STREET_WORDS = wordSet(`
  street st avenue ave av road rd lane ln drive dr boulevard blvd court ct place pl square sq way terrace ter circle cir parkway pkwy
  highway hwy trail trl alley loop crescent close route rt rte north south east west n s e w ne nw se sw apt apartment unit suite ste
  floor fl room rm building bldg box po p o lot # th nd rd`)

const HOUSE_WORDS = wordSet(`
  hospital clinic clinics medical center centre health healthcare general memorial regional university pharmacy laboratory laboratories
  lab labs imaging radiology cardiology oncology surgery surgical dental family practice associates group institute school high elementary
  middle college church temple mosque synagogue club company co corp corporation inc llc ltd bank hospice rehabilitation rehab nursing home
  care urgent emergency department unit ward community county city children's childrens women's veterans va and of the for at in saint st
  services partners physicians pediatrics orthopedics dialysis eye foundation union local fire police district public academy`)
