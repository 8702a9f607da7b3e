import type { Accounting, Line } from './account.ts'

const COLUMNS = [
  'date',
  'recipient',
  'address',
  'description',
  'purpose',
  'outcome',
  'index',
] as const satisfies readonly (keyof Line)[]

/** RFC 4180, a header and a line for each disclosure. A cell that a spreadsheet would run as a formula gets a quote in front. */
export function accountingCsv({ disclosures }: Accounting): string {
  const rows = [[...COLUMNS], ...disclosures.map((line) => COLUMNS.map((column) => String(line[column])))]
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}

function cell(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(tame) || tame !== text ? `"${tame.replaceAll('"', '""')}"` : tame
}
