import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'

/** Back from the `@` over the local part; a handle when nothing stands before it. */
export const emails: Rule = { starts: { words: ['@'] }, read: email }

function email(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const at = tokens.start[k] ?? 0
  let start = at
  while (start > 0 && at - start < LOCAL_MAX && LOCAL.test(text.charAt(start - 1))) start--
  const domain = matchAt(DOMAIN, text, at)
  if (domain !== null && start < at) add(reading, start, at + domain[0].length, 'EMAIL', 'email/address', 0.99)
  else if (start === at) handle(reading, at)
}

/** Characters of a local part: RFC 5321, 4.5.3.1.1. */
const LOCAL_MAX = 64

const LOCAL = /[\w.+%'’-]/

const DOMAIN = /@(?:[\p{L}\d](?:[\p{L}\d-]{0,62}[\p{L}\d])?\.){1,6}[\p{L}]{2,24}/uy

const HANDLE = /@[A-Za-z][\w.-]{2,40}/y

function handle(reading: Reading, at: number): void {
  const match = matchAt(HANDLE, reading.text, at)
  if (match !== null && !/^@(?:home|bedside|night|lip|target|rest)\b/i.test(match[0])) {
    add(reading, at, at + match[0].replace(/[.-]+$/, '').length, 'OTHERID', 'handle/at', 0.9)
  }
}
