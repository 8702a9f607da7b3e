import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, DRUG, GIVEN, SURNAME, WORDLIKE } from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, LOWER, MIXED, NUMBER } from '../tokens.ts'
import { addRun } from './add-run.ts'
import type { Claimed } from './claimed.ts'
import { commaBack } from './comma-back.ts'
import { runBack } from './run-back.ts'

/** A person by the age and sex that follow: `Goldfarb, S 84M`, `Adaeze Nwosu, 61 F`, `okoye, will 34m`, `Iphigenia Reed, 77,`. */
export const demographics: Rule<Claimed> = { starts: { forms: [...form(NUMBER), ...form(MIXED)] }, read: aged }

/** A person by the birth date or chart number that follows. */
export const birthDates: Rule<Claimed> = { starts: { words: ['dob', 'd', 'mrn', 'born', 'birthday'] }, read: born }

function aged(reading: Claimed, k: number): void {
  const { tokens } = reading
  const age = tokens.type[k] === NUMBER ? ageBefore(reading, k) : AGE_SEX.test(tokens.lower[k] ?? '')
  if (k > 0 && age) before(reading, k)
}

function born(reading: Claimed, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k] ?? 0
  if (k > 0 && (tokens.lower[k] !== 'd' || /^d\.? ?o\.? ?b/i.test(text.slice(start, start + 6)))) before(reading, k)
}

const AGE_SEX = /^\d{1,3}(?:yo)?[mf]$/

function ageBefore(reading: Reading, k: number): boolean {
  const { tokens, text } = reading
  if ((tokens.end[k] ?? 0) - (tokens.start[k] ?? 0) > 3 || tokens.gap[k] !== BLANK) return false
  const after = text.slice(tokens.end[k], (tokens.end[k] ?? 0) + 12)
  if (/^ ?(?:F|M|f|m|yo|y\/o|y\.o|yrs?|years?|year-old)\b/.test(after)) return true
  return tokens.lower[k - 1] === ',' && after.startsWith(',')
}

function before(reading: Claimed, k: number): void {
  const { tokens } = reading
  let last = k - 1
  if (/^[,(|-]$/.test(tokens.lower[last] ?? '')) last--
  if ((tokens.gap[k] ?? 0) >= LINE || last < 0) return
  if (tokens.shape[last] === LOWER) {
    lowerBefore(reading, last)
    return
  }
  const comma = commaBack(reading, last)
  if (comma !== undefined) {
    add(reading, comma.start, tokens.end[last] ?? 0, 'NAME', 'name/demographic', 0.88)
    return
  }
  const run = runBack(reading, last)
  if (run === undefined) {
    initialsBefore(reading, last)
    return
  }
  for (let i = run.first; i <= run.last; i++) {
    const flags = tokens.flags[i] ?? 0
    if (flags & (CLINICAL | DRUG | WORDLIKE | COMMON) && !(flags & (GIVEN | SURNAME))) return
  }
  const flags = tokens.flags[run.first] ?? 0
  if (
    run.words === 1 &&
    (flags & (COMMON | CLINICAL) || (tokens.shape[run.first] === CAPS && !(flags & (GIVEN | SURNAME))))
  )
    return
  addRun(reading, run, 'name/demographic', 0.85)
}

/** `okoye, will 34m` at the start of a line. */
function lowerBefore(reading: Reading, last: number): void {
  const { tokens } = reading
  const first = last - 2
  if (tokens.lower[last - 1] !== ',' || first < 0 || tokens.shape[first] !== LOWER || (tokens.gap[first] ?? 0) < LINE)
    return
  if ((tokens.flags[first] ?? 0) & (CLINICAL | DRUG)) return
  add(reading, tokens.start[first] ?? 0, tokens.end[last] ?? 0, 'NAME', 'name/demographic', 0.88)
}

/** `K.P. 55M`: a person by two initials. */
function initialsBefore(reading: Reading, last: number): void {
  const { tokens, text } = reading
  const end = tokens.end[last] ?? 0
  const match = /(?:^|[\s(])((?:[A-Z]\.){2,3})$/.exec(text.slice(Math.max(0, end - 8), end))
  const raw = match?.[1]
  if (raw !== undefined) add(reading, end - raw.length, end, 'NAME', 'name/demographic', 0.75)
}
