import { add, type Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  COMPOUND,
  DRUG,
  EPONYM,
  GIVEN,
  RELATION,
  ROLE,
  STATE_WORD,
  SURNAME,
  TITLE_WORD,
  WORDLIKE,
} from '../flags.ts'
import type { Rule } from '../rule.ts'
import { CAPS, LINE, MARK, TIGHT, TITLE, WIDE } from '../tokens.ts'
import { addRun } from './add-run.ts'
import { isCapital, isInitial } from './initial.ts'
import { COLUMN_LABELS, FIRST_WORDS, LABELS } from './label-words.ts'
import { lowerRun } from './lower-run.ts'
import { listAfter } from './name-list.ts'
import { cuedRun, type NameRun } from './name-run.ts'
import { isProtectedAt } from './protection.ts'

/** `Patient: Crohn, Marguerite A.`, `Attending: …`, `Dear …,`; several names after one label are split at commas by the runs that follow. */
export const labels: Rule = {
  starts: { words: FIRST_WORDS },
  take(reading, k) {
    const last = labelEnd(reading, k)
    if (last < 0) return k
    const value = valueStart(reading, last + 1, reading.tokens.lower[last] ?? '')
    if (value < 0) return k
    if (!saluted(reading, value, reading.tokens.lower[last] ?? '')) labelled(reading, value)
    return last + 1
  },
}

/** `Dear Temperance,`: one capitalised word, whatever it is besides, unless letters are written to it: `Dear Colleague,`. */
function saluted(reading: Reading, k: number, label: string): boolean {
  const { tokens } = reading
  if (label !== 'dear' || tokens.shape[k] !== TITLE || !/^[,:]$/.test(tokens.lower[k + 1] ?? '')) return false
  if (ADDRESSED.has(tokens.lower[k] ?? '') || (tokens.flags[k] ?? 0) & (ROLE | RELATION | TITLE_WORD)) return false
  add(reading, tokens.start[k] ?? 0, tokens.end[k] ?? 0, 'NAME', 'name/salutation', 0.85)
  return true
}

const ADDRESSED = new Set(
  'sir sirs madam madams colleague colleagues team all patient patients family families provider providers parent parents friend friends member members everyone customer applicant editor committee board'.split(
    ' ',
  ),
)

const LABEL_WORDS_MAX = 3

/** The last token of the longest label at `k`, or -1. */
function labelEnd(reading: Reading, k: number): number {
  const { tokens } = reading
  let phrase = ''
  let best = -1
  for (let i = k; i < tokens.count && i < k + LABEL_WORDS_MAX; i++) {
    if (i > k && (tokens.gap[i] ?? 0) > 1) break
    phrase = i === k ? (tokens.lower[i] ?? '') : `${phrase} ${tokens.lower[i] ?? ''}`
    if (LABELS.has(phrase) || (COLUMN_LABELS.has(phrase) && tokens.gap[i + 1] === WIDE)) best = i
  }
  return best
}

/** `PATIENT Bae, Soo-jin   ID SJ-6847`: a label at the start of a line, and a surname first, with nothing between. */
function reversed(reading: Reading, i: number): boolean {
  const { tokens } = reading
  if ((tokens.gap[i - 1] ?? 0) < LINE || (tokens.gap[i] ?? 0) >= LINE || tokens.gap[i] === TIGHT) return false
  if (tokens.lower[i + 1] !== ',' || !isCapital(tokens, i) || !isCapital(tokens, i + 2)) return false
  const after = isInitial(reading, i + 3) ? i + 4 : i + 3
  return (tokens.gap[after] ?? 0) >= WIDE || after >= tokens.count
}

/** `LAST      AL-KHOURI`, `Mother   LULA`: label, gap, a capitalised word that is nothing else. */
function inColumn(reading: Reading, i: number): boolean {
  const { tokens } = reading
  const flags = tokens.flags[i] ?? 0
  if (tokens.gap[i] !== WIDE || !isCapital(tokens, i) || tokens.lower[i + 1] === ':') return false
  if (
    !COLUMN_LABELS.has(tokens.lower[i - 1] ?? '') &&
    !COLUMN_LABELS.has(`${tokens.lower[i - 2] ?? ''} ${tokens.lower[i - 1] ?? ''}`)
  )
    return false
  return (flags & (GIVEN | SURNAME | COMPOUND)) !== 0 || (flags & ~STATE_WORD) === 0
}

const SALUTATIONS = new Set(['dear', 'hi', 'hello', 'attn', 'attention'])

function valueStart(reading: Reading, i: number, label: string): number {
  const { tokens, text } = reading
  if (SALUTATIONS.has(label)) return tokens.lower[i] === ':' ? i + 1 : (tokens.gap[i] ?? 0) === 1 ? i : -1
  let at = i
  if (tokens.lower[at] === '"' && tokens.lower[at + 1] === ':') at++
  if (tokens.lower[at] === '(' && tokens.lower[at + 2] === ')') at += 3
  let dots = 0
  while (tokens.lower[at] === '.' && dots < 40) {
    at++
    dots++
  }
  const tab = text.slice(tokens.end[i - 1], tokens.start[at]).includes('\t')
  if (tokens.lower[at] === ':' || tokens.lower[at] === '=') at++
  else if (dots < 3 && !tab) return reversed(reading, i) || inColumn(reading, i) ? i : -1
  while (at < tokens.count && tokens.type[at] === MARK && /^["“”(>_~-]$/.test(tokens.lower[at] ?? '')) at++
  return at < tokens.count && (tokens.gap[at] ?? 0) <= LINE ? at : -1
}

function labelled(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if ((tokens.gap[k] ?? 0) === LINE) return
  const caret = caretName(reading, k)
  if (caret > 0) {
    add(reading, tokens.start[k] ?? 0, caret, 'NAME', 'name/label', 0.97)
    return
  }
  const run = cuedRun(reading, k, true) ?? plainLower(reading, k)
  if (run === undefined || doubtful(reading, run)) return
  const after = text.slice(tokens.end[run.last] ?? 0, (tokens.end[run.last] ?? 0) + 2)
  if (/^ ?:/.test(after) || /^\w/.test(after)) return
  addRun(reading, run, 'name/label', 0.94)
  listAfter(reading, run.last)
}

/** `Hodgkin^Temperance^J` after a label. */
function caretName(reading: Reading, k: number): number {
  const match = /^[\p{L}' -]{1,40}(?:\^[\p{L}'".-]{0,40}(?: [\p{L}'.-]{1,30})?){1,4}/u.exec(
    reading.text.slice(reading.tokens.start[k], (reading.tokens.start[k] ?? 0) + 120),
  )
  return match === null ? -1 : (reading.tokens.start[k] ?? 0) + match[0].replace(/[\^\s]+$/, '').length
}

/** In lower case only what the lexicons know as a name. */
function plainLower(reading: Reading, k: number): NameRun | undefined {
  const flags = reading.tokens.flags[k] ?? 0
  return (flags & (GIVEN | SURNAME | COMPOUND)) !== 0 && (flags & (COMMON | CLINICAL)) === 0
    ? lowerRun(reading, k)
    : undefined
}

/** A single clinical word or abbreviation under a label: `Hx per pt: IDDM`. */
function doubtful(reading: Reading, run: NameRun): boolean {
  const { tokens } = reading
  const flags = tokens.flags[run.first] ?? 0
  if (run.words === 1 && flags & EPONYM && isProtectedAt(reading, run.first, run.last)) return true
  if (run.words !== 1 || flags & (GIVEN | SURNAME)) return false
  const short = tokens.shape[run.first] === CAPS && (tokens.end[run.first] ?? 0) - (tokens.start[run.first] ?? 0) <= 5
  return run.last === run.first && ((flags & (CLINICAL | DRUG | WORDLIKE | COMMON)) !== 0 || short)
}
