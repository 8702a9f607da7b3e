import { add, matchAt, type Reading } from '../evidence.ts'
import { GIVEN, MONTH, PARTICLE } from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { BLANK, LINE, LOWER, NUMBER, TITLE, WIDE, WORD } from '../tokens.ts'
import type { LanguagePack } from './language-pack.ts'
import { isNameWord } from './name-run.ts'
import { createPhrases, phrasesIn, wordsIn } from './phrases.ts'

/** Streets (`C/ Olmo 12, 3.º B`), what follows them, postcodes and their towns, towns by name and by what leads to them. */
export function placesOf({ places, words }: LanguagePack): Rule[] {
  const streets = createPhrases([[places.streets, true]])
  const cities = createPhrases([[places.cities, true]])
  const cues = createPhrases([
    [places.cues, 'CITY'],
    [places.districts, 'CITY'],
  ])
  const tail = tailOf(places.units, words.numbers)
  return [
    {
      starts: { words: streets.firstWords },
      read(reading, k) {
        const match = streets.match(reading.tokens, k)
        if (match !== undefined) street(reading, k, match.next, tail)
      },
    },
    {
      starts: { words: cities.firstWords },
      read(reading, k) {
        const match = cities.match(reading.tokens, k)
        if (match !== undefined && isTown(reading, k, match.next))
          town(reading, k, match.next - 1, 'city/pack-known', 0.72)
      },
    },
    {
      starts: { words: cues.firstWords },
      read(reading, k) {
        const match = cues.match(reading.tokens, k)
        if (match === undefined) return
        const { lower } = reading.tokens
        const short = lower[match.next] === '.' && (lower[match.next - 1] ?? '').length <= 5
        placeRun(reading, short ? match.next + 1 : match.next, 'city/pack-cue', 0.8)
      },
    },
    { starts: { forms: form(NUMBER) }, read: (reading, k) => postcode(reading, k, places.postcodeDigits) },
  ]
}

/** House number, floor, door, stairs; a number in words. */
function tailOf(units: string, numbers: string): RegExp {
  const unit = phrasesIn(units)
    .map((phrase) => phrase.replace(/[^\p{L}\d ]/gu, '\\$&'))
    .sort((a, b) => b.length - a.length)
    .join('|')
  const word = [...new Set(numbers.split(/\s+/).flatMap((part) => (/\d/.test(part) ? [] : wordsIn(part))))].join('|')
  const number = String.raw`(?:n\.? ?o\.? ?|n[uú]m\.? ?|n[uú]mero |#\s?|no?\.? ?)?(?:\d{1,4}(?!\d)(?: ?(?:bis|[A-D])\b)?(?: ?[-–/] ?\d{1,4}\b)?|s/n\b|(?:${word})\b(?: y (?:${word})\b)?)`
  const floor = String.raw`\d{1,2} ?(?:\.? ?[oªºa°](?![\p{L}\d])\.?)(?: ?-? ?(?:[A-Z]\b|izq(?:uierda|da)?\.?|izda\.?|dcha\.?|derecha))?`
  const door = String.raw`(?:${unit})\b\.?(?: ?(?:\d{1,2}\.?[oªºa]|[A-Z]|\d{1,4}[A-Z]?)(?![\p{L}\d]))?`
  return new RegExp(String.raw`(?:[ ,.#-]{1,4}(?:${floor}|${door}|${number}|\d{1,2} ?[A-Z]\b))+`, 'iuy')
}

function street(reading: Reading, k: number, next: number, tail: RegExp): void {
  const { tokens, text } = reading
  const from = tokens.lower[next] === '.' ? next + 1 : next
  const last = runEnd(reading, from, true)
  const nameEnd = last < from ? (tokens.end[from - 1] ?? 0) : (tokens.end[last] ?? 0)
  const numbered = matchAt(tail, text, nameEnd)
  if (last < from && (numbered === null || tokens.shape[k] === LOWER)) return
  if (numbered === null && (tokens.shape[k] !== LOWER || (tokens.lower[k] ?? '').length < 5)) return
  const end = nameEnd + (numbered?.[0].trimEnd().length ?? 0)
  add(reading, tokens.start[k] ?? 0, end, 'STREET', 'street/pack', numbered === null ? 0.6 : 0.85)
  townAfter(reading, end)
}

/** `…, Llanes`, `… (Madrid)`: the town after a street or a hospital, up to a mark or the end of its line. */
export function townAfter(reading: Reading, end: number): void {
  const { tokens } = reading
  let k = tokenFrom(reading, end)
  if (!/^[,(.]$/.test(tokens.lower[k] ?? '')) return
  k++
  if (tokens.type[k] === NUMBER || tokens.shape[k] !== TITLE || !isNameWord(reading, k)) return
  const last = runEnd(reading, k, true)
  const next = tokens.lower[last + 1] ?? '.'
  if ((tokens.gap[last + 1] ?? LINE) >= WIDE || /^[,.;)(·]$/.test(next)) placeRun(reading, k, 'city/pack-street', 0.7)
}

function tokenFrom({ tokens }: Reading, offset: number): number {
  let low = 0
  let high = tokens.count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens.start[middle] ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** Last token of capitalised words with particles between; -1 when there is none. `numbers` may be inside: `4a. avenida 3`. */
export function runEnd(reading: Reading, k: number, article: boolean): number {
  const { tokens } = reading
  let last = -1
  for (let i = k; i < tokens.count && i < k + 8; i++) {
    const gap = tokens.gap[i] ?? 0
    if (i > k && gap > BLANK) break
    const capital = tokens.type[i] === WORD && tokens.shape[i] !== LOWER
    const particle = ((tokens.flags[i] ?? 0) & PARTICLE) !== 0
    if (capital && (!particle || article || i > k)) last = i
    else if (!particle) break
  }
  while (last > k && ((tokens.flags[last] ?? 0) & PARTICLE) !== 0) last--
  return last
}

function placeRun(reading: Reading, k: number, rule: string, score: number): void {
  const { tokens } = reading
  if (!isNameWord(reading, k) || (tokens.gap[k] ?? 0) > BLANK || ((tokens.flags[k] ?? 0) & MONTH) !== 0) return
  const last = runEnd(reading, k, true)
  if (last >= k) town(reading, k, last, rule, score)
}

function town(reading: Reading, first: number, last: number, rule: string, score: number): void {
  add(reading, reading.tokens.start[first] ?? 0, reading.tokens.end[last] ?? 0, 'CITY', rule, score)
}

const LEADS = /^(?:en|de|desde|a|hasta|por|entre|para|,|\(|:|·|-|\d+)$/

/** Written as a name, not a part of a person's name or of a longer one, and something leads to it. */
function isTown(reading: Reading, k: number, next: number): boolean {
  const { tokens } = reading
  if (tokens.shape[k] === LOWER) return false
  const before = k === 0 || (tokens.gap[k] ?? 0) > BLANK
  const person = ((tokens.flags[k] ?? 0) & GIVEN) !== 0 && tokens.shape[next] === TITLE && tokens.gap[next] === BLANK
  return !person && (before || LEADS.test(tokens.lower[k - 1] ?? ''))
}

/** `28013 Madrid`: a postcode before a town. */
function postcode(reading: Reading, k: number, digits: number): void {
  const { tokens } = reading
  const start = tokens.start[k] ?? 0
  const end = tokens.end[k] ?? 0
  if (
    end - start !== digits ||
    tokens.shape[k + 1] !== TITLE ||
    tokens.gap[k + 1] !== BLANK ||
    !isNameWord(reading, k + 1)
  )
    return
  if (/[.,/-]/.test(reading.text.charAt(start - 1))) return
  add(reading, start, end, 'ZIP', 'zip/pack', 0.85)
  placeRun(reading, k + 1, 'city/pack-zip', 0.8)
}
