import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, DRUG, GIVEN, SURNAME, WORDLIKE } from '../flags.ts'
import { BLANK, CAPS, LINE, LOWER, MIXED, NUMBER, TITLE, WORD } from '../tokens.ts'
import { addRun, runBack } from './names.ts'

/** A person by the age and sex that follow: `Goldfarb, S 84M`, `Adaeze Nwosu, 61 F`, `okoye, will 34m`, `Iphigenia Reed, 77,`; or by a birth date or chart number. */
export function demographics(reading: Reading, taken: Uint8Array): void {
  const { tokens } = reading
  for (let k = 1; k < tokens.count; k++) {
    const type = tokens.type[k]
    if (
      type === MIXED
        ? AGE_SEX.test(tokens.lower[k] ?? '')
        : type === NUMBER
          ? ageBefore(reading, k)
          : type === WORD && birth(reading, k)
    )
      before(reading, k, taken)
  }
}

const AGE_SEX = /^\d{1,3}(?:yo)?[mf]$/

function ageBefore(reading: Reading, k: number): boolean {
  const { tokens, text } = reading
  if ((tokens.end[k] ?? 0) - (tokens.start[k] ?? 0) > 3 || tokens.gap[k] !== BLANK) return false
  const after = text.slice(tokens.end[k], (tokens.end[k] ?? 0) + 12)
  if (/^ ?(?:F|M|f|m|yo|y\/o|y\.o|yrs?|years?|year-old)\b/.test(after)) return true
  return tokens.lower[k - 1] === ',' && after.startsWith(',')
}

const BIRTH = new Set(['dob', 'd', 'mrn', 'born', 'birthday'])

function birth(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const lower = tokens.lower[k] ?? ''
  return (
    BIRTH.has(lower) &&
    (lower !== 'd' || /^d\.? ?o\.? ?b/i.test(reading.text.slice(tokens.start[k], (tokens.start[k] ?? 0) + 6)))
  )
}

function before(reading: Reading, k: number, taken: Uint8Array): void {
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
  const run = runBack(reading, last, taken)
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

/** `Goldfarb, S`, `Little, Tiny`: surname, comma, given name or initial, at the start of a line or after a number or bracket. */
function commaBack(reading: Reading, last: number): { start: number } | undefined {
  const { tokens } = reading
  let i = last
  while (
    i > last - 3 &&
    i > 0 &&
    tokens.lower[i] !== ',' &&
    (tokens.shape[i] === TITLE || tokens.shape[i] === CAPS || tokens.lower[i] === '.')
  )
    i--
  if (tokens.lower[i] !== ',' || i === last) return undefined
  let first = i - 1
  while (first > 0 && i - first < 3 && tokens.shape[first - 1] === tokens.shape[first] && tokens.gap[first] === BLANK)
    first--
  const opens =
    (tokens.gap[first] ?? 0) >= 2 ||
    first === 0 ||
    tokens.type[first - 1] === NUMBER ||
    /^[(|:-]$/.test(tokens.lower[first - 1] ?? '')
  const shape = tokens.shape[first]
  return opens && (shape === TITLE || shape === CAPS) ? { start: tokens.start[first] ?? 0 } : undefined
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
