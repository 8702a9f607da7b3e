import type { Reading } from '../evidence.ts'
import { EPONYM, GIVEN, SURNAME } from '../flags.ts'
import { BLANK, LINE, MIXED, NUMBER, TIGHT, WIDE } from '../tokens.ts'
import { isInitial } from './initial.ts'
import { ORDINARY } from './ordinary.ts'

/**
 * Whether a capital and its dot at token `k` are no initial: a letter of a list (`A. Wilson  B. Pick`), a question or an answer (`A. Wellmark`),
 * a unit (`1.5 L. Price`) or a tablet (`T. Glycomet 500 mg`).
 */
export function isLetterMark(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (!isInitial(reading, k) || tokens.lower[k + 1] !== '.' || tokens.gap[k + 1] !== TIGHT) return false
  return isUnit(reading, k) || isTablet(reading, k) || isListed(reading, k)
}

function isUnit({ tokens }: Reading, k: number): boolean {
  return UNITS.has(tokens.lower[k] ?? '') && tokens.type[k - 1] === NUMBER && tokens.gap[k] === BLANK
}

const UNITS = new Set(['l', 't', 'v', 'w', 'a', 'j', 'n', 'k', 'c', 'f'])

/** A strength follows within three words. */
function isTablet({ tokens }: Reading, k: number): boolean {
  if (tokens.lower[k] !== 't') return false
  for (let i = k + 3; i <= k + 5; i++) {
    if ((tokens.gap[i] ?? LINE) >= LINE) return false
    if (tokens.type[i] === MIXED && /^\d+(?:mg|mcg|g)$/.test(tokens.lower[i] ?? '')) return true
    if (tokens.type[i] === NUMBER && /^(?:mg|mcg|g|iu|units?)$/.test(tokens.lower[i + 1] ?? '')) return true
  }
  return false
}

/** Characters on either side in which the neighbour of a list's letter is looked for. */
const NEAR = 240

/** A neighbour of the letter also stands before a dot, at the start of a line or a column; plain surnames in a row are people all the same. */
function isListed(reading: Reading, k: number): boolean {
  const { tokens, text } = reading
  const letter = tokens.lower[k] ?? ''
  const opens = k === 0 || (tokens.gap[k] ?? 0) >= WIDE
  if ((!opens && letter !== 'a') || letter > 'h') return letter === 'q' && opens
  const flags = tokens.flags[k + 2] ?? 0
  if (flags & (GIVEN | SURNAME) && (flags & (EPONYM | ORDINARY)) === 0) return false
  const start = tokens.start[k] ?? 0
  const after = text.slice(start + 1, start + NEAR)
  if (opens && letter === 'a' && /(?:^|\n)Q[.:]/.test(text.slice(Math.max(0, start - NEAR), start + NEAR))) return true
  const next = String.fromCharCode(letter.charCodeAt(0) + 1).toUpperCase()
  if (marksBegin(after, next)) return true
  return opens && letter !== 'a' && marksBegin(text.slice(Math.max(0, start - NEAR), start), previous(letter))
}

const previous = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 1).toUpperCase()

/** The letter and its dot stand after a line break, a tab or two blanks. */
function marksBegin(text: string, letter: string): boolean {
  const mark = `${letter}. `
  for (let at = text.indexOf(mark, 1); at > 0; at = text.indexOf(mark, at + 1)) {
    const before = text.charAt(at - 1)
    if (before === '\n' || before === '\t' || (before === ' ' && text.charAt(at - 2) === ' ')) return true
  }
  return false
}
