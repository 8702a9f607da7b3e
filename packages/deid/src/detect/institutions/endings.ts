import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, GIVEN, PERSON_VERB, PREPOSITION, ROLE, SURNAME, TITLE_WORD, WORDLIKE } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { CAPS, LOWER, TITLE, type Tokens, WORD } from '../tokens.ts'
import { BY_LAST, endsWith, SPECIALTIES, TRADES, WEAK_END } from './ending-words.ts'
import { INSIDE, nameStart } from './name-start.ts'

/** Hospitals, clinics, pharmacies, nursing homes and laboratories by their last words; schools, churches and employers by theirs. */
export const endings: Rule = { starts: { words: [...BY_LAST.keys()] }, read: ending }

function ending(reading: Reading, k: number): void {
  const { tokens } = reading
  const candidates = BY_LAST.get(tokens.lower[k] ?? '')
  if (tokens.shape[k] === LOWER || candidates === undefined || continues(tokens, k) || insurer(reading, k)) return
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
    if (
      named === 1 &&
      words.length === 1 &&
      TRADES.has(words[0] ?? '') &&
      (tokens.flags[first] ?? 0) & (COMMON | CLINICAL)
    )
      continue
    if (SPECIALTIES.has(words.join(' ')) && !properName(reading, first, k - words.length)) continue
    if (KNOWLEDGE.test(reading.text.slice(tokens.end[k], (tokens.end[k] ?? 0) + 18))) return
    const last = afterEnding(reading, k)
    add(reading, tokens.start[first] ?? 0, tokens.end[last] ?? 0, kind, `${kind.toLowerCase()}/ending`, 0.84)
    return
  }
}

/** Insurers and their plans end like clinics: `Oscar Health`, `Delta Dental of Oregon`. */
const INSURERS = new Set(
  'oscar apple delta star aetna clover devoted molina centene bright friday cigna sentara select kaiser medica uhc optum caresource anthem ambetter humana mutual blue shield cross ally guardian principal metlife united national'.split(
    ' ',
  ),
)

const insurer = ({ tokens }: Reading, k: number): boolean =>
  /^(?:health|dental|vision|healthcare)$/.test(tokens.lower[k] ?? '') && INSURERS.has(tokens.lower[k - 1] ?? '')

/** `Fleischner Society criteria`: what a society or an institute publishes is no institution of the patient's. */
const KNOWLEDGE =
  /^ (?:criteria|guidelines?|recommendations?|classification|statement|consensus|scor(?:e|ing)|staging|grad(?:e|ing)|scale)\b/i

/** Two words or more, one of them no ordinary or clinical word: `Cedar Ridge`, not `Called`. */
function properName({ tokens }: Reading, first: number, last: number): boolean {
  for (let i = first; i <= last; i++) {
    const plain =
      (tokens.flags[i] ?? 0) & (COMMON | CLINICAL | WORDLIKE | PERSON_VERB | ROLE | TITLE_WORD | PREPOSITION)
    if (tokens.type[i] === WORD && plain === 0)
      return last > first || ((tokens.flags[i] ?? 0) & (GIVEN | SURNAME)) === 0
  }
  return false
}

/** The ending must be the last capitalised word: "Mercy Hospital Drive" is a street. */
function continues(tokens: Tokens, k: number): boolean {
  if (k + 1 >= tokens.count || (tokens.gap[k + 1] ?? 0) !== 1 || tokens.type[k + 1] !== WORD) return false
  return BY_LAST.has(tokens.lower[k + 1] ?? '') && tokens.shape[k + 1] === tokens.shape[k] && tokens.shape[k] === TITLE
}

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
  'device onc heme phn tribal cardiac blunt head chest abdominal penetrating major polytrauma multisystem abd pelvic facial dental barotrauma hand chemo sleep heart donor renal eye skin bone motor stroke women men mens womens childrens nurses visiting family new old main front back side home free fast sleep open full half double left right large small upper lower middle interventional vessel occlusion local outside home your my our another new this that general community university public private state county regional rural nearby urgent express mobile online retail mail-order specialty acute first each every any same other'.split(
    ' ',
  ),
)

/** `Children's Hospital Boston`, `Memorial Hospital of Grand Marsh`. */
function afterEnding(reading: Reading, k: number): number {
  const { tokens } = reading
  if (
    /^(?:women|children|veterans)$/.test(tokens.lower[k] ?? '') &&
    tokens.lower[k + 1] === "'" &&
    tokens.lower[k + 2] === 's' &&
    tokens.gap[k + 2] === 0
  )
    return k + 2
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
