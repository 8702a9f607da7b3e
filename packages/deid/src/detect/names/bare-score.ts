import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  COMPOUND,
  DRUG,
  EPONYM,
  FACILITY_END,
  GIVEN,
  HEAD,
  MONTH,
  ORG_END,
  PERSON_VERB,
  PREPOSITION,
  RELATION,
  ROLE,
  STATE_WORD,
  STREET_END,
  SURNAME,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import { HOMOGRAPHS } from '../lexicon/homographs.ts'
import { CAMEL, CAPS, LOWER, MARK, MIXED, TIGHT, type Tokens, WORD } from '../tokens.ts'
import { protectedRun } from './add-run.ts'
import { MAKERS } from './brands.ts'
import { clinicalNoun } from './clinical-noun.ts'
import { isInitial } from './initial.ts'
import type { NameRun } from './name-run.ts'
import { personVerb } from './person-verb.ts'
import { sentenceStart } from './protection.ts'

/** How much a run without a cue looks like a person: 0 when it should stay. */
export function bareScore(reading: Reading, run: NameRun): number {
  if (protectedRun(reading, run) || isProduct(reading, run)) return 0
  const caps = inCapsLine(reading, run.first)
  const tally: Tally = { given: 0, sur: 0, unknown: 0, ordinary: 0, initials: 0, caps }
  for (let i = run.first; i <= run.last; i++) if (!aside(reading, run, i)) count(reading, i, tally)
  return judge(reading, run, tally)
}

/** `Zimmer Persona`, `PM Tamika`, `Forrest IIa`: a maker and its product, a short word in capitals, a class. */
function isProduct(reading: Reading, { first, last }: NameRun): boolean {
  const { tokens } = reading
  const after = tokens.flags[first + 1] ?? 0
  const flags = tokens.flags[first] ?? 0
  const maker = MAKERS.has(tokens.lower[first] ?? '')
  if (maker && (last > first ? (after & GIVEN) === 0 : (flags & (GIVEN | SURNAME)) === 0)) return true
  const short = (tokens.end[first] ?? 0) - (tokens.start[first] ?? 0) <= 3 && !isInitial(reading, first)
  if (short && tokens.shape[first] === CAPS && !inCapsLine(reading, first) && (flags & (GIVEN | SURNAME)) === 0)
    return true
  for (let i = first; i <= last; i++) if (productWord(tokens, i)) return true
  return false
}

/** `IIIa`, `IVA`, or `SoloStar`, with a capital inside that no list knows. */
function productWord(tokens: Tokens, k: number): boolean {
  if (tokens.type[k] !== WORD) return false
  if (/^(?:i{1,3}|iv|vi{0,3})[abc]$/.test(tokens.lower[k] ?? '')) return true
  const length = (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0)
  return tokens.shape[k] === CAMEL && length >= 6 && ((tokens.flags[k] ?? 0) & (GIVEN | SURNAME | COMPOUND)) === 0
}

/** Marks, and a nickname in quotes, say nothing. */
export function aside({ tokens }: Reading, run: NameRun, i: number): boolean {
  const quoted = i > run.first && tokens.gap[i] === TIGHT && /["“”']/.test(tokens.lower[i - 1] ?? '')
  return tokens.type[i] === MARK || quoted
}

/** Adds one word to the tally: a name that is also an ordinary word, a place or an eponym weighs half. */
function count(reading: Reading, i: number, tally: Tally): void {
  const { tokens } = reading
  const flags = tokens.flags[i] ?? 0
  if (isInitial(reading, i)) tally.initials++
  else if (synthetic(reading, i)) tally.given += 2
  else if (flags & GIVEN && !(flags & (COMMON | MONTH | DRUG | CLINICAL))) tally.given++
  else if (flags & GIVEN) tally.sur += 0.5
  else if (flags & SURNAME) tally.sur += flags & (COMMON | EPONYM | CITY_WORD | CLINICAL | HEAD) ? 0.5 : 1
  else if (flags & NEVER_NAMES) tally.ordinary += 2
  else if (flags & (COMMON | WORDLIKE | MONTH | CITY_WORD)) tally.ordinary++
  else if (flags & EPONYM && (flags & COMPOUND) === 0) tally.sur += 0.3
  else if (tokens.shape[i] !== CAPS || tally.caps || flags & COMPOUND) tally.unknown++
  else tally.ordinary++
}

const NEVER_NAMES = CLINICAL | DRUG | STATE_WORD | HEAD | STREET_END | FACILITY_END | ORG_END | WEEKDAY

export interface Tally {
  given: number
  sur: number
  unknown: number
  ordinary: number
  initials: number
  readonly caps: boolean
}

function judge(reading: Reading, run: NameRun, tally: Tally): number {
  const { given, sur, ordinary } = tally
  if (ordinary >= 2 && given < 2) return 0
  if (ordinary > given + sur) return 0
  const start = sentenceStart(reading, run.first)
  if (run.words >= 2) return several(tally, start)
  if (run.first === run.last && isWordHere(reading, run.first, start)) return 0
  return single(reading, run, tally)
}

/** Two words or more: a given name beside anything name-like; two surnames; unknown capitalised words in mid-sentence. */
function several({ given, sur, unknown, ordinary, caps }: Tally, start: boolean): number {
  if (given >= 1 && (sur > 0 || given >= 2 || (unknown > 0 && !ordinary))) return 0.85
  if (given >= 1 && ordinary > 0) return 0.6
  if (ordinary > 0) return 0
  if (sur >= 1.5) return 0.75
  if (sur >= 1 && unknown === 0 && !start) return 0.68
  if (sur + unknown >= 1.5 && !caps && (!start || sur > 0)) return sur > 0 ? 0.7 : 0.6
  return 0
}

/** `Pat dry`, `Rosemary oil`, `Henry's law`, `Stanley knife`: an everyday word, or a thing that is called after somebody. */
function isWordHere(reading: Reading, k: number, start: boolean): boolean {
  const { tokens } = reading
  const next = tokens.lower[k + 1] === "'" && tokens.lower[k + 2] === 's' ? k + 3 : k + 1
  if (clinicalNoun(reading, next)) return true
  if (/^(?:a|an|the)$/.test(tokens.lower[k - 1] ?? '') && tokens.shape[k - 1] === LOWER) return true
  if (!start || next !== k + 1 || !HOMOGRAPHS.has(tokens.lower[k] ?? '')) return false
  return tokens.shape[next] === LOWER && tokens.gap[next] === 1 && ((tokens.flags[next] ?? 0) & PERSON_VERB) === 0
}

/** One word, with or without initials. */
function single(reading: Reading, run: NameRun, tally: Tally): number {
  const { given, sur, unknown, initials, caps } = tally
  const { tokens } = reading
  const flags = tokens.flags[run.first] ?? 0
  if (
    initials > 0 &&
    dottedRun(reading, run) &&
    (given > 0 ||
      sur >= 1 ||
      (sur > 0 && dotBeside(reading, run)) ||
      (unknown > 0 && !caps && isInitial(reading, run.first)))
  )
    return 0.75
  if (given >= 2) return 0.85
  const shout = tokens.shape[run.first] === CAPS && !caps
  if (given >= 1 && !shout && !(flags & (EPONYM | CITY_WORD | STATE_WORD | DRUG | ROLE | RELATION)))
    return caps ? (told(reading, run.first) ? 0.55 : 0) : 0.66
  if (initials > 0 && given > 0) return 0.7
  if (
    given >= 1 &&
    !shout &&
    flags & EPONYM &&
    !(flags & (CITY_WORD | STATE_WORD | DRUG)) &&
    DEALT.has(tokens.lower[run.first - 1] ?? '')
  )
    return 0.62
  return personVerb(reading, run, tally) ? 0.6 : 0
}

/** A line in capitals that says something, and is no list of names: a word of grammar stands beside. */
function told({ tokens }: Reading, k: number): boolean {
  for (let i = Math.max(0, k - 3); i <= k + 3; i++)
    if (i !== k && (tokens.flags[i] ?? 0) & (PREPOSITION | PERSON_VERB | RELATION | ROLE | COMMON)) return true
  return false
}

const DEALT = new Set([
  'from',
  'with',
  'by',
  'to',
  'and',
  'told',
  'asked',
  'for',
  'per',
  'covering',
  'paged',
  'called',
  'son',
  'daughter',
])

function dottedRun(reading: Reading, run: NameRun): boolean {
  for (let i = run.first; i <= run.last; i++) if (reading.tokens.lower[i] === '.') return true
  return isInitial(reading, run.last) && reading.tokens.shape[run.last + 1] !== LOWER
}

/** The initial has a dot: `S. Golden` is a person, `Golden S` a sign. */
function dotBeside({ tokens }: Reading, run: NameRun): boolean {
  for (let i = run.first; i <= run.last; i++) if (tokens.lower[i] === '.') return true
  return false
}

/** Names of synthetic records: `Sumiko254`, one to three digits after a capitalised word. */
function synthetic(reading: Reading, i: number): boolean {
  const { tokens, text } = reading
  return tokens.type[i] === MIXED && /^[A-ZÀ-Ý][a-zà-ÿ']{2,20}\d{1,4}$/.test(text.slice(tokens.start[i], tokens.end[i]))
}
