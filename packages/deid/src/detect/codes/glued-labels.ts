import type { IdentifierKind } from '../../span.ts'
import { add, type Reading } from '../evidence.ts'
import { form, LETTERS, type Rule } from '../rule.ts'
import { CAPS, MIXED, TIGHT, WORD } from '../tokens.ts'
import { codeEnd } from './code-value.ts'

/** Labels written together with their value: `MRN0798022790`, `ext4410`, `x6120`, `p20771`. */
export const gluedLabels: Rule = { starts: { forms: form(MIXED) }, read: glued }

/** `PV# 0629-A-993`: capitals, a number sign, a code. */
export const numberedCodes: Rule = { starts: { words: ['#'] }, read: (reading, k) => numbered(reading, k - 1) }

/** `MRNT-99017`: the label and a code that begins with a letter, written together. */
export const temporaryNumbers: Rule = { starts: { words: LETTERS.map((letter) => `mrn${letter}`) }, read: temporary }

/** Labels written together with their value: `MRN0798022790`, `ext4410`, `x6120`, `p20771`. */
const GLUED: readonly (readonly [RegExp, IdentifierKind])[] = [
  [/^(mrn|mr#)(?=[a-z]?-?\d{4,})/i, 'MRN'],
  [/^(ssn)(?=\d{4,9}$)/i, 'SSN'],
  [/^(npi)(?=\d{10}$)/i, 'LICENSE'],
  [/^(acct|acc|csn|fin)(?=\d{5,})/i, 'ACCOUNT'],
  [/^(ext|x|p|pgr)(?=\d{4,5}$)/i, 'PHONE'],
]

function glued(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (tokens.gap[k] === 0 && k > 0 && /[\w.\-/]/.test(text.charAt(start - 1))) return
  const word = text.slice(start, tokens.end[k])
  if (/^x\d$/i.test(word) && /^-\d{4}(?!\d)/.test(text.slice(tokens.end[k], (tokens.end[k] ?? 0) + 6))) {
    add(reading, start, (tokens.end[k] ?? 0) + 5, 'PHONE', 'phone/extension', 0.8)
    return
  }
  for (const [label, kind] of GLUED) {
    const match = label.exec(word)
    if (match === null) continue
    const at =
      kind === 'PHONE' && /^x\d{4}$/i.test(word) && text.charAt(tokens.end[k] ?? 0) !== '-'
        ? start
        : start + match[0].length
    const end = kind === 'PHONE' ? (tokens.end[k] ?? 0) : codeEnd(text, at)
    if (end > 0) add(reading, at, end, kind, 'label/glued', 0.8)
  }
}

/** `PV# 0629-A-993`: capitals, a number sign, a code. */
function numbered(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.type[k] !== WORD || tokens.shape[k] !== CAPS || tokens.gap[k + 1] !== TIGHT) return
  const at = tokens.start[k + 2] ?? 0
  const end = (tokens.gap[k + 2] ?? 9) > 1 ? -1 : codeEnd(text, at)
  if (end > 0 && text.slice(at, end).replace(/\D/g, '').length >= 4)
    add(reading, tokens.start[k] ?? 0, end, 'OTHERID', 'otherid/numbered', 0.6)
}

/** `MRNT-99017`: the label and a code that begins with a letter, written together. */
function temporary(reading: Reading, k: number): void {
  const start = (reading.tokens.start[k] ?? 0) + 3
  const end = codeEnd(reading.text, start)
  if (end > 0) add(reading, start, end, 'MRN', 'label/glued', 0.8)
}
