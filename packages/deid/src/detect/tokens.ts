import { HASH_SEED, hashOf, hashStep } from './lexicon/word-table.ts'
import { type Lexicon, unaccented } from './lexicon.ts'
import { createList, grow, type TokenList } from './token-list.ts'
import { createRun, isLetter, type Run, runEnd } from './word-run.ts'

/** What a token is: letters, digits, both joined, or one other character. */
export const WORD = 1
export const NUMBER = 2
export const MIXED = 3
export const MARK = 4

/** How a word is written. */
export const LOWER = 1
export const TITLE = 2
export const CAPS = 3
export const CAMEL = 4

/** What stands before a token: nothing, one blank, a wide gap (a tab or several blanks), one line break, an empty line. */
export const TIGHT = 0
export const BLANK = 1
export const WIDE = 2
export const LINE = 3
export const PARAGRAPH = 4

/** The words of a text as parallel arrays: rules run over indices and slice text only where they must. */
export interface Tokens {
  readonly count: number
  readonly start: Int32Array
  readonly end: Int32Array
  readonly type: Uint8Array
  readonly gap: Uint8Array
  readonly shape: Uint8Array
  /** The lexicon's number of a word or mark; 0 when it is not listed. */
  readonly word: Uint16Array
  /** Of the lower-case letters of a word, as in the word table. */
  readonly hash: Int32Array
  /** Flags of the lexicon. */
  readonly flags: Int32Array
  /** 1 where the line is written all in capitals, so that capitals say nothing. */
  readonly caps: Uint8Array
  /** Lower case, without accents; for a mark the character itself. */
  readonly lower: readonly string[]
}

/** Splits into words (inner hyphens and apostrophes belong to the word, a possessive 's does not), numbers and marks. Linear. */
export function tokenise(text: string, lexicon: Lexicon): Tokens {
  const list = createList(text.length)
  const run = createRun()
  let before = PARAGRAPH
  for (let i = 0; i < text.length; ) {
    const kind = charClass(text.charCodeAt(i))
    if (kind === SPACE || kind === BREAK) {
      before = wider(before, kind === BREAK, text.charCodeAt(i))
      i++
      continue
    }
    if (list.count === list.start.length) grow(list)
    list.start[list.count] = i
    list.gap[list.count] = before
    i = kind === OTHER ? mark(text, i, list, lexicon) : word(text, i, run, list, lexicon)
    before = TIGHT
  }
  markCapsLines(list)
  return list
}

/** The gap after one more blank or line break. */
function wider(gap: number, lineBreak: boolean, code: number): number {
  if (lineBreak) return gap >= LINE ? PARAGRAPH : LINE
  if (gap === TIGHT) return code === 9 ? WIDE : BLANK
  return gap === BLANK ? WIDE : gap
}

function mark(text: string, i: number, list: TokenList, lexicon: Lexicon): number {
  const code = text.charCodeAt(i)
  const k = list.count++
  list.end[k] = i + 1
  list.type[k] = MARK
  list.word[k] = code < 128 ? lexicon.find(text, i, i + 1, hashStep(HASH_SEED, code)) : 0
  list.lower.push(text.charAt(i))
  return i + 1
}

function word(text: string, from: number, run: Run, list: TokenList, lexicon: Lexicon): number {
  const end = runEnd(text, from, run)
  const k = list.count++
  list.end[k] = end
  const letters = run.foreign || run.small + run.capital > 0
  list.type[k] = letters ? (run.digits > 0 ? MIXED : WORD) : NUMBER
  if (!letters) list.lower.push(text.slice(from, end))
  else if (run.foreign) foreign(text.slice(from, end), k, list, lexicon)
  else latin(text, from, end, run, list, lexicon)
  return end
}

function latin(text: string, from: number, end: number, run: Run, list: TokenList, lexicon: Lexicon): void {
  const k = list.count - 1
  list.hash[k] = run.hash
  const shape = shapeOf(text, from, end, run)
  const number = lexicon.find(text, from, end, run.hash)
  list.shape[k] = shape
  list.word[k] = number
  if (number !== 0) {
    list.lower.push(lexicon.words[number] ?? '')
    list.flags[k] = lexicon.flags[number] ?? 0
    return
  }
  const raw = text.slice(from, end)
  const lower = run.capital > 0 ? raw.toLowerCase() : raw
  list.lower.push(lower)
  list.flags[k] = lexicon.guess(lower)
}

/** A word with letters outside ASCII. */
function foreign(raw: string, k: number, list: TokenList, lexicon: Lexicon): void {
  const lower = unaccented(raw.toLowerCase())
  const number = lexicon.numberOf(lower)
  list.hash[k] = hashOf(lower)
  list.shape[k] = foreignShape(raw)
  list.word[k] = number
  list.lower.push(number === 0 ? lower : (lexicon.words[number] ?? ''))
  list.flags[k] = number === 0 ? lexicon.guess(lower) : (lexicon.flags[number] ?? 0)
}

function shapeOf(text: string, from: number, end: number, run: Run): number {
  if (run.capital === 0) return LOWER
  if (run.small === 0) return CAPS
  const first = text.charCodeAt(from)
  if (first < 65 || first > 90) return CAMEL
  return !run.hump || INNER_CAPITAL.test(text.slice(from, end)) ? TITLE : CAMEL
}

/** `McDonald`, `DeLuca`: a capital inside that titles have. */
const INNER_CAPITAL = /^(?:Mc|Mac|De|Di|La|Le|Van|O')[A-Z][a-z]+/

function foreignShape(word: string): number {
  const lower = word.toLowerCase()
  const upper = word.toUpperCase()
  if (lower === upper) return 0
  if (word === lower) return LOWER
  if (word === upper) return CAPS
  if (word.charAt(0) === lower.charAt(0)) return CAMEL
  return /^.[^A-Z]*(?:['-][^\s]*)?$/.test(word) || INNER_CAPITAL.test(word) ? TITLE : CAMEL
}

const OTHER = 0
const SPACE = 1
const BREAK = 2
const CHARACTER = 3

function charClass(code: number): number {
  if (code >= 97 && code <= 122) return CHARACTER
  if (code === 32 || code === 9) return SPACE
  if (code >= 48 && code <= 57) return CHARACTER
  if (code >= 65 && code <= 90) return CHARACTER
  if (code === 10 || code === 13) return BREAK
  if (code < 0xaa) return OTHER
  return isLetter(code) ? CHARACTER : OTHER
}

/** Marks the lines whose words are in capitals, save one in five. */
function markCapsLines(list: TokenList): void {
  let begin = 0
  let caps = 0
  let other = 0
  for (let k = 0; k <= list.count; k++) {
    if (k === list.count || (k > 0 && (list.gap[k] ?? 0) >= LINE)) {
      if (caps >= 2 && other * 4 <= caps) list.caps.fill(1, begin, k)
      begin = k
      caps = 0
      other = 0
    }
    if (list.type[k] !== WORD || (list.end[k] ?? 0) - (list.start[k] ?? 0) < 2) continue
    if (list.shape[k] === CAPS) caps++
    else if (list.shape[k] === LOWER || list.shape[k] === TITLE) other++
  }
}
