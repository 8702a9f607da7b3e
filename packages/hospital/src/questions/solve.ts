import { type Day, dayOf, MONTHS } from '../calendar.ts'
import type { Question } from './questions.ts'

/**
 * Answers a question from a text by rule alone: it finds the lines that name what was asked, reads the date in each, and
 * compares. It knows nothing of the chart. `undefined` when the text does not say: a year alone orders what happened in
 * different years, and tells no interval.
 */
export function solve({ kind, about }: Pick<Question, 'kind' | 'about'>, text: string): string | undefined {
  const lines = text.split('\n').filter((line) => line.startsWith('- '))
  return SOLVERS[kind](about, lines)
}

const SOLVERS: Record<Question['kind'], (about: readonly string[], lines: readonly string[]) => string | undefined> = {
  order([one = '', two = ''], lines) {
    const [first, second] = [whenOf(one, lines), whenOf(two, lines)]
    const sign = first === undefined || second === undefined ? undefined : compare(first, second)
    return sign === undefined || sign === 0 ? undefined : sign < 0 ? one : two
  },
  interval([one = '', two = ''], lines) {
    const [first, second] = [whenOf(one, lines), whenOf(two, lines)]
    if (first?.day === undefined || second?.day === undefined) return undefined
    return String(Math.abs(first.day - second.day))
  },
  latest([name = ''], lines) {
    const pattern = new RegExp(`\\b${name} (\\d+(?:\\.\\d+)?(?: [^\\s,]+)?)(?=[, ]|$)`)
    const found = lines.flatMap((line) => {
      const value = pattern.exec(line)?.[1]
      return value === undefined ? [] : [{ value, when: readWhen(line) }]
    })
    const latest = found.filter(({ when }) => found.every((other) => (compare(when, other.when) ?? -1) >= 0))
    return latest.length === 1 ? latest[0]?.value : undefined
  },
}

/** A day; or a year alone, which is what Safe Harbor lets stay. */
interface When {
  readonly day?: Day
  readonly year?: number
}

function whenOf(name: string, lines: readonly string[]): When | undefined {
  const line = lines.find((one) => one.toLowerCase().includes(name.toLowerCase()))
  return line === undefined ? undefined : readWhen(line)
}

/** Negative when `a` is earlier; `undefined` when that cannot be told. */
function compare(a: When, b: When): number | undefined {
  if (a.day !== undefined && b.day !== undefined) return a.day - b.day
  if (a.year === undefined || b.year === undefined) return undefined
  return a.year === b.year ? undefined : a.year - b.year
}

function readWhen(line: string): When {
  for (const read of READERS) {
    const when = read(line)
    if (when !== undefined) return when
  }
  return {}
}

const READERS: readonly ((line: string) => When | undefined)[] = [
  (line) => {
    const [found, year, month, day] = /\b(\d{4})-(\d\d)-(\d\d)\b/.exec(line) ?? []
    return found === undefined ? undefined : onDay(Number(year), Number(month), Number(day))
  },
  (line) => {
    const [found, month, day, year] = /\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b/.exec(line) ?? []
    return found === undefined ? undefined : onDay(Number(year), Number(month), Number(day))
  },
  (line) => {
    const [found, month, day, year] = MONTH_DAY.exec(line) ?? []
    return found === undefined ? undefined : onDay(Number(year), MONTHS.indexOf(month ?? '') + 1, Number(day))
  },
  (line) => {
    const [found, day, month, year] = DAY_MONTH.exec(line) ?? []
    return found === undefined ? undefined : onDay(Number(year), MONTHS.indexOf(month ?? '') + 1, Number(day))
  },
  (line) => {
    // What a code may say: `[DATE-2026-7Q2K4H]`.
    const year = /\[DATE-(\d{4})-/.exec(line)?.[1]
    return year === undefined ? undefined : { year: Number(year) }
  },
]

const MONTH_DAY = new RegExp(`\\b(${MONTHS.join('|')}) (\\d{1,2}), (\\d{4})\\b`)
const DAY_MONTH = new RegExp(`\\b(\\d{1,2}) (${MONTHS.join('|')}) (\\d{4})\\b`)

function onDay(year: number, month: number, day: number): When {
  return { day: dayOf(year, month, day), year }
}
