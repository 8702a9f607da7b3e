import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'

/** Back from the `@` over the local part; a handle when nothing stands before it. */
export const emails: Rule = { starts: { words: ['@'] }, read: email }

/** `rick [at] host.org`. */
export const bracketedEmails: Rule = {
  starts: { words: ['at'] },
  read: (reading, k) => void (/^[[(]$/.test(reading.tokens.lower[k - 1] ?? '') && spaced(reading, k)),
}

function email(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const at = tokens.start[k] ?? 0
  let start = at
  while (start > 0 && at - start < LOCAL_MAX && LOCAL.test(text.charAt(start - 1))) start--
  const domain = matchAt(DOMAIN, text, at)
  if (domain !== null && start < at) add(reading, start, at + domain[0].length, 'EMAIL', 'email/address', 0.99)
  else if (start === at && !spaced(reading, k)) handle(reading, at)
}

/** `rick_f @ host.org`, `rick [at] host.org`: with blanks or brackets around. */
function spaced(reading: Reading, k: number): boolean {
  const { text, tokens } = reading
  if (!OPENING.has(text.charAt((tokens.start[k] ?? 0) - 1))) return false
  const match = matchAt(SPACED, text, tokens.end[k] ?? 0)
  const before = LOCAL_BEFORE.exec(text.slice(Math.max(0, (tokens.start[k] ?? 0) - LOCAL_MAX), tokens.start[k]))
  const local = before?.[1]
  if (match === null || before === null || local === undefined) return false
  add(
    reading,
    (tokens.start[k] ?? 0) - before[0].length,
    (tokens.end[k] ?? 0) + match[0].length,
    'EMAIL',
    'email/spaced',
    0.92,
  )
  return true
}

/** What a local part that stands apart ends in. */
const OPENING = new Set([' ', '[', '('])

const LOCAL_BEFORE = /([\w.+%-]{2,64})(?:\s?[[(]| )$/

const SPACED = /(?:[\])]\s?| )(?:[\p{L}\d](?:[\p{L}\d-]{0,62}[\p{L}\d])?\.){1,6}[\p{L}]{2,24}/uy

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
