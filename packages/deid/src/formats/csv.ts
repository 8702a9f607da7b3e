import { fieldKey } from '../detect/structure/fields.ts'
import { DeidError } from '../errors.ts'
import type { IdentifierKind } from '../span.ts'
import { hasLongNumber } from '../walk.ts'
import { type ColumnRole, columnRoles } from './csv-columns.ts'
import { applyEdits } from './document.ts'
import type { Edit, Format, FormatLeaf, OpenedText, Way } from './format.ts'
import { isBareName, namesPerson } from './part-names.ts'
import { isAgeOver89, isCoordinate } from './short-number.ts'

/** Comma- or semicolon- or bar-separated values (RFC 4180). Each column has a role, found from its name and its values. */
const DELIMITERS = { csv: [',', ';', '|'], tsv: ['\t'] } as const

export const csv: Format = tableFormat('csv')

export const tsv: Format = tableFormat('tsv')

/** What is known of a table from its first rows: enough to read any of its other rows without them. */
export interface TableShape {
  readonly delimiter: string
  readonly width: number
  readonly roles: readonly ColumnRole[]
  /** Whether its first row names the columns. */
  readonly named: boolean
}

/** The shape of a table from its first rows, of which the last may be cut. Throws `format_invalid` with the row. */
export function readShape(rows: string, delimiter: string): TableShape {
  return shapeOf(readRows(rows, delimiter), delimiter)
}

/** Rows of a table of this shape; `first`: its first rows, with the names of the columns. */
export function tableRows(shape: TableShape, first: boolean): Format {
  return {
    name: 'rows',
    sniff: () => false,
    open: (text) => openRows(text, readRows(text, shape.delimiter, shape.width), shape, first),
  }
}

interface Cell {
  /** The row's number in the file, from one. */
  readonly row: number
  readonly column: number
  /** Quotes included. */
  readonly start: number
  readonly end: number
  readonly quoted: boolean
  readonly text: string
}

function tableFormat(name: 'csv' | 'tsv'): Format {
  return {
    name,
    sniff: (text) => sniffDelimiter(text, DELIMITERS[name]) !== undefined,
    open: (text) => openTable(text, delimiterOf(name, text)),
  }
}

/** What stands between the cells of a table, as its first rows show; where they are of different widths, as the first does. */
export function delimiterOf(name: 'csv' | 'tsv', text: string): string {
  const line = text.slice(0, SNIFF_CHARS).split(/[\r\n]/, 1)[0] ?? ''
  const delimiters = DELIMITERS[name]
  return sniffDelimiter(text, delimiters) ?? sniffDelimiter(`${line}\n${line}`, delimiters) ?? delimiters[0]
}

/** The delimiter that cuts the first rows into the same number of cells, two or more. */
function sniffDelimiter(text: string, delimiters: readonly string[]): string | undefined {
  const sample = text.slice(0, SNIFF_CHARS)
  const whole = sample.length === text.length ? sample : sample.slice(0, sample.lastIndexOf('\n') + 1)
  const widths = delimiters.map((delimiter) => ({ delimiter, width: commonWidth(whole, delimiter) }))
  const [best] = widths.sort((a, b) => b.width - a.width)
  return best !== undefined && best.width >= 2 ? best.delimiter : undefined
}

export const SNIFF_CHARS = 16_384

function commonWidth(sample: string, delimiter: string): number {
  try {
    const rows = readRows(sample, delimiter)
    return rows.length >= 2 ? (rows[0]?.length ?? 0) : 0
  } catch {
    return 0
  }
}

function openTable(text: string, delimiter: string): OpenedText {
  const rows = readRows(text, delimiter)
  return openRows(text, rows, shapeOf(rows, delimiter), true)
}

function shapeOf(rows: readonly Cell[][], delimiter: string): TableShape {
  return { delimiter, width: rows[0]?.length ?? 0, ...columnRoles(rows.map((row) => row.map((cell) => cell.text))) }
}

function openRows(
  text: string,
  rows: readonly Cell[][],
  { delimiter, roles, named }: TableShape,
  first: boolean,
): OpenedText {
  const cells = rows.flat().filter(({ text: said }) => said.trim() !== '')
  const leaves: FormatLeaf[] = []
  const held: Cell[] = []
  for (const cell of cells) {
    const isName = first && named && cell.row === rows[0]?.[0]?.row
    const leaf = isName ? nameLeaf(cell) : cellLeaf(cell, roles[cell.column])
    if (leaf === undefined) continue
    leaves.push(leaf)
    held.push(cell)
  }
  return {
    leaves,
    columns: roles.map(({ role, reason }, column) => ({ column: column + 1, role, reason })),
    rewrite: (edits, way) => held.flatMap((cell, i) => cellEdits(text, cell, edits[i] ?? [], delimiter, way)),
  }
}

/** A column's name that identifies somebody refuses the table: a renamed column would break whoever reads it. */
function nameLeaf({ row, column, text }: Cell): FormatLeaf {
  const path = ['row', row, 'column', column + 1]
  if (!namesPerson(text)) return { path, text, key: true }
  return { path, text, key: true, certain: [{ start: 0, end: text.length, kind: 'NAME', rule: 'format/key' }] }
}

function cellLeaf({ row, column, text }: Cell, role: ColumnRole | undefined): FormatLeaf | undefined {
  const path = ['row', row, 'column', column + 1]
  const telling = role === undefined ? undefined : tellingKind(role, text)
  if (telling !== undefined) {
    return { path, text, certain: [{ start: 0, end: text.length, kind: telling, rule: 'format/column' }] }
  }
  if (role === undefined || role.kind === undefined) {
    const isMeasure = NUMBER.test(text) && !hasLongNumber(text)
    if (isMeasure) return undefined
    return { path, text, lead: role?.name === undefined || role.name === '' ? '' : `${role.name}: ` }
  }
  if (SAYS_NOTHING.has(fieldKey(text))) return undefined
  return { path, text, certain: [{ start: 0, end: text.length, kind: role.kind, rule: 'format/column' }], whole: true }
}

/** A number by its column's name, and a cell that holds a person's name and nothing else. */
function tellingKind({ role, name, kind }: ColumnRole, text: string): IdentifierKind | undefined {
  if (role === 'AGE' && isAgeOver89(name, text)) return 'AGE90'
  if (kind === undefined && isCoordinate(name, text.trim())) return 'STREET'
  return kind === undefined && isBareName(text) ? 'NAME' : undefined
}

const NUMBER = /^\s*[-+]?\d+(?:[.,]\d+)?\s*$/
const SAYS_NOTHING = new Set(['', 'na', 'null', 'none', 'unknown', 'nan', 'nil', 'missing', 'notavailable', 'notknown'])

function cellEdits(table: string, cell: Cell, edits: readonly Edit[], delimiter: string, way: Way): Edit[] {
  if (edits.length === 0) return []
  if (cell.quoted) {
    const rawAt = quotedOffsets(cell.text)
    return edits.map((edit) => {
      const [start, end] = [rawAt(edit.start), rawAt(edit.end)]
      return { start: cell.start + 1 + start, end: cell.start + 1 + end, text: edit.text.replaceAll('"', '""') }
    })
  }
  const whole = applyEdits(cell.text, edits)
  const breaks = way === 'restore' && (whole.includes(delimiter) || /^"|[\r\n]/.test(whole))
  const raw = breaks ? `"${whole.replaceAll('"', '""')}"` : whole
  return raw === table.slice(cell.start, cell.end) ? [] : [{ start: cell.start, end: cell.end, text: raw }]
}

/** Where an offset of a quoted cell's text stands between its quotes, inner quotes doubled. Ascending offsets only. */
function quotedOffsets(text: string): (offset: number) => number {
  let at = 0
  let quotes = 0
  return (offset) => {
    for (; at < offset; at++) if (text.charAt(at) === '"') quotes++
    return offset + quotes
  }
}

/** Rows of one width. Throws `format_invalid` with the number of the row that differs. Empty lines are no rows. */
function readRows(text: string, delimiter: string, width?: number): Cell[][] {
  const rows: Cell[][] = []
  let at = text.startsWith('\ufeff') ? 1 : 0
  for (let row = 1; at < text.length; row++) {
    const [cells, next] = readRow(text, at, row, delimiter)
    at = next
    const isEmpty = cells.length === 1 && cells[0]?.start === cells[0]?.end
    if (isEmpty) continue
    if (cells.length !== (width ?? rows[0]?.length ?? cells.length)) throw new DeidError('format_invalid', `row ${row}`)
    rows.push(cells)
  }
  return rows
}

function readRow(text: string, from: number, row: number, delimiter: string): [cells: Cell[], next: number] {
  const cells: Cell[] = []
  for (let at = from; ; at++) {
    const cell = readCell(text, at, { row, column: cells.length }, delimiter)
    if (cells.push(cell) > COLUMNS_MAX) throw new DeidError('input_too_large', `row ${row}`)
    at = cell.end
    if (text.charAt(at) === delimiter) continue
    if (text.charAt(at) === '\r' && text.charAt(at + 1) === '\n') at++
    return [cells, at + 1]
  }
}

/** Cells of a row. */
const COLUMNS_MAX = 4_096

function readCell(text: string, start: number, place: { row: number; column: number }, delimiter: string): Cell {
  if (text.charAt(start) !== '"') {
    const end = unquotedEnd(text, start, delimiter)
    return { ...place, start, end, quoted: false, text: text.slice(start, end) }
  }
  let at = text.indexOf('"', start + 1)
  while (at >= 0 && text.charAt(at + 1) === '"') at = text.indexOf('"', at + 2)
  const after = text.charAt(at + 1)
  const isClosed = at >= 0 && (at + 1 === text.length || after === delimiter || after === '\n' || after === '\r')
  if (!isClosed) throw new DeidError('format_invalid', `row ${place.row}`)
  const end = at + 1
  return { ...place, start, end, quoted: true, text: text.slice(start + 1, at).replaceAll('""', '"') }
}

function unquotedEnd(text: string, start: number, delimiter: string): number {
  let at = start
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === delimiter || char === '\n' || char === '\r') break
    at++
  }
  return at
}
