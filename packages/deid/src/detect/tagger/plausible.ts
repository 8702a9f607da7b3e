import type { IdentifierKind } from '../../span.ts'
import { CATALOGUE } from '../codes/hit.ts'
import type { Reading } from '../evidence.ts'
import { CLINICAL, COMMON, HEAD, PREPOSITION, WORDLIKE } from '../flags.ts'
import { LOWER, MARK, MIXED, NUMBER, type Tokens, WORD } from '../tokens.ts'

/** What a finding of a kind must hold whatever the weights say: a name has letters, a code or a plate a digit, an old age is over 89. */
export function isPlausible(reading: Reading, first: number, last: number, kind: IdentifierKind): boolean {
  const test = TESTS[kind]
  return test === undefined || test(reading, first, last)
}

/** Small letters throughout, and no word that is not an everyday one: `improvement in lower limb`. */
export function isOrdinary({ tokens }: Reading, first: number, last: number): boolean {
  for (let k = first; k <= last; k++) {
    if (tokens.type[k] !== WORD) continue
    if (tokens.shape[k] !== LOWER || ((tokens.flags[k] ?? 0) & EVERYDAY) === 0) return false
  }
  return true
}

const EVERYDAY = COMMON | CLINICAL | WORDLIKE | PREPOSITION | HEAD

type Test = (reading: Reading, first: number, last: number) => boolean

const anyType =
  (accepts: (type: number) => boolean): Test =>
  ({ tokens }, first, last) => {
    for (let k = first; k <= last; k++) if (accepts(tokens.type[k] ?? MARK)) return true
    return false
  }

const hasWord = anyType((type) => type === WORD)
const TESTS: Readonly<Partial<Record<IdentifierKind, Test>>> = {
  NAME: hasWord,
  CITY: hasWord,
  ORG: hasWord,
  FACILITY: hasWord,
  STREET: hasWord,
  OTHERID: isCode,
  AGE90: over89,
}

/** Letters and digits in one piece, or a few digits: shorter numbers, ranges and sizes are results and prices far more often. */
function isCode({ text, tokens }: Reading, first: number, last: number): boolean {
  const start = tokens.start[first] ?? 0
  const value = text.slice(start, tokens.end[last])
  const digits = value.replace(/\D/g, '').length
  if (CLINICAL_NUMBER.test(value) || PUBLIC.test(value) || isCatalogued(text, start)) return false
  if (hasMixed(tokens, first, last)) return digits >= 2 && value.length >= 4
  if (/^\S+$/.test(value)) return digits >= 4
  return digits >= 6 && /^\d{2,}(?:[ -]\d{2,})+$/.test(value)
}

function hasMixed({ type }: Tokens, first: number, last: number): boolean {
  for (let k = first; k <= last; k++) if (type[k] === MIXED) return true
  return false
}

/** Ranges, sizes, times from and to, ordinals, dental codes, procedure codes and their modifiers, years. */
const CLINICAL_NUMBER =
  /^(?:\d{1,4}-\d{1,4}|\d+ ?x ?\d+|\d+(?:st|nd|rd|th)(?:-\d+(?:st|nd|rd|th))?|D\d{4}|\d{5}(?:-[A-Z\d]{2})?|(?:19|20)\d\d)$/i

/** Levels of the spine, packages of drugs, diagnoses and procedures, drugs and their doses, forms, variants of proteins. */
const PUBLIC =
  /^(?:[CTLS]\d{1,2} ?[-–/] ?[CTLS]?\d{1,2}|\d{4}-\d{4}-\d{2}|\d{5}-\d{3,4}-\d{1,2}|[A-TV-Z]\d{2}(?:\.\w{1,4})?|(?:CPT|NDC|HCPCS|ICD|REF|LOT|MCSA|CMS|HCFA|FDA|POCD)\b.*|[A-Z]{2,4} \d{2,4}|[A-Z][a-z]{2}\d+[A-Z]\w*|Q\d{1,2}H)$/

/** Whether a catalogue is named before the number, or before the code of which it is the end. */
const isCatalogued = (text: string, start: number): boolean => {
  const before = text.slice(Math.max(0, start - 20), start).replace(/(?:\w+-)+$/, '')
  return CATALOGUE.test(before) || NUMBERED_GOODS.test(before)
}

/** `lot no.`, `model number`. */
const NUMBERED_GOODS = /\b(?:lots?|model|form|part) (?:no|nr|number)\W{0,3}$/i

/** §164.514(b)(2)(i)(C) is about ages over 89; a younger one stays whatever the tagger thinks. */
function over89({ text, tokens }: Reading, first: number, last: number): boolean {
  let old = false
  for (let k = first; k <= last; k++) {
    const word = tokens.lower[k] ?? ''
    if (tokens.type[k] === NUMBER && Number(text.slice(tokens.start[k], tokens.end[k])) < 90) return false
    if (tokens.type[k] === NUMBER || word.startsWith('ninet') || word === 'hundred') old = true
  }
  return old
}
