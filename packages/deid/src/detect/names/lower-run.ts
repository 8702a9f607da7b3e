import type { Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  COMPOUND,
  CREDENTIAL,
  DRUG,
  GIVEN,
  HEAD,
  MONTH,
  PERSON_VERB,
  PREPOSITION,
  RELATION,
  ROLE,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import { LINE, LOWER, WORD } from '../tokens.ts'
import type { NameRun } from './name-run.ts'

/** In lower-case text a title or label is enough when the word is no ordinary word, or is a surname. */
export function lowerRun(reading: Reading, k: number): NameRun | undefined {
  const { tokens } = reading
  if (tokens.type[k] !== WORD || tokens.shape[k] !== LOWER || (tokens.gap[k] ?? 0) > LINE) return undefined
  if (!lowerName(tokens.flags[k] ?? 0, tokens.lower[k] ?? '')) {
    const initial =
      (tokens.lower[k] ?? '').length === 1 &&
      tokens.lower[k + 1] === '.' &&
      tokens.shape[k + 2] === LOWER &&
      nameish(tokens.flags[k + 2] ?? 0)
    return initial ? { first: k, last: k + 2, words: 1 } : undefined
  }
  let last = k
  while (
    last + 1 < tokens.count &&
    last - k < 2 &&
    tokens.gap[last + 1] === 1 &&
    tokens.shape[last + 1] === LOWER &&
    nameish(tokens.flags[last + 1] ?? 0)
  )
    last++
  return { first: k, last, words: last - k + 1 }
}

function lowerName(flags: number, lower: string): boolean {
  if (
    lower.length < 2 ||
    flags & (PREPOSITION | CREDENTIAL | ROLE | RELATION | TITLE_WORD | CLINICAL | DRUG | MONTH | WEEKDAY)
  )
    return false
  if (flags & PERSON_VERB || LOWER_NEVER.has(lower)) return false
  return (flags & (GIVEN | SURNAME | COMPOUND)) !== 0 || (flags & (COMMON | WORDLIKE | HEAD)) === 0
}

export const nameish = (flags: number): boolean =>
  (flags & (GIVEN | SURNAME | COMPOUND)) !== 0
    ? (flags & (COMMON | CLINICAL | PREPOSITION | PERSON_VERB)) === 0
    : (flags &
        (COMMON | CLINICAL | WORDLIKE | PREPOSITION | PERSON_VERB | DRUG | HEAD | CREDENTIAL | MONTH | WEEKDAY)) ===
      0

export const LOWER_NEVER = new Set(
  'who will may can art long so do an in on young best good close home office order orders case may mark green brown white black day king bill rich price early case page self hand love hope grace chance will'
    .split(' ')
    .filter((word) => !['sweet'].includes(word)),
)
