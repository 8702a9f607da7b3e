import { add, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'

/** `xoch dot bear at mesamail dot org`: looked for around the word `dot`. */
export const spelledEmails: Rule = { starts: { words: ['dot'] }, read: email }

const SPELLED_EMAIL =
  /[\w.-]{1,40}(?: (?:dot|underscore|dash|period) [\w-]{1,30}){0,4} (?:at|@) [\w-]{1,40}(?: (?:dot|period) [\w-]{2,20}){1,3}/gi

/** `xoch dot bear at mesamail dot org`: looked for around the word `dot`. */
function email(reading: Reading, k: number): void {
  const at = reading.tokens.start[k] ?? 0
  const from = Math.max(reading.text.lastIndexOf('\n', at) + 1, at - 60)
  const window = reading.text.slice(from, at + 100)
  SPELLED_EMAIL.lastIndex = 0
  for (const match of window.matchAll(SPELLED_EMAIL)) {
    if (from + match.index <= at && from + match.index + match[0].length > at)
      add(reading, from + match.index, from + match.index + match[0].length, 'EMAIL', 'email/spelled', 0.9)
  }
}
