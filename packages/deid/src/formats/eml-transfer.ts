import { DeidError } from '../errors.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { type Codec, codecOf } from './body.ts'
import { applyEdits } from './document.ts'
import type { Edit, Way } from './format.ts'

/** A part's body as text, whatever its transfer encoding (RFC 2045, section 6), and the way back. */
export interface Transfer {
  readonly text: string
  /** Offsets of the text where a soft line break stands: no code may span one. */
  readonly breaks: readonly number[]
  /** Edits of the text as edits of the raw body, which begins at `shift`. */
  readonly write: (edits: readonly Edit[], way: Way) => Edit[]
}

/** Throws `format_invalid` for a body that is not what it says, `format_unsupported` for an unknown encoding, with `at`. */
export function openTransfer(raw: string, shift: number, encoding: string, charset: string, at: string): Transfer {
  if (/^(?:7bit|8bit|binary|)$/.test(encoding)) {
    const write = (edits: readonly Edit[]): Edit[] =>
      edits.map(({ start, end, text }) => ({ start: shift + start, end: shift + end, text }))
    return { text: raw, breaks: [], write }
  }
  const codec = codecOf(charset)
  if (codec === undefined) throw new DeidError('format_unsupported', at)
  if (encoding === 'base64') return openBase64(raw, shift, codec, at)
  if (encoding === 'quoted-printable') return openQuoted(raw, shift, codec, at)
  throw new DeidError('format_unsupported', at)
}

function openBase64(raw: string, shift: number, codec: Codec, at: string): Transfer {
  const bytes = decodeBase64(raw)
  const text = bytes === undefined ? undefined : codec.decode(bytes)
  if (text === undefined) throw new DeidError('format_invalid', at)
  return {
    text,
    breaks: [],
    write(edits) {
      if (edits.length === 0) return []
      const edited = applyEdits(text, edits)
      return [{ start: shift, end: shift + raw.length, text: inLines(encodeBase64(codec.encode(edited, at)), raw) }]
    },
  }
}

/** Base64 in lines as wide as those of `like`. */
function inLines(base64: string, like: string): string {
  const [first = ''] = like.trimStart().split(/\r?\n/)
  const newline = /\r?\n/.exec(like)?.[0] ?? '\r\n'
  const isLong = first.length > LINE_CHARS && !like.trim().includes('\n')
  const width = isLong ? base64.length : like.trim().includes('\n') ? first.length : LINE_CHARS
  const lines = base64.match(new RegExp(`.{1,${Math.max(1, width)}}`, 'g')) ?? []
  return lines.join(newline) + (/\s*$/.exec(like)?.[0] ?? '')
}

/** RFC 2045, section 6.7 and 6.8. */
const LINE_CHARS = 76

function openQuoted(raw: string, shift: number, codec: Codec, at: string): Transfer {
  const { bytes, starts, ends, softAt } = decodeQuoted(raw, at)
  const text = codec.decode(bytes)
  if (text === undefined) throw new DeidError('format_invalid', at)
  const byteAt = byteOffsets(text, codec, at)
  const breaks = breaksIn(byteAt, softAt)
  const newline = raw.includes('\r\n') ? '\r\n' : '\n'
  return {
    text,
    breaks,
    write: (edits, way) =>
      edits.map((edit) => {
        const start = starts[byteAt[edit.start] ?? 0] ?? raw.length
        const end = ends[(byteAt[edit.end] ?? bytes.length) - 1] ?? start
        const said = text.slice(edit.start, edit.end)
        const put = way === 'clean' ? writeCode : writeValue
        const written = put(raw, { start, end }, said, edit.text, { codec, newline, at })
        return { ...written, start: written.start + shift, end: written.end + shift }
      }),
  }
}

/** Before every unit that a soft break stands before; and around one that a soft break stands within. */
function breaksIn(byteAt: readonly number[], softAt: ReadonlySet<number>): number[] {
  const breaks = new Set<number>()
  byteAt.forEach((byte, i) => {
    const before = byteAt[i - 1] ?? byte
    if (softAt.has(byte)) breaks.add(i)
    for (let within = before + 1; within < byte; within++) {
      if (softAt.has(within)) breaks.add(byteAt.indexOf(before, Math.max(0, i - 2))).add(i)
    }
  })
  return [...breaks].sort((a, b) => a - b)
}

interface Writing {
  readonly codec: Codec
  readonly newline: string
  readonly at: string
}

/**
 * A code stands on a line of its own between soft breaks, so that no line grows too long. How the text it stands for was
 * written it tells by which one of its characters is written in hexadecimal.
 */
function writeCode(raw: string, place: { start: number; end: number }, said: string, code: string, by: Writing): Edit {
  const soft = `=${by.newline}`
  const found = WRITINGS.findIndex((write) => write(said, by) === raw.slice(place.start, place.end))
  const plain = quoted(code, by)
  const writing = Math.max(0, found)
  const isMarked = plain === code && writing > 0 && writing <= code.length
  const marked = isMarked
    ? code.slice(0, writing - 1) + hexOf(code.charCodeAt(writing - 1)) + code.slice(writing)
    : plain
  return { ...place, text: soft + marked + soft }
}

function writeValue(
  raw: string,
  { start, end }: { start: number; end: number },
  _: string,
  value: string,
  by: Writing,
): Edit {
  const soft = `=${by.newline}`
  const isOurs = raw.slice(start - soft.length, start) === soft && raw.slice(end, end + soft.length) === soft
  const writing = raw.slice(start, end).indexOf('=') + 1
  const text = (WRITINGS[writing] ?? quoted)(value, by)
  return isOurs ? { start: start - soft.length, end: end + soft.length, text } : { start, end, text }
}

const WRITINGS: readonly ((text: string, by: Writing) => string)[] = [
  quoted,
  (text, by) => quoted(text, by).replace(/=[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
  (text, by) => quoted(text, by).replaceAll(' ', '=20'),
  (text, by) => broken(text, by, 3),
  (text, by) => broken(text, by, 6),
  (text, by) => broken(text, by, 9),
]

/** One character, with a soft break between its bytes. */
function broken(text: string, by: Writing, at: number): string {
  const written = quoted(text, by)
  return `${written.slice(0, at)}=${by.newline}${written.slice(at)}`
}

function quoted(text: string, { codec, at }: Writing): string {
  return Array.from(codec.encode(text, at), (byte) => {
    const isPlain = (byte >= 0x20 && byte < 0x7f && byte !== 0x3d) || byte === 0x09 || byte === 0x0a || byte === 0x0d
    return isPlain ? String.fromCharCode(byte) : hexOf(byte)
  }).join('')
}

function hexOf(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

/** The bytes, where each stands in `raw`, and the bytes that a soft break stands before. */
function decodeQuoted(raw: string, at: string) {
  const bytes: number[] = []
  const starts: number[] = []
  const ends: number[] = []
  const softAt = new Set<number>()
  for (let i = 0; i < raw.length; ) {
    TOKEN.lastIndex = i
    const [token = ''] = TOKEN.exec(raw) ?? []
    if (token === '') throw new DeidError('format_invalid', at)
    if (/^=[ \t]*\r?\n$/.test(token)) softAt.add(bytes.length)
    else {
      bytes.push(token.length === 3 ? Number.parseInt(token.slice(1), 16) : token.charCodeAt(0))
      starts.push(i)
      ends.push(i + token.length)
    }
    i += token.length
  }
  return { bytes: Uint8Array.from(bytes), starts, ends, softAt }
}

const TOKEN = /=[0-9A-Fa-f]{2}|=[ \t]{0,99}\r?\n|[^=\u0080-\uffff]/y

/** The byte that each UTF-16 unit begins at, and the number of bytes last. */
function byteOffsets(text: string, codec: Codec, at: string): number[] {
  const offsets: number[] = []
  let byte = 0
  for (const char of text) {
    for (let i = 0; i < char.length; i++) offsets.push(byte)
    byte += char <= '\u007f' ? 1 : codec.encode(char, at).length
  }
  offsets.push(byte)
  return offsets
}
