import type { Making, Told } from './make.ts'
import { readDate } from './read-date.ts'

/**
 * A date as many days off as every other of this book, written as it stood. Whole weeks, so that intervals and weekdays
 * survive. What names no single day ("the 4th", "Thanksgiving", "May 2024") cannot be shifted and gets a code.
 */
export function dateSurrogate({ value }: Told, { book, isReal, dayFirst, yearNow }: Making): string | undefined {
  const date = readDate(value, { dayFirst, yearNow })
  if (date === undefined) return undefined
  const shifted = date.write(new Date(date.time + book.shiftDays() * DAY_MS))
  return isReal(`date ${new Date(date.time + book.shiftDays() * DAY_MS).toISOString().slice(0, 10)}`)
    ? undefined
    : shifted
}

export const DAY_MS = 86_400_000
