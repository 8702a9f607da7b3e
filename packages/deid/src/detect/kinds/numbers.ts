import { add, type Layer, matchAt, type Reading } from '../evidence.ts'
import { CAPS, MARK, MIXED, NUMBER, WORD } from '../tokens.ts'
import { isVin, MBI } from './checksums.ts'

/** Identifiers known by shape alone: phone numbers, social security numbers, MBIs, VINs, UDIs, and long codes that nothing explains. */
export function createNumbers(): Layer {
  return (reading) => {
    const { tokens, text } = reading
    let done = 0
    for (let k = 0; k < tokens.count; k++) {
      const start = tokens.start[k] ?? 0
      if (start < done) continue
      const first = text.charCodeAt(start)
      const opens = first === 40 || first === 43
      if (
        !opens &&
        tokens.type[k] !== NUMBER &&
        tokens.type[k] !== MIXED &&
        !(
          tokens.type[k] === WORD &&
          (text.charCodeAt(tokens.end[k] ?? 0) === 45 || (tokens.shape[k] === CAPS && tokens.type[k + 1] === MIXED))
        )
      )
        continue
      if (k > 0 && tokens.gap[k] === 0 && /[\w$]/.test(text.charAt(start - 1))) continue
      const end = opens || tokens.type[k] === NUMBER ? numeric(reading, k, start) : mixed(reading, k, start)
      if (end > done) done = end
    }
  }
}

const PHONE =
  /(?:\+?1[ .-]{0,2})?(?:\(\d{3}\)[ -]{0,2}|\d{3} ?[.\-/•·–] ?|\d{3} )\d{3}(?: ?[.\-/•·–][ \n]?| )?\d{4}(?!\d)|\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}(?!\d)|0\d{3,4} \d{3} ?\d{3}(?!\d)|1?[2-9]\d{2}[2-9]\d{6}(?!\d)|\(\d{3}\) ?\d{7}(?!\d)|\d{3} \d{7}(?!\d)|\d{3} ?[.-] ?\d{7}(?!\d)/y
const ODD_PHONE = /\(?\d{3}\)?(?:[ .-]{1,2}\d{1,4}){2,7}(?![\d-])/y
const EXTENSION = /,? {0,2}(?:ext\.?|x\.?|extension|extn\.?) {0,2}\d{1,6}/iy
const MISREAD = /\(?[\dOIl]{3}\)?[-. ]{1,2}[\dOIl]{3}[-. ][\dOIl]{4}(?!\w)/y
const SPACED_SSN = /\d{3} \d{2} \d{4}(?!\d)/y
const LOCAL = /[2-9]\d{2}-\d{4}(?![\d-])/y
const SSN = /\d{3}-\d{2}-\d{4}(?![\d-])|[*xX#•]{3}-[*xX#•]{2}-\d{4}/y
const UDI = /\(01\)\d{14}[\w()/.+-]{0,80}/y

function numeric(reading: Reading, k: number, start: number): number {
  const { text } = reading
  const before = text.charAt(start - 1)
  if (before === '.' || ((before === '-' || before === '/') && /\w/.test(text.charAt(start - 2)))) return 0
  const udi = matchAt(UDI, text, start)
  if (udi !== null) return hit(reading, start, start + udi[0].length, 'DEVICE', 'device/udi', 0.98)
  const ssn = matchAt(SSN, text, start)
  if (ssn !== null) return hit(reading, start, start + ssn[0].length, 'SSN', 'ssn/shape', 0.9)
  const spaced = matchAt(SPACED_SSN, text, start)
  if (spaced !== null && /(?:ssn|social|soc\.? sec)[^\n]{0,24}$/i.test(text.slice(Math.max(0, start - 34), start)))
    return hit(reading, start, start + 11, 'SSN', 'ssn/spaced', 0.95)
  const phone = matchAt(PHONE, text, start) ?? oddPhone(text, start)
  if (phone !== null) return phoneHit(reading, k, start, start + phone[0].length)
  const mbi = matchAt(MBI, text, start)
  if (mbi !== null) return hit(reading, start, start + mbi[0].length, 'HEALTHPLAN', 'healthplan/mbi', 0.96)
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
    !CATALOGUE.test(text.slice(Math.max(0, start - 16), start))
  )
    return hit(reading, start, start + grouped[0].length, 'OTHERID', 'otherid/groups', 0.5)
  return longDigits(reading, k, start)
}

/** Digits of a phone in unusual groups: ten in all, or eleven with a leading 1. */
function oddPhone(text: string, start: number): RegExpExecArray | null {
  const odd = matchAt(ODD_PHONE, text, start)
  if (odd === null) return null
  const digits = odd[0].replace(/\D/g, '')
  if (/\.\d\d(?!\d)/.test(odd[0])) return null
  return digits.length === 10 && /[ ]|\(/.test(odd[0]) && /^[2-9]/.test(digits) ? odd : null
}

function phoneHit(reading: Reading, k: number, start: number, end: number, score = 0.9): number {
  const { text } = reading
  const extension = matchAt(EXTENSION, text, end)
  const stop = extension === null ? end : end + extension[0].length
  const kind = FAX_BEFORE.test(text.slice(Math.max(0, start - 28), start)) ? 'FAX' : 'PHONE'
  if (
    k > 0 &&
    reading.tokens.type[k - 1] === MARK &&
    reading.tokens.lower[k - 1] === '(' &&
    text.charAt(start) !== '('
  ) {
    const open = reading.tokens.start[k - 1] ?? start
    if (/^\(\d{3}\)/.test(text.slice(open, open + 5))) return hit(reading, open, stop, kind, 'phone/shape', score)
  }
  return hit(reading, start, stop, kind, 'phone/shape', score)
}

const FAX_BEFORE = /(?:fax|fx|facsimile|téléc|telec)\b[^\d\n]{0,18}$/i

const CATALOGUE =
  /(?:model|lot|form|protocol|ndc|cpt|icd|icd-?10|icd-?10-?cm|hcpcs|loinc|snomed|sct|rxnorm|taxonomy|payer|payer ?id|drg|bin|ind|nct|oid|odometer|atc|section|article|lcd|policy|pmid|doi|revenue|rev|mileage|code|cas|isbn|dose|population|trial of)\W{0,4}$/i

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

/** A prefix of capitals and groups in the manner of an insurance card. */
const CARD = /[A-Z]{2,4}(?: \d[A-Z\d]{2,4}| [A-Z]?\d{2,4}[A-Z]{0,3}){2,4}(?![\w./%-])/y
const GROUPED = /\d{1,4}(?:-\d{1,6}){2,4}(?![\w/-])|\d{3}-0\d{3,5}(?![\w-])/y

const SHAPED =
  /[A-Z]{1,6}\d{0,4}(?:[-/.][A-Z0-9]{1,10}){1,4}(?![\w])|[A-Z]{1,3}\d{6,14}(?!\w)|\d{1,4}[A-Z]{1,4}\d{4,10}(?!\w)|[A-Z]{2,5}-?\d{2}-\d{4,8}(?:-\w{1,6})?(?!\w)|\d{2,}[A-Z]?-[A-Z0-9]{2,}(?:-[A-Z0-9]{1,8}){0,3}(?!\w)/y
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
  if (vin !== null && /\d{4}/.test(vin[0]) && /[A-Z]/i.test(vin[0]))
    return hit(reading, start, start + 17, 'OTHERID', 'otherid/shape', 0.6)
  const group = matchAt(CARD, text, start)
  if (group !== null && group[0].replace(/\D/g, '').length >= 8)
    return hit(reading, start, start + group[0].length, 'OTHERID', 'otherid/card', 0.6)
  const shaped = matchAt(SHAPED, text, start)
  if (
    shaped === null ||
    /^(?:MRN|SSN|NPI|DOB)/.test(shaped[0]) ||
    CATALOGUE.test(text.slice(Math.max(0, start - 16), start))
  )
    return 0
  return enoughDigits(shaped[0]) ? hit(reading, start, start + shaped[0].length, 'OTHERID', 'otherid/shape', 0.55) : 0
}

/** Five digits in all, not a diagnosis or procedure code. */
function enoughDigits(raw: string): boolean {
  const digits = raw.replace(/\D/g, '').length
  return (
    digits >= 5 &&
    !/^[A-Z]\d{2}\.\d{1,4}[A-Z]?$/.test(raw) &&
    !/^[A-Z]\d{4}$/.test(raw) &&
    !/^\d{5}-(?:\d{2}|[A-Z]\d)$/.test(raw) &&
    !/^(?:ICD|CPT|CFR|IL|CD|H\d)-/.test(raw)
  )
}

function hit(
  reading: Reading,
  start: number,
  end: number,
  kind: Parameters<typeof add>[3],
  rule: string,
  score: number,
): number {
  add(reading, start, end, kind, rule, score)
  return end
}
