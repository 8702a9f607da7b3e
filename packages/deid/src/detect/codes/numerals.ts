import { matchAt, type Reading } from '../evidence.ts'
import { form, type Rule, tokenAfter } from '../rule.ts'
import { MARK, NUMBER, WORD } from '../tokens.ts'
import { isNpi } from './checksums.ts'
import { CATALOGUE, hit } from './hit.ts'
import { oddPhone, PHONE, phoneHit } from './phone.ts'
import { isGlued } from './shaped-codes.ts'

/** What starts with a digit, a bracket or a plus and is known by shape alone: phones, social security numbers, MBIs, UDIs, long numbers that nothing explains. */
export const numerals: Rule = {
  starts: { words: ['(', '+'], forms: form(NUMBER) },
  take: (reading, k) =>
    isGlued(reading, k) ? k : tokenAfter(reading, k, numeric(reading, k, reading.tokens.start[k] ?? 0)),
}

const SSN = /\d{3}(?:-\d{2}-|\.\d{2}\.)\d{4}(?![\d-])/y

const SPACED_SSN = /\d{3} \d{2} \d{4}(?!\d)/y

const UDI = /\(01\)\d{14}[\w()/.+-]{0,80}/y

const LOCAL = /[2-9]\d{2}-\d{4}(?![\d-])/y

const GROUPED = /\d{1,4}(?:-\d{1,6}){2,4}(?![\w/-])|\d{3}-0\d{3,5}(?![\w-])|\d{2}-(?:[A-Z]{2}-)?\d{4,8}(?![\w-])/y

/** A drug's package, by its national code. */
const NDC = /^(?:\d{4}-\d{4}-\d{2}|\d{5}-\d{4}-\d{1,2}|\d{5}-\d{3}-\d{2})$/

const SPACED_NPI = /[12]\d{3} \d{3} \d{3}(?!\d)/y

/** Fewer than seven digits are worth reading before a hyphen; from three on, or a 1 alone, also before another number. */
function worthReading({ tokens, text }: Reading, k: number): boolean {
  const start = tokens.start[k] ?? 0
  const end = tokens.end[k] ?? 0
  const next = text.charCodeAt(end)
  if (tokens.type[k] === MARK || end - start >= 7 || next === HYPHEN) return true
  if (end - start < 3 && tokens.lower[k] !== '1') return false
  return next === SPACE ? (tokens.type[k + 1] ?? WORD) !== WORD : !ENDS.test(text.charAt(end))
}

/** What ends a number that goes on as no phone. */
const ENDS = /^[,;:%\n)a-z]?$/i

const SPACE = 32
const HYPHEN = 45

function numeric(reading: Reading, k: number, start: number): number {
  const { text } = reading
  const before = text.charAt(start - 1)
  if (before === '.' || ((before === '-' || before === '/') && /\w/.test(text.charAt(start - 2)))) return 0
  if (!worthReading(reading, k)) return 0
  const udi = matchAt(UDI, text, start)
  if (udi !== null) return hit(reading, start, start + udi[0].length, 'DEVICE', 'device/udi', 0.98)
  const ssn = matchAt(SSN, text, start)
  if (ssn !== null) return hit(reading, start, start + ssn[0].length, 'SSN', 'ssn/shape', 0.9)
  const spaced = matchAt(SPACED_SSN, text, start)
  if (spaced !== null && /(?:ssn|social|soc\.? sec)[^\n]{0,24}$/i.test(text.slice(Math.max(0, start - 34), start)))
    return hit(reading, start, start + 11, 'SSN', 'ssn/spaced', 0.95)
  const npi = matchAt(SPACED_NPI, text, start)
  if (npi !== null && isNpi(npi[0].replace(/ /g, '')))
    return hit(reading, start, start + 12, 'LICENSE', 'license/npi', 0.9)
  const phone = matchAt(PHONE, text, start) ?? oddPhone(text, start)
  if (phone !== null) return phoneHit(reading, k, start, start + phone[0].length)
  const local = matchAt(LOCAL, text, start)
  if (
    local !== null &&
    !/^\s*(?:mg|ml|mcg|units|mm|iu|kcal|calories|cal)/i.test(
      text.slice(start + local[0].length, start + local[0].length + 10),
    )
  ) {
    return phoneHit(reading, k, start, start + local[0].length, 0.7)
  }
  const grouped = matchAt(GROUPED, text, start)
  if (
    grouped !== null &&
    grouped[0].replace(/\D/g, '').length >= 6 &&
    !NDC.test(grouped[0]) &&
    !CATALOGUE.test(text.slice(Math.max(0, start - 16), start))
  )
    return hit(reading, start, start + grouped[0].length, 'OTHERID', 'otherid/groups', 0.5)
  return longDigits(reading, k, start)
}

/** Seven digits or more in one run are an identifier unless a catalogue's name stands before, or they are an amount. */
function longDigits(reading: Reading, k: number, start: number): number {
  const { text, tokens } = reading
  const end = tokens.end[k] ?? 0
  if (end - start < 7 || tokens.type[k] !== NUMBER) return 0
  if (/[$€£.]/.test(text.charAt(start - 1)) || /^\.\d/.test(text.slice(end, end + 2))) return 0
  if (CATALOGUE.test(text.slice(Math.max(0, start - 16), start))) return 0
  if (/^[ ]?(?:mg|ml|copies|cells|iu|units|\/)/i.test(text.slice(end, end + 8))) return 0
  return hit(reading, start, end, 'OTHERID', 'otherid/digits', 0.5)
}
