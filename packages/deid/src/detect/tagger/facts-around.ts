import { clinicalNoun } from '../names/clinical-noun.ts'
import { DOES, DOES_OR_IS_NOUN, STATES } from '../names/human-verbs.ts'
import { BLANK, LOWER, MARK, NUMBER, TIGHT, type Tokens, WORD } from '../tokens.ts'
import type { Candidate, On, Surroundings } from './judge.ts'
import { isSure } from './said.ts'
import { rankOf } from './sketch.ts'

/** 148 to 219: where it stands, and beside what. */
export function ofPlace({ first, last }: Candidate, { reading: { tokens } }: Surroundings, on: On): void {
  on(148 + (tokens.gap[first] ?? 0))
  on(153 + (tokens.gap[last + 1] ?? 4))
  on(158 + kindAt(tokens, first - 1))
  on(188 + kindAt(tokens, last + 1))
}

const MARKS = ':(,./|"-;)'

/** 0 to 29: a mark that tells something, another mark, an end of the text, a coarse class of words, a number, a code. */
function kindAt({ type, lower, flags, count }: Tokens, k: number): number {
  if (k < 0 || k >= count) return 11
  if (type[k] === NUMBER) return 28
  if (type[k] === WORD) return 12 + Math.min(15, rankOf(flags[k] ?? 0))
  if (type[k] !== MARK) return 29
  const at = MARKS.indexOf(lower[k] ?? '')
  return at < 0 ? 10 : at
}

/** Tokens on either side in which sure identifiers are counted, and in which the same word is. */
const NEAR = 16
const FAR = 400

/** 220 to 255: how many identifiers are sure nearby and in the text, how long it is, and how often the first word stands in it. */
export function ofText(candidate: Candidate, around: Surroundings, on: On): void {
  const { count } = around.reading.tokens
  on(220 + steps(sureNear(candidate, around), 0, 1, 3, 7))
  on(225 + steps(around.sure, 0, 1, 4, 9))
  on(230 + steps((100 * around.sure) / (count + 1), 0.5, 1, 2, 4))
  on(235 + steps(count, 20, 60, 150, 400))
  on(240 + steps(sameWord(candidate, around), 0, 1, 2, 4))
}

function sureNear({ first, last }: Candidate, { said }: Surroundings): number {
  let near = 0
  for (let k = Math.max(0, first - NEAR); k < said.length && k <= last + NEAR; k++)
    if ((k < first || k > last) && isSure(said[k] ?? 0)) near++
  return near
}

function sameWord({ first }: Candidate, { reading: { tokens } }: Surroundings): number {
  const { type, hash, count } = tokens
  if (type[first] !== WORD) return 0
  const own = hash[first]
  let same = 0
  for (let k = Math.max(0, first - FAR); k < count && k < first + FAR; k++) if (hash[k] === own) same++
  return same
}

/** 0 to 4: how many of the bounds a number is above. */
function steps(value: number, a: number, b: number, c: number, d: number): number {
  return Number(value > a) + Number(value > b) + Number(value > c) + Number(value > d)
}

/** 256 to 430: whether what follows is said of people or of things, and the small words on either side. */
export function ofNeighbours({ first, last }: Candidate, { reading }: Surroundings, on: On): void {
  const { tokens } = reading
  const owns = tokens.lower[last + 1] === "'" && tokens.lower[last + 2] === 's' && tokens.gap[last + 1] === TIGHT
  const next = owns ? last + 3 : last + 1
  const word = tokens.lower[next] ?? ''
  if (owns) on(256)
  if (clinicalNoun(reading, next)) on(257)
  if (DOES.has(word)) on(258)
  if (DOES_OR_IS_NOUN.has(word)) on(259)
  if (/^(?:is|was|has|had|remains|will)$/.test(word)) on(STATES.has(tokens.lower[next + 1] ?? '') ? 260 : 261)
  if (tokens.type[next] === NUMBER && tokens.gap[next] === BLANK) on(263)
  const before = SMALL_WORDS.get(tokens.lower[first - 1] ?? '')
  if (before !== undefined && (tokens.gap[first] ?? 0) <= BLANK) on(270 + before)
  const after = SMALL_WORDS.get(word)
  if (after !== undefined && (tokens.gap[next] ?? 0) <= BLANK) on(345 + after)
  if (tokens.shape[next] === LOWER && tokens.gap[next] === BLANK) ofEnding(word, on)
  if (pronounAfter(tokens, next)) on(430)
}

const SMALL_WORDS: ReadonlyMap<string, number> = new Map(
  'a an the of in at to from with by for per and or on as is was has had his her my our your their this that no not after before during via called told asked seen spoke daughter son wife husband mother father brother sister mr mrs ms dr nurse patient pt who can will may would'
    .split(' ')
    .map((word, i) => [word, i]),
)

const ENDINGS = ['ed', 'ing', 's', 'ly', 'al', 'ic']

/** 420 to 429: how the next word ends. */
function ofEnding(word: string, on: On): void {
  for (let i = 0; i < ENDINGS.length; i++) if (word.endsWith(ENDINGS[i] ?? '')) on(420 + i)
}

/** Tokens in which somebody is spoken of again. */
const PRONOUN_NEAR = 8

function pronounAfter({ lower, type, count }: Tokens, k: number): boolean {
  for (let i = k; i < count && i < k + PRONOUN_NEAR; i++) {
    if (type[i] === MARK && /[.;:]/.test(lower[i] ?? '')) return false
    if (/^(?:he|she|him|her|his|hers|himself|herself)$/.test(lower[i] ?? '')) return true
  }
  return false
}
