import type { IdentifierKind } from '../span.ts'
import type { Tokens } from './tokens.ts'

/** One text as the layers read it. Offsets of text, tokens and findings are reading offsets. */
export interface Reading {
  readonly text: string
  readonly tokens: Tokens
  /** What has been found so far. */
  readonly found: Finding[]
}

/** A layer's statement that a range identifies somebody. */
export interface Finding {
  readonly start: number
  readonly end: number
  readonly kind: IdentifierKind
  readonly rule: string
  readonly score: number
}

/** One layer of evidence. Appends to `reading.found`; the tagger alone may also take back what only a list vouched for. */
export type Layer = (reading: Reading) => void

export function add(
  reading: Reading,
  start: number,
  end: number,
  kind: IdentifierKind,
  rule: string,
  score: number,
): void {
  if (end > start) reading.found.push({ start, end, kind, rule, score })
}

/** Runs a sticky pattern at `at`; null when it does not match there. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
