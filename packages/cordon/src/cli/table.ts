import type { Output } from './output.ts'

/** Rows as a plain table; an empty one says which command fills it. */
export function writeTable(
  output: Output,
  rows: readonly Record<string, unknown>[],
  columns: readonly string[],
  empty: string,
): void {
  if (rows.length === 0) {
    output.line(empty)
    return
  }
  const cells = rows.map((row) => columns.map((column) => cellOf(row[column])))
  const widths = columns.map((column, n) => Math.max(column.length, ...cells.map((row) => row[n]?.length ?? 0)))
  output.line(output.style('bold', columns.map((column, n) => column.padEnd(widths[n] ?? 0)).join('  ')))
  for (const row of cells) output.line(row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join('  '))
}

/** What would move the cursor, or turn the reading direction: a name may hold it, a table line may not. */
const UNSEEN = /[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return '–'
  if (Array.isArray(value)) return value.join(',')
  if (typeof value === 'number' && value > 1e12) return new Date(value).toISOString().slice(0, 10)
  return typeof value === 'string' ? value.replace(UNSEEN, '\uFFFD') : JSON.stringify(value)
}
