import type { IdentifierKind } from '../../span.ts'
import { add, type Reading } from '../evidence.ts'
import { codeEnd } from './code-value.ts'

/** Labels written together with their value: `MRN0798022790`, `ext4410`, `x6120`, `p20771`. */
const GLUED: readonly (readonly [RegExp, IdentifierKind])[] = [
  [/^(mrn|mr#)(?=[a-z]?-?\d{4,})/i, 'MRN'],
  [/^(ssn)(?=\d{4,9}$)/i, 'SSN'],
  [/^(npi)(?=\d{10}$)/i, 'LICENSE'],
  [/^(acct|acc|csn|fin)(?=\d{5,})/i, 'ACCOUNT'],
  [/^(ext|x|p|pgr)(?=\d{4,5}$)/i, 'PHONE'],
]

export function glued(reading: Reading, k: number): void {
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
