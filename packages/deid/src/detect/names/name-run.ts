import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import { CREDENTIAL, GENERATION, GIVEN, PARTICLE, PERSON_VERB, PREPOSITION, SURNAME, TITLE_WORD } from '../flags.ts'
import { CAPS, LINE, LOWER, MARK, PARAGRAPH, TIGHT, TITLE, WIDE } from '../tokens.ts'
import { afterInitialDot, dotted, initialAt, isCapital, isInitial } from './initial.ts'
import { NEVER } from './never-names.ts'
import { marked } from './run-marks.ts'
import { nameWord, particleEnd, particleGoesOn, wraps } from './run-words.ts'

/** A run of tokens that may be one person's name. `last` is inclusive. */
export interface NameRun {
  readonly first: number
  readonly last: number
  /** Words that are not initials. */
  readonly words: number
}

const WORDS_MAX = 5

const TOKENS_MAX = 16

/**
 * The name that starts at token `k`, trusting a cue before it: the first word may be any capitalised word (`Mrs. Day`), the following ones must
 * read on as a name. Undefined when no name starts there.
 */
export function cuedRun(reading: Reading, k: number, comma: boolean): NameRun | undefined {
  const { tokens } = reading
  if (k >= tokens.count) return undefined
  if (
    tokens.shape[k] === LOWER &&
    (tokens.flags[k] ?? 0) & PARTICLE &&
    isCapital(tokens, k + 1) &&
    tokens.gap[k + 1] === 1
  )
    return extend(reading, k, comma, true)
  if (!startsName(reading, k)) return undefined
  return extend(reading, k, comma, true)
}

function startsName(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  if (!isCapital(tokens, k) || (flags & (CREDENTIAL | TITLE_WORD) && !(flags & (GIVEN | SURNAME)))) return false
  if (NEVER.has(tokens.lower[k] ?? '')) return false
  if (inCapsLine(reading, k)) return (flags & (PERSON_VERB | PREPOSITION)) === 0 || (flags & (GIVEN | SURNAME)) !== 0
  return (flags & PREPOSITION) === 0
}

/** Extends over given names, initials, particles, quoted nicknames, generations, and `, First` after a surname when `comma` is set. */
export function extend(reading: Reading, k: number, comma: boolean, cued: boolean): NameRun {
  const { tokens } = reading
  let last = k
  let words = isInitial(reading, k) ? 0 : 1
  let commas = comma ? 1 : 0
  for (let i = afterInitialDot(reading, k); i < tokens.count && i < k + TOKENS_MAX && words < WORDS_MAX; ) {
    const taken = more(reading, i, last, { cued, words, commas })
    if (taken === undefined) break
    if (taken.comma) commas--
    if (!taken.initial) words++
    last = taken.last
    i = taken.last + 1
  }
  return {
    first: k,
    last: Math.max(last, afterInitialDot(reading, k) - 1 > k && last === k ? afterInitialDot(reading, k) - 1 : last),
    words,
  }
}

export interface State {
  readonly cued: boolean
  readonly words: number
  readonly commas: number
}

export interface Taken {
  readonly last: number
  readonly comma: boolean
  readonly initial: boolean
}

function more(reading: Reading, i: number, last: number, state: State): Taken | undefined {
  const { tokens } = reading
  const gap = tokens.gap[i] ?? 0
  if (gap === PARAGRAPH || gap === WIDE) return undefined
  const lower = tokens.lower[i] ?? ''
  if (tokens.type[i] === MARK) return marked(reading, i, state)
  if (gap === LINE && !wraps(reading, i, last)) return undefined
  if (gap === TIGHT && tokens.type[last] !== MARK) return undefined
  const flags = tokens.flags[i] ?? 0
  if (flags & PARTICLE && particleGoesOn(tokens, i))
    return { last: particleEnd(tokens, i), comma: false, initial: false }
  if (flags & GENERATION && (tokens.shape[i] === TITLE || tokens.shape[i] === CAPS))
    return { last: dotted(tokens, i), comma: false, initial: true }
  if (isInitial(reading, i)) return initialAt(reading, i)
  if (!isCapital(tokens, i) || NEVER.has(lower)) return undefined
  return nameWord(reading, i, last, state) ? { last: i, comma: false, initial: false } : undefined
}
