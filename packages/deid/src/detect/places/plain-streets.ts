import { add, matchAt, type Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  DRUG,
  HEAD,
  MONTH,
  NUMBER_WORD,
  PREPOSITION,
  ROLE,
  STATE_WORD,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import { form, type Rule } from '../rule.ts'
import { BLANK, CAPS, LOWER, MIXED, NUMBER, TIGHT, TITLE, WORD } from '../tokens.ts'

/** `3930 Minnehaha, up, 55406`, `1190 lucretia #14`: a house number and a name with no word for a street, where a unit, a city with its State, or a postcode follows. */
export const nakedStreets: Rule = { starts: { forms: [...form(NUMBER), ...form(MIXED)] }, read: naked }

const NOT_A_NAME = DRUG | CLINICAL | MONTH | WEEKDAY | ROLE | TITLE_WORD | HEAD | STATE_WORD | NUMBER_WORD | PREPOSITION

function naked(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k] ?? 0
  if (tokens.gap[k + 1] !== BLANK || tokens.type[k + 1] === NUMBER) return
  if (
    !/^(?:\d{1,5}[A-Za-z]?|[NSEW]\d{3,5})$/.test(text.slice(start, tokens.end[k])) ||
    !EDGE.test(text.slice(Math.max(0, start - 12), start))
  )
    return
  const last = nameEnd(reading, k + 1)
  if (last <= k) return
  const end = tokens.end[last] ?? 0
  const small = tokens.shape[k + 1] === LOWER
  if (matchAt(small ? UNIT_AFTER : PLACE_AFTER, text, end) === null) return
  add(reading, start, end, 'STREET', 'street/naked', 0.72)
}

const EDGE = /(?:^|\n|[,|:;"'>(\t] ?| {2}|\b(?:at|to|address|addr|home|is|still|live on|lives on|from) )$/i

const UNIT = String.raw`,? ?(?:#\s?\d|(?:apt|unit|ste|suite|lot|trlr|bldg|fl|spc?|rm)\.? ?#?[\dA-Z]|(?:up|upper|lower|rear|upstairs|downstairs|bsmt|basement)\b|\d(?:st|nd|rd|th) (?:fl|flr|floor)\b|(?:first|second|third|fourth|top|ground) floor\b)`

const UNIT_AFTER = new RegExp(UNIT, 'iy')

const PLACE_AFTER = new RegExp(
  String.raw`(?:${UNIT})|[,.]?[ \n](?:\p{Lu}[\p{L}.'’-]{1,20},? ){1,3}(?:[A-Z]{2},? )?\d{5}\b|, (?:\p{Lu}[\p{L}.'’-]{1,20} ?){1,3}, ?[A-Z]{2}\b|, ?\d{5}\b`,
  'uy',
)

/** One to three words of a name; -1 where medicine, a month or a title stands. */
function nameEnd({ tokens }: Reading, from: number): number {
  const shape = tokens.shape[from] ?? 0
  let last = -1
  let odd = false
  for (let i = from; i < from + 3; i++) {
    const flags = tokens.flags[i] ?? 0
    if (tokens.type[i] !== WORD || tokens.gap[i] !== BLANK) break
    if (tokens.shape[i] !== shape && !(shape === TITLE && tokens.shape[i] === CAPS)) break
    if (flags & NOT_A_NAME) return -1
    if ((flags & (COMMON | WORDLIKE)) === 0) odd = true
    if (UNIT_WORDS.has(tokens.lower[i] ?? '')) break
    last = i
  }
  return odd ? last : -1
}

const UNIT_WORDS = new Set(
  'dpi rpm bpm lpm apt unit ste suite lot trlr bldg fl spc sp rm up upper lower rear mg ml mcg kg cm mm units tabs puffs'.split(
    ' ',
  ),
)

const ROAD_ENDS = 'street road rd avenue ave lane ln boulevard blvd highway hwy parkway pkwy pike turnpike st'.split(
  ' ',
)

/** `on Dickenson Highway`, `near Foul Rift Rd`: a road without a number, after a word of place. */
export const namedRoads: Rule = { starts: { words: ROAD_ENDS }, read: namedRoad }

const ROAD_LEAD = new Set(
  'on off near at along down past by of from up onto to left lives corner , : ( | · between around across'.split(' '),
)

function namedRoad(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.shape[k] !== TITLE && tokens.shape[k] !== CAPS) return
  if (tokens.lower[k] === 'st' && !SAINT_NOT.test(text.slice(tokens.end[k], (tokens.end[k] ?? 0) + 6))) return
  let first = k
  while (
    first > 0 &&
    k - first < 3 &&
    (tokens.gap[first] ?? 9) === BLANK &&
    named(reading, first - 1, tokens.shape[k] ?? 0)
  )
    first--
  if (first === k || (tokens.caps[k] === 1 && k - first > 2)) return
  const lead = (tokens.gap[first] ?? 0) > BLANK ? ',' : (tokens.lower[first - 1] ?? ',')
  if (!ROAD_LEAD.has(lead) || BRANDS.has(tokens.lower[first] ?? '')) return
  if (
    /^ (?:band|hospital|clinic|medical|test|sign|elementary|school|church|pharmacy|family|surgery|practice|health)/i.test(
      text.slice(tokens.end[k], (tokens.end[k] ?? 0) + 12),
    )
  )
    return
  const side =
    /^\.?(?: (?:[NSEW]|NE|NW|SE|SW|North|South|East|West|Northeast|Northwest|Southeast|Southwest)\b)?/.exec(
      text.slice(tokens.end[k], (tokens.end[k] ?? 0) + 12),
    )?.[0] ?? ''
  add(reading, tokens.start[first] ?? 0, (tokens.end[k] ?? 0) + side.length, 'STREET', 'street/road', 0.68)
}

/** `Carson St.`, `Canal St #6`, but not `Mount St. Mary's`: no name follows. */
const SAINT_NOT = /^\.?(?:[,;:)\n]|$| (?:[a-z#(]| )|\s*$|\. )|^\. (?=(?:We|He|She|It|They|I|In|The)\b)/

const BRANDS = new Set(['sesame', 'wall', 'silk', 'coronation', 'abbey', 'jump', 'tobacco'])

function named({ tokens }: Reading, i: number, shape: number): boolean {
  if (ROAD_LEAD.has(tokens.lower[i] ?? '') || (tokens.flags[i] ?? 0) & (PREPOSITION | DRUG)) return false
  return (
    (tokens.type[i] === WORD && tokens.shape[i] === shape) ||
    (tokens.type[i] === WORD && tokens.shape[i] === TITLE) ||
    /^\d{1,3}(?:st|nd|rd|th)$/.test(tokens.lower[i] ?? '')
  )
}

/** `East 24th`, `S 4th`: a direction and an ordinal. */
export const ordinalStreets: Rule = { starts: { words: ['east', 'west', 'north', 'south'] }, read: ordinalStreet }

function ordinalStreet(reading: Reading, k: number): void {
  const { tokens } = reading
  if (
    tokens.shape[k] !== TITLE ||
    tokens.gap[k + 1] !== BLANK ||
    !/^\d{1,3}(?:st|nd|rd|th)$/.test(tokens.lower[k + 1] ?? '')
  )
    return
  const house = tokens.type[k - 1] === NUMBER && tokens.gap[k] === BLANK ? k - 1 : k
  add(reading, tokens.start[house] ?? 0, tokens.end[k + 1] ?? 0, 'STREET', 'street/ordinal', 0.7)
}

/** `the 1400 block of S Closner`. */
export const blocks: Rule = { starts: { words: ['block', 'blk'] }, read: block }

const BLOCK =
  /(?:block|blk)\.? (?:of )?(?:(?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\.? )?(?:\d{1,3}(?:st|nd|rd|th)|\p{Lu}[\p{L}'’-]{1,20})(?: \p{Lu}[\p{L}'’-]{1,20}){0,2}/uy

function block(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const match = matchAt(BLOCK, text, tokens.start[k] ?? 0)
  if (match === null || tokens.type[k - 1] !== NUMBER || !/^\d{2,5}$/.test(tokens.lower[k - 1] ?? '')) return
  add(reading, tokens.start[k - 1] ?? 0, (tokens.start[k] ?? 0) + match[0].length, 'STREET', 'street/block', 0.8)
}

/** `Sunrise Towers #402`, `Cedar bldg D`: a house with a name and the flat in it. */
export const houses: Rule = {
  starts: {
    words:
      'towers tower apartments apts apt terrace homes arms plaza gardens manor village court flats commons bldg building house marina motel inn'.split(
        ' ',
      ),
  },
  read: house,
}

const FLAT =
  /(?:,? (?:#|apt|unit|rm|bldg|building|suite|slip|site) ?#?(?:\d{1,5}[A-Z]?|[A-Z]\d{0,4})| #\d{1,5}| [A-Z]\d{0,3}(?=[,.;\n)]|$))(?:, \d{1,2}(?:st|nd|rd|th) fl(?:oor)?\b)?/iy

function house(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (!/^(?:bldg|building)$/.test(tokens.lower[k] ?? '') && tokens.shape[k] === LOWER) return
  const flat = matchAt(FLAT, text, tokens.end[k] ?? 0)
  if (flat === null) return
  let first = k
  while (
    first > 0 &&
    k - first < 3 &&
    tokens.gap[first] === BLANK &&
    tokens.type[first - 1] === WORD &&
    tokens.shape[first - 1] === TITLE &&
    ((tokens.flags[first - 1] ?? 0) & (PREPOSITION | CLINICAL)) === 0
  )
    first--
  if (first === k || /^(?:Room|Bed|Ward|Unit)$/.test(text.slice(tokens.start[first], tokens.end[first]))) return
  add(reading, tokens.start[first] ?? 0, (tokens.end[k] ?? 0) + flat[0].length, 'STREET', 'street/house', 0.7)
}

/** `Desert Aire MHP`, `Shady Acres Trailer Park lot 9`. */
export const trailerParks: Rule = { starts: { words: ['mhp', 'mhc', 'rv', 'trailer', 'mobile'] }, read: trailerPark }

const PARK =
  /(?:MHP|MHC|RV (?:Park|Resort|Ct|Court)|Trailer (?:Park|Court|Ct|Estates|Village|Pk)|Mobile (?:Home (?:Park|Estates|Community|Village|Pk|Ct|Court)|Estates|Manor|Village))(?:,? (?:#|lot|sp|spc|space|unit|no\.?|site) ?#?\w{1,5})?/iy

function trailerPark(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k] ?? 0
  const match = matchAt(PARK, text, start)
  if (match === null) return
  let first = k
  const small = tokens.shape[k] === LOWER
  while (first > 0 && k - first < 4 && tokens.gap[first] === BLANK && tokens.type[first - 1] === WORD) {
    const flags = tokens.flags[first - 1] ?? 0
    if (
      flags & PREPOSITION ||
      /^(?:the|a|her|his|their)$/.test(tokens.lower[first - 1] ?? '') ||
      (tokens.shape[first - 1] === LOWER && !small)
    )
      break
    first--
  }
  if (first === k) return
  const lot =
    /(?:lot|space|sp|spc|unit|slip|#) ?#?\d{1,4}[a-z]?,? (?:at |in )?(?:the )?$/i.exec(
      text.slice(Math.max(0, (tokens.start[first] ?? 0) - 18), tokens.start[first]),
    )?.[0].length ?? 0
  add(reading, (tokens.start[first] ?? 0) - lot, start + match[0].length, 'STREET', 'street/park', 0.78)
}

/** `1 mi W of chapter house`, `2 mi past the BIA school, left at tires`: directions to a house that has no number. */
export const directions: Rule = { starts: { words: ['mi', 'mile', 'miles', 'km'] }, read: direction }

const DIRECTION =
  /(?:mi|miles?|km)\.? (?:[NSEW]{1,2}|north|south|east|west|up|down)? ?(?:of|past|off|from|beyond|behind) (?:the )?(?=[^,.;\n]{0,40}\b(?:house|school|store|church|chapel|chapter|post|mm|hwy|highway|rte|route|rd|road|bridge|guard|tank|tracks|mill|well|windmill|station|turnoff|junction|jct|landing|dump|gate|fork)\b)[^,.;\n|]{3,40}(?:, (?:\d(?:st|nd|rd|th)|left|right|turn|first|second|third|blue|green|red|white)\b[^,.;\n|]{2,28}){0,2}/iy

function direction(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.type[k - 1] !== NUMBER || tokens.gap[k] !== BLANK) return
  const match = matchAt(DIRECTION, text, tokens.start[k] ?? 0)
  if (match === null || (tokens.gap[k - 1] === TIGHT && /\d\.$/.test(text.slice(0, tokens.start[k - 1]).slice(-2))))
    return
  add(reading, tokens.start[k - 1] ?? 0, (tokens.start[k] ?? 0) + match[0].length, 'STREET', 'street/direction', 0.72)
}
