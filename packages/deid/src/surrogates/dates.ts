import type { Making, Told } from './make.ts'
import { readDate } from './read-date.ts'

/**
 * A date as many days off as every other of this book under this policy, written as it stood. Whole weeks, so that intervals and weekdays
 * survive. What names no single day ("the 4th", "Thanksgiving", "May 2024") cannot be shifted and gets a code.
 */
export function dateSurrogate(
  { value }: Told,
  { book, policy, isReal, dayFirst, yearNow }: Making,
): string | undefined {
  const date = readDate(value, { dayFirst, yearNow })
  if (date === undefined) return undefined
  const day = new Date(date.time + book.shiftDays(policy) * DAY_MS)
  if (isReal(`date ${day.toISOString().slice(0, 10)}`)) return undefined
  const shifted = date.write(day)
  // "07/03/2026" and "7/3/2026" may both become "10/31/2026": the second is parted by another mark.
  return spellings(shifted).find((text) => (book.find(text)?.value ?? value) === value)
}

function spellings(shifted: string): readonly string[] {
  return /^\d+\/\d+\/\d+$/.test(shifted)
    ? [shifted, shifted.replaceAll('/', '-'), shifted.replaceAll('/', '.')]
    : [shifted]
}

export const DAY_MS = 86_400_000
