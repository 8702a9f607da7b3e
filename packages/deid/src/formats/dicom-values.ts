import { DeidError } from '../errors.ts'
import type { Place } from '../replace/spans.ts'
import type { IdentifierKind } from '../span.ts'
import { type Codec, codecOf } from './body.ts'
import { ascii, bytesAt, bytesOf, type DicomDataset, tagName } from './dicom-file.ts'
import { applyEdits } from './document.ts'
import type { Edit } from './format.ts'

/** Values of DICOM elements as text (PS3.5, section 6): the character set, several values in one, their lengths. */

/** Throws `format_unsupported` for a character set that is not ASCII, Latin 1 or UTF-8. */
export function codecOfDataset(dataset: DicomDataset, around: Codec): Codec {
  const value = bytesAt(dataset, CHARACTER_SET)
  if (value === undefined) return around
  const codec = CODECS[ascii(value).trim()]
  if (codec === undefined) throw new DeidError('format_unsupported', tagName(CHARACTER_SET))
  return codec
}

const CHARACTER_SET = '00080005'

export const ASCII: Codec = {
  decode: (bytes) => (bytes.some((byte) => byte > 0x7e || byte === 0x1b) ? undefined : ascii(bytes)),
  encode(text, at) {
    if (/[^\n\f\r\t -~]/.test(text)) throw new DeidError('format_unsupported', at)
    return bytesOf(text)
  },
}

const CODECS: Readonly<Record<string, Codec | undefined>> = {
  '': ASCII,
  'ISO_IR 6': ASCII,
  'ISO_IR 100': codecOf('iso-8859-1'),
  'ISO_IR 192': codecOf('utf-8'),
}

/** Without the blanks and NULs that pad a value to an even length. */
export function saidBy(bytes: Uint8Array, codec: Codec, tag: string): string {
  const text = codec.decode(bytes)
  if (text === undefined) throw new DeidError('format_invalid', tagName(tag))
  return text.replace(/[\0 ]+$/, '')
}

/** One place for each of the values between backslashes. */
export function placesOfValues(said: string, kind: IdentifierKind): Place[] {
  return Array.from(said.matchAll(/[^\\]+/g)).flatMap((match): Place[] => {
    const place = { start: match.index, end: match.index + match[0].length, kind, rule: 'format/dicom' }
    return match[0].trim() === '' ? [] : [place]
  })
}

/** A backslash stands between values, except in long texts. */
export function valueCuts(said: string, vr: string): number[] {
  if (LONG_TEXTS.has(vr)) return []
  return Array.from(said.matchAll(/\\/g)).flatMap(({ index }) => [index, index + 1])
}

const LONG_TEXTS = new Set(['LT', 'ST', 'UT'])

/** The value with its codes. One that its VR has no room for is left empty: half a code is none. */
export function editValue(said: string, edits: readonly Edit[], vr: string): string {
  const edited = applyEdits(said, edits)
  const max = CHARS_MAX[vr] ?? Number.POSITIVE_INFINITY
  const isFitting = (LONG_TEXTS.has(vr) ? [edited] : edited.split('\\')).every((value) => longestPart(value, vr) <= max)
  return isFitting ? edited : ''
}

/** A name's limit is for each of its three groups. */
function longestPart(value: string, vr: string): number {
  return Math.max(...(vr === 'PN' ? value.split('=') : [value]).map((part) => part.length))
}

const CHARS_MAX: Readonly<Record<string, number>> = { LO: 64, LT: 10_240, PN: 64, SH: 16, ST: 1_024 }

/**
 * A UID as a code holds one: `2.25.` and a version 8 UUID as a number (PS3.5, section B.2), whose last 30 bits are the
 * code's own random ones.
 */
export function uidOfCode(code: string): string {
  const tail = /-([0-9A-Z]{6})\]$/.exec(code)?.[1]
  if (tail === undefined) return ''
  const bits = Array.from(tail).reduce((sum, char) => sum * 32 + ALPHABET.indexOf(char), 0)
  return `2.25.${UUID_BASE + BigInt(bits)}`
}

export function codeOfUid(uid: string): string | undefined {
  const number = /^2\.25\.(\d{30,39})$/.exec(uid)?.[1]
  if (number === undefined) return undefined
  const bits = BigInt(number) - UUID_BASE
  if (bits < 0n || bits >= 2n ** 30n) return undefined
  const tail = Array.from({ length: 6 }, (_, i) => ALPHABET.charAt(Number((bits >> BigInt(5 * (5 - i))) & 31n))).join(
    '',
  )
  return `[OTHERID-${tail}]`
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const UUID_BASE = 0xc0dec0de_0000_8000_8000_000000000000n
