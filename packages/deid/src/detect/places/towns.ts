import { add, type Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  DRUG,
  EPONYM,
  GIVEN,
  HEAD,
  MONTH,
  ROLE,
  STATE_WORD,
  SURNAME,
  TITLE_WORD,
  WORDLIKE,
} from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { CAPS, LOWER, TITLE, WORD } from '../tokens.ts'

const GEOGRAPHY = new Set(
  'springs falls creek flats hollow ridge lake lakes city beach grove valley hills heights point landing ferry junction crossing bluff bluffs mesa draw fork notch harbor harbour port town township village mills island bend glen canyon prairie forest rapids bay cove summit gap wash basin river rock water park'.split(
    ' ',
  ),
)

/** `Skye Junction`, `Zion's Ferry`: capitalised words that end in a word of geography. */
export const geographicNames: Rule = { starts: { words: GEOGRAPHY }, read: geographic }

/** A single word that is built like a town's name, after a word of place. */
export const townNames: Rule = { starts: { forms: form(WORD, TITLE) }, read: town }

/** `Skye Junction`, `Zion's Ferry`, `Little Compton Heights`: capitalised words that end in a word of geography. */
function geographic(reading: Reading, k: number): void {
  const { tokens } = reading
  if (tokens.shape[k] === LOWER) return
  let first = k
  for (let i = k - 1; i >= 0 && k - i <= 4; i--) {
    if ((tokens.gap[i + 1] ?? 0) > 1) break
    if (tokens.lower[i] === 's' && tokens.lower[i - 1] === "'") {
      i--
      continue
    }
    const capital = tokens.type[i] === WORD && tokens.shape[i] === tokens.shape[k]
    if (
      !capital ||
      (tokens.flags[i] ?? 0) & (TITLE_WORD | ROLE | CLINICAL | DRUG | MONTH) ||
      GEO_LEAD.has(tokens.lower[i] ?? '')
    )
      break
    first = i
  }
  const next = tokens.flags[k + 1] ?? 0
  const goesOn =
    tokens.gap[k + 1] === 1 && (tokens.shape[k + 1] === TITLE || (next & HEAD && tokens.shape[k + 1] === 1))
  if (first === k || goesOn) return
  const led =
    /^(?:in|from|near|to|at|of|,|\(|@|around|outside|live|lives)$/.test(tokens.lower[first - 1] ?? '') ||
    tokens.shape[k] === CAPS
  if (tokens.shape[k] === CAPS ? !/^(?:from|near|in)$/.test(tokens.lower[first - 1] ?? '') : !led) return
  add(reading, tokens.start[first] ?? 0, tokens.end[k] ?? 0, 'CITY', 'city/geography', 0.66)
}

const GEO_LEAD = new Set([
  'the',
  'in',
  'from',
  'near',
  'at',
  'to',
  'of',
  'and',
  'or',
  'this',
  'that',
  'he',
  'she',
  'his',
  'her',
  'a',
  'drove',
  'driving',
])

const TOWN =
  /^[a-z-]{3,}(?:ville|burg|burgh|field|ford|town|borough|boro|shire|bury|stead|mouth|chester|water|tubber|port|dale|view|haven|wick|ham|minster)$/

const TOWN_BEFORE = /(?:\b(?:in|from|near|to|of|outside|around|still)|,) $/

/** A single word that is built like a town's name, after a word of place. */
function town(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k] ?? 0
  if (
    (tokens.flags[k] ?? 0) & (COMMON | CLINICAL | WORDLIKE | DRUG | GIVEN | SURNAME | EPONYM | STATE_WORD | HEAD) ||
    (tokens.gap[k + 1] === 1 && tokens.shape[k + 1] === TITLE)
  )
    return
  if (TOWN.test(tokens.lower[k] ?? '') && TOWN_BEFORE.test(text.slice(Math.max(0, start - 10), start)))
    add(reading, start, tokens.end[k] ?? 0, 'CITY', 'city/form', 0.62)
}
