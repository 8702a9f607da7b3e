import { readCode } from '../replace/code.ts'
import { escapeJson } from '../stream/json-text.ts'
import type { Way } from './format.ts'

/**
 * JSON lets one text be written in several ways (`é` or `\u00e9`, `/` or `\/`), and a number is no string. So that the
 * bytes come back, a code tells how the text it stands for was written, in a way that JSON ignores: by which one of its
 * own characters is escaped. `[NAME-7Q2K4H]` and `\u005bNAME-7Q2K4H]` are the same string to every reader.
 */

/** A writing by its number: which character, counted from one, is escaped in the code. 0 escapes none. */
const WRITINGS: readonly ((text: string) => string)[] = [
  escapeJson,
  (text) => ascii(escapeJson(text)),
  (text) => ascii(escapeJson(text)).replace(HEX, (hex) => `\\u${hex.slice(2).toUpperCase()}`),
  (text) => slashes(escapeJson(text)),
  (text) => slashes(ascii(escapeJson(text))),
]
const NUMBER_WRITING = WRITINGS.length + 1

/** What stands in place of `raw`, the inside of a string: a text that is part of it, written as `raw` was. */
export function respell(raw: string, said: string, text: string, way: Way): string {
  if (way === 'restore') return (WRITINGS[writingOf(raw)] ?? escapeJson)(text)
  const writing = WRITINGS.findIndex((write) => write(said) === raw)
  return PLAIN.test(text) ? markWriting(text, Math.max(0, writing)) : escapeJson(text)
}

/** A number's place: a code is no number, so it stands there as a string that remembers. */
export function respellNumber(text: string): string {
  if (readCode(text) === undefined) return NUMBER.test(text) ? text : `"${escapeJson(text)}"`
  return `"${markWriting(text, NUMBER_WRITING)}"`
}

/** Whether this string, quotes excluded, is a code that stands for a number. */
export function standsForNumber(raw: string): boolean {
  return raw.startsWith('[') && writingOf(raw) === NUMBER_WRITING
}

function markWriting(code: string, writing: number): string {
  if (writing === 0 || writing > code.length) return code
  const hex = code
    .charCodeAt(writing - 1)
    .toString(16)
    .padStart(4, '0')
  return `${code.slice(0, writing - 1)}\\u${hex}${code.slice(writing)}`
}

function writingOf(rawCode: string): number {
  return rawCode.indexOf('\\u') + 1
}

function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function slashes(json: string): string {
  return json.replaceAll('/', '\\/')
}

/** What no writing changes: a code, also one that an inner format has marked. */
const PLAIN = /^[ !#-.0-[\]-~]*$/
const HEX = /\\u[0-9a-f]{4}/g
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
