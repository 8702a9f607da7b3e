import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import type { OpenedText } from './format.ts'

/** Documents inside documents: an attachment, a part of a message. `type` is a media type. */
export interface Bodies {
  /** Whether documents of this type can be read. */
  readonly knows: (type: string) => boolean
  /**
   * Throws `format_unsupported` for a type that cannot be read, and `input_too_large` beyond `BODY_DEPTH_MAX` levels;
   * `at` is the place in the outer document.
   */
  readonly open: (type: string, body: string, at: string, depth: number, breaks?: readonly number[]) => OpenedText
  /** What the inner format wrote in another spelling than a code; the same text for a type that cannot be read. */
  readonly unspell: (type: string, body: string, book: Pick<CodeBook, 'find'>) => string
}

/** Documents within documents. */
export const BODY_DEPTH_MAX = 4

/** Of `Text/Plain; charset="UTF-8"`, `text/plain` and `utf-8`. */
export function mediaType(written: string): { type: string; charset: string } {
  const [type = ''] = written.split(';')
  const charset = /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(written)?.[1] ?? 'utf-8'
  return { type: type.trim().toLowerCase(), charset: charset.toLowerCase() }
}

/** A way to read bytes as text and to write them as they were. `undefined` when the charset is not known. */
export function codecOf(charset: string): Codec | undefined {
  if (UTF_8.has(charset)) return utf8
  return LATIN_1.has(charset) ? latin1 : undefined
}

export interface Codec {
  /** `undefined` when the bytes are not of this charset. */
  readonly decode: (bytes: Uint8Array) => string | undefined
  /** Throws `format_unsupported` when the charset has no such character. */
  readonly encode: (text: string, at: string) => Uint8Array
}

const UTF_8 = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii', 'unicode-1-1-utf-8'])
const LATIN_1 = new Set(['iso-8859-1', 'latin1', 'l1', 'iso_8859-1', 'windows-1252', 'cp1252'])

const utf8: Codec = {
  decode(bytes) {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      return undefined
    }
  },
  encode: (text) => new TextEncoder().encode(text),
}

/** One byte for each character; as everywhere, ISO-8859-1 is read as Windows-1252 (WHATWG Encoding, section 4.2). */
const latin1: Codec = {
  decode: (bytes) => new TextDecoder('windows-1252').decode(bytes),
  encode(text, at) {
    const byChar = new Map(Array.from(latin1.decode(EVERY_BYTE) ?? '', (char, byte) => [char, byte]))
    return Uint8Array.from(text, (char) => {
      const byte = byChar.get(char)
      if (byte === undefined) throw new DeidError('format_unsupported', at)
      return byte
    })
  },
}

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte)
