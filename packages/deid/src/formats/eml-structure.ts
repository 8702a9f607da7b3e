import { DeidError } from '../errors.ts'

/** A message (RFC 5322, RFC 2045 to 2047) as places of its text: header fields and parts. */
export interface Entity {
  readonly fields: readonly HeaderField[]
  readonly body: { readonly start: number; readonly end: number }
  /** Of a multipart: its parts, the boundary wherever it stands, and what stands before and behind all parts. */
  readonly parts: readonly Entity[]
  readonly boundaries: readonly { readonly start: number; readonly end: number }[]
  readonly around: readonly { readonly start: number; readonly end: number }[]
  /** The part's number in its message, as `2.1`; empty for the message itself. */
  readonly number: string
}

export interface HeaderField {
  /** As written. */
  readonly name: string
  readonly start: number
  /** Of the value, folds included, without the line's end. */
  readonly valueStart: number
  readonly end: number
}

/** Multiparts within multiparts, and parts in all. */
export const EML_DEPTH_MAX = 10
export const EML_PARTS_MAX = 1_000

/** Throws `format_invalid` with the line or the part, `input_too_large` beyond the bounds. */
export function readEntity(text: string): Entity {
  let parts = 0
  const read = (start: number, end: number, number: string, depth: number): Entity => {
    if (depth > EML_DEPTH_MAX || ++parts > EML_PARTS_MAX) throw new DeidError('input_too_large', `part ${number}`)
    const { fields, bodyStart } = readFields(text, start, end)
    const body = { start: bodyStart, end }
    const type = fieldValue(text, fields, 'content-type') ?? 'text/plain'
    const none: Entity = { fields, body, parts: [], boundaries: [], around: [], number }
    if (!/^\s*multipart\//i.test(type)) return none
    const boundary = parameterOf(type, 'boundary')
    if (boundary === undefined || boundary === '') throw new DeidError('format_invalid', `part ${number}`)
    const { pieces, boundaries, around } = splitParts(text, body, boundary, number)
    const within = number === '' ? '' : `${number}.`
    const children = pieces.map((piece, i) => read(piece.start, piece.end, `${within}${i + 1}`, depth + 1))
    return { fields, body, parts: children, boundaries, around, number }
  }
  return read(0, text.length, '', 0)
}

/** The value of the first such field, unfolded. */
export function fieldValue(text: string, fields: readonly HeaderField[], name: string): string | undefined {
  const field = fields.find((one) => one.name.toLowerCase() === name)
  return field === undefined
    ? undefined
    : text
        .slice(field.valueStart, field.end)
        .replace(/\r?\n[ \t]/g, ' ')
        .trim()
}

export function parameterOf(value: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;"]+))`, 'i').exec(value)
  return match?.[1] ?? match?.[2]
}

function readFields(text: string, from: number, to: number): { fields: HeaderField[]; bodyStart: number } {
  const fields: HeaderField[] = []
  let at = from
  while (at < to) {
    const empty = /^\r?\n/.exec(text.slice(at, at + 2))
    if (empty !== null) return { fields, bodyStart: at + empty[0].length }
    FIELD.lastIndex = at
    const match = FIELD.exec(text)
    const name = match?.[1]
    if (match === null || name === undefined) throw malformedAt(text, at)
    const end = Math.min(foldedEnd(text, at), to)
    fields.push({ name, start: at, valueStart: at + match[0].length, end })
    at = lineAfter(text, end, to)
  }
  return { fields, bodyStart: to }
}

function malformedAt(text: string, at: number): DeidError {
  return new DeidError('format_invalid', `line ${text.slice(0, at).split('\n').length}`)
}

/** Where the field ends whose lines go on while they begin with a blank. */
function foldedEnd(text: string, from: number): number {
  let at = from
  for (;;) {
    const newline = text.indexOf('\n', at)
    if (newline < 0) return text.length
    const next = text.charAt(newline + 1)
    if (next !== ' ' && next !== '\t') return text.charAt(newline - 1) === '\r' ? newline - 1 : newline
    at = newline + 1
  }
}

function lineAfter(text: string, end: number, to: number): number {
  const newline = text.indexOf('\n', end)
  return newline < 0 || newline >= to ? to : newline + 1
}

/** The parts between the boundary's lines. A message without its closing boundary was cut: `format_invalid`. */
function splitParts(text: string, body: { start: number; end: number }, boundary: string, number: string) {
  const delimiter = `--${boundary}`
  const pieces: { start: number; end: number }[] = []
  const boundaries: { start: number; end: number }[] = []
  let open: number | undefined
  let preambleEnd = body.start
  for (let at = body.start; at < body.end; at = lineAfter(text, at, body.end)) {
    if (!text.startsWith(delimiter, at)) continue
    const lineEnd = lineAfter(text, at, body.end)
    const rest = text.slice(at + delimiter.length, lineEnd).trimEnd()
    if (rest !== '' && rest !== '--') continue
    boundaries.push({ start: at + 2, end: at + delimiter.length })
    if (open === undefined) preambleEnd = at
    else pieces.push({ start: open, end: withoutLineEnd(text, open, at) })
    if (rest === '--') {
      const around = [
        { start: body.start, end: preambleEnd },
        { start: lineEnd, end: body.end },
      ]
      return { pieces, boundaries, around }
    }
    open = lineEnd
  }
  throw new DeidError('format_invalid', `part ${number === '' ? pieces.length + 1 : `${number}.${pieces.length + 1}`}`)
}

/** The line end before a boundary belongs to the boundary. */
function withoutLineEnd(text: string, from: number, at: number): number {
  const end = text.charAt(at - 1) === '\n' ? at - (text.charAt(at - 2) === '\r' ? 2 : 1) : at
  return Math.max(from, end)
}

const FIELD = /([!-9;-~]{1,200}):[ \t]?/y
