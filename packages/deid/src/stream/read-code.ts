import type { CodeEntry } from '../code-book.ts'
import { CODE_CHARS_MAX, isUnmistakable, readCode, readLoosely, TAIL_CHARS } from '../replace/code.ts'
import { IDENTIFIER_KINDS } from '../span.ts'

/** Characters from a place on. Empty beyond the end of the text, and where more may still come: then ask again. */
export type Peek = (offset: number) => string

export interface CodeRead {
  /** Characters from the place on that are the code, brackets and escapes included. */
  readonly chars: number
  /** `undefined` for what has the form of a code and is none of this book: it stays as it is. */
  readonly entry: CodeEntry | undefined
  /** A plural or possessive that the model put inside the brackets: it comes behind the value. */
  readonly suffix: string
}

export type Find = (code: string) => CodeEntry | undefined

/**
 * The code that begins at a place, in any spelling that models give back: other case, blanks, dashes, underscores or line
 * ends inside, emphasis, escapes (`\[NAME\_7Q2K4H\]`), quotes, full-width brackets, brackets lost, the kind translated
 * or dropped. `undefined` when none begins there. `isOpen` tells that somebody's bracket stands open before: it keeps its end.
 */
export function readCodeAt(peek: Peek, find: Find, isOpen: boolean): CodeRead | undefined {
  const open = bracketAt(peek, 0, OPENING)
  return open === 0 ? readBare(peek, find, isOpen) : readBracketed(peek, open, find)
}

/** Whether a code could begin with this character, when the one before it is no letter or digit. */
export function mayBeginCode(char: string): boolean {
  return OPENING.includes(char) || char === '\\' || isWordChar(char)
}

export function isWordChar(char: string): boolean {
  const code = char.charCodeAt(0)
  if (code > 0x7f) return WORD.test(char)
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a)
}

const WORD = /[\p{L}\p{N}\p{M}]/u
const OPENING = '[\uff3b\u3010\u3014'
const CLOSING = ']\uff3d\u3011\u3015'
/** What may stand between the letters of a code: blanks, dashes, emphasis, escapes, quotes, invisible characters. */
const NOISE = /[\s*_`~\\"'\u2018\u2019\u201c\u201d\u2010-\u2015\u2212\uff0d\u200b-\u200d\u2060\ufeff-]/

/** How many characters a bracket takes at `offset`, its escape included; 0 when none stands there. */
function bracketAt(peek: Peek, offset: number, brackets: string): number {
  const char = peek(offset)
  if (char === '') return 0
  if (brackets.includes(char)) return 1
  if (char !== '\\') return 0
  const next = peek(offset + 1)
  return next !== '' && brackets.includes(next) ? 2 : 0
}

function readBracketed(peek: Peek, from: number, find: Find): CodeRead | undefined {
  let inside = ''
  let letters = 0
  for (let at = from; at < CODE_CHARS_MAX; at++) {
    const close = bracketAt(peek, at, CLOSING)
    if (close > 0) return settle(inside, at + close, find)
    const char = peek(at)
    if (isWordChar(char)) letters += 1
    else if (!NOISE.test(char)) return undefined
    inside += char
    if (letters > LETTERS_MAX) return undefined
  }
  return undefined
}

/** A frame of a kind or its translation, what is kept, the tail, a plural. */
const LETTERS_MAX = 40

function settle(inside: string, chars: number, find: Find): CodeRead | undefined {
  const entry = find(`[${inside}]`)
  if (entry !== undefined) return { chars, entry, suffix: '' }
  const suffix = /['\u2019]?s$/i.exec(inside)?.[0] ?? ''
  const singular = suffix === '' ? undefined : find(`[${inside.slice(0, -suffix.length)}]`)
  if (singular !== undefined) return { chars, entry: singular, suffix }
  return isShaped(inside) ? { chars, entry: undefined, suffix: '' } : undefined
}

/** Has the form of a code, its kind among ours: whatever its tail says, no part of it is read by itself. */
function isShaped(inside: string): boolean {
  if (readCode(`[${inside}]`) !== undefined) return true
  const { frame, written } = readLoosely(inside) ?? { frame: '', written: '' }
  return isUnmistakable(written) && IDENTIFIER_KINDS.some((kind) => frame.startsWith(kind))
}

/** Brackets lost: a kind and a tail (`NAME-7Q2K4H`, `Name 7Q2-K4H`), or a tail that can be nothing else. */
function readBare(peek: Peek, find: Find, isOpen: boolean): CodeRead | undefined {
  const word = runAt(peek, 0)
  const read = readTail(word, find) ?? (FRAMES.has(word.toUpperCase()) ? readFramed(peek, word, find) : undefined)
  if (read === undefined || isOpen || read.entry === undefined) return read
  const close = isWordChar(peek(read.chars)) ? 0 : bracketAt(peek, read.chars, CLOSING)
  return { ...read, chars: read.chars + close }
}

function readTail(word: string, find: Find): CodeRead | undefined {
  const tail = tailOf(word)
  const entry = tail === undefined || !isUnmistakable(tail) ? undefined : find(tail)
  return entry === undefined ? undefined : { chars: TAIL_CHARS, entry, suffix: '' }
}

/** Behind a kind: what is kept and a tail, either of them parted by one blank or dash more. */
function readFramed(peek: Peek, kind: string, find: Find): CodeRead | undefined {
  let said = kind
  let at = kind.length
  let unknown: CodeRead | undefined
  for (let runs = 0; runs < RUNS_MAX; runs++) {
    const gap = noiseAt(peek, at)
    const run = gap === 0 ? '' : runAt(peek, at + gap)
    if (run === '' || run.length > RUN_CHARS_MAX) break
    const tail = tailOf(run) ?? run
    const entry = find(`${said}-${tail}`)
    const chars = at + gap + tail.length
    if (entry !== undefined) return { chars, entry, suffix: '' }
    if (runs < 2 && tail.length === TAIL_CHARS && isShaped(`${said}-${tail}`)) unknown = { chars, entry, suffix: '' }
    said += `-${run}`
    at += gap + run.length
  }
  return unknown
}

const RUNS_MAX = 4
const RUN_CHARS_MAX = 12
const NOISE_MAX = 4

function tailOf(word: string): string | undefined {
  if (word.length === TAIL_CHARS) return word
  // "7Q2K4Hs": several of them.
  return word.length === TAIL_CHARS + 1 && /s$/i.test(word) ? word.slice(0, TAIL_CHARS) : undefined
}

function runAt(peek: Peek, from: number): string {
  let run = ''
  for (let at = from; run.length <= RUN_CHARS_MAX && isWordChar(peek(at)); at++) run += peek(at)
  return run
}

function noiseAt(peek: Peek, from: number): number {
  let chars = 0
  while (chars < NOISE_MAX && peek(from + chars) !== '' && NOISE.test(peek(from + chars))) chars++
  return chars
}

/** Our kinds, and their words in the languages that models answer in most. */
const FRAMES: ReadonlySet<string> = new Set([
  ...IDENTIFIER_KINDS,
  ...(
    'NAMES DATES NOMBRE NOM NOME NAAM IMIE FECHA DATUM DATA CIUDAD VILLE STADT CIDADE STAD CALLE RUE STRASSE RUA ' +
    'TELEFONO TELEPHONE TELEFON TELEFONE CORREO COURRIEL EDAD ALTER IDADE CONDADO HOSPITAL CUENTA COMPTE KONTO'
  ).split(' '),
])
