import { matchAt } from '../evidence.ts'
import { codeEnd } from './code-value.ts'

const PLATE = /[A-Z]{1,3}[ -]?(?:[A-Z0-9]{1,4}[ ·-]?){1,3}[A-Z0-9]*|[A-Z0-9]{2,8}(?:[ ·-][A-Z0-9]{1,5}){0,2}/iy

const VIN = /[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])/iy

/** Letters and digits in two or three short groups; words only when they are capitals (a vanity plate). */
export function plateEnd(text: string, start: number): number {
  const vin = matchAt(VIN, text, start)
  if (vin !== null) return start + 17
  const code = codeEnd(text, start)
  if (code > 0 && text.charAt(code) !== '·') return code
  const match = matchAt(PLATE, text, start)
  if (match === null || !/^[A-Z0-9 ·-]+$/.test(match[0])) return -1
  return start + match[0].trimEnd().length
}
