import type { IdentifierKind } from '../../span.ts'
import type { Reading } from '../evidence.ts'
import { CLINICAL, COMMON, HEAD, PREPOSITION, WORDLIKE } from '../flags.ts'
import { LOWER, MARK, MIXED, NUMBER, WORD } from '../tokens.ts'

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

/** Letters and digits in one piece, or many digits: short numbers alone, and numbers in a row, are results and prices far more often. */
function isCode({ text, tokens }: Reading, first: number, last: number): boolean {
  let digits = 0
  let fewest = Number.POSITIVE_INFINITY
  for (let k = first; k <= last; k++) {
    if (tokens.type[k] === MIXED) return true
    if (tokens.type[k] !== NUMBER) continue
    const own = (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0)
    digits += own
    fewest = Math.min(fewest, own)
  }
  const tight = /^\S+$/.test(text.slice(tokens.start[first], tokens.end[last]))
  return tight ? digits >= 6 : digits >= 10 && fewest >= 3
}

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
