import type { Candidate, On, Surroundings } from './judge.ts'

/** 440 to 460: what its digits look like, and how many days the text surely has. */
export function ofNumbers({ first, last }: Candidate, { reading: { text, tokens }, days }: Surroundings, on: On): void {
  const value = text.slice(tokens.start[first], Math.min(tokens.end[last] ?? 0, (tokens.start[first] ?? 0) + VALUE_MAX))
  const digits = value.replace(/\D/g, '').length
  if (digits === 0) return
  const parts = PAIR.exec(value)
  if (parts !== null) ofPair(Number(parts[1]), parts[2] ?? '', Number(parts[3]), days, on)
  on(450 + (digits < 4 ? 0 : digits < 5 ? 1 : digits < 7 ? 2 : digits < 10 ? 3 : 4))
  if (/\p{L}/u.test(value)) on(455)
  if (value.includes('-')) on(456)
  if (/\s/.test(value)) on(457)
}

/** Characters that are looked at. */
const VALUE_MAX = 40
const PAIR = /^(\d{1,2})([/.-])(\d{1,2})$/

function ofPair(one: number, mark: string, two: number, days: number, on: On): void {
  on(440 + '/-.'.indexOf(mark))
  if (one <= two && SHARES.has(two)) on(443)
  if (two > 12) on(444)
  on(445 + Number(days > 0) + Number(days > 1) + Number(days > 4))
}

/** Of how many: strength of muscles, pain, thirds. */
const SHARES = new Set([2, 3, 4, 5, 6, 10])
