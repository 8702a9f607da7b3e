import { matchAt, type Reading } from '../evidence.ts'
import { addDate, digitBefore } from './date-text.ts'
import { partialWeight } from './partial-weight.ts'

const PARTIAL = /(\d{1,2})([/-])(\d{1,2})(?![\d/%]|\.\d|-\d)/y

/** `10/28`: accepted unless the words around make it a score, a fraction, a dose or a pressure. */
export function partial(reading: Reading, k: number, start: number): number {
  const { text } = reading
  if (digitBefore(text, start) || /[\w%#$+]/.test(text.charAt(start - 1))) return -1
  const match = matchAt(PARTIAL, text, start)
  if (match === null) return -1
  const month = Number(match[1])
  const day = Number(match[3])
  const end = start + match[0].length
  if (month >= 1 && month <= 12 && day >= 32 && day <= 99 && match[2] === '/') return monthYear(reading, start, end)
  if (month < 1 || month > 12 || day < 1 || day > 31) return -1
  const weight = partialWeight(reading, k, end, month, day, match[2] === '-')
  return weight > 0 ? addDate(reading, start, end, 'date/partial', weight > 1 ? 0.85 : 0.6) : -1
}

/** `last medical 3/99`: month and year of the last century, after a word that leads to a date. */
function monthYear(reading: Reading, start: number, end: number): number {
  const before = reading.text.slice(Math.max(0, start - 16), start)
  return /\b(?:since|from|until|in|last|exp|expires|valid to|medical|through|thru|dated|of|by)\s$/i.test(before)
    ? addDate(reading, start, end, 'date/month-year', 0.75)
    : -1
}
