import type { Lexicon } from './lexicon.ts'

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
  /** Flags of the lexicon. */
  readonly flags: Int32Array
  /** Lower case, without accents; for a mark the character itself. */
  readonly lower: string[]
}

const SPACE = 1
const BREAK = 2
const LETTER = 3
const DIGIT = 4
const OTHER = 5

/** Splits into words (inner hyphens and apostrophes belong to the word, a possessive 's does not), numbers and marks. Linear. */
export function tokenise(text: string, lexicon: Lexicon): Tokens {
  const size = text.length
  const start = new Int32Array(size)
  const end = new Int32Array(size)
  const type = new Uint8Array(size)
  const gap = new Uint8Array(size)
  let count = 0
  let before = PARAGRAPH
  let i = 0
  while (i < size) {
    const kind = charClass(text.charCodeAt(i))
    if (kind === SPACE || kind === BREAK) {
      if (kind === BREAK) before = before >= LINE ? PARAGRAPH : LINE
      else if (before === TIGHT) before = text.charCodeAt(i) === 9 ? WIDE : BLANK
      else if (before === BLANK) before = WIDE
      i++
      continue
    }
    const stop = kind === OTHER ? i + 1 : runEnd(text, i)
    start[count] = i
    end[count] = stop
    type[count] = kind === OTHER ? MARK : runType(text, i, stop)
    gap[count++] = before
    before = TIGHT
    i = stop
  }
  return describe(text, { count, start, end, type, gap }, lexicon)
}

type Cuts = Pick<Tokens, 'count' | 'start' | 'end' | 'type' | 'gap'>

function describe(text: string, cuts: Cuts, lexicon: Lexicon): Tokens {
  const shape = new Uint8Array(cuts.count)
  const flags = new Int32Array(cuts.count)
  const lower: string[] = Array.from({ length: cuts.count }, () => '')
  for (let k = 0; k < cuts.count; k++) {
    const word = text.slice(cuts.start[k], cuts.end[k])
    if (cuts.type[k] === MARK || cuts.type[k] === NUMBER) {
      lower[k] = word
      continue
    }
    const known = lexicon.look(word)
    shape[k] = known.shape
    flags[k] = known.flags
    lower[k] = known.lower
  }
  return { ...cuts, shape, flags, lower }
}

/** End of a run of letters and digits; a hyphen or apostrophe between letters does not end it, unless a possessive follows. */
function runEnd(text: string, from: number): number {
  let i = from + 1
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const kind = charClass(code)
    if (kind === LETTER || kind === DIGIT) continue
    const joins = (code === 39 || code === 45) && isLetter(text.charCodeAt(i - 1)) && isLetter(text.charCodeAt(i + 1))
    if (!joins || (code === 39 && isPossessive(text, i))) break
  }
  return i
}

function isPossessive(text: string, apostrophe: number): boolean {
  const s = text.charCodeAt(apostrophe + 1)
  if (s !== 115 && s !== 83) return false
  return charClass(text.charCodeAt(apostrophe + 2)) !== LETTER
}

function runType(text: string, start: number, end: number): number {
  let letters = false
  let digits = false
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) digits = true
    else letters = true
  }
  return letters ? (digits ? MIXED : WORD) : NUMBER
}

function charClass(code: number): number {
  if (code >= 97 && code <= 122) return LETTER
  if (code === 32 || code === 9) return SPACE
  if (code >= 48 && code <= 57) return DIGIT
  if (code >= 65 && code <= 90) return LETTER
  if (code === 10 || code === 13) return BREAK
  if (code < 0xaa) return OTHER
  return isLetter(code) ? LETTER : OTHER
}

/** Latin, Greek, Cyrillic and other alphabets, kana and Han; not symbols, not surrogates. */
export function isLetter(code: number): boolean {
  if (code < 0xaa) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
  if (code < 0x2b0)
    return code !== 0xd7 && code !== 0xf7 && (code >= 0xc0 || code === 0xaa || code === 0xba || code === 0xb5)
  if (code < 0x2000) return true
  return (code >= 0x3040 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0x2c60 && code <= 0x2dff)
}
