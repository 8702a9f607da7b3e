import { IDENTIFIER_KINDS, type IdentifierKind } from '../span.ts'

/**
 * What stands in for an identifier: `[NAME-7Q2K4H]`, or `[DATE-2024-7Q2K4H]` with the part that may stay. The brackets
 * make codes prefix-free; the tail is six random Crockford base-32 characters. A model may hand one back in lower case,
 * with spaces, other dashes or emphasis inside the brackets: all of these are the same code.
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

export interface WrittenCode {
  /** Equal for all spellings of one code. */
  readonly key: string
  readonly tail: string
}

/** Reads one code in any tolerated spelling; `undefined` when `written` is not one from end to end. */
export function readCode(written: string): WrittenCode | undefined {
  if (written.length > CODE_CHARS_MAX) return undefined
  const parts = WHOLE.exec(written)
  return parts === null ? undefined : toCode(parts)
}

/** Everything in `text` that reads as a code, ours or not. */
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

/** Whether more characters could still make `held`, which begins with `[`, a code. */
export function couldBecomeCode(held: string): boolean {
  if (held.length >= CODE_CHARS_MAX) return false
  const parts = BEGUN.exec(held)
  if (parts === null) return false
  const [, word = '', gap = '', rest = ''] = parts
  const kind = word.toUpperCase()
  if (gap === '' && rest === '') return IDENTIFIER_KINDS.some((known) => known.startsWith(kind))
  return KIND_SET.has(kind) && REST_BEGUN.test(rest)
}

const NOISE = '[ \\t*_`~]{0,8}'
const GAP = '[ \\t]{0,4}'
const DASH = '[-\\u2010-\\u2015\\u2212]'
const CODE = `\\[${NOISE}(${IDENTIFIER_KINDS.join('|')})${GAP}${DASH}${GAP}(?:([0-9A-Z]{1,12})${GAP}${DASH}${GAP})?([0-9A-Z]{${TAIL_CHARS}})${NOISE}\\]`
const WHOLE = new RegExp(`^${CODE}$`, 'i')
const ANYWHERE = new RegExp(CODE, 'gi')
const BEGUN = new RegExp(`^\\[${NOISE}([A-Za-z0-9]*)(${GAP})(.*)$`, 's')
const REST_BEGUN = new RegExp(
  `^(?:${DASH}${GAP}(?:[0-9A-Z]{0,12}|[0-9A-Z]{1,12}${GAP}${DASH}?${GAP}[0-9A-Z]{0,${TAIL_CHARS}})${NOISE})?$`,
  'i',
)
const CANONICAL = /^[0-9A-HJKMNP-Z]*$/
const KIND_SET: ReadonlySet<string> = new Set(IDENTIFIER_KINDS)

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
