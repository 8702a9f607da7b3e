import type { Reading } from '../evidence.ts'
import { CLINICAL, COMMON, COMPOUND, GIVEN, SURNAME, TITLE_WORD } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { CAPS, LINE, LOWER, NUMBER, TIGHT, TITLE, WORD } from '../tokens.ts'
import { addRun } from './add-run.ts'
import { isCapital } from './initial.ts'
import { lowerRun } from './lower-run.ts'
import { cuedRun } from './name-run.ts'
import { ORDINARY } from './ordinary.ts'

/** `Dr. Graves`, `Mrs. Crohn`, `dr sweet`, `Nurse Mori`. */
export const titles: Rule = { starts: { flags: TITLE_WORD }, read: title }

function title(reading: Reading, k: number): void {
  const { tokens } = reading
  const dot = tokens.lower[k + 1] === '.' && tokens.gap[k + 1] === TIGHT
  const next = dot ? k + 2 : k + 1
  const gap = tokens.gap[next] ?? 0
  if (next >= tokens.count || gap > LINE || (gap === TIGHT && !dot) || weakTitle(reading, k, dot)) return
  const run = cuedRun(reading, next, false) ?? lowerRun(reading, next)
  if (run !== undefined) addRun(reading, run, 'name/title', 0.95)
}

/** Words that are titles only when written as one: `Dr`, not `dr` in an address; `ms`, `fr`, `st`, `col`. */
function weakTitle(reading: Reading, k: number, dot: boolean): boolean {
  const { tokens } = reading
  const lower = tokens.lower[k] ?? ''
  const capital = tokens.shape[k] === TITLE
  if (
    lower === 'ms' ||
    lower === 'col' ||
    lower === 'det' ||
    lower === 'lt' ||
    lower === 'fr' ||
    lower === 'don' ||
    lower === 'ba' ||
    lower === 'sen' ||
    lower === 'rev'
  ) {
    return (
      !(dot && tokens.shape[k] !== LOWER) &&
      !(capital && (tokens.gap[k + 1] ?? 0) === 1 && ((tokens.flags[k + 1] ?? 0) & ORDINARY) === 0) &&
      !(
        lower === 'fr' &&
        tokens.shape[k] === LOWER &&
        (nameOnly(tokens.flags[k + 1] ?? 0) ||
          ((tokens.flags[k + 1] ?? 0) === 0 && (tokens.lower[k + 1] ?? '').length > 3))
      )
    )
  }
  if (
    lower === 'dr' &&
    k > 0 &&
    tokens.type[k - 1] === WORD &&
    tokens.shape[k - 1] === TITLE &&
    tokens.gap[k] === 1 &&
    tokens.type[k - 2] === NUMBER
  )
    return true
  return (
    WORD_TITLES.has(lower) &&
    !capital &&
    tokens.shape[k] !== CAPS &&
    !isCapital(tokens, k + 1) &&
    !(
      (tokens.flags[k + 1] ?? 0) === 0 &&
      /^(?:nurse|doctor)$/.test(lower) &&
      (tokens.lower[k + 1] ?? '').length > 3 &&
      tokens.type[k + 1] === WORD
    ) &&
    !nameOnly(tokens.flags[k + 1] ?? 0)
  )
}

const WORD_TITLES = new Set([
  'nurse',
  'doctor',
  'doc',
  'sister',
  'father',
  'coach',
  'judge',
  'officer',
  'deputy',
  'uncle',
  'aunt',
  'auntie',
  'grandma',
  'grandpa',
  'madam',
  'miss',
  'chaplain',
  'bishop',
  'pastor',
  'dame',
  'sir',
  'detective',
  'professor',
  'rabbi',
  'imam',
])

const nameOnly = (flags: number): boolean =>
  (flags & (GIVEN | SURNAME | COMPOUND)) !== 0 && (flags & (COMMON | CLINICAL)) === 0
