import { matchAt, type Reading } from '../evidence.ts'
import { form, type Rule, tokenAfter } from '../rule.ts'
import { CAPS, MIXED, NUMBER, TIGHT, WORD } from '../tokens.ts'
import { isVin, MBI } from './checksums.ts'
import { CATALOGUE, hit } from './hit.ts'
import { phoneHit } from './phone.ts'

/** Codes of letters and digits known by shape alone: MBIs, VINs, card and case numbers. */
export const shapedCodes: Rule = {
  starts: { forms: [...form(MIXED), ...form(WORD, CAPS)] },
  take(reading, k) {
    if (isGlued(reading, k) || (reading.tokens.type[k] === WORD && !leads(reading, k))) return k
    return tokenAfter(reading, k, mixed(reading, k, reading.tokens.start[k] ?? 0))
  },
}

/** Capitals that a hyphen or a code follows. */
function leads({ tokens, text }: Reading, k: number): boolean {
  if (text.charCodeAt(tokens.end[k] ?? 0) === HYPHEN || tokens.type[k + 1] === MIXED) return true
  return tokens.type[k + 1] === NUMBER && tokens.type[k + 2] === NUMBER
}

const HYPHEN = 45

/** Whether the token goes on from a letter, a digit or an amount. */
export function isGlued({ tokens, text }: Reading, k: number): boolean {
  if (k === 0 || tokens.gap[k] !== TIGHT) return false
  const code = text.charCodeAt((tokens.start[k] ?? 0) - 1)
  return code === DOLLAR || code === UNDERSCORE || isPlainCharacter(code)
}

const DOLLAR = 36
const UNDERSCORE = 95

/** A letter or a digit of ASCII. */
const isPlainCharacter = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)

const MISREAD = /\(?[\dOIl]{3}\)?[-. ]{1,2}[\dOIl]{3}[-. ][\dOIl]{4}(?!\w)/y

/** A prefix of capitals and groups in the manner of an insurance card. */
const CARD = /[A-Z]{2,4}(?: \d[A-Z\d]{2,4}| [A-Z]?\d{2,4}[A-Z]{0,3}){2,4}(?: ?\*\d{2})?(?![\w/%-]|\.\w)/y

const SHAPED =
  /[A-Z]{1,6}\d{0,4}(?:[-/.][A-Z0-9]{1,10}){1,4}(?![\w])|[A-Z]{1,3}\d{6,14}(?!\w)|\d{1,4}[A-Z]{1,4}\d{4,10}(?!\w)|[A-Z]{2,5}-?\d{2}-\d{4,8}(?:-\w{1,6})?(?!\w)|\d{2,}[A-Z]?-[A-Z0-9]{2,}(?:-[A-Z0-9]{1,8}){0,3}(?!\w)/y

/** Measurements in a row, `MAP 65 70 72 75`, or years. */
const isSeries = (raw: string): boolean =>
  /^[A-Z]+(?: \d{2,3})+$/.test(raw) || /^[A-Z]+(?: \d{4})+$/.test(raw) || / (?:19[3-9]|20[0-3])\d(?: |$)/.test(raw)

/** Small letters and six digits or more, but no variant of a gene, trial or article. */
const SMALL = /(?!rs|nct|pmc|cd|chr)[a-z]{1,3}\d{6,12}(?!\w)/y

/** The first groups of a UUID, or all of it. */
const HEXADECIMAL =
  /(?=[a-f\d-]*\d[a-f\d-]*[a-f]|[a-f\d-]*[a-f][a-f\d-]*\d)[a-f\d]{8}-[a-f\d]{4}(?:-[a-f\d]{4,12}){0,3}(?![\w-])/iy

const VIN = /[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])/iy

function mixed(reading: Reading, k: number, start: number): number {
  const { text } = reading
  const misread = matchAt(MISREAD, text, start)
  if (misread !== null && misread[0].replace(/\D/g, '').length >= 6)
    return phoneHit(reading, k, start, start + misread[0].length, 0.75)
  const mbi = matchAt(MBI, text, start)
  if (mbi !== null) return hit(reading, start, start + mbi[0].length, 'HEALTHPLAN', 'healthplan/mbi', 0.96)
  const vin = matchAt(VIN, text, start)
  if (vin !== null && isVin(vin[0])) return hit(reading, start, start + 17, 'VEHICLE', 'vehicle/vin', 0.98)
  if (vin !== null && !text.startsWith('p.', start - 2) && /\d{4}/.test(vin[0]) && /[A-Z]/i.test(vin[0]))
    return hit(reading, start, start + 17, 'OTHERID', 'otherid/shape', 0.6)
  const group = matchAt(CARD, text, start)
  if (group !== null && group[0].replace(/\D/g, '').length >= 8 && !isSeries(group[0]))
    return hit(reading, start, start + group[0].length, 'OTHERID', 'otherid/card', 0.6)
  const plain = matchAt(HEXADECIMAL, text, start) ?? matchAt(SMALL, text, start)
  if (plain !== null) return hit(reading, start, start + plain[0].length, 'OTHERID', 'otherid/shape', 0.6)
  const shaped = matchAt(SHAPED, text, start)
  if (
    shaped === null ||
    /^(?:MRN|SSN|NPI|DOB)|^(?:NCT|VCV|SCV|RCV|PMC|COSM|COSV|CMS)-?\d/.test(shaped[0]) ||
    CATALOGUE.test(text.slice(Math.max(0, start - 16), start))
  )
    return 0
  return enoughDigits(shaped[0]) ? hit(reading, start, start + shaped[0].length, 'OTHERID', 'otherid/shape', 0.55) : 0
}

/** Four digits in groups that no drug, guideline or standard is named by: `QE-PV-7719`, `9be1-44f0`. */
const GROUPED = /^[A-Z]{2,6}-[A-Z\d]{1,6}-[A-Z\d-]+$|^\d{2}-[A-Z]{1,3}-?\d{2,}|^[A-Z]{2,4}-\d{4}-[A-Z]$/

/** Five digits in all, or four in groups, and not a diagnosis or procedure code. */
function enoughDigits(raw: string): boolean {
  const digits = raw.replace(/\D/g, '').length
  return (
    (digits >= 5 || (digits === 4 && GROUPED.test(raw))) &&
    !/^[A-Z]\d{2}\.\d{1,4}[A-Z]?$/.test(raw) &&
    !/^[A-Z]\d{4}$/.test(raw) &&
    !/^\d{5}-(?:\d{2}|[A-Z]\d)$/.test(raw) &&
    !/^(?:ICD|CPT|CFR|IL|CD|H\d)-/.test(raw)
  )
}
