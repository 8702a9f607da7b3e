import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  CREDENTIAL,
  DRUG,
  FACILITY_END,
  GIVEN,
  HEAD,
  MONTH,
  NUMBER_WORD,
  ORG_END,
  PARTICLE,
  PERSON_VERB,
  PREPOSITION,
  RELATION,
  SURNAME,
  TITLE_WORD,
  WORDLIKE,
} from '../flags.ts'
import { CAPS, MARK, MIXED, TITLE, type Tokens } from '../tokens.ts'
import { isCapital } from './initial.ts'
import type { State } from './name-run.ts'

export const ORDINARY = COMMON | CLINICAL | WORDLIKE | DRUG | PREPOSITION | PERSON_VERB | NUMBER_WORD

export function particleGoesOn(tokens: Tokens, i: number): boolean {
  if (tokens.lower[i] === 'st' && tokens.lower[i + 1] === '.')
    return isCapital(tokens, i + 2) && tokens.gap[i + 2] === 1
  return isCapital(tokens, i + 1) && tokens.gap[i + 1] === 1
    ? true
    : (tokens.flags[i + 1] ?? 0) & PARTICLE
      ? isCapital(tokens, i + 2)
      : false
}

export function particleEnd(tokens: Tokens, i: number): number {
  if (tokens.lower[i + 1] === '.') return i + 2
  return isCapital(tokens, i + 1) && !((tokens.flags[i + 1] ?? 0) & PARTICLE && isCapital(tokens, i + 2))
    ? i + 1
    : i + 2
}

/** A name goes on over one line break only when the next line starts with a capital that is no heading. */
export function wraps(reading: Reading, i: number, last: number): boolean {
  const { tokens } = reading
  const next = tokens.flags[i] ?? 0
  if (
    !isCapital(tokens, i) ||
    tokens.lower[i + 1] === ':' ||
    (tokens.type[last] === MARK && tokens.lower[last] !== '.')
  )
    return false
  if (tokens.type[i] === MIXED) return true
  return inCapsLine(reading, i)
    ? (next & (ORDINARY | RELATION | TITLE_WORD)) === 0 || ((next & SURNAME) !== 0 && (next & COMMON) === 0)
    : (next & (SURNAME | GIVEN)) !== 0 && (next & ORDINARY) === 0 && narrow(reading, i)
}

/** Wrapped text: the line that ends before token `i` is long. */
function narrow(reading: Reading, i: number): boolean {
  const end = reading.tokens.end[i - 1] ?? 0
  const begin = reading.text.lastIndexOf('\n', end - 1)
  return end - begin > 55
}

/** A following word of a name. */
export function nameWord(reading: Reading, i: number, last: number, state: State): boolean {
  const { tokens } = reading
  const flags = tokens.flags[i] ?? 0
  if (flags & CREDENTIAL && !(flags & (GIVEN | SURNAME)) && tokens.shape[i] === CAPS) return false
  if (flags & CREDENTIAL && !(flags & (GIVEN | SURNAME)) && state.words >= 2) return false
  if (tokens.shape[i] === CAPS && tokens.shape[last] === TITLE && !surnameCaps(reading, i, state)) return false
  if (flags & MONTH && tokens.type[i + 1] === 2) return false
  if (flags & (FACILITY_END | ORG_END | HEAD) && !(flags & (GIVEN | SURNAME))) return false
  if (inCapsLine(reading, i)) {
    if (flags & (PREPOSITION | PERSON_VERB)) return false
    return (flags & (GIVEN | SURNAME)) !== 0 || (flags & (ORDINARY | TITLE_WORD)) === 0
  }
  if (flags & (GIVEN | SURNAME)) return true
  if (flags & (TITLE_WORD | PREPOSITION | NUMBER_WORD)) return false
  if (flags & ORDINARY)
    return (
      (state.cued || plainGiven(tokens, last)) &&
      state.words === 1 &&
      (flags & (CLINICAL | DRUG | PERSON_VERB | PREPOSITION | TITLE_WORD | MONTH | RELATION)) === 0 &&
      !labelled(tokens, i) &&
      tokens.shape[i] === TITLE
    )
  return (flags & CITY_WORD) === 0 || state.cued
}

/** A given name that is nothing else, before a capitalised ordinary word: `Melvin Coats`. */
function plainGiven(tokens: Tokens, last: number): boolean {
  const flags = tokens.flags[last] ?? 0
  return (flags & GIVEN) !== 0 && (flags & (ORDINARY | CITY_WORD | MONTH)) === 0
}

/** `Geneviève LYNCH`: a surname in capitals after a given name. */
function surnameCaps(reading: Reading, i: number, state: State): boolean {
  const flags = reading.tokens.flags[i] ?? 0
  const length = (reading.tokens.end[i] ?? 0) - (reading.tokens.start[i] ?? 0)
  return state.words === 1 || state.words === 2
    ? length >= 3 && (flags & (CREDENTIAL | CLINICAL | COMMON)) === 0
    : false
}

const labelled = (tokens: Tokens, i: number): boolean => tokens.lower[i + 1] === ':'
