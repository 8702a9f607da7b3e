import { add, type Reading } from '../evidence.ts'
import { WEEK } from './date-patterns.ts'

const LEAD =
  /(?:the )?(?:(?:first|second|third|fourth|last) (?:week|weekend|half|part|(?:mon|tues|wednes|thurs|fri|satur|sun)day) (?:of|in) |(?:early|late|mid|middle|end|beginning|start|latter half|last)(?: of|-| in| to late)? ?)$/i

export function withLead(reading: Reading, start: number, end: number, rule: string, score: number): void {
  const before = reading.text.slice(Math.max(0, start - 32), start)
  const lead = /\blast $/i.test(before) ? null : LEAD.exec(before)
  add(reading, lead === null ? start : start - lead[0].length, end, 'DATE', rule, score)
}

export const WEEK_BEFORE = new RegExp(`(?<![\\p{L}\\d])${WEEK}(?:,? | )(?:the |de |den |le |el )?$`, 'iu')

/** A weekday that stands beside a date is part of it. */
export function withWeekday(reading: Reading, start: number, end: number, rule: string, score: number): void {
  const before = WEEK_BEFORE.exec(reading.text.slice(Math.max(0, start - 24), start))
  const from = before === null ? start : start - before[0].length
  withLead(reading, from, end, rule, score)
}
