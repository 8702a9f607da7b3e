import { inCapsLine } from '../caps-line.ts'
import { add, type Reading } from '../evidence.ts'
import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  CREDENTIAL,
  DRUG,
  EPONYM,
  FACILITY_END,
  GENERATION,
  GIVEN,
  HEAD,
  MONTH,
  NUMBER_WORD,
  ORG_END,
  PARTICLE,
  PERSON_VERB,
  PREPOSITION,
  RELATION,
  ROLE,
  STATE_WORD,
  STREET_END,
  SURNAME,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import { type Lexicon, unaccented } from '../lexicon.ts'
import { isInitial } from '../names/initial.ts'
import { isProtectedAt, sentenceStart } from '../names/protection.ts'
import { BLANK, CAMEL, CAPS, LINE, LOWER, MARK, MIXED, TIGHT, TITLE, WORD } from '../tokens.ts'
import { deletes } from './typo.ts'

interface Part {
  readonly surname: boolean
  readonly given: boolean
  /** Also an ordinary word, a place or an eponym: found only where it is written and placed like a name. */
  readonly ambiguous: boolean
}

/** Names to be found again, by their parts, joined forms and misspellings. */
export interface NameIndex {
  learn(name: string): void
  readonly size: number
  seek(reading: Reading, rule: string, score: number): void
}

/** Names kept per call; more than a page of people is a list, and lists are found by structure. */
const NAMES_MAX = 20_000
const TYPO_LETTERS_MIN = 6

export function createNameIndex(lexicon: Lexicon): NameIndex {
  const parts = new Map<string, Part>()
  const joined = new Set<string>()
  const typos = new Set<string>()
  const initials = new Set<string>()
  return {
    get size() {
      return parts.size
    },
    learn(name) {
      if (parts.size < NAMES_MAX) learn(name, { parts, joined, typos, initials, lexicon })
    },
    seek(reading, rule, score) {
      if (parts.size > 0) seek(reading, { parts, joined, typos, initials, lexicon }, rule, score)
    },
  }
}

interface Store {
  readonly parts: Map<string, Part>
  readonly joined: Set<string>
  readonly typos: Set<string>
  readonly initials: Set<string>
  readonly lexicon: Lexicon
}

const AMBIGUOUS =
  COMMON |
  CLINICAL |
  DRUG |
  EPONYM |
  MONTH |
  CITY_WORD |
  STATE_WORD |
  HEAD |
  STREET_END |
  FACILITY_END |
  ORG_END |
  WEEKDAY |
  PREPOSITION |
  ROLE |
  RELATION |
  PERSON_VERB |
  NUMBER_WORD |
  WORDLIKE

/** Surname first when there is a comma or a caret; otherwise the last word is the surname. */
function learn(name: string, store: Store): void {
  const clean = name.replace(/["“”()]/g, ' ').trim()
  const split = /[,^*]/.exec(clean)
  const family = split === null ? [] : words(clean.slice(0, split.index), store)
  const rest = words(split === null ? clean : clean.slice(split.index), store)
  if (split !== null) for (const word of family) part(word, true, false, store)
  const last = split === null ? rest.length - 1 : rest.length
  rest.forEach((word, i) => {
    part(word, i === last || rest.length === 1, i < last || rest.length === 1, store)
  })
  const surname = split === null ? rest.at(-1) : family.at(-1)
  const given = rest[0]
  if (surname !== undefined && given !== undefined && surname !== given) join(given, surname, store)
}

/** Words of a name, without titles, credentials, generations and initials. */
function words(text: string, { lexicon }: Store): string[] {
  return text
    .split(/[^\p{L}\p{M}\d'’-]+/u)
    .map((word) => word.replace(/['’]s$/i, '').replace(/^['’-]+|['’-]+$/g, ''))
    .filter((word) => word.length > 1)
    .filter((word) => {
      const flags = lexicon.flagsOf(word)
      return (flags & (TITLE_WORD | CREDENTIAL | GENERATION | PARTICLE)) === 0 || (flags & (GIVEN | SURNAME)) !== 0
    })
}

function part(word: string, surname: boolean, given: boolean, store: Store): void {
  const lower = unaccented(word.replace(/’/g, "'").toLowerCase())
  const flags = store.lexicon.flagsOf(lower)
  if (lower.length < 2 || FORBIDDEN.has(lower)) return
  const old = store.parts.get(lower)
  const entry: Part = {
    surname: surname || (old?.surname ?? false),
    given: given || (old?.given ?? false),
    ambiguous: (flags & AMBIGUOUS) !== 0 || lower.length < 3,
  }
  store.parts.set(lower, entry)
  if (surname && !entry.ambiguous && lower.length >= TYPO_LETTERS_MIN)
    for (const form of deletes(lower)) store.typos.add(form)
  if (lower.includes('-'))
    for (const piece of lower.split('-')) if (piece.length >= 3) part(piece, surname, given, store)
}

const FORBIDDEN = new Set([
  'the',
  'and',
  'of',
  'in',
  'to',
  'a',
  'is',
  'for',
  'or',
  'on',
  'at',
  'by',
  'as',
  'it',
  'he',
  'she',
  'no',
  'not',
  'pt',
  'patient',
  'with',
  'was',
  'her',
  'his',
  'doe',
])

/** `johnsmith`, `smithjohn`, `jsmith`, `smithj`: how user names and addresses join them. */
function join(given: string, surname: string, { joined }: Store): void {
  const first = unaccented(given.toLowerCase()).replace(/[^a-z\d]/g, '')
  const last = unaccented(surname.toLowerCase()).replace(/[^a-z\d]/g, '')
  if (first.length < 2 || last.length < 3) return
  joined.add(first + last)
  joined.add(last + first)
  if (last.length >= 4) {
    joined.add(first.charAt(0) + last)
    joined.add(last + first.charAt(0))
  }
}

function seek(reading: Reading, store: Store, rule: string, score: number): void {
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    const type = tokens.type[k]
    if (type !== WORD && type !== MIXED) continue
    const end = matchAt(reading, k, store)
    if (end < k) continue
    const first = withInitial(reading, k)
    add(
      reading,
      tokens.start[first] ?? 0,
      tokens.end[withTrailingInitial(reading, end, store)] ?? 0,
      'NAME',
      rule,
      score,
    )
    k = end
  }
}

/** The last token of the name that starts at `k`, or -1. */
function matchAt(reading: Reading, k: number, store: Store): number {
  const { tokens } = reading
  const lower = tokens.lower[k] ?? ''
  const part = store.parts.get(lower) ?? compound(reading, k, store)
  if (part === undefined) return joinedForm(reading, k, store) || misspelt(reading, k, store) ? k : -1
  const beside = chain(reading, k, store)
  if (!part.ambiguous)
    return reading.tokens.shape[k] === LOWER && lower.length < 3 && beside < 0 ? -1 : Math.max(k, beside)
  if (beside > k && (tokens.shape[k] !== LOWER || clear(reading, beside, store))) return beside
  return placed(reading, k, part, store) ? k : -1
}

/** A hyphenated word with a known part in it. */
function compound(reading: Reading, k: number, store: Store): Part | undefined {
  const lower = reading.tokens.lower[k] ?? ''
  if (!lower.includes('-')) return undefined
  for (const piece of lower.split('-')) {
    const part = store.parts.get(piece)
    if (part !== undefined && !part.ambiguous && piece.length >= 4 && !isProtectedAt(reading, k, k)) return part
  }
  return undefined
}

const clear = (reading: Reading, k: number, { parts }: Store): boolean =>
  parts.get(reading.tokens.lower[k] ?? '')?.ambiguous === false

/** The last of the parts that follow one another from `k` on; -1 when none follows. */
function chain(reading: Reading, k: number, store: Store): number {
  let last = -1
  for (let next = neighbour(reading, k, store); next > 0 && next - k < 12; next = neighbour(reading, next, store))
    last = next
  return last
}

/** The next word, over a comma, an initial or a caret, when it is a part too; else -1. */
function neighbour(reading: Reading, k: number, { parts }: Store): number {
  const { tokens } = reading
  let i = k + 1
  for (let skipped = 0; i < tokens.count && skipped < 3; i++, skipped++) {
    if ((tokens.gap[i] ?? 0) > LINE) return -1
    if (tokens.type[i] === MARK ? !/^[,.^_\-/*]$/.test(tokens.lower[i] ?? '') : !isInitial(reading, i)) break
  }
  const part = tokens.type[i] === MARK ? undefined : parts.get(tokens.lower[i] ?? '')
  if (part === undefined || (tokens.gap[i] ?? 0) > LINE) return -1
  const shape = tokens.shape[i] ?? 0
  return !part.ambiguous || shape !== LOWER || tokens.shape[k] === LOWER ? i : -1
}

/** An ambiguous part alone: written with a capital where capitals mean something, no clinical noun after it, no sentence's first word. */
function placed(reading: Reading, k: number, part: Part, store: Store): boolean {
  const { tokens } = reading
  if (tokens.shape[k] !== TITLE && tokens.shape[k] !== CAPS) return false
  const caps = inCapsLine(reading, k)
  const flags = tokens.flags[k] ?? 0
  if (tokens.shape[k] === CAPS && !caps && (tokens.lower[k] ?? '').length < 4) return false
  if (isProtectedAt(reading, k, k)) return false
  const next = tokens.flags[k + 1] ?? 0
  const verb = (next & PERSON_VERB) !== 0 && (tokens.gap[k + 1] ?? 0) === BLANK
  if (INSTRUMENTS.has(tokens.lower[k] ?? ''))
    return verb && /ed$|s$/.test(tokens.lower[k + 1] ?? '') && (tokens.lower[k + 1] ?? '') !== 'was'
  if (flags & DRUG && !verb && !/^(?:with|for|by|from|told|and|asked)$/.test(tokens.lower[k - 1] ?? '')) return false
  if (flags & (STATE_WORD | CITY_WORD) && !part.surname && /^(?:in|from|near|to)$/.test(tokens.lower[k - 1] ?? ''))
    return false
  if (flags & MONTH && (tokens.type[k + 1] === 2 || /^(?:in|on|since|until|by|of)$/.test(tokens.lower[k - 1] ?? '')))
    return false
  if (caps) return (flags & (COMMON | CLINICAL | PREPOSITION | WORDLIKE)) === 0
  if (sentenceStart(reading, k) && flags & (COMMON | CLINICAL | PREPOSITION | WORDLIKE))
    return verb && !MODAL.has(tokens.lower[k + 1] ?? '') ? true : endsThere(reading, k)
  return store.parts.size > 0
}

/** `Hope:` or `Grace` alone on a line or in a list. */
function endsThere(reading: Reading, k: number): boolean {
  const next = reading.tokens.lower[k + 1] ?? ''
  return next === ',' && (reading.tokens.flags[k] ?? 0) & GIVEN
    ? true
    : reading.tokens.lower[k + 1] === "'" && reading.tokens.lower[k + 2] === 's'
}

const MODAL = new Set(['will', 'would', 'can', 'could', 'has', 'have', 'was'])

/** Eponyms that are things at the bedside: the bare word is the thing. */
const INSTRUMENTS = new Set(
  'foley swan hickman groshong broviac penrose kocher allis bovie jackson ringer lactated yankauer ambu bair hoyer mayo hemovac doppler holter bard salem levin miller macintosh army navy richardson babcock kelly moore charnley thompson austin bosu theraband unna braden morse norton apgar glasgow wells ranson child pugh gleason breslow clark likert snellen'.split(
    ' ',
  ),
)

/** `jsmith`, `JohnSmith`, `smith_john` written as one word. */
function joinedForm(reading: Reading, k: number, { joined, parts }: Store): boolean {
  const { tokens } = reading
  const lower = tokens.lower[k] ?? ''
  const letters =
    tokens.type[k] === MIXED || lower.includes('-') ? lower.replace(/\d+$/, '').replace(/[-']/g, '') : lower
  if (letters.length >= 5 && joined.has(letters)) return true
  if (tokens.shape[k] !== CAMEL) return false
  const humps = reading.text.slice(tokens.start[k], tokens.end[k]).match(/[\p{Lu}][\p{Ll}]+/gu) ?? []
  return humps.some((hump) => {
    const part = parts.get(unaccented(hump.toLowerCase()))
    return part !== undefined && (!part.ambiguous || humps.length === 2) && hump.length > 2
  })
}

/** One letter wrong, missing or too many, in a surname of six letters or more. */
function misspelt(reading: Reading, k: number, { typos, lexicon }: Store): boolean {
  const { tokens } = reading
  const lower = tokens.lower[k] ?? ''
  if (lower.length < TYPO_LETTERS_MIN - 1 || lower.length > 24 || tokens.shape[k] === LOWER || typos.size === 0)
    return false
  if ((tokens.flags[k] ?? 0) & AMBIGUOUS || lexicon.flagsOf(lower) & (SURNAME | GIVEN)) return false
  return deletes(lower).some((form) => typos.has(form))
}

/** `P. Allis`: the initial before belongs to the name. */
function withInitial(reading: Reading, k: number): number {
  const { tokens } = reading
  if ((tokens.gap[k] ?? 0) > LINE || tokens.shape[k] === LOWER) return k
  if (tokens.lower[k - 1] === '.' && isInitial(reading, k - 2)) return k - 2
  return isInitial(reading, k - 1) &&
    tokens.gap[k] === BLANK &&
    !/^[AI]$/.test(reading.text.charAt(tokens.start[k - 1] ?? 0))
    ? k - 1
    : k
}

/** `Hana W.`, `Smith, J.`: the initial after. */
function withTrailingInitial(reading: Reading, k: number, _store: Store): number {
  const { tokens } = reading
  const comma = tokens.lower[k + 1] === ',' ? 1 : 0
  const at = k + 1 + comma
  if (
    !isInitial(reading, at) ||
    (tokens.gap[at] ?? 0) > BLANK ||
    (comma === 0 && tokens.gap[at] === TIGHT) ||
    reading.tokens.shape[k] === LOWER
  )
    return k
  return tokens.lower[at + 1] === '.' && tokens.gap[at + 1] === TIGHT ? at + 1 : comma ? at : k
}
