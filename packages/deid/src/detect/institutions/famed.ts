import { add, type Reading } from '../evidence.ts'
import { FAMED_FACILITIES } from '../lexicon/places.ts'
import type { Rule } from '../rule.ts'
import { LOWER } from '../tokens.ts'

const FAMED = createFamed()

/** Institutions that people name without a word such as Hospital. */
export const famedFacilities: Rule = { starts: { words: FAMED.first }, read: known }

interface Famed {
  readonly first: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

function createFamed(): Famed {
  const names = new Set(
    FAMED_FACILITIES.trim()
      .split('|')
      .map((name) => name.trim()),
  )
  return { names, first: new Set([...names].map((name) => name.split(/[ .']/)[0] ?? '')) }
}

const LOOSE_FAMED = new Set([
  'rush',
  'mercy',
  'grady',
  'providence',
  'swedish',
  'piedmont',
  'temple health',
  'mayo',
  'brigham',
  'parkland',
  'moffitt',
  'beaumont',
  'tulane',
  'avera',
  'duke health',
  'ascension',
  'stanford',
  'emory',
  'baylor',
  'tufts',
  'scripps',
  'sutter',
  'loyola',
  'bellevue',
  'lahey',
  'hennepin',
  'montefiore',
  'ochsner',
  'vanderbilt',
  'geisinger',
  'johns hopkins',
])

function known(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.shape[k] === LOWER) return
  for (let last = Math.min(k + 5, tokens.count - 1); last >= k; last--) {
    const start = tokens.start[k] ?? 0
    const end = tokens.end[last] ?? 0
    if (end - start > 34) continue
    const raw = text.slice(start, end).toLowerCase().replace(/\s+/g, ' ')
    if (!FAMED.names.has(raw)) continue
    const led = /\b(?:at|to|from|in|the|by|via|of|with|near|and)\s$/i.test(text.slice(Math.max(0, start - 8), start))
    if (LOOSE_FAMED.has(raw) && !led) return
    if (
      /^ (?:criteria|score|classification|scale|syndrome|stent|protocol|guidelines?|stage|sign|rule|clot|equation|risk|study|trial|formula)/i.test(
        text.slice(end, end + 14),
      )
    )
      return
    add(reading, start, end, 'FACILITY', 'facility/known', 0.8)
    return
  }
}
