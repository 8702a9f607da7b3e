import { IDENTIFIER_KINDS, type IdentifierKind } from '../span.ts'

/**
 * What stands in for an identifier: `[NAME-7Q2K4H]`, or `[DATE-2024-7Q2K4H]` with the part that may stay. The brackets
 * make codes prefix-free; the tail is six random Crockford base-32 characters, at least one letter and one digit among
 * them, so that it is neither a word nor a number and can be known by itself when a model loses what stood around it.
 */

export const TAIL_CHARS = 6
/** The longest spelling that is still read as a code, in UTF-16 units: what a restorer may hold back. */
export const CODE_CHARS_MAX = 64

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function writeCode(kind: IdentifierKind, keep: string | undefined, tail: string): string {
  return keep === undefined ? `[${kind}-${tail}]` : `[${kind}-${keep}-${tail}]`
}

/** `bytes` come from a cryptographic source: five bits of each are used. */
export function writeTail(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, TAIL_CHARS), (byte) => ALPHABET.charAt(byte & 31)).join('')
}

/** Whether a tail, as written, could be neither a number nor a word. */
export function isUnmistakable(tail: string): boolean {
  return /\d/.test(tail) && /[a-z]/i.test(tail)
}

export interface WrittenCode {
  /** Equal for all spellings of one code. */
  readonly key: string
  readonly tail: string
}

/** Reads one code as we write it, or nearly; `undefined` when `written` is not one from end to end. */
export function readCode(written: string): WrittenCode | undefined {
  if (written.length > CODE_CHARS_MAX) return undefined
  const parts = WHOLE.exec(written)
  return parts === null ? undefined : toCode(parts)
}

/** Everything in `text` that reads as a code as we write it, ours or not. */
export function findCodes(
  text: string,
): { readonly start: number; readonly end: number; readonly code: WrittenCode }[] {
  if (!text.includes('[')) return []
  return Array.from(text.matchAll(ANYWHERE), (parts) => ({
    start: parts.index,
    end: parts.index + parts[0].length,
    code: toCode(parts),
  })).filter((found) => found.end - found.start <= CODE_CHARS_MAX)
}

export interface LooseCode {
  readonly tail: string
  /** The tail as it was written, in capitals. */
  readonly written: string
  /** The letters and digits before the tail, in capitals: the kind and what is kept, if the model left them. */
  readonly frame: string
}

/**
 * What `written` says when brackets, spaces, dashes, emphasis, escapes and quotes are taken away: models put any of them
 * in and leave any of them out. The last six letters and digits are the tail, and are compared whole.
 */
export function readLoosely(written: string): LooseCode | undefined {
  if (written.length > CODE_CHARS_MAX) return undefined
  const plain = written.normalize('NFKC')
  // Two words before the tail are somebody's sentence: "[see NAME-7Q2K4H]".
  if (SENTENCE.test(plain)) return undefined
  const said = plain.replace(LETTERS_ONLY, '').toUpperCase()
  if (said.length < TAIL_CHARS) return undefined
  const last = said.slice(-TAIL_CHARS)
  return { tail: canonicalTail(last), written: last, frame: said.slice(0, -TAIL_CHARS) }
}

/**
 * Whether a frame may stand before the tail of this code. It may be lost in part or translated, but never be that of
 * another kind or say another year: then the model speaks of something else.
 */
export function fitsFrame(frame: string, code: string): boolean {
  const whole = readLoosely(code)?.frame ?? ''
  const kind = IDENTIFIER_KINDS.find((one) => whole.startsWith(one)) ?? ''
  const keep = whole.slice(kind.length)
  if (frame === '' || frame === whole || frame === kind || frame === keep) return true
  if (IDENTIFIER_KINDS.some((one) => one !== kind && (frame === one || frame === one + keep))) return false
  const word = frame.endsWith(keep) ? frame.slice(0, frame.length - keep.length) : frame
  return /^\p{L}+$/u.test(word)
}

const NOISE = '[ \\t*_`~]{0,8}'
const GAP = '[ \\t]{0,4}'
const DASH = '[-\\u2010-\\u2015\\u2212]'
const KEEP = `[0-9A-Z]{1,12}(?:-\\d\\d)?`
const CODE = `\\[${NOISE}(${IDENTIFIER_KINDS.join('|')})${GAP}${DASH}${GAP}(?:(${KEEP})${GAP}${DASH}${GAP})?([0-9A-Z]{${TAIL_CHARS}})${NOISE}\\]`
const WHOLE = new RegExp(`^${CODE}$`, 'i')
const ANYWHERE = new RegExp(CODE, 'gi')
const CANONICAL = /^[0-9A-HJKMNP-Z]*$/
const SENTENCE = /\p{L}{2,}[^\p{L}\p{N}]*\s[^\p{L}\p{N}]*\p{L}{2,}[^\p{L}\p{N}]+[\p{L}\p{N}]/u
const LETTERS_ONLY = /[^\p{L}\p{N}]+/gu

function toCode(parts: RegExpExecArray): WrittenCode {
  const [, kind = '', keep = '', written = ''] = parts
  const tail = canonicalTail(written)
  return { key: `${kind}-${keep}-${tail}`.toUpperCase(), tail }
}

/** Crockford's reading: O is 0, I and L are 1. */
function canonicalTail(tail: string): string {
  if (CANONICAL.test(tail)) return tail
  return tail.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1')
}
