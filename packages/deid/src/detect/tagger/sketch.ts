import type { Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  COMPOUND,
  CREDENTIAL,
  DRUG,
  EPONYM,
  FACILITY_END,
  GENERATION,
  GIVEN,
  HEAD,
  MONTH,
  NUMBER_WORD,
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
import { BLANK, CAPS, LINE, LOWER, MARK, NUMBER, type Tokens, WIDE, WORD } from '../tokens.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Words around a segment that features may look at; the arrays have as many empty places at both ends. */
export const MARGIN = 3

/**
 * What the features know of each word of a segment, as small integers and hashes; place `i` is word `i - MARGIN` of the segment.
 * Made once and overwritten for each segment: a tagger allocates nothing while it reads.
 */
export interface Sketch {
  readonly capacity: number
  /** Hash of the word; of its pattern for numbers and codes. */
  readonly word: Int32Array
  /** How it is written: type, capitals, length, pattern of digits. */
  readonly shape: Int32Array
  /** Flags of the lexicon, and a dozen coarse classes made of them. */
  readonly flags: Int32Array
  readonly rank: Int32Array
  readonly prefix: Int32Array
  readonly suffix3: Int32Array
  readonly suffix2: Int32Array
  readonly gap: Int32Array
  /** 1 no small letters in the line, 2 no capitals, 3 both. */
  readonly lineCase: Int32Array
  /** Hash of the label before the nearest colon of the line; 0 without one. */
  readonly label: Int32Array
  /** First and last place of the run of capitalised (or, in one-case lines, uncommon) words that the word belongs to. */
  readonly runFirst: Int32Array
  readonly runLast: Int32Array
  /** What the rules say of the word: see `saidOf`. */
  readonly said: Int32Array
  /** What the rest of the text says of the word: see `companyOf`. */
  readonly company: Int32Array
  /** What large lists say of the word: see `Vocabulary`. */
  readonly vocabulary: Int32Array
  readonly listed: ListedWords
}

export function createSketch(capacity: number): Sketch {
  const column = () => new Int32Array(capacity + 2 * MARGIN)
  return {
    capacity,
    word: column(),
    shape: column(),
    flags: column(),
    rank: column(),
    prefix: column(),
    suffix3: column(),
    suffix2: column(),
    gap: column(),
    lineCase: column(),
    label: column(),
    runFirst: column(),
    runLast: column(),
    said: column(),
    company: column(),
    vocabulary: column(),
    listed: { words: Array.from({ length: NUMBERS }, () => ''), facts: new Int32Array(NUMBERS * LETTER_FACTS) },
  }
}

/** Describes words `from` to `to` of a text. Linear; every character is looked at once or twice. */
export function describe(
  { text, tokens }: Pick<Reading, 'text' | 'tokens'>,
  said: Uint8Array,
  company: Uint8Array,
  vocabulary: Vocabulary,
  from: number,
  to: number,
  sketch: Sketch,
): void {
  const count = to - from
  for (let i = 0; i < MARGIN; i++) {
    blank(sketch, i)
    blank(sketch, count + MARGIN + i)
  }
  for (let k = from; k < to; k++) {
    describeWord(text, tokens, vocabulary, k, sketch, k - from + MARGIN)
    sketch.said[k - from + MARGIN] = said[k] ?? 0
    sketch.company[k - from + MARGIN] = company[k] ?? 0
  }
  lines(tokens, from, count, sketch)
  runs(tokens, from, count, sketch)
}

function blank(sketch: Sketch, i: number): void {
  sketch.word[i] = 1
  sketch.shape[i] = 1
  sketch.flags[i] = 0
  sketch.rank[i] = 15
  sketch.said[i] = 0
  sketch.company[i] = 0
  sketch.vocabulary[i] = 0
  sketch.gap[i] = 4
}

const PRIME = 0x01000193

function describeWord(
  text: string,
  tokens: Tokens,
  vocabulary: Vocabulary,
  k: number,
  sketch: Sketch,
  i: number,
): void {
  const type = tokens.type[k] ?? MARK
  sketch.gap[i] = tokens.gap[k] ?? 0
  sketch.vocabulary[i] = 0
  const start = tokens.start[k] ?? 0
  const end = tokens.end[k] ?? 0
  if (type === WORD) plainWord(tokens, vocabulary, k, sketch, i)
  else if (type === MARK) mark(text.charCodeAt(start), sketch, i)
  else patterned(text, start, end, type, sketch, i)
}

function plainWord(tokens: Tokens, vocabulary: Vocabulary, k: number, sketch: Sketch, i: number): void {
  const { listed } = sketch
  const lower = tokens.lower[k] ?? ''
  const flags = tokens.flags[k] ?? 0
  const number = tokens.word[k] ?? 0
  const at = number * LETTER_FACTS
  if (number === 0 || listed.words[number] !== lower) {
    spell(lower, vocabulary, listed.facts, at)
    if (number !== 0) listed.words[number] = lower
  }
  const { facts } = listed
  sketch.word[i] = facts[at] ?? 0
  sketch.prefix[i] = facts[at + 1] ?? 0
  sketch.suffix2[i] = facts[at + 2] ?? 0
  sketch.suffix3[i] = facts[at + 3] ?? 0
  sketch.vocabulary[i] = facts[at + 4] ?? 0
  sketch.shape[i] = 16 | (tokens.shape[k] ?? 0) | (facts[at + 5] ?? 0)
  sketch.flags[i] = flags
  sketch.rank[i] = rankOf(flags)
}

/**
 * What the letters of a listed word say, by its number in the lexicon: most words of a text are listed, and need not be spelled again. Holds
 * words of our lists only; place 0 is overwritten by each word that is in none.
 */
interface ListedWords {
  readonly words: string[]
  readonly facts: Int32Array
}

/** Hash, prefix, two suffixes, vocabulary, and the part of the shape that letters decide; a power of two. */
const LETTER_FACTS = 8
/** Numbers of the lexicon are 16 bits. */
const NUMBERS = 1 << 16

function spell(lower: string, vocabulary: Vocabulary, facts: Int32Array, at: number): void {
  const size = lower.length
  let hash = 0x811c9dc5
  let joined = 0
  let prefix = 0
  let before = 0
  let earlier = 0
  let last = 0
  for (let c = 0; c < size; c++) {
    const code = lower.charCodeAt(c)
    hash = Math.imul(hash ^ code, PRIME)
    if (code === 39 || code === 45) joined = 1
    if (c === 2) prefix = hash
    earlier = before
    before = last
    last = code
  }
  facts[at] = hash
  facts[at + 1] = prefix
  facts[at + 2] = (before << 8) ^ last ^ 0x10000
  facts[at + 3] = (earlier << 16) ^ (before << 8) ^ last
  facts[at + 4] = vocabulary.of(hash)
  facts[at + 5] = (lengthClass(size) << 5) | (joined << 8)
}

function lengthClass(size: number): number {
  if (size <= 3) return size
  return size <= 5 ? 4 : size <= 8 ? 5 : 6
}

function mark(code: number, sketch: Sketch, i: number): void {
  sketch.word[i] = code ^ 0x5bd1e995
  sketch.shape[i] = 0x1000 | Math.min(code, 128)
  sketch.flags[i] = 0
  sketch.rank[i] = 14
  sketch.prefix[i] = 0
  sketch.suffix2[i] = 0
  sketch.suffix3[i] = 0
}

/** Numbers and codes: small numbers and years are kept, all else becomes its pattern of letters and digits. */
function patterned(text: string, start: number, end: number, type: number, sketch: Sketch, i: number): void {
  const size = end - start
  let pattern = 0x2f1b
  let value = 0
  const stop = Math.min(end, start + 12)
  for (let at = start; at < stop; at++) {
    const code = text.charCodeAt(at)
    const digit = code >= 48 && code <= 57
    if (digit) value = value * 10 + code - 48
    pattern = Math.imul(pattern ^ (digit ? 1 : code <= 90 ? 2 : 3), PRIME)
  }
  pattern ^= size > 12 ? 0x77 : 0
  const year = type === NUMBER && size === 4 && value >= 1900 && value < 2100
  const small = type === NUMBER && size <= 2
  sketch.word[i] = small ? Math.imul(value + 7, 0x9e3779b1) : year ? 0x1234567 : pattern
  sketch.shape[i] = 0x2000 | (type << 10) | (year ? 31 : Math.min(size, 20))
  sketch.prefix[i] = pattern
  sketch.suffix2[i] = numberClass(type, size, value)
  sketch.suffix3[i] = 0
  sketch.flags[i] = 0
  sketch.rank[i] = type === NUMBER ? 12 : 13
}

/** Day or month, day, minute, age over 89, or only a length. */
function numberClass(type: number, size: number, value: number): number {
  if (type !== NUMBER) return 40
  if (size > 3) return 41 + Math.min(size, 16)
  if (value === 0) return 60
  if (value <= 12) return 61
  if (value <= 31) return 62
  if (value < 60) return 63
  if (value < 90) return 64
  return value < 120 ? 65 : 66
}

const TIMELY = MONTH | WEEKDAY
const PERSONAL = GIVEN | SURNAME | COMPOUND
const PLAIN = COMMON | CLINICAL | WORDLIKE | DRUG | HEAD

/** A dozen coarse classes of words. */
export function rankOf(flags: number): number {
  if (flags === 0) return 1
  if (flags & (TITLE_WORD | CREDENTIAL)) return 2
  if (flags & (RELATION | ROLE)) return 3
  if (flags & TIMELY) return 4
  if (flags & PREPOSITION) return 5
  if (flags & PERSON_VERB) return 6
  if (flags & (FACILITY_END | ORG_END)) return 7
  if (flags & (STREET_END | STATE_WORD)) return 8
  if (flags & PERSONAL) return flags & PLAIN ? 10 : 9
  if (flags & (EPONYM | HEAD | CLINICAL | DRUG)) return 11
  return flags & (NUMBER_WORD | GENERATION) ? 16 : 0
}

/** Case of each line, and the label that leads to each word. */
function lines(tokens: Tokens, from: number, count: number, sketch: Sketch): void {
  const { word, gap, lineCase, label } = sketch
  let first = MARGIN
  const stop = count + MARGIN
  while (first < stop) {
    let small = 0
    let capital = 0
    let known = 0
    let end = first
    do {
      const k = end - MARGIN + from
      const shape = tokens.shape[k] ?? 0
      if (shape === LOWER) small = 2
      else if (shape !== 0) capital = 1
      label[end] = known
      if (word[end] === COLON && end > first && (gap[end + 1] ?? 0) !== 0)
        known = Math.imul(word[end - 1] ?? 0, PRIME) ^ (end - 1 > first ? (word[end - 2] ?? 0) : 0)
      else if (gap[end] === WIDE && known !== 0 && end > first && word[end - 1] !== COLON) label[end] = known = 0
      end++
    } while (end < stop && (gap[end] ?? 0) < LINE)
    lineCase.fill(small | capital, first, end)
    first = end
  }
}

const COLON = 58 ^ 0x5bd1e995
const AMPERSAND = 38 ^ 0x5bd1e995
const APOSTROPHE = 39 ^ 0x5bd1e995
const PERIOD = 46 ^ 0x5bd1e995

/** Words that belong together by their capitals; in lines of one case by being no function words. */
function runs(tokens: Tokens, from: number, count: number, sketch: Sketch): void {
  const { runFirst, runLast } = sketch
  const stop = count + MARGIN
  let i = MARGIN
  while (i < stop) {
    const end = runEnd(tokens, from, i, stop, sketch)
    for (let j = i; j < end; j++) {
      runFirst[j] = i
      runLast[j] = end - 1
    }
    i = end
  }
}

const RUN_WORDS_MAX = 8

function runEnd(tokens: Tokens, from: number, first: number, stop: number, sketch: Sketch): number {
  if (!belongs(tokens, from, first, sketch)) return first + 1
  let end = first + 1
  let next = end
  while (next < stop && next - first < RUN_WORDS_MAX && (sketch.gap[next] ?? 0) <= BLANK) {
    if (belongs(tokens, from, next, sketch)) end = ++next
    else if (next === end && connects(sketch, next)) next++
    else break
  }
  return end
}

function belongs(tokens: Tokens, from: number, i: number, sketch: Sketch): boolean {
  const k = i - MARGIN + from
  const shape = tokens.shape[k] ?? 0
  if (shape === 0) return false
  if (sketch.lineCase[i] === 3) return shape !== LOWER
  return ((sketch.flags[i] ?? 0) & FUNCTION_WORD) === 0 && (shape === LOWER || shape === CAPS)
}

const FUNCTION_WORD = PREPOSITION | PERSON_VERB | MONTH | WEEKDAY | RELATION | ROLE

/** `&`, `'`, `.` and small prepositions between two capitalised words. */
function connects(sketch: Sketch, i: number): boolean {
  const word = sketch.word[i]
  if (word === AMPERSAND || word === APOSTROPHE || word === PERIOD) return true
  return (
    sketch.lineCase[i] === 3 && ((sketch.flags[i] ?? 0) & PREPOSITION) !== 0 && ((sketch.shape[i] ?? 0) & 0xe0) <= 0x60
  )
}
