import { add, type Reading } from '../evidence.ts'
import { GIVEN } from '../flags.ts'
import { createPhraseList } from '../lexicon/phrase-list.ts'
import { CITIES } from '../lexicon/places.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LOWER, TITLE } from '../tokens.ts'

const KNOWN = createPhraseList(CITIES)

/** A well-known city by itself, where a preposition or a comma leads to it. */
export const knownCities: Rule = { starts: { words: KNOWN.firstWords }, read: knownCity }

const CITY_BEFORE =
  /(?:\b(?:in|from|near|of|to|at|live[sd]?|visiting|moved|outside|hospital,|clinic,|downtown|around|via|and)|,)\s$/i

const CITY_NOT_AFTER =
  /^(?:'s)? (?:criteria|classification|score|heart|scale|protocol|syndrome|disease|fever|virus|encephalitis|agitation|coma|approach|position|questionnaire|study|consensus|staging|blot|thyroid|moderate|definition|cutoff|medical|hospital|general|children|methodist|clinic|mutation|rules?|knee|ankle|equation|bowel|stool|hip|cognitive|brace|collar|grade|class|category|angina|extremity|units?|canadian|and canadian|system|valves?|repair|bowel prep|naming|scientific|shunt|criteri|elbow|pain|sleep|consortium|motor|stroke|syncope|risk|discogram|index|stem|resurfacing|positive|negative|ards)/i

/** Cities that name scales, criteria, braces and trials: `Los Angeles grade B, Boston brace, Ottawa positive`. A comma leads to those as well. */
const NAMES_SCALES = new Set(
  'amsterdam|ann arbor|aspen|barcelona|basel|berlin|bethesda|birmingham|boston|bristol|cambridge|cincinnati|columbia|copenhagen|dallas|denver|edinburgh|geneva|gilbert|glasgow|hamilton|helsinki|houston|kansas city|liverpool|london|los angeles|manchester|memphis|miami|milan|milwaukee|minneapolis|montreal|new orleans|new york|norfolk|nottingham|ottawa|oxford|paris|philadelphia|pittsburgh|prague|princeton|providence|richmond|rochester|rome|rotterdam|san diego|san francisco|seattle|stockholm|sydney|tokyo|toronto|vancouver|vienna|washington|zurich'.split(
    '|',
  ),
)

const SCALE_CITY_BEFORE =
  /\b(?:in|from|near|to|at|live[sd]?|visiting|moved|outside|downtown|around|via|clinic,|hospital,)\s$/i

function knownCity(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.shape[k] === LOWER) return
  const start = tokens.start[k] ?? 0
  const name = KNOWN.at(text, start, tokens.lower[k] ?? '')
  if (name === undefined) return
  const end = start + name.length
  const care = /^ (?:clinic|hospital|office|location|campus|branch)\b/.exec(text.slice(end, end + 12))
  if (care !== null) add(reading, start, end + care[0].length, 'FACILITY', 'facility/city', 0.7)
  else if (isPlace(reading, k, start, end, name.includes(' '))) add(reading, start, end, 'CITY', 'city/known', 0.7)
}

/** Not a person, not medicine; a city of one word needs a word of place before it. */
function isPlace(reading: Reading, k: number, start: number, end: number, many: boolean): boolean {
  const { text } = reading
  if (
    CITY_NOT_AFTER.test(text.slice(end, end + 20)) ||
    /^[a-z]/.test(text.slice(text.lastIndexOf(' ', end - 1) + 1, end))
  )
    return false
  if (NAMES_SCALES.has(text.slice(start, end).toLowerCase()))
    return (
      SCALE_CITY_BEFORE.test(text.slice(Math.max(0, start - 12), start)) && !/^ ?[\d(]/.test(text.slice(end, end + 2))
    )
  return many || (!isGiven(reading, k) && CITY_BEFORE.test(text.slice(Math.max(0, start - 12), start)))
}

/** `Madison Reed`: a given name before a surname or an initial. */
function isGiven(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (!((tokens.flags[k] ?? 0) & GIVEN) || tokens.gap[k + 1] !== BLANK) return false
  return tokens.shape[k + 1] === TITLE || isInitialAt(reading, k + 1)
}

const isInitialAt = ({ tokens }: Reading, k: number): boolean =>
  tokens.shape[k] === CAPS && (tokens.lower[k] ?? '').length === 1
