import { add, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { BLANK, MARK, NUMBER, WORD } from '../tokens.ts'
import type { LanguagePack } from './language-pack.ts'
import { numbersOf } from './pack-words.ts'
import { createPhrases } from './phrases.ts'

// 164.514(b)(2)(i)(C): ages over 89.
const FROM = 90
const TO = 125

/** `93 años`, `noventa y dos años`, `cumple 91`, `Edad: 95`. */
export function agesOf({ ages, words }: LanguagePack): Rule[] {
  const numbers = numbersOf(words.numbers)
  const units = createPhrases([[ages.units, true]])
  const cues = createPhrases([[ages.cues, true]])
  return [
    {
      starts: { words: [...numbers.keys()].filter((word) => Number(numbers.get(word)) >= FROM) },
      read: (reading, k) => ofUnit(reading, k),
    },
    {
      starts: { words: units.firstWords },
      read(reading, k) {
        const digits = k - 1
        if (reading.tokens.type[digits] === NUMBER && units.match(reading.tokens, k) !== undefined)
          ofUnit(reading, digits)
      },
    },
    {
      starts: { words: cues.firstWords },
      read(reading, k) {
        const match = cues.match(reading.tokens, k)
        if (match === undefined) return
        const next = reading.tokens.type[match.next] === MARK ? match.next + 1 : match.next
        const last = numberEnd(reading, next)
        if (last >= next && endsThere(reading, last)) report(reading, next, last, 'age/pack-cue', 0.85)
      },
    },
  ]

  function ofUnit(reading: Reading, k: number): void {
    const last = numberEnd(reading, k)
    const spoken = reading.tokens.type[k] === WORD
    if (last < k || (units.match(reading.tokens, last + 1) === undefined && !(spoken && isAnswer(reading, k)))) return
    report(reading, k, last, 'age/pack', 0.95)
  }

  /** Last token of a number over 89 that begins at `k`; -1 when it is none. */
  function numberEnd({ tokens }: Reading, k: number): number {
    if (tokens.type[k] === NUMBER) return isOld(Number(tokens.lower[k])) ? k : -1
    let sum = numbers.get(tokens.lower[k] ?? '') ?? 0
    if (!isOld(sum)) return -1
    const unit = numbers.get(tokens.lower[k + 2] ?? '') ?? 0
    if (tokens.lower[k + 1] !== undefined && (tokens.lower[k + 1] ?? '').length === 1 && unit > 0 && unit < 10)
      sum += unit
    return sum > (numbers.get(tokens.lower[k] ?? '') ?? 0) ? k + 2 : k
  }
}

const isOld = (value: number): boolean => value >= FROM && value <= TO

/** `LLAMANTE: Noventa y uno,` answers a question. */
const isAnswer = ({ tokens }: Reading, k: number): boolean => tokens.lower[k - 1] === ':' || tokens.lower[k - 1] === '?'

/** No measure follows: the number ends its phrase. */
function endsThere({ tokens }: Reading, last: number): boolean {
  const next = tokens.lower[last + 1] ?? '.'
  if ((tokens.gap[last + 1] ?? 0) > BLANK || /^[.;?!]$/.test(next))
    return tokens.type[last + 2] !== NUMBER || tokens.gap[last + 2] !== 0
  return tokens.type[last + 1] === WORD
    ? next.length <= 4 && !/^(?:kg|g|mg|ml|cm|mm|lpm|l|h|min|m|por)$/.test(next)
    : next === ')' || (next === ',' && tokens.gap[last + 2] !== 0)
}

function report(reading: Reading, first: number, last: number, rule: string, score: number): void {
  add(reading, reading.tokens.start[first] ?? 0, reading.tokens.end[last] ?? 0, 'AGE90', rule, score)
}
