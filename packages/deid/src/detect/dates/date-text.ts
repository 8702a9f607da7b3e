import { add, type Reading } from '../evidence.ts'

/** Records a date; its end, so that a caller can go on from there. */
export function addDate(reading: Reading, start: number, end: number, rule: string, score: number): number {
  add(reading, start, end, 'DATE', rule, score)
  return end
}

/** Whether a number goes on from digits before it: `1.10/28`, `4/10/28`. */
export function digitBefore(text: string, start: number): boolean {
  const before = text.charAt(start - 1)
  return (before === '.' || before === '/' || before === '-') && /\d/.test(text.charAt(start - 2))
}
