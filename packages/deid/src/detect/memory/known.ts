import type { IdentifierKind, Known } from '../../span.ts'
import { add, type Finding, type Layer, type Reading } from '../evidence.ts'
import type { Lexicon } from '../lexicon.ts'
import { type Day, readDays } from './date-forms.ts'
import { createIdIndex, type IdIndex } from './id-index.ts'
import { createNameIndex, type NameIndex } from './name-index.ts'
import { createPhraseIndex, type PhraseIndex } from './phrase-index.ts'

type Form = 'name' | 'day' | 'code' | 'phrase' | 'none'

/** How each kind is looked for. An age by itself is a number like any other: only the age rules find it. */
const FORMS: Record<IdentifierKind, Form> = {
  NAME: 'name',
  DATE: 'day',
  AGE90: 'none',
  STREET: 'phrase',
  CITY: 'phrase',
  ZIP: 'code',
  COUNTY: 'phrase',
  FACILITY: 'phrase',
  ORG: 'phrase',
  PHONE: 'code',
  FAX: 'code',
  EMAIL: 'phrase',
  SSN: 'code',
  MRN: 'code',
  HEALTHPLAN: 'code',
  ACCOUNT: 'code',
  LICENSE: 'code',
  VEHICLE: 'code',
  DEVICE: 'code',
  URL: 'phrase',
  IP: 'phrase',
  BIOMETRIC: 'code',
  OTHERID: 'code',
}

/** What is certain beforehand, made ready to be looked for. */
export interface KnownIndex {
  readonly names: NameIndex
  readonly codes: IdIndex
  readonly phrases: readonly PhraseIndex[]
  readonly days: readonly Day[]
  /** Finds it in every form a person would write it. */
  readonly seek: Layer
}

/** `under` is found as well, as if its identifiers were in `known`; it stays as it is, so that it can be under many. */
export function createKnown(known: readonly Known[], { lexicon, dates }: Speech, under?: KnownIndex): KnownIndex {
  const names = createNameIndex(lexicon, under?.names.store)
  const codes = createIdIndex(under?.codes.codes)
  const phrases = createPhraseIndex(lexicon)
  const days: Day[] = [...(under?.days ?? [])]
  for (const { kind, value } of known) {
    const form = FORMS[kind]
    if (form === 'name') names.learn(value, true)
    else if (form === 'code') codes.learn(value, kind)
    else if (form === 'phrase') phrases.learn(value, kind)
    else if (form === 'day') days.push(...readDays(value))
  }
  // Each phrase is found by itself: two indexes find what one of both would.
  const all = [phrases, ...(under?.phrases ?? [])]
  const seek: Layer = (reading) => {
    names.seek(reading, 'known/name', 0.99)
    codes.seek(reading, 'known/code', 0.99)
    for (const each of all) each.seek(reading, 'known/phrase', 0.97)
    if (days.length > 0) knownDays(reading, days, dates)
  }
  return { names, codes, phrases: all, days, seek }
}

/** What a language is read with. */
interface Speech {
  readonly lexicon: Lexicon
  readonly dates: Layer
}

/** Every date that the rules see, when it may mean a known day; without a year only where the month is named. */
function knownDays(reading: Reading, days: readonly Day[], dates: Layer): void {
  const found: Finding[] = []
  dates({ ...reading, found })
  const wanted = new Set(days.map(keyOf))
  const yearless = new Set(days.map(({ month, day }) => keyOf({ year: undefined, month, day })))
  for (const { start, end, kind } of found) {
    if (kind !== 'DATE') continue
    const hit = readDays(reading.text.slice(start, end)).some((day) =>
      (day.year === undefined ? yearless : wanted).has(keyOf(day)),
    )
    if (hit) add(reading, start, end, 'DATE', 'known/day', 0.99)
  }
}

const keyOf = ({ year, month, day }: Day): string => `${year ?? ''}-${month}-${day}`
