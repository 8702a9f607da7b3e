import type { TurnSpan } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import type { FieldRule } from '../formats/field-rule.ts'
import { namesPerson } from '../formats/part-names.ts'
import { createShortNumberRule } from '../formats/short-number.ts'
import type { IdentifierKind } from '../span.ts'
import { escapeJson, type JsonToken, readJsonText } from '../stream/json-text.ts'
import {
  formatPath,
  hasLongNumber,
  type Leaf,
  LONE_SURROGATE,
  type Path,
  type Treatment,
  type Walked,
  type WalkLimits,
} from '../walk.ts'
import { createLabelledRule, createLabels } from './labelled.ts'
import type { Place } from './spans.ts'

/**
 * The request while it is being cleaned: each leaf as the pieces a detector reads, and on each piece the marks where a
 * code will stand. A text is one piece; a JSON text has one for every string, key and long number in it.
 */
export interface DraftLeaf {
  readonly path: Path
  readonly text: string
  readonly treatment: Treatment
  readonly pieces: readonly Piece[]
}

export interface Piece {
  readonly kind: 'text' | JsonToken['kind']
  readonly text: string
  /** What the detector reads before the text: the JSON key above it, so that a value is read beside its label. */
  readonly lead: string
  readonly start: number
  readonly end: number
  readonly rawAt: (offset: number) => number
  /** What its place makes certain, whatever a detector finds. */
  readonly certain: readonly Place[]
  /** Sorted, never overlapping, in offsets of `text`. */
  marks: Mark[]
}

export interface Mark {
  readonly start: number
  readonly end: number
  readonly kind: IdentifierKind
  /** What stands there instead: a code, a surrogate, or for an embedding the bare word of the kind. */
  readonly code: string
  readonly rule: string
}

/** Throws `input_too_large` when the JSON texts within go beyond the same limits as the request around them. */
export function openDraft(walked: Walked, limits: WalkLimits): DraftLeaf[] {
  let count = walked.leaves.length
  const piecesOf = { ...PIECES, labelled: labelledPieces(walked) }
  return walked.leaves.map((leaf) => {
    const pieces = piecesOf[leaf.treatment](leaf, limits)
    count += pieces.length
    if (count > limits.leavesMax) throw new DeidError('input_too_large', formatPath(leaf.path))
    return { ...leaf, pieces }
  })
}

/** Whether the leaf's text may be changed at all. */
export function isCleaned(leaf: DraftLeaf): boolean {
  return CLEANED.has(leaf.treatment)
}

const CLEANED: ReadonlySet<Treatment> = new Set(['text', 'json', 'labelled'])

const PIECES: Record<Exclude<Treatment, 'labelled'>, (leaf: Leaf, limits: WalkLimits) => Piece[]> = {
  text: (leaf) => [textPiece(leaf.text)],
  json: jsonPieces,
  literal: (leaf) => [textPiece(leaf.text)],
  constant: () => [],
}

/** The leaf's text with codes in place; of a JSON text every byte outside the marks stays. */
export function cleanLeaf(leaf: DraftLeaf): string {
  return splice(leaf.text, leaf.pieces.flatMap(writtenMarks))
}

/** Where the leaf's codes stand for, in offsets of the leaf's own text. */
export function leafMarks(leaf: DraftLeaf): Mark[] {
  return leaf.pieces.flatMap((piece) =>
    piece.marks.map((mark) => ({ ...mark, start: piece.rawAt(mark.start), end: piece.rawAt(mark.end) })),
  )
}

/**
 * Puts remembered codes back on a leaf. False, with nothing marked, when they do not fit it: then it is read anew.
 */
export function markRemembered(
  leaf: DraftLeaf,
  spans: readonly TurnSpan[],
  kindOf: (code: string) => IdentifierKind | undefined,
): boolean {
  const found: { piece: Piece; mark: Mark }[] = []
  let at = 0
  let next = 0
  for (const [start, end, code] of spans) {
    while ((leaf.pieces[next]?.end ?? end) < end) next++
    const piece = leaf.pieces[next]
    const kind = kindOf(code)
    if (piece === undefined || kind === undefined || start < at || end <= start || start < piece.start) return false
    const from = offsetAt(piece, start)
    const to = offsetAt(piece, end)
    if (from === undefined || to === undefined) return false
    found.push({ piece, mark: { start: from, end: to, kind, code, rule: 'turn/remembered' } })
    at = end
  }
  for (const { piece, mark } of found) piece.marks.push(mark)
  return true
}

/** The piece's text as it leaves, and where its marks stand in it. */
export function cleanPiece(piece: Piece): { readonly text: string; readonly holes: readonly Hole[] } {
  const holes: Hole[] = []
  let text = ''
  let at = 0
  for (const { start, end, code } of piece.marks) {
    text += piece.text.slice(at, start)
    holes.push({ start: text.length, end: text.length + code.length })
    text += code
    at = end
  }
  return { text: text + piece.text.slice(at), holes }
}

export interface Hole {
  readonly start: number
  readonly end: number
}

/** The place in the uncleaned piece of a place in the cleaned one that lies outside every code. */
export function uncleanedAt(piece: Piece, cleanedOffset: number): number {
  let shift = 0
  for (const mark of piece.marks) {
    if (mark.start - shift >= cleanedOffset) break
    shift += mark.end - mark.start - mark.code.length
  }
  return cleanedOffset + shift
}

function textPiece(text: string): Piece {
  return { kind: 'text', text, lead: '', start: 0, end: text.length, rawAt: (offset) => offset, certain: [], marks: [] }
}

/** Each text beside the name of the field that it stands in, as in a JSON text. */
function labelledPieces({ leaves }: Walked): (leaf: Leaf) => Piece[] {
  if (!leaves.some(({ treatment }) => treatment === 'labelled')) return () => []
  const labels = createLabels(leaves)
  const rule = createLabelledRule()
  return ({ path, text }) => {
    const label = labels(path)
    return [{ ...textPiece(text), lead: leadOf(label), certain: rule(label, text) }]
  }
}

function leadOf(label: string): string {
  return label === '' ? '' : `${sayKey(label)}: `
}

/** Text that only claims to be JSON is read as text. */
function jsonPieces(leaf: Leaf, limits: WalkLimits): Piece[] {
  const shortNumber = createShortNumberRule()
  const isRead = (label: string, number: string) => hasLongNumber(number) || shortNumber(label, number).length > 0
  const json = readJsonText(leaf.text, isRead)
  if (json === undefined) return [textPiece(leaf.text)]
  const tooDeep = json.depth + leaf.path.length > limits.depthMax
  if (tooDeep) throw new DeidError('input_too_large', formatPath(leaf.path))
  if (json.tokens.some((token) => LONE_SURROGATE.test(token.text))) {
    throw new DeidError('text_invalid', formatPath(leaf.path))
  }
  return json.tokens.map(({ kind, text, label, start, end, rawAt }) => ({
    kind,
    text,
    certain: certainOf(kind, text, label, shortNumber),
    lead: leadOf(label),
    start,
    end,
    rawAt,
    marks: [],
  }))
}

/** An age, a geocode or the end of a number by its label; in a key a person's name, which refuses. */
function certainOf(kind: Piece['kind'], text: string, label: string, shortNumber: FieldRule): readonly Place[] {
  if (kind !== 'key') return shortNumber(label, text)
  return namesPerson(text) ? [{ start: 0, end: text.length, kind: 'NAME', rule: 'format/key' }] : []
}

/** `dateOfBirth` and `date_of_birth` are "date of birth": what a person would write as a label. */
export function sayKey(key: string): string {
  return key
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .toLowerCase()
}

/** The offset in a piece whose written place is `raw`; `undefined` inside an escape. */
function offsetAt(piece: Piece, raw: number): number | undefined {
  let low = 0
  let high = piece.text.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (piece.rawAt(middle) < raw) low = middle + 1
    else high = middle
  }
  return piece.rawAt(low) === raw ? low : undefined
}

/** A number that holds an identifier becomes a string, for a code is no number. */
function writtenMarks(piece: Piece): { start: number; end: number; code: string }[] {
  if (piece.kind !== 'number') {
    return piece.marks.map((mark) => ({
      start: piece.rawAt(mark.start),
      end: piece.rawAt(mark.end),
      // A surrogate keeps what parts its words, a quotation mark among them; a code has nothing to escape.
      code: piece.kind === 'text' ? mark.code : escapeJson(mark.code),
    }))
  }
  return piece.marks.map((mark) => ({ start: piece.start, end: piece.end, code: `"${mark.code}"` }))
}

function splice(text: string, marks: readonly { start: number; end: number; code: string }[]): string {
  if (marks.length === 0) return text
  const parts: string[] = []
  let at = 0
  for (const mark of marks) {
    parts.push(text.slice(at, mark.start), mark.code)
    at = mark.end
  }
  parts.push(text.slice(at))
  return parts.join('')
}
