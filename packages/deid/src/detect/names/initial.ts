import type { Reading } from '../evidence.ts'
import { CAMEL, CAPS, MIXED, TIGHT, TITLE, type Tokens, WORD } from '../tokens.ts'
import type { Taken } from './name-run.ts'

/** A capitalised word; a word with digits only when written like a name (`Sumiko254`). */
export const isCapital = (tokens: Tokens, k: number): boolean => {
  const type = tokens.type[k]
  const shape = tokens.shape[k]
  return type === WORD ? shape === TITLE || shape === CAPS || shape === CAMEL : type === MIXED && shape === TITLE
}

/** A single capital, with or without a dot; two dotted capitals (`A.J.`). */
export function isInitial(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (tokens.type[k] !== WORD || tokens.shape[k] !== CAPS) return false
  return (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0) === 1
}

export function initialAt(reading: Reading, i: number): Taken {
  let last = dotted(reading.tokens, i)
  if (last > i && isInitial(reading, last + 1) && reading.tokens.gap[last + 1] === TIGHT)
    last = dotted(reading.tokens, last + 1)
  return { last, comma: false, initial: true }
}

export function dotted(tokens: Tokens, i: number): number {
  return tokens.lower[i + 1] === '.' && tokens.gap[i + 1] === TIGHT ? i + 1 : i
}

export function afterInitialDot(reading: Reading, k: number): number {
  return isInitial(reading, k) ? initialAt(reading, k).last + 1 : k + 1
}
