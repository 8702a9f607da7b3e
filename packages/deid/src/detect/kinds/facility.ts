import type { IdentifierKind } from '../../span.ts'
import { inCapsLine } from '../caps-line.ts'
import { add, type Layer, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, FACILITY_END, ORG_END, PREPOSITION, WORDLIKE } from '../flags.ts'
import { FAMED_FACILITIES } from '../lexicon/places.ts'
import { CAPS, LINE, LOWER, MARK, TITLE, type Tokens, WORD } from '../tokens.ts'

/** Hospitals, clinics, pharmacies, nursing homes and laboratories by their last words; schools, churches and employers by theirs or by a cue. */
export function createFacilities(): Layer {
  const famed = createFamed()
  return (reading) => {
    const { tokens } = reading
    for (let k = 0; k < tokens.count; k++) {
      if (tokens.type[k] !== WORD) continue
      ending(reading, k)
      if (famed.first.has(tokens.lower[k] ?? '')) known(reading, k, famed)
      if (tokens.lower[k] !== undefined && EMPLOYED.has(tokens.lower[k] ?? '')) employer(reading, k)
    }
  }
}

/** Last words, longest first: what the name ends in decides its kind. */
const ENDINGS: readonly (readonly [IdentifierKind, string])[] = [
  [
    'FACILITY',
    "medical center|medical centre|med center|med centre|med ctr|medical ctr|health center|health centre|healthcenter|surgery center|surgery ctr|cancer center|cancer institute|heart center|kidney center|nursing home|nursing center|nursing facility|assisted living|home health|home care|home health care|visiting nurses|care home|care center|rest home|retirement home|recovery commons|recovery center|rehab center|rehabilitation center|rehab|rehabilitation hospital|treatment center|behavioral health|mental health|health system|health care|healthcare|health services|health network|health & rehab|health and rehab|health|hospital|hospitals|hosp|children's hospital|hospice|hospice house|clinic|clinics|clinica|pharmacy|pharmacies|drug|drugs|drug store|drugstore|apothecary|specialty rx|infirmary|surgery|polyclinic|dispensary|pediatrics|paediatrics|dermatology|imaging|radiology|orthopedics|orthopaedics|orthopaedic institute|orthopedic institute|podiatry|ophthalmology|eye institute|laboratory|laboratories|labs|lab|sleep laboratory|diagnostics|dialysis|medical group|medical associates|family practice|family medicine|family health|primary care|urgent care|women's imaging|women's health|heart & vascular|heart and vascular|heart institute|heart research|echo associates|occupational health|respiratory|limb & brace|hand & wrist|recuperative care|board & care|family house|funeral home|mortuary|university hospital|university hosp|general hospital|general|memorial|memorial hospital|hospitals & clinics|blood bank|birth center|surgical center|institute|sanatorium|day clinic|tribal clinic|women's center|pain center|vision center|dental|dentistry|hearing|methodist|presbyterian|regional|manor|group home|shelter|univ|university med ctr|hospital lab|home|heart|medical|children",
  ],
  [
    'ORG',
    'elementary|elementary school|middle school|high school|primary school|grammar school|preschool|day school|school|school district|academy|university|college|community college|aeronautical college|seminary|montessori|kindergarten|daycare|church|chapel|temple|synagogue|mosque|cathedral|parish|tabernacle|congregation|mission|ministries|lutheran|baptist|methodist church|presbyterian church|catholic church|credit union|bank|unified|logistics|industries|enterprises|partners|fabricators|foundry|works|packing|textile|textiles|rotary|rotary club|lions club|club|union|stables|trucking|construction|roofing|plumbing|electric|motors|bakery|brewery|restaurant|diner|cafe|co-op|cooperative|growers co-op|inc|inc.|llc|corp|corporation|company|& sons|& co|& co.|associates|masonry|orchestra|society|vfw|american legion|primary|grammar|high|freight|seed exchange|farms|dairy|hs|middle|pallet co|co|scouts|hs|middle|pallet co|co|scouts|buddhist temple|mosque|mills|mill|tech|technologies|solutions|consulting|post office|fire department|police department',
  ],
]

interface Ending {
  readonly kind: IdentifierKind
  readonly words: readonly string[]
}

const BY_LAST: ReadonlyMap<string, readonly Ending[]> = endings()

function endings(): ReadonlyMap<string, readonly Ending[]> {
  const map = new Map<string, Ending[]>()
  for (const [kind, list] of ENDINGS) {
    for (const phrase of list.split('|')) {
      const words = phrase.replace(/'s/g, '').split(' ')
      const last = words.at(-1) ?? ''
      map.set(last, [...(map.get(last) ?? []), { kind, words }])
    }
  }
  for (const list of map.values()) list.sort((a, b) => b.words.length - a.words.length)
  return map
}

/** Endings that are everyday words need two capitalised words of a name before them. */
const WEAK_END = new Set(
  'home|heart|middle|medical|children|co|univ|hs|health|surgery|drug|drugs|imaging|radiology|lab|labs|hearing|general|memorial|dental|high|school|college|university|works|bank|mill|mills|union|primary|grammar|electric|society|temple|club|regional|rehab|hospice|clinic|pharmacy|manor|shelter|institute|dialysis|respiratory|dermatology|pediatrics|ophthalmology|podiatry|orthopedics|mission|methodist|presbyterian|baptist|lutheran|company|associates|partners|church|hospital|laboratory|congregation|diagnostics|tech|healthcare|motors|union|farms'.split(
    '|',
  ),
)

function ending(reading: Reading, k: number): void {
  const { tokens } = reading
  if (tokens.shape[k] === LOWER) {
    lowerEnding(reading, k)
    return
  }
  const candidates = BY_LAST.get(tokens.lower[k] ?? '')
  if (candidates === undefined || continues(tokens, k)) return
  for (const { kind, words } of candidates) {
    if (!endsWith(tokens, k, words)) continue
    const weak = words.length === 1 && WEAK_END.has(words[0] ?? '')
    if (weak && tokens.gap[k + 1] === 1 && tokens.shape[k + 1] === TITLE && tokens.shape[k] === TITLE) continue
    const first = nameStart(reading, k - words.length)
    const named = k - words.length - first + 1
    if (
      named < 1 ||
      (WEAK_END.has(words[0] ?? '') && words.length === 1 && !strongName(reading, first, k - words.length))
    )
      continue
    const last = afterEnding(reading, k)
    add(reading, tokens.start[first] ?? 0, tokens.end[last] ?? 0, kind, `${kind.toLowerCase()}/ending`, 0.84)
    return
  }
}

/** `yucca drug`, `casa serena home health` in lower-case text: one or two uncommon words before an unmistakable ending. */
function lowerEnding(reading: Reading, k: number): void {
  const { tokens } = reading
  const words = LOWER_ENDS.get(tokens.lower[k] ?? '')
  if (words === undefined || !endsWith(tokens, k, words)) return
  let first = k - words.length + 1
  for (let i = first - 1; i >= 0 && first - i < 4 && (tokens.gap[i + 1] ?? 0) === 1; i--) {
    if (
      tokens.type[i] !== WORD ||
      tokens.shape[i] !== LOWER ||
      (tokens.flags[i] ?? 0) & (COMMON | CLINICAL | PREPOSITION | WORDLIKE)
    )
      break
    first = i
  }
  if (first <= k - words.length)
    add(reading, tokens.start[first] ?? 0, tokens.end[k] ?? 0, 'FACILITY', 'facility/lower', 0.66)
}

const LOWER_ENDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['health', ['home', 'health']],
  ['drug', ['drug']],
  ['drugs', ['drugs']],
  ['pharmacy', ['pharmacy']],
  ['hospital', ['hospital']],
  ['clinic', ['clinic']],
  ['exchange', ['seed', 'exchange']],
  ['elementary', ['elementary']],
])

/** The ending must be the last capitalised word: "Mercy Hospital Drive" is a street. */
function continues(tokens: Tokens, k: number): boolean {
  if (k + 1 >= tokens.count || (tokens.gap[k + 1] ?? 0) !== 1 || tokens.type[k + 1] !== WORD) return false
  return BY_LAST.has(tokens.lower[k + 1] ?? '') && tokens.shape[k + 1] === tokens.shape[k] && tokens.shape[k] === TITLE
}

function endsWith(tokens: Tokens, k: number, words: readonly string[]): boolean {
  let i = k
  for (let w = words.length - 1; w >= 0; w--, i--) {
    if (i < 0 || tokens.lower[i] !== words[w]) return false
    if (w > 0 && (tokens.gap[i] ?? 0) > 1) return false
  }
  return true
}

const INSIDE = new Set(['of', 'the', 'and', '&', 'de', 'la', 'des', 'du', "'"])

/** Back over the capitalised words of the name, with `St.`, `&`, `of` and possessives inside. */
function nameStart(reading: Reading, last: number): number {
  const { tokens } = reading
  let first = last + 1
  for (let i = last; i >= 0 && last - i < 9; i--) {
    if ((tokens.gap[i + 1] ?? 0) > 1) break
    const lower = tokens.lower[i] ?? ''
    const plainCaps =
      tokens.shape[i] === CAPS &&
      i < last &&
      (tokens.flags[i] ?? 0) & (PREPOSITION | CLINICAL) &&
      inCapsLine(reading, i)
    if (
      !plainCaps &&
      tokens.type[i] === WORD &&
      (tokens.shape[i] === TITLE || tokens.shape[i] === CAPS) &&
      !STOPS.has(lower)
    ) {
      first = i
      continue
    }
    const possessive = lower === 's' && tokens.lower[i - 1] === "'"
    const dot = lower === '.' && /^(?:st|mt|ft|ste|dr|[a-z])$/.test(tokens.lower[i - 1] ?? '')
    if (possessive || dot || (INSIDE.has(lower) && i < last) || lower === "'") continue
    break
  }
  return first
}

/** Words that are never the start of an institution's name. */
const STOPS = new Set(
  'the at in from to for with by he she they patient pt dr mr mrs ms our this that seen admitted discharged via per and or if she her his we you employer school pharmacy please call see follow transferred location facility preferred at: hospital home lives seen referring any no not was is a an ed er icu micu comparison emergency main outpatient inpatient surgical medical cardiology bed room cook morning rose school employer k department dept      history past social '.split(
    ' ',
  ),
)

function strongName(reading: Reading, first: number, last: number): boolean {
  const { tokens } = reading
  for (let i = first; i <= last; i++) {
    if (tokens.type[i] !== WORD || INSIDE.has(tokens.lower[i] ?? '')) continue
    const flags = tokens.flags[i] ?? 0
    if (
      (flags & CLINICAL) === 0 &&
      ((flags & WORDLIKE) === 0 || INSTITUTIONAL.has(tokens.lower[i] ?? '')) &&
      ((flags & COMMON) === 0 || last > first || i > 0)
    )
      if (!GENERIC.has(tokens.lower[i] ?? '')) return true
  }
  return false
}

/** Built like plain words, but they name hospitals. */
const INSTITUTIONAL = new Set([
  'memorial',
  'general',
  'regional',
  'national',
  'central',
  'samaritan',
  'providence',
  'independence',
  'assumption',
  'visitation',
  'annunciation',
  'redemption',
])

const GENERIC = new Set(
  'left right large small upper lower middle interventional vessel occlusion local outside home your my our another new this that general community university public private state county regional rural nearby urgent express mobile online retail mail-order specialty acute first each every any same other'.split(
    ' ',
  ),
)

/** `Children's Hospital Boston`, `Memorial Hospital of Grand Marsh`. */
function afterEnding(reading: Reading, k: number): number {
  const { tokens } = reading
  if (
    tokens.lower[k + 1] === 'of' &&
    (tokens.shape[k + 2] === TITLE || tokens.shape[k + 2] === CAPS) &&
    (tokens.gap[k + 2] ?? 0) === 1
  ) {
    let last = k + 2
    while (
      last + 1 < tokens.count &&
      (tokens.gap[last + 1] ?? 0) === 1 &&
      tokens.type[last + 1] === WORD &&
      tokens.shape[last + 1] === tokens.shape[k + 2] &&
      last - k < 5
    )
      last++
    return last
  }
  return k
}

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

function known(reading: Reading, k: number, famed: Famed): void {
  const { tokens, text } = reading
  if (tokens.shape[k] === LOWER) return
  for (let last = Math.min(k + 5, tokens.count - 1); last >= k; last--) {
    const start = tokens.start[k] ?? 0
    const end = tokens.end[last] ?? 0
    if (end - start > 34) continue
    const raw = text.slice(start, end).toLowerCase().replace(/\s+/g, ' ')
    if (!famed.names.has(raw)) continue
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

const EMPLOYED = new Set([
  'works',
  'work',
  'worked',
  'working',
  'employed',
  'employer',
  'drives',
  'job',
  'boss',
  'lead',
  'consults',
  'teaches',
  'attends',
  'student',
  'pupils',
  'member',
  'choir',
  'sings',
  'cook',
  'reception',
  'shifts',
  'janitor',
  'cashier',
  'manager',
  'engraver',
  'teacher',
  'guard',
])

/** `works at Mercer Axle`, `Employer: Hudson Plate`: capitalised words after a cue of work, school or worship. */
function employer(reading: Reading, k: number): void {
  const { tokens } = reading
  let i = k + 1
  while (i < k + 7 && i < tokens.count && EMPLOY_FILLER.has(tokens.lower[i] ?? '') && (tokens.gap[i] ?? 0) < LINE) i++
  if (i === k + 1 || !EMPLOY_LEAD.has(tokens.lower[i - 1] ?? '') || (tokens.gap[i] ?? 0) >= LINE) return
  let last = i - 1
  for (let j = i; j < tokens.count && j < i + 7; j++) {
    if (j > i && (tokens.gap[j] ?? 0) > 1) break
    const word =
      tokens.type[j] === WORD && (tokens.shape[j] === TITLE || tokens.shape[j] === CAPS || tokens.shape[j] === 4)
    const inner =
      INSIDE.has(tokens.lower[j] ?? '') ||
      (tokens.lower[j] === 's' && tokens.lower[j - 1] === "'") ||
      (tokens.lower[j] === '.' && /^(?:st|mt)$/.test(tokens.lower[j - 1] ?? ''))
    if (word) last = j
    else if (!inner || j === i) break
  }
  if (last < i || (last === i && (tokens.flags[i] ?? 0) & (COMMON | CLINICAL))) return
  add(reading, tokens.start[i] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/cue', 0.7)
}

const EMPLOY_LEAD = new Set(['at', 'for', 'with', 'by', 'of', ':', 'from', 'the', 'on', 'in'])
const EMPLOY_FILLER = new Set([
  'at',
  'for',
  'with',
  'by',
  'as',
  'of',
  ':',
  'the',
  'a',
  'an',
  'from',
  'on',
  'in',
  'line',
  'nights',
  'part-time',
  'full-time',
  'part',
  'time',
  'name',
  'school',
  'bus',
  'second',
  'grade',
  'shift',
  'cook',
  'driver',
])

export const endsInstitution = (flags: number, type: number): boolean =>
  type !== MARK && (flags & (FACILITY_END | ORG_END)) !== 0
