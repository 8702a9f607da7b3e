import { inCapsLine } from '../caps-line.ts'
import { add, matchAt, type Reading } from '../evidence.ts'
import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  COMPOUND,
  CREDENTIAL,
  DRUG,
  EPONYM,
  FACILITY_END,
  GIVEN,
  HEAD,
  MONTH,
  ORG_END,
  RELATION,
  ROLE,
  STATE_WORD,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import type { Lexicon } from '../lexicon.ts'
import { BLANK, CAPS, LINE, LOWER, MIXED, TITLE, WORD } from '../tokens.ts'
import { listAfter } from './name-list.ts'
import { cuedRun } from './name-run.ts'
import { addRun, protectedRun } from './names.ts'

/** Words of dealing with people: the capitalised word after them is a person unless it is anything else that we know. */
const DEALINGS = new Set(
  'paged paging notify notified covering named called nee aka via by with from per call texted texting emailed phoned rang contacted contact thanks thank hi hello dear ask asked tell told d/w spoke sincerely regards attn and cc is for'.split(
    ' ',
  ),
)
/** Of these the strong ones: enough for a word that no list knows. */
const STRONG = new Set(
  'paged paging notify notified covering named nee aka ask texted emailed phoned contacted attn dear d/w'.split(' '),
)
const SAYS_NAME =
  /(?:goes by|known as|nicknamed|called|aka|a\.k\.a\.|named|name(?:'s| is)|née|nee|i am|i'm|this is|it's|its|prefers|last name|first name|maiden name)[ :,]{0,2}\(?["“”']?$/i
/** The words and marks that a phrase of naming ends in. */
const NAMING = new Set([
  'by',
  'as',
  'nicknamed',
  'called',
  'aka',
  '.',
  'named',
  's',
  'is',
  'nee',
  'am',
  "i'm",
  "it's",
  'its',
  'prefers',
  'name',
  '"',
  '“',
  '”',
  "'",
  '(',
  ':',
  ',',
])
const NOT_PERSON =
  COMMON |
  CLINICAL |
  DRUG |
  WORDLIKE |
  HEAD |
  MONTH |
  WEEKDAY |
  STATE_WORD |
  CITY_WORD |
  ROLE |
  RELATION |
  TITLE_WORD |
  CREDENTIAL |
  FACILITY_END |
  ORG_END |
  EPONYM
const SPELLED = /^(?:[a-z]-){2,}[a-z]$/

/** `ask for Tiff`, `Paged Okpara`, `Mirele (mother)`, `goes by "Dusty"`, `née Tremblay`, `J-U-S-T-I-C-E`, `by d. wright`. */
export function nameCues(reading: Reading): void {
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    if (tokens.type[k] !== WORD) continue
    if (SPELLED.test(tokens.lower[k] ?? ''))
      add(reading, tokens.start[k] ?? 0, tokens.end[k] ?? 0, 'NAME', 'name/spelled', 0.85)
    else if (tokens.shape[k] === TITLE || tokens.shape[k] === CAPS) capital(reading, k)
    else if (tokens.shape[k] === LOWER) lower(reading, k)
  }
}

function capital(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k] ?? 0
  const flags = tokens.flags[k] ?? 0
  const leads = NAMING.has(tokens.lower[k - 1] ?? '')
  const before = leads ? text.slice(Math.max(0, start - 22), start) : ''
  if (
    leads &&
    SAYS_NAME.test(before) &&
    (flags & (CLINICAL | DRUG | STATE_WORD)) === 0 &&
    !(tokens.shape[k] === CAPS && !inCapsLine(reading, k)) &&
    (/["“”(]$/.test(before) || (flags & COMMON) === 0 || (flags & (GIVEN | SURNAME)) !== 0)
  ) {
    take(reading, k, 0.88)
    return
  }
  if (isKinAside(reading, k) && (flags & (CLINICAL | DRUG | COMMON | ROLE | RELATION)) === 0) {
    take(reading, k, 0.85)
    return
  }
  if (tokens.shape[k] !== TITLE || inCapsLine(reading, k)) return
  const previous = tokens.lower[k - 1] ?? ''
  if (!DEALINGS.has(previous) || (tokens.gap[k] ?? 0) !== BLANK) return
  const known = (flags & (GIVEN | SURNAME | COMPOUND)) !== 0
  if (
    known
      ? (flags & (NOT_PERSON & ~EPONYM)) === 0 &&
        (STRONG.has(previous) || ((flags & EPONYM) === 0 && (flags & GIVEN) !== 0))
      : STRONG.has(previous) && (flags & NOT_PERSON) === 0
  )
    take(reading, k, 0.72)
  else if (previous === 'for' && tokens.lower[k - 2] === 'ask' && (flags & CLINICAL) === 0) take(reading, k, 0.8)
  else if (
    (STRONG.has(previous) || previous === 'call') &&
    (flags & (CLINICAL | DRUG | ROLE | RELATION | TITLE_WORD)) === 0 &&
    /^ ?\(?[\dx+(]/.test(text.slice(tokens.end[k], (tokens.end[k] ?? 0) + 4))
  )
    take(reading, k, 0.75)
}

/** `Mirele (mother, …)`, `Hope (his sister)`. */
function isKinAside(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (tokens.lower[k + 1] !== '(' || tokens.shape[k] !== TITLE) return false
  const at = /^(?:his|her|their|my|the|pt)$/.test(tokens.lower[k + 2] ?? '') ? k + 3 : k + 2
  return ((tokens.flags[at] ?? 0) & RELATION) !== 0
}

function take(reading: Reading, k: number, score: number): void {
  const run = cuedRun(reading, k, false)
  if (run === undefined || protectedRun(reading, run)) return
  addRun(reading, run, 'name/cue', score)
  listAfter(reading, run.last)
}

/** `name's teodor ionescu`, `by d. wright`, `per will`. */
function lower(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k] ?? 0
  if (tokens.lower[k + 1] === '.' && (tokens.end[k] ?? 0) - start === 1) {
    initialled(reading, k)
    return
  }
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
    tokens.gap[k + 1] !== 0 ||
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

const BRACKETED = /\((\p{Lu}[\p{L}'’-]{2,24}, ?\p{Lu}[\p{L}'’-]{1,24}(?: \p{Lu}\.?)?)\)/uy
const CARETED = /(\p{Lu}[\p{L}'-]{1,24}\^\p{Lu}[\p{L}'-]{1,24}(?:\^\p{Lu}[\p{L}'-]{0,24})?)(?![\p{L}|^])/uy
const INITIALS = /[: ]{0,2}((?:\p{Lu}\.){2,3})(?!\p{L})/uy
const BY = new Set(['reviewed', 'signed', 'by', 'per', 'initials', 'initialed'])

/** Forms that say name by themselves: `(Baptiste, Rosemond)`, `NASCIMENTO^GRACE`, `reviewed H.F.`, `SG x3306`. */
export function nameForms(reading: Reading, lexicon: Lexicon): void {
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    const lower = tokens.lower[k] ?? ''
    const start = tokens.start[k] ?? 0
    if (lower === '(') form(reading, lexicon, matchAt(BRACKETED, reading.text, start))
    else if (lower === '^' && k > 0 && !/[|~^]/.test(reading.text.charAt((tokens.start[k - 1] ?? 0) - 1)))
      form(reading, lexicon, matchAt(CARETED, reading.text, tokens.start[k - 1] ?? 0))
    else if (BY.has(lower)) form(reading, lexicon, matchAt(INITIALS, reading.text, tokens.end[k] ?? 0))
    else if (tokens.type[k] === MIXED && /^x\d{4}$/.test(lower)) owner(reading, k)
  }
}

function form(reading: Reading, lexicon: Lexicon, match: RegExpExecArray | null): void {
  const raw = match?.[1]
  if (match === null || raw === undefined || raw.split(/[,^ .]+/).some((word) => isOrdinary(word, lexicon))) return
  const at = match.index + match[0].indexOf(raw)
  add(reading, at, at + raw.length, 'NAME', 'name/form', 0.8)
}

function isOrdinary(word: string, lexicon: Lexicon): boolean {
  const flags = lexicon.flagsOf(word)
  return (
    word.length > 2 &&
    (flags & (GIVEN | SURNAME)) === 0 &&
    (flags & (CLINICAL | DRUG | STATE_WORD | MONTH | WEEKDAY | HEAD | CITY_WORD | WORDLIKE)) !== 0
  )
}

/** Two or three capitals between the end of a sentence and an extension. */
function owner(reading: Reading, k: number): void {
  const { tokens } = reading
  const length = (tokens.end[k - 1] ?? 0) - (tokens.start[k - 1] ?? 0)
  const opens = (tokens.gap[k - 1] ?? 0) >= LINE || /^[.;]$/.test(tokens.lower[k - 2] ?? '')
  if (tokens.shape[k - 1] === CAPS && length >= 2 && length <= 3 && opens)
    add(reading, tokens.start[k - 1] ?? 0, tokens.end[k - 1] ?? 0, 'NAME', 'name/form', 0.75)
}
