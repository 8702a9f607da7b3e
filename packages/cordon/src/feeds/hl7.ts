import { FeedFault } from './fault.ts'

/** HL7 v2 in its encoding rules ER7 (v2.5.1, chapter 2), read strictly: what is not understood is a fault, never a guess. */
export interface Message {
  readonly segments: readonly Segment[]
}

export interface Segment {
  readonly name: string
  /** By HL7 number, from one; each a list of repetitions, each a list of components, subcomponents joined by `&`. */
  readonly fields: readonly (readonly (readonly string[])[])[]
}

const SEGMENTS_MAX = 1_000

interface Delimiters {
  readonly field: string
  readonly component: string
  readonly repetition: string
  readonly escape: string
  readonly subcomponent: string
}

/** Throws `FeedFault` with `message_malformed` and the segment's number. */
export function readMessage(text: string): Message {
  const lines = text.split(/\r\n|\r|\n/)
  while (lines.at(-1) === '') lines.pop()
  if (lines.length > SEGMENTS_MAX) throw new FeedFault('message_malformed', `segment ${SEGMENTS_MAX}`)
  const by = delimitersOf(lines[0] ?? '')
  return { segments: lines.map((line, n) => readSegment(line, n + 1, by)) }
}

/** `^~\&`: four different marks, none of them a letter or a digit. */
function delimitersOf(header: string): Delimiters {
  const found = /^MSH([^\p{L}\p{N}\s])([^\p{L}\p{N}\s]{4})(?:\1|$)/u.exec(header)
  const [, field = '', [component = '', repetition = '', mark = '', subcomponent = ''] = ''] = found ?? []
  const all = [field, component, repetition, mark, subcomponent]
  if (found === null || new Set(all).size < all.length) throw new FeedFault('message_malformed', 'MSH-2')
  return { field, component, repetition, escape: mark, subcomponent }
}

function readSegment(line: string, number: number, by: Delimiters): Segment {
  const name = line.slice(0, 3)
  if (!/^[A-Z][A-Z0-9]{2}$/.test(name) || (line.length > 3 && line.charAt(3) !== by.field))
    throw new FeedFault('message_malformed', `segment ${number}`)
  // Of the header the first field is the delimiter itself, and the second holds the others: neither is text.
  const texts = name === 'MSH' ? ['', '', ...line.split(by.field).slice(2)] : line.split(by.field).slice(1)
  return { name, fields: texts.map((text) => text.split(by.repetition).map((each) => components(each, by))) }
}

function components(text: string, by: Delimiters): string[] {
  return text.split(by.component).map((component) => unescaped(component, by))
}

/** In the place of an escape that is not understood or never ends: in a word it says nothing, in an identifier it is a doubt. */
const UNREAD = '\uFFFD'

/** `\F\` and its kin; of highlighting and what a site made up the place is marked. */
function unescaped(text: string, { field, component, repetition, escape: mark, subcomponent }: Delimiters): string {
  const plain: Record<string, string> = { F: field, S: component, R: repetition, E: mark, T: subcomponent }
  const parts = text.split(mark)
  if (parts.length === 1) return text
  const isOpen = parts.length % 2 === 0
  const read = parts.map((part, n) => {
    if (n % 2 === 0) return part
    return isOpen && n === parts.length - 1 ? UNREAD + part : Object.hasOwn(plain, part) ? plain[part] : UNREAD
  })
  return read.join('')
}

/** The first segment of a name. */
export function segment(message: Message, name: string): Segment | undefined {
  return message.segments.find((each) => each.name === name)
}

/** One component of a field's first repetition; the empty text where there is none. Both count from one. */
export function value(of: Segment | undefined, field: number, component = 1): string {
  return worded(repetitions(of, field)[0]?.[component - 1] ?? '')
}

/** As words, of which an escape that was not understood says nothing. */
export function worded(text: string): string {
  return text.replaceAll(UNREAD, '').trim()
}

/**
 * As an identifier, which names whom it names only when all of it was read. The null of HL7 (`""`) names nobody. Throws `FeedFault`
 * with `field_invalid`.
 */
export function identifier(text: string, at: string): string {
  if (text.includes(UNREAD) || text.trim() === '""') throw new FeedFault('field_invalid', at)
  return text.trim()
}

/** A field's repetitions that say anything. */
export function repetitions(of: Segment | undefined, field: number): readonly (readonly string[])[] {
  return (of?.fields[field - 1] ?? []).filter((components) => components.some((text) => text !== ''))
}

/** Text as it may stand in an answer of ours. */
export function escaped(text: string): string {
  const letters: Record<string, string> = { '|': 'F', '^': 'S', '~': 'R', '\\': 'E', '&': 'T' }
  return text.replace(/[|^~\\&]/g, (char) => `\\${letters[char]}\\`).replace(/[\p{Cc}]/gu, '')
}
