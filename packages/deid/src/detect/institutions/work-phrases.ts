import { add, type Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  DRUG,
  EPONYM,
  GIVEN,
  HEAD,
  MONTH,
  PREPOSITION,
  RELATION,
  ROLE,
  STATE_WORD,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAMEL, CAPS, LOWER, MIXED, NUMBER, TITLE, WORD } from '../tokens.ts'

const LINKS = new Set('for at with w of by from to @ v vs near works drives misa'.split(' '))

/** `drove for Blount's`, `civil servant with the Valuation Office`, `plays for Rangataua`, `note to Kemper's`: an institution after what people do there. */
export const workPhrases: Rule = { starts: { words: LINKS }, read: work }

const BEFORE_NAME = new Set(['the', 'el', 'la', 'de', 'to', '"'])

const DOING =
  /\b(?:work(?:s|ed|ing)?(?: (?:nights|days|weekends|part[- ]time|full[- ]time|security|maintenance|the line|\d{1,2} (?:yrs?|years)))?|full[- ]?time|part[- ]?time|employed|drives?|drove|driving|play(?:s|ed|ing)?|coach(?:es|ed)?|teach(?:es|ing)?|taught|farms?(?: \p{Ll}+)?|sing(?:s|ing)|sang|cooks?|cooked|cleans?|job|shifts?|nights|days|retired|laid off|fired|hired|contracts?|drill(?:s|ed)|welds?|fish(?:es|ed)|attends?|attended|studies|studying|enrolled|graduated|grade|student|pupil|senior|junior|freshman|sophomore|volunteers?|volunteered|usher|deacon|elder|pastor|priest|imam|rabbi|sexton|organist|choir|member|trustee|mass|bingo|worship(?:s|ped)?|services?|driver|welder|clerk|cashier|janitor|custodian|nurse|aide|mechanic|foreman|operator|engineer|manager|supervisor|teacher|professor|prof\.?|reporter|guard|waitress|waiter|server|bartender|barista|baker|butcher|carpenter|electrician|plumber|roofer|mason|painter|miner|logger|rancher|fisherman|deckhand|captain|pilot|firefighter|chief|officer|secretary|accountant|lawyer|bookkeeper|librarian|servant|programmer|technician|tech|dispatcher|packer|picker|loader|assembler|machinist|seamstress|housekeeper|porter|steward|shrimper|trucker|worker|apprentice|intern|employee|yrs|years|hr|note|letter|absence|boss|contract|scholarship|goalkeeper|striker|captain|forklift|plater)(?: (?:line|full[- ]?time|part[- ]?time|there|over|again|now|mostly|still|\(.{1,12}\)))?\s{1,2}$/iu

function work(reading: Reading, k: number): void {
  const { tokens, text } = reading
  let from = k + 1
  if (tokens.lower[from] === 'a' || tokens.lower[from] === 'an') return
  while (from < k + 3 && BEFORE_NAME.has(tokens.lower[from] ?? '')) from++
  if ((tokens.gap[from] ?? 9) > BLANK) return
  const mass = tokens.lower[k] === 'misa'
  const listed = tokens.word[from] !== 0 || tokens.flags[from] !== 0
  if (tokens.shape[from] === LOWER && listed && !mass) return
  const own = mass || tokens.lower[k] === 'works' || tokens.lower[k] === 'drives'
  const last = tokens.shape[from] === LOWER ? lowerName(reading, from, mass) : name(reading, from)
  if (last < from) return
  if (!own && !DOING.test(text.slice(Math.max(0, (tokens.start[k] ?? 0) - 34), tokens.start[k]))) return
  add(
    reading,
    tokens.start[tokens.lower[from - 1] === 'the' && tokens.shape[from - 1] === TITLE ? from - 1 : from] ?? 0,
    tokens.end[last] ?? 0,
    'ORG',
    'org/work',
    0.66,
  )
}

const NEVER = MONTH | WEEKDAY | TITLE_WORD | ROLE | RELATION | STATE_WORD | DRUG | HEAD

/** Capitalised words with what stands inside names, a number and one word in lower case that ends it: `Cameron LNG dock`. */
function name({ tokens }: Reading, from: number): number {
  let last = from - 1
  let odd = false
  for (let i = from; i < from + 7 && i < tokens.count; i++) {
    const flags = tokens.flags[i] ?? 0
    const lower = tokens.lower[i] ?? ''
    if (i > from && (tokens.gap[i] ?? 9) > BLANK) break
    const capital =
      tokens.type[i] === WORD && (tokens.shape[i] === TITLE || tokens.shape[i] === CAPS || tokens.shape[i] === CAMEL)
    if (capital || (tokens.type[i] === MIXED && i > from)) {
      if (i === from && flags & NEVER) return -1
      if (flags & (MONTH | WEEKDAY)) break
      if ((flags & (COMMON | CLINICAL | WORDLIKE | EPONYM)) === 0) odd = true
      last = i
    } else if (lower === 's' && tokens.lower[i - 1] === "'" && tokens.gap[i] === 0) {
      last = i
      odd = true
    } else if (tokens.type[i] === NUMBER && i > from && lower.length <= 3 && tokens.gap[i] === BLANK) last = i
    else if (!(INSIDE.has(lower) && last >= from)) break
  }
  if (last < from || (!odd && last === from)) return -1
  if (last === from && (tokens.flags[from] ?? 0) & GIVEN) return -1
  return PLANT.has(tokens.lower[last + 1] ?? '') && tokens.gap[last + 1] === BLANK ? last + 1 : last
}

const INSIDE = new Set(["'", '&', 'of', 'and', 'the', 'de', '-', '#', '.'])

/** Ends of names that people leave in lower case. */
const PLANT = new Set(
  'dock mill mine plant yard foundry cannery dairy ranch farm farms shop quarry casino school church packing terminal warehouse'.split(
    ' ',
  ),
)

/** One to three words in lower case, the first in no list. */
function lowerName({ tokens }: Reading, from: number, mass: boolean): number {
  let last = from - 1
  for (let i = from; i < from + (mass ? 2 : 3); i++) {
    const flags = tokens.flags[i] ?? 0
    if (tokens.type[i] !== WORD || tokens.shape[i] !== LOWER || (i > from && tokens.gap[i] !== BLANK)) break
    if (
      flags & (PREPOSITION | COMMON | CLINICAL | WORDLIKE | ROLE | RELATION) &&
      !(mass && i === from) &&
      !PLANT.has(tokens.lower[i] ?? '')
    )
      break
    if (i === from && !mass && (flags !== 0 || tokens.word[i] !== 0)) return -1
    last = i
  }
  return (tokens.lower[from] ?? '').length < 4 && last === from ? -1 : last
}
