import { add, matchAt, type Reading } from '../evidence.ts'
import {
  CITY_WORD,
  CLINICAL,
  COMPOUND,
  DRUG,
  GIVEN,
  HEAD,
  MONTH,
  STATE_WORD,
  SURNAME,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { CAPS, LINE, MIXED, TIGHT } from '../tokens.ts'
import { isCapital } from './initial.ts'

/** `J-U-S-T-I-C-E`. */
export const spelledNames: Rule = { starts: { flags: COMPOUND }, read: spelled }

function spelled(reading: Reading, k: number): void {
  const { tokens } = reading
  if (SPELLED.test(tokens.lower[k] ?? ''))
    add(reading, tokens.start[k] ?? 0, tokens.end[k] ?? 0, 'NAME', 'name/spelled', 0.85)
}

/** `(Baptiste, Rosemond)`. */
export const bracketedNames: Rule = {
  starts: { words: ['('] },
  read: (reading, k) => nameForm(reading, k, matchAt(BRACKETED, reading.text, reading.tokens.start[k] ?? 0)),
}

/** `NASCIMENTO^GRACE`. */
export const caretNames: Rule = { starts: { words: ['^'] }, read: caret }

function caret(reading: Reading, k: number): void {
  const start = reading.tokens.start[k - 1] ?? 0
  if (k > 0 && !/[|~^]/.test(reading.text.charAt(start - 1)))
    nameForm(reading, k - 1, matchAt(CARETED, reading.text, start))
}

/** `reviewed H.F.` */
export const initialsAfter: Rule = {
  starts: { words: ['reviewed', 'signed', 'by', 'per', 'initials', 'initialed'] },
  read: (reading, k) => nameForm(reading, k + 1, matchAt(INITIALS, reading.text, reading.tokens.end[k] ?? 0)),
}

function nameForm(reading: Reading, k: number, match: RegExpExecArray | null): void {
  const raw = match?.[1]
  if (match === null || raw === undefined) return
  const start = match.index + match[0].indexOf(raw)
  if (!PLACEHOLDER.test(raw) && !ordinaryWithin(reading, k, start + raw.length))
    add(reading, start, start + raw.length, 'NAME', 'name/form', 0.8)
}

/** The parts of a name in place of a name: `LAST^FIRST^MIDDLE`. */
const PLACEHOLDER = /^(?:last|first|family|given|surname)\b/i

/** Whether a word from token `k` to the offset `end` is medicine, a place or a day, and no name. */
function ordinaryWithin({ tokens }: Reading, k: number, end: number): boolean {
  for (let i = k; i < tokens.count && (tokens.start[i] ?? 0) < end; i++) {
    const flags = tokens.flags[i] ?? 0
    const known = (flags & (GIVEN | SURNAME)) === 0 && (flags & NO_NAME) !== 0
    if (known && (tokens.lower[i] ?? '').length > 2) return true
  }
  return false
}

const NO_NAME = CLINICAL | DRUG | STATE_WORD | MONTH | WEEKDAY | HEAD | CITY_WORD | WORDLIKE

/** `'O''Brannigan'`: a surname as SQL writes its apostrophe. */
export const quotedSurnames: Rule = {
  starts: { words: ['o', 'd'] },
  read(reading, k) {
    const { tokens } = reading
    const twice = tokens.lower[k + 1] === "'" && tokens.lower[k + 2] === "'"
    if (!twice || tokens.gap[k + 3] !== TIGHT || tokens.shape[k] !== CAPS || !isCapital(tokens, k + 3)) return
    add(reading, tokens.start[k] ?? 0, tokens.end[k + 3] ?? 0, 'NAME', 'name/form', 0.85)
  },
}

/** `SG x3306`: initials before an extension. */
export const extensionOwners: Rule = { starts: { forms: form(MIXED) }, read: owner }

const SPELLED = /^(?:[a-z]-){2,}[a-z]$/

const BRACKETED = /\((\p{Lu}[\p{L}'’-]{2,24}, ?\p{Lu}[\p{L}'’-]{1,24}(?: \p{Lu}\.?)?)\)/uy

const CARETED = /(\p{Lu}[\p{L}'-]{1,24}\^\p{Lu}[\p{L}'-]{1,24}(?:\^\p{Lu}[\p{L}'-]{0,24})?)(?![\p{L}|^])/uy

const INITIALS = /[: ]{0,2}((?:\p{Lu}\.){2,3})(?!\p{L})/uy

/** Two or three capitals between the end of a sentence and an extension. */
function owner(reading: Reading, k: number): void {
  const { tokens } = reading
  if (k === 0 || !/^x\d{4}$/.test(tokens.lower[k] ?? '')) return
  const length = (tokens.end[k - 1] ?? 0) - (tokens.start[k - 1] ?? 0)
  const opens = (tokens.gap[k - 1] ?? 0) >= LINE || /^[.;]$/.test(tokens.lower[k - 2] ?? '')
  if (tokens.shape[k - 1] === CAPS && length >= 2 && length <= 3 && opens)
    add(reading, tokens.start[k - 1] ?? 0, tokens.end[k - 1] ?? 0, 'NAME', 'name/form', 0.75)
}
