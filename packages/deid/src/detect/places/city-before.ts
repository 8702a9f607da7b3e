import { add, type Reading } from '../evidence.ts'
import { CAPS, LINE, TITLE, WORD } from '../tokens.ts'

/** Capitalised words back to a comma, a line or a number. */
export function cityBefore(reading: Reading, last: number, score: number, line: boolean): void {
  const { tokens } = reading
  let first = last + 1
  for (let i = last; i >= 0 && last - i < 5; i--) {
    const word =
      tokens.type[i] === WORD &&
      (tokens.shape[i] === TITLE || tokens.shape[i] === CAPS || CITY_PARTICLES.has(tokens.lower[i] ?? ''))
    const stop = tokens.lower[i] === '.' && /^(?:st|mt|ft|ste)$/.test(tokens.lower[i - 1] ?? '')
    if (!word && !stop) break
    if (STREET_STOP.has(tokens.lower[i] ?? '') && i < last && tokens.lower[i + 1] !== '.') break
    first = i
    if ((tokens.gap[i] ?? 0) >= LINE) break
  }
  while (first <= last && (CITY_PARTICLES.has(tokens.lower[first] ?? '') || CITY_LEAD.has(tokens.lower[first] ?? '')))
    first++
  if (first > last || (line && last - first > 3)) return
  add(reading, tokens.start[first] ?? 0, tokens.end[last] ?? 0, 'CITY', 'city/state', score)
}

const CITY_PARTICLES = new Set([
  'of',
  'de',
  'la',
  'le',
  'du',
  'on',
  'upon',
  'and',
  'in',
  'the',
  'at',
  'by',
  'sur',
  'from',
  'near',
])

const CITY_LEAD = new Set([
  'in',
  'from',
  'to',
  'near',
  'at',
  'lives',
  'of',
  'and',
  'city',
  'address',
  'hospital',
  'earlier',
])

const STREET_STOP = new Set([
  'street',
  'road',
  'rd',
  'ave',
  'avenue',
  'lane',
  'ln',
  'drive',
  'blvd',
  'apt',
  'unit',
  'suite',
  'box',
  'ct',
  'pl',
  'hospital',
  'clinic',
  'center',
  'centre',
])
