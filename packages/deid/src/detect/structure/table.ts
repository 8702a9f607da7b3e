import type { IdentifierKind } from '../../span.ts'
import { add, type Layer, type Reading } from '../evidence.ts'
import { createFieldKinds, FITS, fieldKey } from './fields.ts'

/** Rows of a table read by its headings: comma, tab, pipe or semicolon, with quoted cells. */
export function createTables(): Layer {
  const kinds = createFieldKinds()
  return (reading) => {
    for (const separator of [',', '\t', '|', ';'])
      if (reading.text.includes(separator)) tables(reading, separator, kinds)
  }
}

interface Cell {
  readonly start: number
  readonly text: string
}

const COLUMNS_MIN = 4
const COLUMNS_MAX = 200

function tables(reading: Reading, separator: string, kinds: ReadonlyMap<string, IdentifierKind>): void {
  let columns: readonly (IdentifierKind | undefined)[] | undefined
  let from = 0
  while (from < reading.text.length) {
    const newline = reading.text.indexOf('\n', from)
    const end = newline < 0 ? reading.text.length : newline
    const line = reading.text.slice(from, Math.min(end, from + 8000))
    if (line.trim() === '') columns = undefined
    else if (columns === undefined ? mayBeHeading(line, separator) : line.includes(separator)) {
      const cells = cellsOf(line, from, separator)
      const heading = headings(cells, kinds)
      if (heading !== undefined) columns = heading
      else if (columns !== undefined && cells.length >= columns.length - 1) row(reading, cells, columns)
    }
    from = end + 1
  }
}

/** Enough separators, and no number. */
function mayBeHeading(line: string, separator: string): boolean {
  let columns = 1
  for (let at = line.indexOf(separator); at >= 0 && columns < COLUMNS_MIN; at = line.indexOf(separator, at + 1))
    columns++
  return columns >= COLUMNS_MIN && !/\d\d/.test(line)
}

/** A line is a heading when at least three of its cells, and a third of them, name a field, and none has a digit. */
function headings(
  cells: readonly Cell[],
  kinds: ReadonlyMap<string, IdentifierKind>,
): (IdentifierKind | undefined)[] | undefined {
  if (cells.length < COLUMNS_MIN || cells.length > COLUMNS_MAX) return undefined
  if (cells.some((cell) => /\d{2}/.test(cell.text) || cell.text.length > 30)) return undefined
  const found = cells.map((cell) => kinds.get(fieldKey(cell.text)))
  const named = found.filter((kind) => kind !== undefined).length
  return named >= 3 && named * 3 >= cells.length ? found : undefined
}

function row(reading: Reading, cells: readonly Cell[], columns: readonly (IdentifierKind | undefined)[]): void {
  cells.forEach((cell, i) => {
    const kind = columns[i]
    const text = cell.text.trim()
    if (kind === undefined || text.length < 2 || text.length > 120 || !FITS[kind].test(text)) return
    const start = cell.start + cell.text.indexOf(text)
    const value = kind === 'NAME' ? text.replace(/"? (?:MD|DO|RN|NP|PA-C|DPM|CRNP|PhD)$/, '') : text
    add(reading, start, start + value.length, kind, `table/${kind.toLowerCase()}`, 0.93)
  })
}

/** Cells of one line; a quoted cell may hold the separator and doubled quotes. */
function cellsOf(line: string, offset: number, separator: string): Cell[] {
  const cells: Cell[] = []
  let i = 0
  while (i <= line.length && cells.length <= COLUMNS_MAX) {
    const quoted = line.charAt(i) === '"'
    const end = quoted ? quoteEnd(line, i + 1) : separatorAt(line, i, separator)
    const start = quoted ? i + 1 : i
    cells.push({ start: offset + start, text: line.slice(start, end) })
    i = (quoted ? separatorAt(line, end, separator) : end) + 1
  }
  return cells
}

function quoteEnd(line: string, from: number): number {
  for (let i = from; i < line.length; i++) {
    if (line.charAt(i) !== '"') continue
    if (line.charAt(i + 1) === '"') i++
    else return i
  }
  return line.length
}

function separatorAt(line: string, from: number, separator: string): number {
  const at = line.indexOf(separator, from)
  return at < 0 ? line.length : at
}
