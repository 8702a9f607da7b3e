import { inCapsLine } from '../caps-line.ts'
import { add, type Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  DRUG,
  EPONYM,
  GIVEN,
  MONTH,
  RELATION,
  ROLE,
  SURNAME,
  TITLE_WORD,
  WORDLIKE,
} from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LOWER, TITLE, type Tokens, WORD } from '../tokens.ts'
import { capitals } from './capital-words.ts'

/** `Peach & Pestle`, `Hatch & Sons Roofing`. */
export const ampersands: Rule = { starts: { words: ['&'] }, read: ampersand }

/** `Peach & Pestle`, `Hatch & Sons Roofing`: capitalised words on both sides, not medicine, not two ordinary words. */
function ampersand(reading: Reading, k: number): void {
  const { tokens } = reading
  if (tokens.gap[k] !== BLANK || tokens.gap[k + 1] !== BLANK || inCapsLine(reading, k)) {
    lowerAmpersand(reading, k)
    return
  }
  let first = k
  while (
    first > 0 &&
    k - first < 3 &&
    (first === k || tokens.gap[first] === BLANK) &&
    word(tokens, first - 1) &&
    (tokens.flags[first - 1] ?? 0) !== 0 - 1
  )
    first--
  const last = capitals(tokens, k + 1)
  if (first === k || last <= k) {
    lowerAmpersand(reading, k)
    return
  }
  let odd = false
  for (let i = first; i <= last; i++) {
    const flags = tokens.flags[i] ?? 0
    if (tokens.type[i] !== WORD) continue
    if (flags & (CLINICAL | DRUG | EPONYM | MONTH | TITLE_WORD | ROLE) && !(flags & (GIVEN | SURNAME))) return
    if ((flags & (COMMON | WORDLIKE | EPONYM)) === 0 || FIRMS.has(tokens.lower[i] ?? '')) odd = true
  }
  if (odd) add(reading, tokens.start[first] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/ampersand', 0.66)
}

const FIRMS = new Set([
  'sons',
  'daughters',
  'co',
  'brothers',
  'die',
  'tackle',
  'grace',
  'claws',
  'partners',
  'associates',
  'spoke',
  'gas',
  'tire',
  'grill',
  'feed',
  'vine',
])

export function word(tokens: Tokens, i: number): boolean {
  const flags = tokens.flags[i] ?? 0
  return (
    tokens.type[i] === WORD &&
    (tokens.shape[i] === TITLE || tokens.shape[i] === CAPS) &&
    (flags & (ROLE | RELATION)) === 0
  )
}

/** `hatch & sons roofing`, `paws & claws on dunmore` after `at`, `for`, `tech at`. */
function lowerAmpersand(reading: Reading, k: number): void {
  const { tokens } = reading
  if (
    tokens.shape[k - 1] !== LOWER ||
    tokens.shape[k + 1] !== LOWER ||
    !/^(?:at|for|by|from)$/.test(tokens.lower[k - 2] ?? '')
  )
    return
  const flags = (tokens.flags[k - 1] ?? 0) | (tokens.flags[k + 1] ?? 0)
  if (flags & (CLINICAL | DRUG)) return
  const last =
    /^(?:re|to|and|so|in|on|for|with|at|who|but|then|since|or|from|is|was)$/.test(tokens.lower[k + 2] ?? 're') &&
    tokens.lower[k + 2] !== 'on'
      ? k + 1
      : tokens.lower[k + 2] === 'on'
        ? k + 3
        : k + 2
  add(reading, tokens.start[k - 1] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/ampersand', 0.6)
}
