import { add, type Reading } from '../evidence.ts'
import type { NameRun } from './name-run.ts'
import { isProtectedAt } from './protection.ts'

export function addRun(reading: Reading, run: NameRun, rule: string, score: number): void {
  const { tokens } = reading
  add(reading, tokens.start[run.first] ?? 0, tokens.end[run.last] ?? 0, 'NAME', rule, score)
}

/** Medicine by its neighbours, or the placeholder John Doe. */
export const protectedRun = (reading: Reading, run: NameRun): boolean =>
  isProtectedAt(reading, run.first, run.last) ||
  reading.tokens.lower[run.last] === 'doe' ||
  reading.tokens.lower[run.last + 1] === 'doe'
