import { add, type Layer, matchAt, type Reading } from '../evidence.ts'
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
import { CITIES, STATE_CODES, STATE_NAMES } from '../lexicon/places.ts'
import { CAPS, LINE, MIXED, NUMBER, TITLE, WORD } from '../tokens.ts'

/** Streets, boxes, routes, city before a state or ZIP, well-known cities, ZIP codes after a state, counties. The State itself stays. */
export function createPlaces(): Layer {
  const cities = createCities()
  return (reading) => {
    const { tokens } = reading
    for (const match of reading.text.matchAll(ELSEWHERE))
      add(reading, match.index, match.index + match[0].trimEnd().length, 'STREET', 'street/elsewhere', 0.8)
    for (let k = 0; k < tokens.count; k++) {
      const type = tokens.type[k]
      const lower = tokens.lower[k] ?? ''
      if (type === NUMBER || type === MIXED) street(reading, k)
      else if (type === WORD) {
        if (COUNTY_WORDS.has(lower)) county(reading, k)
        if (BOX_WORDS.has(lower)) box(reading, k)
        if (STATE_FIRST.has(lower) && (lower.length > 2 || tokens.shape[k] === CAPS)) state(reading, k)
        if (cities.first.has(lower)) knownCity(reading, k, cities)
        if (lower === 'zip' || lower === 'postcode' || lower === 'postal') zipLabel(reading, k)
        if (LIVES.has(lower)) livesIn(reading, k)
        if (GEOGRAPHY.has(lower) && tokens.shape[k] !== 1) geographic(reading, k)
        if (tokens.shape[k] === TITLE && TOWN.test(lower)) town(reading, k)
      }
    }
  }
}

const SUFFIX =
  'egypt trail|mobile estates|street|st|avenue|ave|av|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|way|terrace|ter|trail|trl|circle|cir|highway|hwy|parkway|pkwy|pike|square|sq|loop|lp|alley|plaza|run|row|path|walk|crescent|close|grove|gardens|mews|turnpike|expressway|crossing|bend|cove|point|ridge|hill|hollow|landing|wharf|pass|commons|heights|race|brook|wash|gate|rue|str eet'
const ELSEWHERE =
  /(?:(?:Flat|Space|Lot|Unit|Apartment|Apt) \d{1,5}[A-Z]?, (?:\p{Lu}[\p{L}'’-]{1,20} ?){1,4}(?:, (?:\p{Lu}[\p{L}'’-]{1,20} ?){1,3}(?:Walk|Row|Road|Street|Lane|Close|Way|Avenue|Gardens|Court|Place|Drive)\b)?|(?:Calle|Avenida|Av\.|Camino|Carrera) (?:(?:de|del|la|las|los|el) ){0,2}(?:\p{Lu}[\p{L}'’-]{1,20} ){1,3}#?\d{1,5}(?:, ?\d{1,2}\.?[ºª°]? ?(?:piso|apto|planta)\b)?|\d{1,5},? (?:rue|chemin|avenue|boulevard|boul\.|place|allée|impasse|route) (?:(?:de|du|des|la|le|les|l') ?){0,2}(?:\p{Lu}[\p{L}'’-]{1,20}[ -]?){1,3}(?:, app\.? ?\d{1,4})?|The \p{Lu}[\p{L}'’-]{1,20} \p{Lu}[\p{L}'’-]{1,20}, \d{1,4} (?:\p{Lu}[\p{L}'’-]{1,20} ){1,3}(?:Row|Street|Road|Lane|Close|Way|Walk))/gu

const UNIT =
  '(?:,?\\s{1,2}(?:apt|apartment|unit|ste|suite|lot|rm|room|bldg|building|fl|floor|space|#)\\.? ?#?[\\w-]{1,6}|,? ?#\\d{1,5}[A-Z]?|,? \\d{1,2}(?:st|nd|rd|th) (?:fl|floor)\\b){0,3}'
const WORDS = "(?:(?:[NSEW]|NE|NW|SE|SW)\\.? )?(?:(?:\\d{1,3}(?:st|nd|rd|th)|[A-ZÀ-Ý][\\p{L}\\d'.-]{0,24})[ \\n]){1,4}?"
const STREET = new RegExp(
  `\\d{1,6}(?:[½-]?[A-Z]?|-\\d{1,4})(?: 1/2| ½)? ${WORDS}(?:${SUFFIX})\\b\\.?(?: (?:[NSEW]|NE|NW|SE|SW)\\b)?${UNIT}`,
  'iuy',
)
const PLAIN_STREET = new RegExp(
  `\\d{1,6}[A-Z]? (?:(?:[NSEW]|NE|NW|SE|SW)\\.? )?(?:Broadway|County (?:Road|Rd) \\w{1,6}|(?:State )?(?:Route|Rte|Highway|Hwy) \\d{1,4}|Avenue [A-Z]\\b)${UNIT}`,
  'iy',
)

function street(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (tokens.gap[k] === 0 && /[\w./-]/.test(text.charAt(start - 1))) return
  const match = matchAt(STREET, text, start) ?? matchAt(PLAIN_STREET, text, start)
  if (match === null || !realStreet(match[0])) return
  add(reading, start, start + match[0].length, 'STREET', 'street/number', 0.9)
}

/** The name part must be capitalised, or wholly in lower-case text; "2 point way" and "10 day course" are not streets. */
function realStreet(raw: string): boolean {
  const words = raw.split(/\s+/)
  if (
    /^\d+x$/i.test(words[0] ?? '') ||
    words.slice(1, -1).some((word) => /\w{3,}\.$/.test(word)) ||
    / (?:to|TC) /.test(raw)
  )
    return false
  const named = words.slice(1).filter((word) => /^[A-ZÀ-Ý]|^\d+(?:st|nd|rd|th)$/.test(word))
  return named.length >= 2 || (named.length >= 1 && words.length === 3 && /^[A-Z]/.test(words[1] ?? ''))
}

const BOX_WORDS = new Set(['po', 'p', 'box', 'rr', 'rural', 'hc', 'rd', 'pob', 'postal', 'corner', 'mile', 'apartado'])
const BOX =
  /p\.? ?o\.? ?box \d{1,6}(?:-\d{1,5})?|(?:rural route|r\.? ?r\.?|hc|rd) #?\d{1,4}[, ]{1,2}box \d{1,5}[a-z]?|rural route \d{1,3}\b|corner of [\w.]{1,20} (?:&|and) [\w.]{1,20}|mile marker \d{1,4}(?: (?:of |on )?(?:rte|route|hwy|highway|i-|us-|sr)[ -]?\d{1,4})?|box \d{1,6}(?=,)/iy

function box(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(BOX, reading.text, start)
  if (match !== null) add(reading, start, start + match[0].length, 'STREET', 'street/box', 0.93)
}

const STATE_FIRST = new Set([
  ...STATE_CODES.toLowerCase().split(' '),
  ...STATE_NAMES.split('|').map((name) => name.split(' ')[0] ?? ''),
])
const CODES = STATE_CODES.split(' ').join('|')
const STATE_ZIP = new RegExp(
  `(?:${CODES}|${STATE_NAMES.replace(/[a-z]/g, (char) => `[${char}${char.toUpperCase()}]`)})\\b(?:[,. ]{1,2}|\\n)(\\d{5}(?:-?\\d{4})?|\\d(?: \\d){4})(?![\\d-])|(?:${CODES}|${STATE_NAMES.replace(/[a-z]/g, (char) => `[${char}${char.toUpperCase()}]`)})\\b`,
  'y',
)

/** A state after a comma, or before a ZIP, makes the words before it a city. */
function state(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const match = matchAt(STATE_ZIP, text, start)
  if (match === null) return
  const zip = match[1]
  const comma = k > 0 && tokens.lower[k - 1] === ','
  if (!comma && zip === undefined) return
  if (
    zip === undefined &&
    AMBIGUOUS_STATES.has(match[0]) &&
    !/^(?:[.,;)?!]|\s*$|\n| (?:on|at|since|for|and|in)\b)/.test(text.slice(start + 2, start + 10))
  )
    return
  if (zip === undefined && match[0] === 'MD') return
  if (
    match[0].startsWith('ID ') &&
    /^(?:payer|patient|member|group|plan|user|state|photo|subscriber|policy|provider|employee|student|study|subject|outside|claim)$/.test(
      tokens.lower[k - 1] ?? '',
    )
  ) {
    return
  }
  if (zip !== undefined) {
    const at = start + match[0].length - zip.length
    add(reading, at, at + zip.length, 'ZIP', 'zip/state', 0.95)
  }
  cityBefore(reading, comma ? k - 2 : k - 1, zip !== undefined ? 0.92 : 0.85, !comma)
}

const AMBIGUOUS_STATES = new Set([
  'OR',
  'IN',
  'ME',
  'OK',
  'HI',
  'PA',
  'LA',
  'ID',
  'MA',
  'OH',
  'CO',
  'AL',
  'DE',
  'MS',
  'MD',
  'MT',
  'PR',
  'NE',
  'AR',
  'CT',
  'VA',
  'SC',
  'MI',
])

/** Capitalised words back to a comma, a line or a number. */
function cityBefore(reading: Reading, last: number, score: number, line: boolean): void {
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

const ZIP_LABEL =
  /(?:zip(?: ?code)?|postcode|postal code)\W{1,3}(?:is )?(\d{5}(?:-\d{4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2})/iy

function zipLabel(reading: Reading, k: number): void {
  const start = reading.tokens.start[k] ?? 0
  const match = matchAt(ZIP_LABEL, reading.text, start)
  const zip = match?.[1]
  if (match === null || zip === undefined) return
  const end = start + match[0].length
  add(reading, end - zip.length, end, 'ZIP', 'zip/label', 0.95)
}

const COUNTY_WORDS = new Set(['county', 'parish', 'co', 'borough'])

/** One to three capitalised words before County or Parish. */
function county(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const lower = tokens.lower[k] ?? ''
  const lowerCase = tokens.shape[k] === 1
  let first = k
  for (let i = k - 1; i >= 0 && k - i <= 3 && (tokens.gap[i + 1] ?? 0) === 1; i--) {
    if (tokens.type[i] !== WORD || COUNTY_LEAD.has(tokens.lower[i] ?? '')) break
    if (tokens.shape[i] === 1 && !(lowerCase && k - i === 1)) break
    first = i
  }
  if (
    first === k ||
    (lower === 'co' &&
      (k - first < 1 || (lowerCase && !/^co\.?(?:[.,;)]|\s|$)/.test(text.slice(tokens.start[k] ?? 0)))))
  )
    return
  if (lowerCase && (tokens.flags[first] ?? 0) & COMMON) return
  if (lower === 'parish' && /^(?:st|saint|our|holy|the)$/.test(tokens.lower[first] ?? '')) return
  if (
    lower === 'co' &&
    lowerCase === false &&
    !/^Co\.?[;,)]/.test(text.slice(tokens.start[k] ?? 0)) &&
    !/^CO[,.]/.test(text.slice(tokens.start[k] ?? 0))
  )
    return
  const dot = lower === 'co' && text.charAt(tokens.end[k] ?? 0) === '.' && !lowerCase ? 1 : 0
  add(reading, tokens.start[first] ?? 0, (tokens.end[k] ?? 0) + dot, 'COUNTY', 'county/word', 0.88)
}

const COUNTY_LEAD = new Set([
  'the',
  'in',
  'of',
  'to',
  'from',
  'our',
  'lives',
  'a',
  'this',
  'that',
  'and',
  'or',
  'near',
  'at',
  'with',
])

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
function knownCity(reading: Reading, k: number, cities: Cities): void {
  const { tokens, text } = reading
  if (tokens.shape[k] === 1) return
  for (let last = Math.min(k + 2, tokens.count - 1); last >= k; last--) {
    const start = tokens.start[k] ?? 0
    const raw = text.slice(start, tokens.end[last]).toLowerCase().replace(/\s+/g, ' ')
    if (!cities.names.has(raw)) continue
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

const LIVES = new Set([
  'lives',
  'living',
  'resides',
  'live',
  'lived',
  'moved',
  'native',
  'resident',
  'born',
  'travelled',
  'traveled',
  'from',
  'near',
  'in',
  'ranch',
  'transferred',
  'evicted',
  'phoned',
  'flying',
  'earlier',
])

/** `lives in Port Sable`, `tuner from St. Ninian`: capitalised words that are no person, after a word of dwelling. */
function livesIn(reading: Reading, k: number): void {
  const { tokens } = reading
  const verb = tokens.lower[k] ?? ''
  let i = k + 1
  if (/^(?:in|from|near)$/.test(verb)) i = k + 1
  else {
    while (
      i < k + 4 &&
      /^(?:in|from|near|at|of|to|here|outside|alone|with|currently|back)$/.test(tokens.lower[i] ?? '')
    )
      i++
    if (i === k + 1) return
  }
  const weak =
    /^(?:from|near|in)$/.test(verb) &&
    !DWELLING.test(reading.text.slice(Math.max(0, (tokens.start[k] ?? 0) - 30), tokens.start[k]))
  placeWords(reading, i, weak)
}

const DWELLING =
  /(?:lives|living|resid\w+|moved|native|born|tuner|retired \w+|evicted|earlier|brought in|travell?ed|flying|phoned|drove her|driver|outlet|roommate \w+|stolen\W.{0,20}|guardrail.{0,20}|weekend at|is at|visiting|family|sister|mother|brother|father)\W{0,3}$/i

function placeWords(reading: Reading, first: number, weak: boolean): void {
  const { tokens } = reading
  let last = first - 1
  for (let i = first; i < tokens.count && i < first + 4; i++) {
    const dot = tokens.lower[i] === '.' && /^(?:st|mt|ft|ste)$/.test(tokens.lower[i - 1] ?? '')
    if (i > first && !dot && (tokens.gap[i] ?? 0) !== 1) break
    if (!dot && (tokens.type[i] !== WORD || tokens.shape[i] !== TITLE)) break
    if (
      i === first &&
      (tokens.flags[i] ?? 0) & COMMON &&
      !/^(?:st|lake|port|fort|new|little|big|north|south|east|west|grand|mount|mexican|march|truth|pine)$/.test(
        tokens.lower[i] ?? '',
      )
    )
      return
    last = i
  }
  if (last < first || (weak && last === first)) return
  if (medicine(reading, first, last)) return
  if (weak) return
  add(reading, tokens.start[first] ?? 0, tokens.end[last] ?? 0, 'CITY', 'city/dwelling', 0.72)
}

const GEOGRAPHY = new Set(
  'springs falls creek flats hollow ridge lake lakes city beach grove valley hills heights point landing ferry junction crossing bluff bluffs mesa draw fork notch harbor harbour port town township village mills island bend glen canyon prairie forest rapids bay cove summit gap wash basin river rock water park'.split(
    ' ',
  ),
)

/** `Skye Junction`, `Zion's Ferry`, `Little Compton Heights`: capitalised words that end in a word of geography. */
function geographic(reading: Reading, k: number): void {
  const { tokens } = reading
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
  if (TOWN_BEFORE.test(text.slice(Math.max(0, start - 10), start)))
    add(reading, start, tokens.end[k] ?? 0, 'CITY', 'city/form', 0.62)
}

/** Every word of the run is clinical, a drug or built like a plain word: a department, not a town. */
function medicine({ tokens }: Reading, first: number, last: number): boolean {
  for (let i = first; i <= last; i++) {
    if (tokens.type[i] === WORD && ((tokens.flags[i] ?? 0) & (CLINICAL | WORDLIKE | DRUG)) === 0) return false
  }
  return true
}
