import { DeidError } from '../errors.ts'
import { FIELDS_MIN } from './hl7-fields.ts'

/** HL7 v2 in its encoding rules ER7 (v2.5.1, chapter 2): segments, fields and delimiters, as places of the text. */
export interface Delimiters {
  readonly field: string
  readonly component: string
  readonly repetition: string
  readonly escape: string
  readonly subcomponent: string
}

export interface Segment {
  readonly name: string
  /** Counted over the text, from one. */
  readonly number: number
  /** Which message it belongs to, and its number in it without segments of ours, both from one. */
  readonly message: number
  readonly inMessage: number
  readonly start: number
  /** Without its line ending. */
  readonly end: number
  readonly delimiters: Delimiters
  /** Fields by their HL7 number: of a header segment the first is the delimiter itself. */
  readonly fields: readonly Field[]
}

export interface Field {
  readonly number: number
  readonly start: number
  readonly end: number
}

/** Throws `format_invalid` with the segment's number, also for a message that was cut short. */
export function readSegments(text: string): Segment[] {
  const segments: Segment[] = []
  let delimiters: Delimiters | undefined
  let message = 0
  let inMessage = 0
  for (const { start, end } of lines(text)) {
    const number = segments.length + 1
    const name = text.slice(start, start + 3)
    if (HEADERS.has(name)) delimiters = readDelimiters(text.slice(start, end), number)
    if (name === 'MSH') {
      checkWhole(message, inMessage, number)
      message++
      inMessage = 0
    }
    if (delimiters === undefined || !isSegment(text.slice(start, end), delimiters)) fail(number)
    const fields = readFields(text, { name, start, end }, delimiters)
    if (fields.length < (FIELDS_MIN[name] ?? 0)) fail(number)
    if (name !== CODE_SEGMENT) inMessage++
    segments.push({ name, number, message, inMessage, start, end, delimiters, fields })
  }
  checkWhole(message, inMessage, segments.length)
  if (segments.length === 0) fail(1)
  return segments
}

/** A text becomes an escaped one; what the table of escapes cannot say stays. */
export function escapeHl7(text: string, by: Delimiters): string {
  const letters: Record<string, string> = { [by.escape]: 'E', [by.field]: 'F', [by.component]: 'S' }
  letters[by.subcomponent] ??= 'T'
  letters[by.repetition] ??= 'R'
  return Array.from(text, (char) => (letters[char] === undefined ? char : by.escape + letters[char] + by.escape)).join(
    '',
  )
}

/** A site's own segment, as the standard allows: it holds the codes of places that may hold none. */
export const CODE_SEGMENT = 'ZCD'

export const HEADERS: ReadonlySet<string> = new Set(['MSH', 'FHS', 'BHS'])

/** Segments end with CR; LF and CRLF are met. The marks of MLLP around a message are no segment. */
function* lines(text: string): Generator<{ start: number; end: number }> {
  for (const { index, 0: line } of text.matchAll(/[^\r\n]+/g)) {
    const start = line.startsWith('\u000b') ? index + 1 : index
    const end = line.endsWith('\u001c') ? index + line.length - 1 : index + line.length
    if (end > start) yield { start, end }
  }
}

function readDelimiters(header: string, number: number): Delimiters {
  const [, field = '', encoding = ''] = /^...([^\p{L}\p{N}\s])([^\p{L}\p{N}\s]{2,5}?)\1/u.exec(header) ?? fail(number)
  const [component = '', repetition = '', escaping = '\\', subcomponent = '&'] = encoding
  const all = [field, component, repetition, escaping, subcomponent]
  // Codes are written with these three: with such a delimiter no code could stand in a field.
  if (new Set(all).size < all.length || all.some((char) => '[-]'.includes(char))) fail(number)
  return { field, component, repetition, escape: escaping, subcomponent }
}

function isSegment(line: string, { field }: Delimiters): boolean {
  return /^[A-Z][A-Z\d]{2}/.test(line) && (line.length === 3 || line.charAt(3) === field) && !line.includes('\0')
}

function readFields(
  text: string,
  { name, start, end }: { name: string; start: number; end: number },
  by: Delimiters,
): Field[] {
  const fields: Field[] = []
  let number = 1
  let from = start + 4
  if (HEADERS.has(name)) fields.push({ number: number++, start: start + 3, end: start + 4 })
  while (from <= end) {
    const next = text.indexOf(by.field, from)
    const to = next < 0 || next > end ? end : next
    fields.push({ number: number++, start: from, end: to })
    from = to + 1
  }
  return fields
}

/** A header alone is no message. */
function checkWhole(message: number, segments: number, number: number): void {
  if (message > 0 && segments < 2) fail(number)
}

function fail(number: number): never {
  throw new DeidError('format_invalid', `segment ${number}`)
}
