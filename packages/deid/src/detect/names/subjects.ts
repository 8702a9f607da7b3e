import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  CREDENTIAL,
  EPONYM,
  GIVEN,
  MONTH,
  PREPOSITION,
  RELATION,
  ROLE,
  STATE_WORD,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
} from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, LOWER, MIXED, NUMBER, TITLE, type Tokens, WORD } from '../tokens.ts'
import { addRun } from './add-run.ts'
import type { Claimed } from './claimed.ts'
import { clinicalNoun } from './clinical-noun.ts'
import { DOES, DOES_OR_IS_NOUN, STATES } from './human-verbs.ts'
import { isCapital, isInitial } from './initial.ts'
import { sentenceStart } from './protection.ts'

/**
 * A single capitalised name that is also a disease, a thing or a word, where the sentence says it is a person: `Green wants to go home`,
 * `Miles is a 4-year-old`, `Amber, CNA,`, `Rob (son)`, `Tilia and her mother`.
 */
export const subjects: Rule<Claimed> = { starts: { forms: form(WORD, TITLE) }, read: subject }

function subject(reading: Claimed, k: number): void {
  if (reading.taken[k] === 1 || !mayBePerson(reading, k)) return
  if (acts(reading, k) || described(reading, k) || bracketed(reading, k) || reached(reading, k))
    addRun(reading, { first: k, last: k, words: 1 }, 'name/subject', 0.74)
}

/** A listed name by itself: nothing capitalised beside it, no article before it. */
function mayBePerson(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  if ((flags & (GIVEN | SURNAME | EPONYM)) === 0) return false
  if (flags & (TITLE_WORD | ROLE | RELATION | WEEKDAY | PREPOSITION) && (flags & (GIVEN | SURNAME)) === 0) return false
  if (flags & STATE_WORD && ((flags & GIVEN) === 0 || tokens.lower[k - 1] === 'from')) return false
  if (inCapsLine(reading, k)) return false
  const joined = tokens.gap[k] === BLANK && (isCapital(tokens, k - 1) || isInitial(reading, k - 1))
  if (joined && !sentenceStart(reading, k) && ((tokens.flags[k - 1] ?? 0) & (TITLE_WORD | ROLE | RELATION)) === 0)
    return false
  return tokens.gap[k] !== BLANK || !BEFORE_THINGS.has(tokens.lower[k - 1] ?? '')
}

const BEFORE_THINGS = new Set([
  'a',
  'an',
  'the',
  'this',
  'that',
  'of',
  'in',
  'on',
  'no',
  'his',
  'her',
  'their',
  'your',
  'my',
])

/** A verb of people follows, or what only people are. */
function acts(reading: Reading, k: number): boolean {
  const { tokens } = reading
  let at = k + 1
  while (at < k + 3 && tokens.gap[at] === BLANK && ADVERBS.has(tokens.lower[at] ?? '')) at++
  const verb = tokens.lower[at] ?? ''
  if (tokens.gap[at] !== BLANK || tokens.shape[at] !== LOWER) return false
  const flags = tokens.flags[k] ?? 0
  if (DOES.has(verb)) return true
  if (DOES_OR_IS_NOUN.has(verb)) return !doubtful(reading, k, at)
  if (verb === 'is' || verb === 'was' || verb === 'remains' || verb === 'seems') return isLiving(tokens, at + 1)
  if (verb === 'has' || verb === 'had') return (flags & CLINICAL) === 0 && owns(reading, at + 1)
  return verb === 'and' && /^(?:his|her|their)$/.test(tokens.lower[at + 1] ?? '') && kin(tokens, at + 2)
}

const ADVERBS = new Set(
  'still also then again now just never always usually often really only later finally'.split(' '),
)

/** `Case reports`, `Foley fell out`: the verb may be a noun, or something a thing does. */
function doubtful(reading: Reading, k: number, at: number): boolean {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  if (/^(?:out|in|off|apart|loose|back)$/.test(tokens.lower[at + 1] ?? '')) return true
  if ((flags & (GIVEN | SURNAME)) === 0) return true
  return (flags & COMMON) !== 0 && sentenceStart(reading, k) && /[^s]s$/.test(tokens.lower[at] ?? '')
}

/** `a 4-year-old`, `5 and has`, `extubated`, `less dizzy`, `her caregiver`. */
function isLiving(tokens: Tokens, k: number): boolean {
  let at = k
  if (DEGREES.has(tokens.lower[at] ?? '')) at++
  const word = tokens.lower[at] ?? ''
  if (/^(?:a|an)$/.test(word)) return /year|month|week|day|boy|girl|man|woman/.test(near(tokens, at + 1))
  if (/^(?:my|her|his|their|our)$/.test(word)) return kin(tokens, at + 1)
  if (tokens.type[at] === NUMBER) return /^(?:and|years?|months?|weeks?|yo|,|\.|y)$/.test(tokens.lower[at + 1] ?? '')
  return STATES.has(word)
}

const DEGREES = new Set(
  'very quite more less now still not also again being currently too so fully much always often just only afebrile'.split(
    ' ',
  ),
)

const near = (tokens: Tokens, k: number): string =>
  `${tokens.lower[k] ?? ''} ${tokens.lower[k + 1] ?? ''} ${tokens.lower[k + 2] ?? ''} ${tokens.lower[k + 3] ?? ''}`

const kin = (tokens: Tokens, k: number): boolean => ((tokens.flags[k] ?? 0) & (RELATION | ROLE)) !== 0

/** What a person has: `her vaccines`, `hay fever`, `a fall`. */
function owns(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (/^(?:her|his|a|an|no|two|three|croup|been)$/.test(tokens.lower[k] ?? '')) return tokens.lower[k] !== 'been'
  return clinicalNoun(reading, k) || clinicalNoun(reading, k + 1) || ((tokens.flags[k] ?? 0) & CLINICAL) !== 0
}

/** `Amber, CNA`, `Burkitt, oncology fellow`, `Farmer, 61M`, `Wolf, the patient's roommate`, `Bell, who`. */
function described(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (tokens.lower[k + 1] !== ',' || tokens.gap[k + 2] !== BLANK) return false
  const at = k + 2
  const flags = tokens.flags[at] ?? 0
  const word = tokens.lower[at] ?? ''
  if (/^(?:who|whose|whom)$/.test(word)) return true
  if (flags & CREDENTIAL) return tokens.shape[at] === CAPS && word.length > 1 && !UNSURE.has(word)
  if (tokens.type[at] === MIXED) return /^\d{1,2}(?:yo)?[mf]$/.test(word)
  if (flags & (ROLE | RELATION)) return word.length > 2 && !isCapitalTitle(tokens, at)
  if ((tokens.flags[k] ?? 0) & COMMON && sentenceStart(reading, k) && !/^(?:the|my|her|his|pt)$/.test(word))
    return false
  return [at + 1, at + 2, at + 3].some((i) => kin(tokens, i) && tokens.gap[i] === BLANK && noMark(tokens, at, i))
}

const UNSURE = new Set(['ms', 'pa', 'ma', 'do', 'pt', 'ot', 'at', 'dc', 'rt', 'od'])
const isCapitalTitle = (tokens: Tokens, k: number): boolean => tokens.shape[k] === TITLE

function noMark(tokens: Tokens, from: number, to: number): boolean {
  for (let i = from; i <= to; i++) if (tokens.type[i] !== WORD && !/^['’]$/.test(tokens.lower[i] ?? '')) return false
  return true
}

/** `Peg cell 207-…`, `Joy mobile 07700 …`: a number by which a person is reached. */
function reached({ tokens }: Reading, k: number): boolean {
  if (((tokens.flags[k] ?? 0) & GIVEN) === 0 || !/^(?:cell|mobile|mob)$/.test(tokens.lower[k + 1] ?? '')) return false
  const at = tokens.lower[k + 2] === ':' || tokens.lower[k + 2] === '(' ? k + 3 : k + 2
  return tokens.gap[k + 1] === BLANK && tokens.type[at] === NUMBER
}

/** `Rob (son)`, `Joy (mother) says`, `Cherry (aunt)`; `Ortho (Bennett)`. */
function bracketed(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (tokens.lower[k - 1] === '(' && tokens.lower[k + 1] === ')') return DEPARTMENTS.has(tokens.lower[k - 2] ?? '')
  if (tokens.lower[k + 1] !== '(' || (tokens.flags[k] ?? 0) & MONTH || (tokens.gap[k + 1] ?? 0) > LINE) return false
  const at = /^(?:his|her|their|my|the|pt|pts|mat|pat|older|younger|oldest|youngest)$/.test(tokens.lower[k + 2] ?? '')
    ? k + 3
    : k + 2
  return ((tokens.flags[at] ?? 0) & RELATION) !== 0
}

const DEPARTMENTS = new Set(
  'ortho ir gi onc cards cardiology neuro neurology nephro nephrology pulm uro urology gyn ob surgery surg peds psych ent derm id rads radiology anesthesia anaesthesia pt ot slp pharmacy icu palliative vascular plastics trauma neurosurgery nsgy endo rheum hospice'.split(
    ' ',
  ),
)
