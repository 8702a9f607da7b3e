import { add, type Reading } from '../evidence.ts'
import { form, type Rule } from '../rule.ts'
import { BLANK, CAPS, NUMBER, TIGHT, WORD } from '../tokens.ts'
import { isDeaNumber } from './checksums.ts'
import { codeEnd } from './code-value.ts'
import { CATALOGUE } from './hit.ts'

/** Digits that make a number an identifier, whatever word stands before its hyphen. */
const DIGITS_MIN = 6

/** `tm-msg-3748306`: a word, a hyphen and a long number. */
export const hyphenedNumbers: Rule = { starts: { words: ['-'] }, read: hyphened }

function hyphened(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.type[k + 1] !== NUMBER || tokens.gap[k + 1] !== TIGHT || tokens.gap[k] !== TIGHT) return
  const start = tokens.start[k - 1] ?? 0
  const end = tokens.end[k + 1] ?? 0
  if (tokens.type[k - 1] !== WORD || end - (tokens.start[k + 1] ?? 0) < DIGITS_MIN) return
  if (/[\w.-]/.test(text.charAt(end)) && !/^\.(?:\s|$)/.test(text.slice(end, end + 2))) return
  if (!CATALOGUE.test(text.slice(Math.max(0, start - 16), start + 12).replace(/-.*$/, '')))
    add(reading, start, end, 'OTHERID', 'otherid/hyphened', 0.6)
}

/** `EMT-P #H23864`: a code after a number sign, of four digits or more. */
export const signedNumbers: Rule = { starts: { words: ['#'] }, read: signed }

function signed(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k + 1] ?? 0
  if (k === 0 || tokens.gap[k + 1] !== TIGHT || (tokens.gap[k] === TIGHT && tokens.type[k - 1] === WORD)) return
  const end = codeEnd(text, start)
  const before = text.slice(Math.max(0, start - 18), start)
  if (end > 0 && text.slice(start, end).replace(/\D/g, '').length >= 4 && !CATALOGUE.test(before))
    add(reading, start, end, 'OTHERID', 'otherid/signed', 0.6)
}

/** Two letters that lead to a number and are no part of it. */
const LABELS = new Set(['id', 'no', 'mr', 'rx', 'pt', 'pa'])

/** `FJ 2534015`: a DEA registration with a blank, when its checksum holds. */
export const spacedRegistrations: Rule = { starts: { forms: form(WORD, CAPS) }, read: registration }

function registration(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k] ?? 0
  const end = tokens.end[k + 1] ?? 0
  if (
    (tokens.end[k] ?? 0) - start !== 2 ||
    tokens.type[k + 1] !== NUMBER ||
    end - start !== 10 ||
    tokens.gap[k + 1] !== BLANK
  )
    return
  if (LABELS.has(tokens.lower[k] ?? '')) return
  if (isDeaNumber(text.slice(start, end).replace(' ', ''))) add(reading, start, end, 'LICENSE', 'license/dea', 0.9)
}
