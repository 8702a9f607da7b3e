import { DeidError } from '../errors.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { codecOf } from './body.ts'
import type { Edit } from './format.ts'

/** A header's text: folds are blanks, encoded words (RFC 2047) say what they mean. */
export interface HeaderText {
  readonly text: string
  /** Offsets that no code may span: ends of encoded words, folds. */
  readonly cuts: readonly number[]
  /** Edits of the text as edits of the raw value, which begins at `shift`. */
  readonly write: (edits: readonly Edit[]) => Edit[]
}

interface Run {
  readonly start: number
  readonly end: number
  readonly rawStart: number
  readonly rawEnd: number
  readonly word?: EncodedWord
}

interface EncodedWord {
  readonly charset: string
  readonly encoding: string
  readonly said: string
}

export function readHeaderText(raw: string, shift: number): HeaderText {
  const runs: Run[] = []
  const cuts: number[] = []
  let text = ''
  let lastWordEnd = -1
  const put = (said: string, rawStart: number, rawEnd: number, word?: EncodedWord): void => {
    if (said === '') return
    runs.push({
      start: text.length,
      end: text.length + said.length,
      rawStart,
      rawEnd,
      ...(word === undefined ? {} : { word }),
    })
    text += said
  }
  for (const { 0: piece, index } of raw.matchAll(PIECES)) {
    const word = decodeWord(piece)
    if (word !== undefined) {
      cuts.push(text.length, text.length + word.said.length)
      put(word.said, index, index + piece.length, word)
    } else if (!/^\s+$/.test(piece)) put(piece, index, index + piece.length)
    else if (!(lastWordEnd === index && isWordAt(raw, index + piece.length))) {
      const isFold = /[\r\n]/.test(piece)
      if (isFold) cuts.push(text.length, text.length + piece.length)
      put(piece.replace(/[\r\n]/g, ' '), index, index + piece.length)
    }
    if (word !== undefined) lastWordEnd = index + piece.length
  }
  return { text, cuts: [...new Set(cuts)], write: (edits) => writeRuns(runs, edits, shift) }
}

/** White space, an encoded word, or anything else up to one of these. */
const PIECES = /\s+|=\?[\w.*-]{1,40}\?[BbQq]\?[^?\s]{0,1000}\?=|(?:(?!=\?)\S)+|=\?/g
const WORD = /^=\?([\w.-]{1,40})(?:\*[\w-]*)?\?([BbQq])\?([^?\s]*)\?=$/

function decodeWord(piece: string): EncodedWord | undefined {
  const [, charset = '', encoding = '', payload = ''] = WORD.exec(piece) ?? []
  const codec = codecOf(charset.toLowerCase())
  if (encoding === '') return undefined
  // What cannot be read cannot leave: an unknown charset, or bytes that are none of it.
  if (codec === undefined) throw new DeidError('format_unsupported', 'header')
  const bytes = /b/i.test(encoding) ? decodeBase64(payload) : decodeQ(payload)
  const said = bytes === undefined ? undefined : codec.decode(bytes)
  if (said === undefined) throw new DeidError('format_unsupported', 'header')
  return { charset, encoding, said }
}

function isWordAt(raw: string, at: number): boolean {
  return /^=\?[\w.*-]{1,40}\?[BbQq]\?[^?\s]*\?=/.test(raw.slice(at, at + 1100))
}

function writeRuns(runs: readonly Run[], edits: readonly Edit[], shift: number): Edit[] {
  let next = 0
  return runs.flatMap((run) => {
    while ((edits[next]?.end ?? run.start + 1) <= run.start) next++
    const own: Edit[] = []
    for (let i = next; (edits[i]?.start ?? run.end) < run.end; i++) own.push(...edits.slice(i, i + 1))
    return writeRun(run, own, shift)
  })
}

/** An encoded word is written anew as a whole, in its charset and encoding. */
function writeRun(run: Run, own: readonly Edit[], shift: number): Edit[] {
  if (own.length === 0) return []
  if (run.word === undefined) {
    return own.flatMap((edit): Edit[] => {
      const start = Math.max(edit.start, run.start)
      const end = Math.min(edit.end, run.end)
      // An edit over several runs is written where it begins.
      const text = edit.start >= run.start ? edit.text : ''
      return [{ start: shift + run.rawStart + start - run.start, end: shift + run.rawStart + end - run.start, text }]
    })
  }
  let said = run.word.said
  for (const edit of own.toReversed()) {
    said = said.slice(0, edit.start - run.start) + edit.text + said.slice(edit.end - run.start)
  }
  return [{ start: shift + run.rawStart, end: shift + run.rawEnd, text: encodeWord(said, run.word) }]
}

function encodeWord(said: string, { charset, encoding }: EncodedWord): string {
  const bytes = codecOf(charset.toLowerCase())?.encode(said, 'header') ?? new TextEncoder().encode(said)
  const payload = /b/i.test(encoding) ? encodeBase64(bytes) : encodeQ(bytes)
  return `=?${charset}?${encoding}?${payload}?=`
}

function decodeQ(payload: string): Uint8Array | undefined {
  if (/=(?![0-9A-Fa-f]{2})/.test(payload)) return undefined
  const text = payload
    .replace(/_/g, ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

/** Only what RFC 2047 section 5(3) lets stand in a phrase stays as it is. */
function encodeQ(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    const char = String.fromCharCode(byte)
    if (char === ' ') return '_'
    return /[A-Za-z0-9!*+/-]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')
}
