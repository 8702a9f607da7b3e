import type { IdentifierKind } from '../../span.ts'
import { inCapsLine } from '../caps-line.ts'
import { add, type Layer, type Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  DRUG,
  EPONYM,
  GIVEN,
  HEAD,
  MONTH,
  RELATION,
  ROLE,
  STATE_WORD,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import { BLANK, CAPS, LINE, LOWER, NUMBER, TITLE, type Tokens, WORD } from '../tokens.ts'

/** Institutions that no ending gives away: by their first word (`Maison Cardinal`), by an ampersand, by a saint's possessive, by what people do there. */
export function createInstitutionCues(): Layer {
  return (reading) => {
    const { tokens } = reading
    for (let k = 0; k < tokens.count; k++) {
      const lower = tokens.lower[k] ?? ''
      if (lower === '&') ampersand(reading, k)
      if (tokens.type[k] !== WORD) continue
      const kind = PREFIXES.get(lower)
      if (kind !== undefined) prefixed(reading, k, kind)
      if (lower === 'st' || lower === 'saint' || lower === 'our') saint(reading, k)
      if (GOING.has(lower)) going(reading, k)
      if (lower === 'employer' || lower === 'school' || lower === 'pupils') following(reading, k)
    }
    inCities(reading)
  }
}

const PREFIXES: ReadonlyMap<string, IdentifierKind> = new Map(
  (
    [
      [
        'FACILITY',
        'maison casa residence hopital hospital institut institute polyclinique clinique clinica centro centre farmacia pharmacie hospice',
      ],
      [
        'ORG',
        'congregation templo iglesia eglise orchestre church temple university bank knights order academia panaderia escuela ecole lycee collegio restaurante parroquia masjid beth',
      ],
    ] as const
  ).flatMap(([kind, words]) => words.split(' ').map((word) => [word, kind] as const)),
)

const LINKS = new Set([
  'of',
  'de',
  'des',
  'du',
  'del',
  'la',
  'le',
  'les',
  'the',
  'for',
  'el',
  'los',
  'las',
  'santa',
  'san',
  'y',
  'and',
])

/** `Church of the Open Gate`, `Institut Valmont de Génétique`; also `farmacia luz` in lower-case text. */
function prefixed(reading: Reading, k: number, kind: IdentifierKind): void {
  const { tokens } = reading
  if (inCapsLine(reading, k) && (tokens.flags[k + 1] ?? 0) & (COMMON | CLINICAL)) return
  if (tokens.shape[k] === LOWER) {
    if (
      !/^(?:farmacia|iglesia|templo|panaderia|clinica)$/.test(tokens.lower[k] ?? '') ||
      tokens.gap[k + 1] !== BLANK ||
      (tokens.flags[k + 1] ?? 0) & (COMMON | CLINICAL)
    )
      return
    add(reading, tokens.start[k] ?? 0, tokens.end[k + 1] ?? 0, kind, `${kind.toLowerCase()}/prefix`, 0.68)
    return
  }
  const last = capitals(tokens, k + 1)
  if (last <= k || tokens.shape[k] !== TITLE) return
  if (
    /^(?:hospital|institute|centre|hospice|order|church|bank|university)$/.test(tokens.lower[k] ?? '') &&
    !LINKS.has(tokens.lower[k + 1] ?? '')
  )
    return
  if (/^(?:hospital|order)$/.test(tokens.lower[k] ?? '') && (tokens.flags[last] ?? 0) & (COMMON | CLINICAL | MONTH))
    return
  add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, kind, `${kind.toLowerCase()}/prefix`, 0.78)
}

/** The last of the capitalised words from `i` on, over links. */
function capitals(tokens: Tokens, i: number): number {
  let last = i - 1
  for (let j = i; j < tokens.count && j < i + 7; j++) {
    if (tokens.gap[j] !== BLANK) break
    const capital = tokens.type[j] === WORD && (tokens.shape[j] === TITLE || tokens.shape[j] === CAPS)
    if (capital) last = j
    else if (!LINKS.has(tokens.lower[j] ?? '') && tokens.lower[j] !== '&') break
  }
  return last
}

/** `Peach & Pestle`, `Hatch & Sons Roofing`: capitalised words on both sides, not medicine, not two ordinary words. */
function ampersand(reading: Reading, k: number): void {
  const { tokens } = reading
  if (tokens.gap[k] !== BLANK || tokens.gap[k + 1] !== BLANK || inCapsLine(reading, k)) {
    lowerAmpersand(reading, k)
    return
  }
  let first = k
  while (
    first > 0 &&
    k - first < 3 &&
    (first === k || tokens.gap[first] === BLANK) &&
    word(tokens, first - 1) &&
    (tokens.flags[first - 1] ?? 0) !== 0 - 1
  )
    first--
  const last = capitals(tokens, k + 1)
  if (first === k || last <= k) {
    lowerAmpersand(reading, k)
    return
  }
  let odd = false
  for (let i = first; i <= last; i++) {
    const flags = tokens.flags[i] ?? 0
    if (tokens.type[i] !== WORD) continue
    if (flags & (CLINICAL | DRUG | EPONYM | MONTH | TITLE_WORD | ROLE) && !(flags & (GIVEN | SURNAME))) return
    if ((flags & (COMMON | WORDLIKE | EPONYM)) === 0 || FIRMS.has(tokens.lower[i] ?? '')) odd = true
  }
  if (odd) add(reading, tokens.start[first] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/ampersand', 0.66)
}

const FIRMS = new Set([
  'sons',
  'daughters',
  'co',
  'brothers',
  'die',
  'tackle',
  'grace',
  'claws',
  'partners',
  'associates',
  'spoke',
  'gas',
  'tire',
  'grill',
  'feed',
  'vine',
])

function word(tokens: Tokens, i: number): boolean {
  const flags = tokens.flags[i] ?? 0
  return (
    tokens.type[i] === WORD &&
    (tokens.shape[i] === TITLE || tokens.shape[i] === CAPS) &&
    (flags & (ROLE | RELATION)) === 0
  )
}

/** `hatch & sons roofing`, `paws & claws on dunmore` after `at`, `for`, `tech at`. */
function lowerAmpersand(reading: Reading, k: number): void {
  const { tokens } = reading
  if (
    tokens.shape[k - 1] !== LOWER ||
    tokens.shape[k + 1] !== LOWER ||
    !/^(?:at|for|by|from)$/.test(tokens.lower[k - 2] ?? '')
  )
    return
  const flags = (tokens.flags[k - 1] ?? 0) | (tokens.flags[k + 1] ?? 0)
  if (flags & (CLINICAL | DRUG)) return
  const last =
    /^(?:re|to|and|so|in|on|for|with|at|who|but|then|since|or|from|is|was)$/.test(tokens.lower[k + 2] ?? 're') &&
    tokens.lower[k + 2] !== 'on'
      ? k + 1
      : tokens.lower[k + 2] === 'on'
        ? k + 3
        : k + 2
  add(reading, tokens.start[k - 1] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/ampersand', 0.6)
}

/** `St. Cyprian's`, `saint anne's`, `our lady of solitude`: a church or a hospital named by its saint. */
function saint(reading: Reading, k: number): void {
  const { tokens } = reading
  if (tokens.lower[k] === 'our') {
    ourLady(reading, k)
    return
  }
  const at = tokens.lower[k + 1] === '.' ? k + 2 : k + 1
  if (
    tokens.gap[at] !== BLANK ||
    tokens.type[at] !== WORD ||
    (tokens.shape[at] === LOWER) !== (tokens.shape[k] === LOWER)
  )
    return
  if (tokens.lower[at + 1] !== "'" || tokens.lower[at + 2] !== 's' || tokens.gap[at + 2] !== 0) return
  if (/^(?:wort|dance|fire|disease|vitus)$/.test(tokens.lower[at + 3] ?? '') || tokens.lower[at] === 'elmo') return
  let last = at + 2
  if (tokens.lower[last + 1] === 'by' && tokens.lower[last + 2] === 'the') last += 3
  add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/saint', 0.72)
}

function ourLady(reading: Reading, k: number): void {
  const { tokens } = reading
  if (!/^(?:lady|redeemer|savior|saviour|father|mother|lord)$/.test(tokens.lower[k + 1] ?? '')) return
  if (tokens.shape[k] === LOWER && tokens.lower[k + 1] !== 'lady') return
  let last = k + 1
  for (let i = k + 2; i < k + 7 && tokens.gap[i] === BLANK && tokens.type[i] === WORD; i++) {
    if (tokens.shape[i] === LOWER && tokens.shape[k] !== LOWER && !LINKS.has(tokens.lower[i] ?? '')) break
    if (!LINKS.has(tokens.lower[i] ?? '')) last = i
    if (tokens.shape[k] === LOWER && !LINKS.has(tokens.lower[i] ?? '')) break
  }
  if (last > k + 1) add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/saint', 0.75)
}

const GOING = new Set('to at from facility pharmacy hospital clinic in via home drugstore by with eval'.split(' '))
const GOING_BEFORE =
  /\b(?:transfer(?:red|s)?|transferring|admitted|discharged?|discharged .{0,30}|stay(?:ing|ed)?|seen|referred|referral|sent|straight|presented|presenting|bed|drive|drove|going|goes|went|moved|resid(?:es|ing)|accepted|lives .{0,16}|rehab|returned?|transported|txp|taken|brought|evaluated|treated|follow(?:ed|s)?|attends?|visited?|team|cared for|filled|tonight|works|shift lead|nights|teaches|pupils|student|picnic|drugstore is|nearest \w+|dental|txp|receiving|admission|team|CNM|NP|MD|chart|ER|order|home|unaffected,|clinic|film|scope|study|imaging|Rx|script|prescri\w+|physiotherapy|therapy|cut|manager|barista|cook|cashier|line|mass|services|class|pharmacy)\W{1,2}(?:is |was |being )?(?:to |at |from |in |via |by |with |for )?$/i

/** Capitalised words after a word of going, staying or being treated: a place of care. */
function going(reading: Reading, k: number): void {
  const { tokens, text } = reading
  let i = k + 1
  if (tokens.lower[i] === ':' || tokens.lower[i] === 'is') i++
  const the = tokens.lower[i] === 'the' ? 1 : 0
  if (tokens.gap[i] !== BLANK || tokens.shape[i + the] !== TITLE || inCapsLine(reading, i)) return
  const start = tokens.start[k] ?? 0
  const place = /^(?:facility|pharmacy|hospital|clinic|home|drugstore|eval)$/.test(tokens.lower[k] ?? '')
  if (
    place
      ? tokens.lower[k + 1] !== ':' && tokens.lower[k + 1] !== 'is' && tokens.lower[k] !== 'eval'
      : !GOING_BEFORE.test(text.slice(Math.max(0, start - 40), start))
  )
    return
  if (the && tokens.shape[i] !== TITLE) return
  const from = i + the
  const last = properEnd(reading, from)
  if (last < from || !proper(reading, from, last)) return
  const kind: IdentifierKind =
    /(?:works|teaches|pupils|student|nights|shift lead|barista|cook|cashier|manager|line|cut|mass|services|class|picnic|goes)\W{0,3}$/i.test(
      text.slice(Math.max(0, start - 14), start),
    )
      ? 'ORG'
      : 'FACILITY'
  add(reading, tokens.start[the ? i : from] ?? 0, tokens.end[last] ?? 0, kind, `${kind.toLowerCase()}/going`, 0.67)
}

function properEnd({ tokens }: Reading, from: number): number {
  let last = from - 1
  for (let i = from; i < tokens.count && i < from + 6; i++) {
    if (i > from && (tokens.gap[i] ?? 0) > BLANK) break
    const lower = tokens.lower[i] ?? ''
    if ((tokens.flags[i] ?? 0) & (MONTH | WEEKDAY)) break
    if (tokens.type[i] === WORD && tokens.shape[i] === TITLE) last = i
    else if (tokens.type[i] === WORD && tokens.shape[i] === CAPS && i > from && /^(?:hs|ed|er|va|rx)$/.test(lower))
      last = i
    else if (lower === "'" && tokens.lower[i + 1] === 's' && tokens.gap[i] === 0) last = ++i
    else if (lower === "'" && tokens.gap[i] === 0 && i > from) continue
    else if (lower === '.' && /^(?:st|mt)$/.test(tokens.lower[i - 1] ?? '')) continue
    else if (lower === '#' && tokens.type[i + 1] === NUMBER) last = ++i
    else if (
      !(
        (lower === 'of' || lower === 'on' || lower === '&' || lower === 'du' || lower === 'de' || lower === 'des') &&
        tokens.shape[i + 1] === TITLE &&
        ((tokens.flags[i + 1] ?? 0) & (MONTH | WEEKDAY)) === 0 &&
        i > from &&
        lower !== 'on'
      )
    )
      break
  }
  return last
}

/** Not a person, a state, a month, a heading or plain medicine. */
function proper({ tokens }: Reading, from: number, last: number): boolean {
  let odd = 0
  let plain = 0
  for (let i = from; i <= last; i++) {
    const flags = tokens.flags[i] ?? 0
    if (tokens.type[i] !== WORD || tokens.shape[i] === LOWER) continue
    if (flags & (DRUG | MONTH | WEEKDAY | TITLE_WORD | STATE_WORD) && i === from) return false
    if (i === from && flags & (EPONYM | HEAD) && !(flags & (GIVEN | SURNAME))) return false
    if (flags & (CLINICAL | RELATION | ROLE) && i === from && last === from) return false
    if ((flags & (COMMON | CLINICAL | WORDLIKE)) === 0) odd++
    if ((flags & (CLINICAL | WORDLIKE)) === 0) plain++
  }
  const person = from + 1 === last && (tokens.flags[from] ?? 0) & GIVEN && (tokens.flags[last] ?? 0) & SURNAME
  if (person) return false
  return last > from ? plain > 0 : odd > 0 && ((tokens.flags[from] ?? 0) & (GIVEN | SURNAME | EPONYM)) === 0
}

/** `employer Pho Bar 9`, `school Conrad Gap HS`. */
function following(reading: Reading, k: number): void {
  const { tokens } = reading
  const from = tokens.lower[k + 1] === ':' || tokens.lower[k + 1] === 'at' ? k + 2 : k + 1
  if (
    tokens.shape[from] !== TITLE ||
    (tokens.gap[from] ?? 9) >= LINE ||
    (tokens.flags[from] ?? 0) & (TITLE_WORD | ROLE)
  )
    return
  let last = properEnd(reading, from)
  if (tokens.type[last + 1] === NUMBER && tokens.gap[last + 1] === BLANK && (tokens.lower[last + 1] ?? '').length <= 2)
    last++
  if (last > from) add(reading, tokens.start[from] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/employer', 0.74)
}

const IN_CITY = /^(?: in |, | - )$/
const STATE_AFTER = /^, ([A-Z]{2})\b(?! ?\d{5}|\n\d{5})/

/** `Memorial Hospital in Atlanta` and `Houston, TX` are one place: the facility, its city, and the state where no ZIP follows. */
function inCities(reading: Reading): void {
  const { text, found } = reading
  const cities = found.filter((finding) => finding.kind === 'CITY')
  const ends = new Map(found.filter((finding) => finding.kind === 'FACILITY').map((finding) => [finding.end, finding]))
  for (const city of cities) {
    const state = STATE_AFTER.exec(text.slice(city.end, city.end + 10))
    if (state !== null && STATES.has(state[1] ?? ''))
      add(reading, city.start, city.end + 4, 'CITY', 'city/with-state', 0.6)
    for (const gap of [4, 2]) {
      const facility = ends.get(city.start - gap)
      if (facility !== undefined && IN_CITY.test(text.slice(facility.end, city.start)))
        add(reading, facility.start, city.end, 'FACILITY', 'facility/in-city', 0.86)
    }
  }
}

const STATES = new Set(
  'AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR'.split(
    ' ',
  ),
)
