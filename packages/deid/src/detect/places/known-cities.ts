import { add, type Reading } from '../evidence.ts'
import { GIVEN } from '../flags.ts'
import { CITIES } from '../lexicon/places.ts'
import type { Rule } from '../rule.ts'
import { CAPS, TITLE } from '../tokens.ts'

const KNOWN = createCities()

/** A well-known city by itself, where a preposition or a comma leads to it. */
export const knownCities: Rule = { starts: { words: KNOWN.first }, read: knownCity }

interface Cities {
  readonly first: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

function createCities(): Cities {
  const names = new Set(
    CITIES.trim()
      .split('|')
      .map((name) => name.trim()),
  )
  return { names, first: new Set([...names].map((name) => name.split(/[ .-]/)[0] ?? '')) }
}

const CITY_BEFORE =
  /(?:\b(?:in|from|near|of|to|at|live[sd]?|visiting|moved|outside|hospital,|clinic,|downtown|around|via|and)|,)\s$/i

const CITY_NOT_AFTER =
  /^(?:'s)? (?:criteria|classification|score|heart|scale|protocol|syndrome|disease|fever|virus|encephalitis|agitation|coma|approach|position|questionnaire|study|consensus|staging|blot|thyroid|moderate|definition|cutoff|medical|hospital|general|children|methodist|clinic|mutation|rules?|knee|ankle|equation|bowel|stool|hip|cognitive)/i

/** A well-known city by itself, where a preposition or a comma leads to it. */
function knownCity(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.shape[k] === 1) return
  for (let last = Math.min(k + 2, tokens.count - 1); last >= k; last--) {
    const start = tokens.start[k] ?? 0
    const raw = text.slice(start, tokens.end[last]).toLowerCase().replace(/\s+/g, ' ')
    if (!KNOWN.names.has(raw)) continue
    const end = tokens.end[last] ?? 0
    const many = raw.includes(' ')
    const care = /^ (?:clinic|hospital|office|location|campus|branch)\b/.exec(text.slice(end, end + 12))
    if (care !== null) {
      add(reading, start, end + care[0].length, 'FACILITY', 'facility/city', 0.7)
      return
    }
    if (
      !many &&
      (tokens.flags[k] ?? 0) & GIVEN &&
      (tokens.shape[k + 1] === TITLE || isInitialAt(reading, k + 1)) &&
      tokens.gap[k + 1] === 1
    )
      return
    if (CITY_NOT_AFTER.test(text.slice(end, end + 20)) || tokens.shape[last] === 1) return
    if (!many && !CITY_BEFORE.test(text.slice(Math.max(0, start - 12), start))) return
    add(reading, start, end, 'CITY', 'city/known', 0.7)
    return
  }
}

const isInitialAt = ({ tokens }: Reading, k: number): boolean =>
  tokens.shape[k] === CAPS && (tokens.lower[k] ?? '').length === 1
