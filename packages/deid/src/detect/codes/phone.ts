import { matchAt, type Reading } from '../evidence.ts'
import { MARK } from '../tokens.ts'
import { hit } from './hit.ts'

export const PHONE =
  /(?:\+?1[ .-]{0,2})?(?:\(\d{3}\)[ -]{0,2}|\d{3} ?[.\-/•·–] ?|\d{3} )\d{3}(?: ?[.\-/•·–][ \n]?| )?\d{4}(?!\d)|\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4}(?!\d)|0\d{3,4} \d{3} ?\d{3}(?!\d)|1?[2-9]\d{2}[2-9]\d{6}(?!\d)|\(\d{3}\) ?\d{7}(?!\d)|\d{3} \d{7}(?!\d)|\d{3} ?[.-] ?\d{7}(?!\d)/y

const ODD_PHONE = /\(?\d{3}\)?(?:[ .-]{1,2}\d{1,4}){2,7}(?![\d-])/y

const EXTENSION = /,? {0,2}(?:ext\.?|x\.?|extension|extn\.?) {0,2}\d{1,6}/iy

/** Digits of a phone in unusual groups: ten in all, or eleven with a leading 1. */
export function oddPhone(text: string, start: number): RegExpExecArray | null {
  const odd = matchAt(ODD_PHONE, text, start)
  if (odd === null) return null
  const digits = odd[0].replace(/\D/g, '')
  if (/\.\d\d(?!\d)/.test(odd[0])) return null
  return digits.length === 10 && /[ ]|\(/.test(odd[0]) && /^[2-9]/.test(digits) ? odd : null
}

export function phoneHit(reading: Reading, k: number, start: number, end: number, score = 0.9): number {
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
