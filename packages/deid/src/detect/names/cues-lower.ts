import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, COMPOUND, DRUG, EPONYM, GIVEN, HEAD, SURNAME, WORDLIKE } from '../flags.ts'
import { LETTERS, type Rule } from '../rule.ts'
import { BLANK, LINE, LOWER, TIGHT, WORD } from '../tokens.ts'
import { NOT_PERSON } from './cues.ts'

/** `name's teodor ionescu`, `goes by will`. */
export const lowerCues: Rule = {
  starts: { words: ['name', 'named', 'username', 'surname', 'nickname', 's', 'is', 'by'] },
  read: (reading, k) => lower(reading, k + 1),
}

/** `by d. wright`: a small initial, a dot and a small surname. */
export const smallInitials: Rule = { starts: { words: LETTERS }, read: initialled }

function lower(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k] ?? 0
  if (tokens.type[k] !== WORD || tokens.shape[k] !== LOWER) return
  const flags = tokens.flags[k] ?? 0
  if ((flags & (GIVEN | SURNAME | COMPOUND)) === 0 && (flags & (NOT_PERSON & ~EPONYM)) !== 0) return
  if ((flags & (COMMON | CLINICAL | DRUG)) !== 0 || (tokens.lower[k] ?? '').length < 3) return
  if (
    !/(?:name(?:'s| is|d)|goes by|last name|first name|patient name|name) $/i.test(
      text.slice(Math.max(0, start - 14), start),
    )
  )
    return
  let last = k
  while (
    last < k + 2 &&
    tokens.gap[last + 1] === BLANK &&
    tokens.shape[last + 1] === LOWER &&
    ((tokens.flags[last + 1] ?? 0) & (NOT_PERSON & ~EPONYM)) === 0
  )
    last++
  add(reading, start, tokens.end[last] ?? 0, 'NAME', 'name/cue-lower', 0.85)
}

/** A small initial, a dot and a small surname after `by`, `per`, `with`, `dr`, or at the start of a line. */
function initialled(reading: Reading, k: number): void {
  const { tokens } = reading
  const flags = tokens.flags[k + 2] ?? 0
  if (
    tokens.shape[k] !== LOWER ||
    tokens.lower[k + 1] !== '.' ||
    tokens.gap[k + 1] !== TIGHT ||
    tokens.gap[k + 2] !== BLANK ||
    tokens.shape[k + 2] !== LOWER ||
    (tokens.lower[k + 2] ?? '').length < 3
  )
    return
  if ((flags & (CLINICAL | DRUG | WORDLIKE)) !== 0 || ((flags & COMMON) !== 0 && (flags & (GIVEN | SURNAME)) === 0))
    return
  const led = /^(?:by|per|with|dr|deputy|from|officer|nurse|w)$/.test(tokens.lower[k - 1] ?? '')
  if (led || ((tokens.gap[k] ?? 0) >= LINE && (flags & (COMMON | HEAD)) === 0))
    add(reading, tokens.start[k] ?? 0, tokens.end[k + 2] ?? 0, 'NAME', 'name/initialled', 0.82)
}
