import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import { readCode } from '../replace/code.ts'
import type { Place } from '../replace/spans.ts'
import type { Known } from '../span.ts'
import { hasLongNumber, type Path } from '../walk.ts'
import { CDA_WORDS } from './ccda-elements.ts'
import { applyEdits, inOrder } from './document.ts'
import type { Edit, Format, FormatLeaf, OpenedText, Way } from './format.ts'
import { type FieldFinds, type FieldReading, findInField, readField, type Slot } from './hl7-field.ts'
import { contentOf, type FieldContent, VALUE_TYPES } from './hl7-fields.ts'
import { CODE_SEGMENT, escapeHl7, type Field, readSegments, type Segment } from './hl7-message.ts'
import { isCodedPart, isTableCode } from './hl7-tables.ts'
import { yearOfCode } from './kept.ts'
import { isBareName, isPlainName, PART } from './part-names.ts'

/**
 * HL7 v2 messages. Fields are read by their place, notes and unknown fields by the detector. A date's type lets no code
 * stand in it, so the year that may stay stands there (or nothing), and the code in a segment of ours at the message's
 * end: `ZCD|2|7|1|1|[DATE-1971-7Q2K4H]` is segment 2, field 7, repetition 1, component 1.
 */
export const hl7: Format = {
  name: 'hl7',
  sniff: (text) => /^\s?(?:MSH|FHS|BHS)[^\p{L}\p{N}\s]{5}/u.test(text),
  open: openMessages,
  unspell: unspellMessages,
}

interface FieldLeaf extends FormatLeaf {
  readonly segment: Segment
  readonly field: Field
  readonly reading: FieldReading
  /** Where `reading` begins in the text: of a coded field only one component is read. */
  readonly from: number
  readonly slots: readonly Slot[]
}

function openMessages(text: string): OpenedText {
  const segments = readSegments(text)
  const known: Known[] = []
  const leaves = segments.flatMap((segment) => segmentLeaves(text, segment, known))
  return {
    leaves,
    known,
    rewrite(edits, way) {
      const records = new Map<number, string[]>()
      const written = leaves.flatMap((leaf, i) => writeLeaf(leaf, edits[i] ?? [], way, records))
      return inOrder([...written, ...recordEdits(text, segments, records)])
    },
  }
}

function segmentLeaves(text: string, segment: Segment, known: Known[]): FieldLeaf[] {
  const contents = contentOf(segment.name)
  return segment.fields.flatMap((field) => {
    const raw = text.slice(field.start, field.end)
    if (raw === '' || raw === '""') return []
    const content = contentFor(text, segment, field, contents)
    if (content === 'keep' && isTableCode(raw, segment)) return []
    if (content === 'number') return numberLeaves(text, segment, field)
    if (content === 'CWE') return codedLeaves(text, segment, field)
    if (content === 'keep' || content === 'text') return [wordLeaf(raw, segment, field, field.start)]
    const leaf = fieldLeaf(raw, segment, field, field.start)
    const finds = findInField(leaf.reading, content)
    known.push(...finds.names.map((value): Known => ({ kind: 'NAME', value })))
    return [withFinds(leaf, finds)]
  })
}

function contentFor(
  text: string,
  segment: Segment,
  field: Field,
  contents: ReadonlyMap<number, FieldContent>,
): FieldContent | 'number' {
  if (segment.name !== 'OBX' || field.number !== 5) return contents.get(field.number) ?? 'text'
  const content = VALUE_TYPES[fieldText(text, segment, 2)] ?? 'text'
  if (content === 'refuse') throw new DeidError('format_unsupported', `segment ${segment.number} field 5`)
  return content
}

/** A measurement stays. An age over 89 becomes 90; a number long enough to name somebody is read as text. */
function numberLeaves(text: string, segment: Segment, field: Field): FieldLeaf[] {
  const raw = text.slice(field.start, field.end)
  const isAge = AGE_OBSERVATION.test(fieldText(text, segment, 3)) && /^(?:9\d|1[0-2]\d)(?:\.\d+)?$/.test(raw)
  if (!isAge && !hasLongNumber(raw)) return []
  const leaf = { ...fieldLeaf(raw, segment, field, field.start), whole: true }
  if (!isAge) return [leaf]
  const place = { start: 0, end: raw.length, kind: 'AGE90', rule: 'format/hl7' } as const
  return [withFinds(leaf, { certain: [], slots: [{ place, writes: 'age', repetition: 1, component: 1 }], names: [] })]
}

/** LOINC 30525-0 and its kin, or an observation that says it is an age. */
const AGE_OBSERVATION = /\b(?:30525-0|21612-7|29553-5|AGE)\b/i

/** Of a coded value the code and the name of its table stay; what a person wrote is read. */
function codedLeaves(text: string, segment: Segment, field: Field): FieldLeaf[] {
  const { component, repetition } = segment.delimiters
  const partsOf = (start: number): readonly string[] => {
    const next = text.indexOf(repetition, start)
    return text.slice(start, next < 0 || next > field.end ? field.end : next).split(component)
  }
  const leaves: FieldLeaf[] = []
  let from = field.start
  let number = 1
  let parts = partsOf(field.start)
  const isCoded = text.slice(field.start, field.end).split(component).length > 2
  for (let at = field.start; at <= field.end; at++) {
    const char = at === field.end ? repetition : text.charAt(at)
    if (char !== component && char !== repetition) continue
    const isCode = isCoded && CODE_COMPONENTS.has(number) && isCodedPart(parts, number)
    if (!isCode && at > from) leaves.push(wordLeaf(text.slice(from, at), segment, field, from))
    from = at + 1
    if (char === repetition) parts = partsOf(from)
    number = char === repetition ? 1 : number + 1
  }
  return leaves
}

const CODE_COMPONENTS = new Set([1, 3, 4, 6, 7, 8])

function fieldLeaf(raw: string, segment: Segment, field: Field, from: number): FieldLeaf {
  const reading = readField(raw, segment.delimiters)
  const path: Path = ['segment', segment.number, 'field', field.number]
  if (reading === undefined) {
    throw new DeidError('format_invalid', `segment ${segment.number} field ${field.number}`)
  }
  return { path, text: reading.said, cuts: reading.cuts, segment, field, reading, from, slots: [] }
}

/**
 * Text as a detector reads it. Where a whole component is one word that is no ordinary one, no detector can tell whose it is,
 * so it gets a code: a surname in a segment of the site's own, or in a table's place.
 */
function wordLeaf(raw: string, segment: Segment, field: Field, from: number): FieldLeaf {
  const leaf = fieldLeaf(raw, segment, field, from)
  const isText = TEXT_FIELDS.has(`${segment.name}-${field.number}`)
  const parts = leaf.reading.repetitions.flatMap((components) =>
    components.flatMap(({ subcomponents }) => subcomponents),
  )
  const certain = parts.flatMap(({ start, end }): Place[] => {
    const said = leaf.text.slice(start, end).trim()
    if (isBareName(said)) return [{ start, end, kind: 'NAME', rule: 'format/hl7' }]
    const isStranger = !isText && /^\p{L}[\p{L}'’-]{3,39}$/u.test(said) && !isPlainName(said, CDA_WORDS)
    return isStranger ? [{ start, end, kind: 'OTHERID', rule: PART }] : []
  })
  return { ...leaf, certain }
}

/** Notes and results: prose, or a word of medicine. */
const TEXT_FIELDS = new Set(['NTE-3', 'OBX-5', 'OBX-8', 'DG1-4', 'PR1-4', 'AL1-5', 'ACC-3', 'PV1-37', 'TXA-16'])

function withFinds(leaf: FieldLeaf, { certain, slots }: FieldFinds): FieldLeaf {
  const all = [...certain, ...slots.map(({ place }) => place)].sort((a, b) => a.start - b.start)
  return { ...leaf, certain: all, slots }
}

/** Edits of the text for one leaf. A code that may not stand where it belongs goes to the message's records. */
function writeLeaf(leaf: FieldLeaf, edits: readonly Edit[], way: Way, records: Map<number, string[]>): Edit[] {
  const { reading, segment, from } = leaf
  const slots = new Map(leaf.slots.map((slot) => [slot.place.start, slot]))
  return edits.map((edit) => {
    const slot = slots.get(edit.start)
    const start = from + (reading.rawAt[edit.start] ?? 0)
    const end = from + (reading.rawAt[edit.end] ?? 0)
    const isCode = readCode(edit.text) !== undefined
    if (slot === undefined || way === 'restore' || !isCode) {
      return { start, end, text: escapeHl7(edit.text, segment.delimiters) }
    }
    const lines = records.get(segment.message) ?? []
    const { inMessage } = segment
    const place = [inMessage, leaf.field.number, slot.repetition, slot.component, edit.text]
    lines.push([CODE_SEGMENT, ...place].join(segment.delimiters.field))
    records.set(segment.message, lines)
    return { start, end, text: WRITES[slot.writes](edit.text) }
  })
}

const WRITES: Record<Slot['writes'], (code: string) => string> = {
  year: (code) => yearOfCode(code) ?? '',
  // 164.514(b)(2)(i)(C): one category, 90 or older.
  age: () => '90',
  nothing: () => '',
}

/** The records stand behind the last segment of their message, each behind a line ending like its own. */
function recordEdits(
  text: string,
  segments: readonly Segment[],
  records: ReadonlyMap<number, readonly string[]>,
): Edit[] {
  const ending = /\r\n|\r|\n/.exec(text)?.[0] ?? '\r'
  const lasts = new Map(segments.filter(({ name }) => !TRAILERS.has(name)).map((segment) => [segment.message, segment]))
  return [...records].flatMap(([message, lines]) => {
    const last = lasts.get(message)
    if (last === undefined) return []
    return [{ start: last.end, end: last.end, text: lines.map((line) => ending + line).join('') }]
  })
}

const TRAILERS = new Set(['BTS', 'FTS'])

/** Takes our records out again and puts what their codes stand for in place. */
function unspellMessages(text: string, book: Pick<CodeBook, 'find'>): string {
  const segments = readSegments(text)
  const targets = segments.filter(({ name }) => name !== CODE_SEGMENT)
  const byPlace = new Map(targets.map((segment) => [`${segment.message}.${segment.inMessage}`, segment]))
  const edits = segments.flatMap((record): Edit[] => {
    if (record.name !== CODE_SEGMENT) return []
    const entry = book.find(fieldText(text, record, 5))
    // A code of a code is a text's own look-alike.
    if (entry === undefined || readCode(entry.value) !== undefined) return []
    const target = byPlace.get(`${record.message}.${fieldText(text, record, 1)}`)
    const place =
      target &&
      componentAt(
        text,
        target,
        [2, 3, 4].map((field) => Number(fieldText(text, record, field))),
      )
    if (target === undefined || place === undefined) return []
    const ending = /(?:\r\n|\r|\n)$/.exec(text.slice(0, record.start))?.[0].length ?? 0
    return [
      { ...place, text: escapeHl7(entry.value, target.delimiters) },
      { start: record.start - ending, end: record.end, text: '' },
    ]
  })
  return applyEdits(text, inOrder(edits))
}

function componentAt(
  text: string,
  segment: Segment,
  where: readonly number[],
): { start: number; end: number } | undefined {
  const [number, repetition = 1, component = 1] = where
  const field = segment.fields.find((one) => one.number === number)
  if (field === undefined) return undefined
  const reading = readField(text.slice(field.start, field.end), segment.delimiters)
  const place = reading?.repetitions[repetition - 1]?.[component - 1]
  if (reading === undefined || place === undefined) return undefined
  return { start: field.start + (reading.rawAt[place.start] ?? 0), end: field.start + (reading.rawAt[place.end] ?? 0) }
}

function fieldText(text: string, segment: Segment, number: number): string {
  const field = segment.fields.find((one) => one.number === number)
  return field === undefined ? '' : text.slice(field.start, field.end)
}
