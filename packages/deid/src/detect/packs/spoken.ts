import { add, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { BLANK, NUMBER } from '../tokens.ts'
import type { LanguagePack } from './language-pack.ts'
import { numbersOf } from './pack-words.ts'

/** Digits that a spoken number of a telephone has at least. */
const DIGITS_MIN = 7
const TOKENS_MAX = 40

/** `seis siete nueve, cero tres, cuarenta y uno, veintiséis`: a telephone number that is read aloud. */
export function spokenOf({ words }: LanguagePack): Rule[] {
  // Hundreds and thousands are said of amounts.
  const numbers = new Map([...numbersOf(words.numbers)].filter(([, value]) => value < 100))
  return [{ starts: { words: [...numbers.keys()] }, take: (reading, k) => spoken(reading, k, numbers) }]
}

function spoken(reading: Reading, k: number, numbers: ReadonlyMap<string, number>): number {
  const { tokens } = reading
  let digits = 0
  let said = 0
  let last = k
  for (let i = k; i < tokens.count && i < k + TOKENS_MAX && (i === k || (tokens.gap[i] ?? 0) <= BLANK); i++) {
    const lower = tokens.lower[i] ?? ''
    const value = numbers.get(lower)
    if (value !== undefined || tokens.type[i] === NUMBER) {
      said += value === undefined ? 0 : 1
      digits += isUnitOf(reading, i, numbers) ? 0 : value === undefined ? lower.length : value < 10 ? 1 : 2
      last = i
    } else if (lower !== ',' && lower !== '-' && !(lower.length === 1 && numbers.has(tokens.lower[i + 1] ?? ''))) break
  }
  if (said > 3 && digits >= DIGITS_MIN)
    add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, 'PHONE', 'phone/pack-spoken', 0.8)
  return last + 1
}

/** `cuarenta y uno` is two digits, not three. */
function isUnitOf({ tokens }: Reading, i: number, numbers: ReadonlyMap<string, number>): boolean {
  const tens = numbers.get(tokens.lower[i - 2] ?? '') ?? 0
  return (tokens.lower[i - 1] ?? '').length === 1 && tokens.lower[i - 1] !== ',' && tens >= 20 && tens % 10 === 0
}
