import { DAY } from '../kernel/clock.ts'

/** The first millisecond of a FHIR date or dateTime; one without a zone is read as UTC, so that a run repeats. */
export function firstInstant(text: string): number {
  const zoned = !text.includes('T') || /(Z|[+-]\d\d:\d\d)$/.test(text)
  return Date.parse(zoned ? text : `${text}Z`)
}

/** The last millisecond of a FHIR date: a period that ends on a day, a month or a year includes all of it. */
export function lastInstant(text: string): number {
  const first = firstInstant(text)
  const date = new Date(first)
  if (text.length === 4) return Date.UTC(date.getUTCFullYear() + 1, 0) - 1
  if (text.length === 7) return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) - 1
  return text.length === 10 ? first + DAY - 1 : first
}
