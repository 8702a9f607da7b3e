import { add, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { BLANK, MARK, NUMBER, TIGHT, WIDE } from '../tokens.ts'
import type { LanguagePack } from './language-pack.ts'
import { numbersOf, wordList } from './pack-words.ts'
import { createPhrases } from './phrases.ts'

/** `3 de mayo de 1932`, `diez de enero del treinta y uno`, `8 al 9 de abril`, `viernes 14`, `Nochebuena`. */
export function datesOf({ dates, words }: LanguagePack): Rule[] {
  const months = new Set(wordList(dates.months))
  const weekdays = new Set(wordList(dates.weekdays))
  const joins = new Set([...wordList(dates.joins), ',', '.', '/', '-'])
  const numbers = numbersOf(words.numbers)
  const feasts = createPhrases([[dates.holidays, true]])
  const isNumber = ({ tokens }: Reading, k: number): boolean => {
    const value = tokens.type[k] === NUMBER ? Number(tokens.lower[k]) : numbers.get(tokens.lower[k] ?? '')
    return value !== undefined && value >= 1 && value <= 2100
  }
  const isDay = (reading: Reading, k: number): boolean =>
    isNumber(reading, k) &&
    (reading.tokens.type[k] !== NUMBER || /^(?:0?[1-9]|[12]\d|3[01])$/.test(reading.tokens.lower[k] ?? ''))

  return [
    {
      starts: { words: months },
      read(reading, k) {
        const { tokens } = reading
        const first = back(reading, k)
        const last = forward(reading, k)
        if (first === k && last === k) return
        add(reading, tokens.start[first] ?? 0, tokens.end[last] ?? 0, 'DATE', 'date/pack-month', 0.9)
      },
    },
    {
      starts: { words: weekdays },
      read(reading, k) {
        const { tokens } = reading
        const day = tokens.lower[k + 1] === ',' ? k + 2 : k + 1
        if (tokens.type[day] !== NUMBER || !isDay(reading, day) || tokens.gap[day] !== BLANK) return
        if (/^[:.,/%-]\d|^ ?(?:h|horas|a\s|mg)\b/.test(reading.text.slice(tokens.end[day] ?? 0).slice(0, 8))) return
        add(reading, tokens.start[k] ?? 0, tokens.end[day] ?? 0, 'DATE', 'date/pack-weekday', 0.8)
      },
    },
    {
      starts: { words: feasts.firstWords },
      read(reading, k) {
        const { tokens } = reading
        const match = feasts.match(tokens, k)
        if (match === undefined || tokens.shape[k] === 1) return
        add(reading, tokens.start[k] ?? 0, tokens.end[match.next - 1] ?? 0, 'DATE', 'date/pack-holiday', 0.7)
      },
    },
  ]

  /** Back over joining words to the day, and to the weekday before it. */
  function back(reading: Reading, k: number): number {
    const { tokens } = reading
    let first = k
    for (let i = k - 1; i >= 0 && k - i < 10 && (tokens.gap[i + 1] ?? 0) <= BLANK; i--) {
      if (isDay(reading, i)) first = i
      else if (weekdays.has(tokens.lower[i] ?? '') && first < k) return i
      else if (!joins.has(tokens.lower[i] ?? '')) break
    }
    return first
  }

  /** On over joining words to the year, in digits or words. */
  function forward(reading: Reading, k: number): number {
    const { tokens } = reading
    let last = k
    for (let i = k + 1; i < tokens.count && i < k + 10 && (tokens.gap[i] ?? 0) < WIDE; i++) {
      const lower = tokens.lower[i] ?? ''
      if (tokens.type[i] === NUMBER) return /^(?:(?:19|20)?\d\d)$/.test(lower) && joined(reading, i, k) ? i : last
      if (numbers.has(lower)) last = i
      else if (!joins.has(lower) || (tokens.type[i] === MARK && tokens.gap[i] !== TIGHT)) break
    }
    return last
  }

  /** Two digits are a year only right after a joining word or a mark; four always. */
  function joined({ tokens }: Reading, i: number, k: number): boolean {
    return (
      (tokens.lower[i] ?? '').length === 4 ||
      (i === k + 2 && joins.has(tokens.lower[i - 1] ?? '') && tokens.lower[i - 1] !== ',')
    )
  }
}
