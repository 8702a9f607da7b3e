import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
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
  PREPOSITION,
  RELATION,
  ROLE,
  STATE_WORD,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { BLANK, CAPS, TITLE, WORD } from '../tokens.ts'
import { addRun, protectedRun } from './add-run.ts'
import { listAfter } from './name-list.ts'
import { cuedRun } from './name-run.ts'

/** `ask for Tiff`, `Paged Okpara`, `Mirele (mother)`, `goes by "Dusty"`, `née Tremblay`. */
export const capitalCues: Rule = { starts: { forms: form(WORD, TITLE, CAPS) }, read: capital }

/** Words of dealing with people: the capitalised word after them is a person unless it is anything else that we know. */
const DEALINGS = new Set(
  'paged paging notify notified covering named called nee aka via by with from per call texted texting emailed phoned rang contacted contact thanks thank hi hello dear ask asked tell told text d/w spoke sincerely regards attn and cc is for'.split(
    ' ',
  ),
)

/** Of these the strong ones: enough for a word that no list knows. */
const STRONG = new Set(
  'paged paging notify notified covering named nee aka ask texted emailed phoned contacted attn dear d/w cc'.split(' '),
)

const SAYS_NAME =
  /(?:goes by|known as|nicknamed|called|aka|a\.k\.a\.|named|name(?:'s| is)|née|nee|i am|i'm|this is|it's|its|prefers|call(?:s|ed)? (?:him|her|me|them)|answers to|me llamo|se llama|llamad[oa]|je m[’']appelle|s[’']appelle|yo rele m|rele s[eè] m|m rele|ich hei(?:ß|ss)e|mi chiamo|tên(?: là)?|last name|first name|maiden name|maiden|born)[ :,]{0,2}\(?["“”']?$/i

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
  'him',
  'her',
  'me',
  'them',
  'to',
  'llamo',
  'llama',
  'llamado',
  'llamada',
  "m'appelle",
  "s'appelle",
  'rele',
  'm',
  'heisse',
  'chiamo',
  'ten',
  'la',
  'maiden',
  'born',
  'name',
  '"',
  '“',
  '”',
  "'",
  '(',
  ':',
  ',',
])

export const NOT_PERSON =
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

/** The word of dealing before token `k`; `d/w` after `read by`, `seen with` and their like, which lead to nothing but people. */
function dealing({ tokens }: Reading, k: number): string {
  const previous = tokens.lower[k - 1] ?? ''
  if (previous === 'w' && tokens.lower[k - 2] === '/' && /^[ds]$/.test(tokens.lower[k - 3] ?? '')) return 'd/w'
  if (previous === 'by' && DONE_BY.has(tokens.lower[k - 2] ?? '')) return 'd/w'
  return previous === 'with' && DONE_WITH.has(tokens.lower[k - 2] ?? '') ? 'd/w' : previous
}

const DONE_BY = new Set(
  'read given placed signed reviewed drawn performed administered hung inserted removed checked verified seen examined interpreted dictated done witnessed updated entered called'.split(
    ' ',
  ),
)

const DONE_WITH = new Set(['seen', 'discussed', 'reviewed', 'spoke', 'spoken', 'rounded', 'staffed'])

function capital(reading: Reading, k: number): void {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  const aside = isKinAside(reading, k) && (flags & (CLINICAL | DRUG | COMMON | ROLE | RELATION)) === 0
  if (isNamed(reading, k)) take(reading, k, 0.88)
  else if (aside) take(reading, k, 0.85)
  else if (tokens.shape[k] === TITLE && tokens.gap[k] === BLANK && !inCapsLine(reading, k)) dealtWith(reading, k)
}

/** A phrase of naming leads to the word. */
function isNamed(reading: Reading, k: number): boolean {
  const { tokens, text } = reading
  if (!NAMING.has(tokens.lower[k - 1] ?? '')) return false
  const flags = tokens.flags[k] ?? 0
  if ((flags & (CLINICAL | DRUG | MONTH | WEEKDAY | PREPOSITION)) !== 0) return false
  if (flags & STATE_WORD && tokens.shape[k] !== TITLE) return false
  if (tokens.lower[k - 1] === 'born' && flags !== 0 && (flags & (SURNAME | COMPOUND)) === 0) return false
  if (tokens.shape[k] === CAPS && !inCapsLine(reading, k) && tokens.lower[k - 1] !== 'nee') return false
  const start = tokens.start[k] ?? 0
  const quoted = OPENING.has(text.charAt(start - 1))
  if (!quoted && (flags & COMMON) !== 0 && (flags & (GIVEN | SURNAME)) === 0) return false
  return SAYS_NAME.test(text.slice(Math.max(0, start - 22), start))
}

const OPENING = new Set(['"', '“', '”', '('])

/** A word of dealing with people stands before. */
function dealtWith(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const previous = dealing(reading, k)
  if (!DEALINGS.has(previous)) return
  const flags = tokens.flags[k] ?? 0
  if (flags & EPONYM && tokens.lower[k + 1] === "'" && tokens.lower[k + 2] === 's') return
  const end = tokens.end[k] ?? 0
  const numbered = /^ ?\(?[\dx+(]/.test(text.slice(end, end + 4))
  if (likely(flags, previous)) take(reading, k, 0.72)
  else if (previous === 'for' && tokens.lower[k - 2] === 'ask' && (flags & CLINICAL) === 0) take(reading, k, 0.8)
  else if ((STRONG.has(previous) || previous === 'call') && numbered && (flags & NEVER_CALLED) === 0)
    take(reading, k, 0.75)
}

const NEVER_CALLED = CLINICAL | DRUG | ROLE | RELATION | TITLE_WORD

/** A name that is nothing else; after a strong word also what no list holds. */
function likely(flags: number, previous: string): boolean {
  const strong = STRONG.has(previous)
  if (flags & GIVEN && TALKED.has(previous) && (flags & NOBODY) === 0) return true
  if ((flags & (GIVEN | SURNAME | COMPOUND)) === 0) return strong && (flags & NOT_PERSON) === 0
  if ((flags & (NOT_PERSON & ~EPONYM)) !== 0) return false
  return strong || (flags & GIVEN) !== 0 || ((flags & SURNAME) !== 0 && previous === 'per')
}

/** After these even a given name that is an everyday word is a person: `tell Joy`, `ask Will`. */
const TALKED = new Set(['tell', 'told', 'ask', 'asked', 'call', 'called', 'text', 'texted', 'thank', 'thanks', 'paged'])

const NOBODY = CLINICAL | DRUG | MONTH | WEEKDAY | CITY_WORD | STATE_WORD | ROLE | RELATION | TITLE_WORD | EPONYM

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
