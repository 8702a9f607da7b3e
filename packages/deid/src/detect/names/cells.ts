import type { Reading } from '../evidence.ts'
import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  COMPOUND,
  CREDENTIAL,
  DRUG,
  FACILITY_END,
  GENERATION,
  GIVEN,
  HEAD,
  MONTH,
  NUMBER_WORD,
  ORG_END,
  PARTICLE,
  PERSON_VERB,
  PREPOSITION,
  RELATION,
  ROLE,
  STATE_WORD,
  STREET_END,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LINE, LOWER, MARK, MIXED, NUMBER, TIGHT, type Tokens, WIDE, WORD } from '../tokens.ts'
import { addRun } from './add-run.ts'
import { isCapital, isInitial } from './initial.ts'

/** `Hollowhorn, Dacia`, `DHALIWAL, H. KAUR`, `mackinnon, iain`: surname, comma, given names, alone in a cell, a column or at the start of a line. */
export const cells: Rule = { starts: { words: [','] }, read: cell }

const WORDS_MAX = 3

function cell(reading: Reading, comma: number): void {
  const { tokens } = reading
  if (tokens.gap[comma + 1] !== BLANK && tokens.gap[comma + 1] !== TIGHT) return
  const small = tokens.shape[comma - 1] === LOWER
  if (small !== (tokens.shape[comma + 1] === LOWER)) return
  const first = back(reading, comma - 1, small)
  const last = forth(reading, comma + 1, small)
  if (first < 0 || last < 0 || !opens(tokens, first) || !closes(tokens, last + 1, small)) return
  if (small ? !smallNames(tokens, first, last) : !named(tokens, first, comma, last)) return
  addRun(reading, { first, last, words: 2 }, 'name/cell', 0.83)
}

/** The first word of the surname that ends at `k`; -1 when it cannot be one. */
function back(reading: Reading, k: number, small: boolean): number {
  const { tokens } = reading
  let first = -1
  for (let i = k; i >= 0 && k - i < WORDS_MAX; i--) {
    if (tokens.lower[i] === '.' && (tokens.flags[i - 1] ?? 0) & GENERATION) continue
    const joined = first < 0 || tokens.gap[i + 1] === BLANK || tokens.lower[i + 1] === '.'
    if (!joined || !part(reading, i, small)) break
    first = i
  }
  return first
}

function forth(reading: Reading, k: number, small: boolean): number {
  const { tokens } = reading
  let last = -1
  for (let i = k; i < tokens.count && i < k + 2 * WORDS_MAX; i++) {
    if (tokens.lower[i] === '.' && isInitial(reading, i - 1)) {
      last = i
      continue
    }
    if ((i > k && tokens.gap[i] !== BLANK) || !(isInitial(reading, i) || part(reading, i, small))) break
    last = i
  }
  return last
}

function part({ tokens }: Reading, k: number, small: boolean): boolean {
  const flags = tokens.flags[k] ?? 0
  if (tokens.type[k] !== WORD) return false
  if (flags & (PARTICLE | GENERATION)) return true
  if (small ? tokens.shape[k] !== LOWER : !isCapital(tokens, k)) return false
  return (flags & (GIVEN | SURNAME)) !== 0 ? (flags & (CLINICAL | DRUG)) === 0 || !small : (flags & NO_NAME) === 0
}

const NO_NAME =
  CLINICAL |
  DRUG |
  STATE_WORD |
  MONTH |
  WEEKDAY |
  HEAD |
  CITY_WORD |
  WORDLIKE |
  COMMON |
  FACILITY_END |
  ORG_END |
  STREET_END |
  PREPOSITION |
  PERSON_VERB |
  ROLE |
  RELATION |
  TITLE_WORD |
  CREDENTIAL |
  NUMBER_WORD

/** The start of a line or a column, a border of a table, an opening quote or bracket, a bed number. */
function opens(tokens: Tokens, k: number): boolean {
  if (k === 0 || (tokens.gap[k] ?? 0) >= WIDE) return true
  const before = tokens.lower[k - 1] ?? ''
  if (tokens.type[k - 1] === MARK) return /^[|;"“(:[\]{]$/.test(before)
  const numbered = tokens.type[k - 1] === NUMBER || tokens.type[k - 1] === MIXED
  return numbered && (k === 1 || (tokens.gap[k - 1] ?? 0) >= WIDE)
}

/** The end of a line or a column, a border, a closing quote or bracket, a dash, a chart number or a birth date. */
function closes(tokens: Tokens, k: number, small: boolean): boolean {
  if (k >= tokens.count || (tokens.gap[k] ?? 0) >= (small ? WIDE : LINE) || tokens.gap[k] === WIDE) return true
  if (small) return /^\d{1,3}[mf]$/.test(tokens.lower[k] ?? '')
  return /^(?:[|;"”()[\]–—!]|mrn|dob|chart|acct|nhs|ssn|id)$/.test(tokens.lower[k] ?? '')
}

/** One word at least is a name that a list holds or a compound, or both are words that no list holds; no list of things goes on. */
function named(tokens: Tokens, first: number, comma: number, last: number): boolean {
  let known = false
  for (let i = first; i <= last; i++) {
    const flags = tokens.flags[i] ?? 0
    if (flags & (GIVEN | SURNAME | COMPOUND) && (flags & (CLINICAL | DRUG)) === 0) known = true
  }
  const unlisted = (tokens.flags[comma - 1] ?? 0) === 0 && (tokens.flags[comma + 1] ?? 0) === 0
  const long = (tokens.end[first] ?? 0) - (tokens.start[first] ?? 0) > 3
  return known || (unlisted && long)
}

function smallNames(tokens: Tokens, first: number, last: number): boolean {
  let known = 0
  for (let i = first; i <= last; i++) if ((tokens.flags[i] ?? 0) & (GIVEN | SURNAME | COMPOUND)) known++
  return known > 0
}
