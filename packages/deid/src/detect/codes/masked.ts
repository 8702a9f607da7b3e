import { add, matchAt, type Reading } from '../evidence.ts'
import { form, type Rule } from '../rule.ts'
import { MIXED, NUMBER } from '../tokens.ts'

/** Masked numbers by their own form: `***-**-3381`, `xxx-xx-0382`, `004-22-xxxx`, `5563 xxxx xxxx 0926`, `Visa ...0937`. */
export const maskedNumbers: Rule = { starts: { forms: [...form(NUMBER), ...form(MIXED)] }, read: masked }

const SSN_BEFORE = /(?<![\w*])[*xX#•]{3}[- ][*xX#•]{2}[- ]$/
const SSN_AFTER = /\d{3}-\d{2}-[xX*•#]{4}(?!\w)/y
const CARD = /\d{4}[ -](?:[\dxX*•]{4}[ -][xX*•]{4}|[xX*•]{4}[ -][\dxX*•]{4})[ -]\d{4}(?!\d)/y
const CARD_BEFORE =
  /(?:visa|mastercard|amex|discover|debit|card|checking|savings|acct|account)\W{0,3}(?:\.{3}|…|[xX*•]{4,12}[ -]?)$/i

/** What stands after the first group of either. */
const GROUP_ENDS = new Set([' ', '-'])

function masked(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const end = tokens.end[k] ?? 0
  const length = end - start
  if (length === 4) lastFour(reading, start, end)
  if ((length !== 3 && length !== 4) || !GROUP_ENDS.has(text.charAt(end))) return
  const social = matchAt(SSN_AFTER, text, start)
  if (social !== null) add(reading, start, start + social[0].length, 'SSN', 'ssn/masked', 0.95)
  const card = matchAt(CARD, text, start)
  if (card !== null) add(reading, start, start + card[0].length, 'ACCOUNT', 'account/masked', 0.9)
}

function lastFour(reading: Reading, start: number, end: number): void {
  const { text } = reading
  if (!/[-.…xX*•# ]/.test(text.charAt(start - 1)) || !/^\d{4}$/.test(text.slice(start, end))) return
  const before = text.slice(Math.max(0, start - 24), start)
  const social = SSN_BEFORE.exec(before)
  if (social !== null) add(reading, start - social[0].length, end, 'SSN', 'ssn/masked', 0.97)
  else if (CARD_BEFORE.test(before)) add(reading, start, end, 'ACCOUNT', 'account/masked', 0.85)
}
