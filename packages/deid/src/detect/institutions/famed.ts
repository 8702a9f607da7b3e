import { add, type Reading } from '../evidence.ts'
import { createPhraseList } from '../lexicon/phrase-list.ts'
import { FAMED_FACILITIES } from '../lexicon/places.ts'
import type { Rule } from '../rule.ts'
import { LOWER } from '../tokens.ts'

const FAMED = createPhraseList(FAMED_FACILITIES)

/** Institutions that people name without a word such as Hospital. */
export const famedFacilities: Rule = { starts: { words: FAMED.firstWords }, read: known }

/** Of these, names that mean other things too: only after a preposition. */
const LOOSE = new Set(
  'rush|mercy|grady|providence|swedish|piedmont|temple health|mayo|brigham|parkland|moffitt|beaumont|tulane|avera|duke health|ascension|stanford|emory|baylor|tufts|scripps|sutter|loyola|bellevue|lahey|hennepin|montefiore|ochsner|vanderbilt|geisinger|johns hopkins'.split(
    '|',
  ),
)

/** What their doctors published. */
const PUBLISHED =
  /^ (?:criteria|score|classification|scale|syndrome|stent|protocol|guidelines?|stage|sign|rule|clot|equation|risk|study|trial|formula)/i

function known(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.shape[k] === LOWER) return
  const start = tokens.start[k] ?? 0
  const name = FAMED.at(text, start, tokens.lower[k] ?? '')
  if (name === undefined) return
  const end = start + name.length
  const led = /\b(?:at|to|from|in|the|by|via|of|with|near|and)\s$/i.test(text.slice(Math.max(0, start - 8), start))
  if ((LOOSE.has(name) && !led) || PUBLISHED.test(text.slice(end, end + 18))) return
  add(reading, start, end, 'FACILITY', 'facility/known', 0.8)
}
