import { add, type Reading } from '../evidence.ts'
import { LETTER } from './date-patterns.ts'
import { isWeekday } from './weekday-words.ts'

const LEAD =
  /(?:the )?(?:(?:first|second|third|fourth|last) (?:week|weekend|half|part|(?:mon|tues|wednes|thurs|fri|satur|sun)day) (?:of|in) |(?:early|late|mid|middle|end|beginning|start|latter half|last)(?: of|-| in| to late)? ?)$/i

export function withLead(reading: Reading, start: number, end: number, rule: string, score: number): void {
  const before = reading.text.slice(Math.max(0, start - 32), start)
  const lead = /\blast $/i.test(before) ? null : LEAD.exec(before)
  add(reading, lead === null ? start : start - lead[0].length, end, 'DATE', rule, score)
}

const WEEK_BEFORE = new RegExp(
  `(?<![${LETTER}\\d-])([${LETTER}]{2,9}(?:-feira)?)\\.?,? (?:the |de |den |le |el )?$`,
  'i',
)

/** How many characters before a date its weekday takes; 0 when none stands there. */
export function weekdayBefore(before: string): number {
  const match = WEEK_BEFORE.exec(before)
  return match !== null && isWeekday(match[1] ?? '') ? match[0].length : 0
}

/** A weekday that stands beside a date is part of it. */
export function withWeekday(reading: Reading, start: number, end: number, rule: string, score: number): void {
  const before = weekdayBefore(reading.text.slice(Math.max(0, start - 24), start))
  withLead(reading, start - before, end, rule, score)
}
