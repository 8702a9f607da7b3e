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
import { MAKERS } from '../names/brands.ts'
import { LINE, LOWER, MARK, NUMBER, type Tokens, WORD } from '../tokens.ts'
import type { Candidate, On, Surroundings } from './judge.ts'
import { wordHash } from './vocabulary.ts'

const FLAGS = [
  GIVEN,
  SURNAME,
  COMMON,
  CLINICAL,
  EPONYM,
  HEAD,
  DRUG,
  CITY_WORD,
  STATE_WORD,
  COMPOUND,
  WORDLIKE,
  FACILITY_END,
  ORG_END,
  STREET_END,
  PERSON_VERB,
  PREPOSITION,
  TITLE_WORD,
  CREDENTIAL,
  RELATION,
  ROLE,
  MONTH,
  WEEKDAY,
]

/** 32 to 99: what lists say of its words, and how they are written. */
export function ofWords(candidate: Candidate, around: Surroundings, on: On): void {
  const tally = tallyOf(candidate, around)
  for (let i = 0; i < FLAGS.length; i++) if (tally.any & (FLAGS[i] ?? 0)) on(32 + i)
  if (tally.words === 0) on(54)
  else ofLists(tally, on)
  for (let type = NUMBER; type <= MARK; type++) if ((tally.types >> type) & 1) on(83 + type - NUMBER)
  const { letters } = tally
  on(86 + (letters < 3 ? 0 : letters < 5 ? 1 : letters < 8 ? 2 : letters < 14 ? 3 : 4))
  on(95 + lineCase(around.reading.tokens, candidate.first))
}

function ofLists({ every, known, knownAll, shapes, beside, besideAll, unknown, strange, maker }: Tally, on: On): void {
  if (every & (GIVEN | SURNAME)) on(55)
  if (every & COMMON) on(56)
  if (every & CLINICAL) on(57)
  if (unknown) on(58)
  if (maker) on(59)
  if (strange) on(64)
  for (let bit = 0; bit < 4; bit++) {
    if ((known >> bit) & 1) on(65 + bit)
    if ((knownAll >> bit) & 1) on(69 + bit)
  }
  for (let shape = 0; shape < 5; shape++) if ((shapes >> shape) & 1) on(shapes === 1 << shape ? 73 + shape : 78 + shape)
  for (let bit = 0; bit < 2; bit++) {
    if ((beside >> bit) & 1) on(91 + bit)
    if ((besideAll >> bit) & 1) on(93 + bit)
  }
}

/** What its words have: any of them, or each. */
interface Tally {
  any: number
  every: number
  known: number
  knownAll: number
  beside: number
  besideAll: number
  shapes: number
  types: number
  words: number
  letters: number
  /** A word without flags; a word in no large list; a maker or a product. */
  unknown: boolean
  strange: boolean
  maker: boolean
}

function tallyOf({ first, last }: Candidate, { reading: { tokens }, vocabulary, company }: Surroundings): Tally {
  const tally = { ...EMPTY }
  for (let k = first; k <= last; k++) {
    tally.types |= 1 << (tokens.type[k] ?? MARK)
    tally.letters += (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0)
    if (tokens.type[k] !== WORD) continue
    const flags = tokens.flags[k] ?? 0
    const listed = vocabulary.of(wordHash(tokens.lower[k] ?? ''))
    tally.words++
    tally.any |= flags
    tally.every &= flags
    tally.known |= listed
    tally.knownAll &= listed
    tally.beside |= company[k] ?? 0
    tally.besideAll &= company[k] ?? 0
    tally.shapes |= 1 << (tokens.shape[k] ?? 0)
    if (flags === 0) tally.unknown = true
    if (MAKERS.has(tokens.lower[k] ?? '')) tally.maker = true
    if (listed === 0) tally.strange = true
  }
  return tally
}

const EMPTY: Tally = {
  any: 0,
  every: -1,
  known: 0,
  knownAll: 15,
  beside: 0,
  besideAll: 3,
  shapes: 0,
  types: 0,
  words: 0,
  letters: 0,
  unknown: false,
  strange: false,
  maker: false,
}

/** Tokens of a line that are looked at on either side. */
const LINE_NEAR = 24

/** 1 no small letters around in the line, 2 no capitals, 3 both. */
function lineCase({ shape, gap, count }: Tokens, k: number): number {
  const cased = (i: number) => (shape[i] === LOWER ? 2 : shape[i] === 0 ? 0 : 1)
  let seen = 0
  for (let i = k; i >= 0 && i > k - LINE_NEAR; i--) {
    seen |= cased(i)
    if ((gap[i] ?? 0) >= LINE) break
  }
  for (let i = k + 1; i < count && i < k + LINE_NEAR && (gap[i] ?? 0) < LINE; i++) seen |= cased(i)
  return seen
}

/** 100 to 147: what rules say of it. */
export function ofRules({ first, last, rule }: Candidate, { said }: Surroundings, on: On): void {
  let told = 0
  for (let k = first; k <= last; k++) if ((said[k] ?? 0) !== 0) told++
  on(told === 0 ? 100 : told === last - first + 1 ? 101 : 102)
  if (told > 0 && (said[first] ?? 0) === 0) on(103)
  if (rule === undefined) on(104)
  else {
    on(105 + Math.max(0, Math.min(4, Math.floor((rule.score - 0.55) / 0.05))))
    on(110 + (numberOf(rule.name) & 31))
  }
}

function numberOf(name: string): number {
  const hash = wordHash(name)
  return hash ^ (hash >>> 15)
}
