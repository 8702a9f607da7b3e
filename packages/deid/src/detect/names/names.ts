import { inCapsLine } from '../caps-line.ts'
import { add, type Layer, type Reading } from '../evidence.ts'
import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  COMPOUND,
  CREDENTIAL,
  DRUG,
  EPONYM,
  FACILITY_END,
  GIVEN,
  HEAD,
  MONTH,
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
import type { Lexicon } from '../lexicon.ts'
import { CAPS, LINE, LOWER, MARK, MIXED, NUMBER, TIGHT, TITLE, WORD } from '../tokens.ts'
import { chatSpeakers } from './chat.ts'
import { demographics } from './demographics.ts'
import { nameCues, nameForms } from './name-cues.ts'
import { nameLabels } from './name-labels.ts'
import { listAfter } from './name-list.ts'
import { cuedRun, extend, isCapital, isInitial, type NameRun } from './name-run.ts'
import { isProtectedAt, sentenceStart } from './protection.ts'
import { signatures } from './signatures.ts'

/** People by every cue: titles, labels, relations, credentials, signatures, speakers, and capitalised words that the lexicons know as names. */
export function createNames(lexicon: Lexicon): Layer {
  return (reading) => {
    const taken = occupied(reading)
    nameLabels(reading)
    titles(reading)
    relations(reading)
    credentials(reading, taken)
    signatures(reading)
    chatSpeakers(reading)
    nameCues(reading)
    nameForms(reading, lexicon)
    demographics(reading, taken)
    bare(reading, taken)
  }
}

/** Tokens that other layers have explained with confidence: a street is not a person. */
function occupied({ tokens, found }: Reading): Uint8Array {
  const out = new Uint8Array(tokens.count)
  const sorted = found.filter((finding) => finding.score >= 0.65).sort((a, b) => a.start - b.start)
  let k = 0
  for (const finding of sorted) {
    while (k < tokens.count && (tokens.end[k] ?? 0) <= finding.start) k++
    for (let i = k; i < tokens.count && (tokens.start[i] ?? 0) < finding.end; i++) out[i] = 1
  }
  return out
}

export function addRun(reading: Reading, run: NameRun, rule: string, score: number): void {
  const { tokens } = reading
  add(reading, tokens.start[run.first] ?? 0, tokens.end[run.last] ?? 0, 'NAME', rule, score)
}

const ORDINARY = COMMON | CLINICAL | WORDLIKE | DRUG

/** `Dr. Graves`, `Mrs. Crohn`, `dr sweet`, `Nurse Mori`. */
function titles(reading: Reading): void {
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    if (!((tokens.flags[k] ?? 0) & TITLE_WORD)) continue
    const dot = tokens.lower[k + 1] === '.' && tokens.gap[k + 1] === TIGHT
    const next = dot ? k + 2 : k + 1
    const gap = tokens.gap[next] ?? 0
    if (next >= tokens.count || gap > LINE || (gap === TIGHT && !dot)) continue
    if (weakTitle(reading, k, dot)) continue
    const run = cuedRun(reading, next, false) ?? lowerRun(reading, next)
    if (run !== undefined) addRun(reading, run, 'name/title', 0.95)
  }
}

/** Words that are titles only when written as one: `Dr`, not `dr` in an address; `ms`, `fr`, `st`, `col`. */
function weakTitle(reading: Reading, k: number, dot: boolean): boolean {
  const { tokens } = reading
  const lower = tokens.lower[k] ?? ''
  const capital = tokens.shape[k] === TITLE
  if (
    lower === 'ms' ||
    lower === 'col' ||
    lower === 'det' ||
    lower === 'lt' ||
    lower === 'fr' ||
    lower === 'don' ||
    lower === 'ba' ||
    lower === 'sen' ||
    lower === 'rev'
  ) {
    return (
      !(dot && tokens.shape[k] !== LOWER) &&
      !(capital && (tokens.gap[k + 1] ?? 0) === 1 && ((tokens.flags[k + 1] ?? 0) & ORDINARY) === 0) &&
      !(
        lower === 'fr' &&
        tokens.shape[k] === LOWER &&
        (nameOnly(tokens.flags[k + 1] ?? 0) ||
          ((tokens.flags[k + 1] ?? 0) === 0 && (tokens.lower[k + 1] ?? '').length > 3))
      )
    )
  }
  if (
    lower === 'dr' &&
    k > 0 &&
    tokens.type[k - 1] === WORD &&
    tokens.shape[k - 1] === TITLE &&
    tokens.gap[k] === 1 &&
    tokens.type[k - 2] === NUMBER
  )
    return true
  return (
    WORD_TITLES.has(lower) &&
    !capital &&
    tokens.shape[k] !== CAPS &&
    !isCapital(tokens, k + 1) &&
    !(
      (tokens.flags[k + 1] ?? 0) === 0 &&
      /^(?:nurse|doctor)$/.test(lower) &&
      (tokens.lower[k + 1] ?? '').length > 3 &&
      tokens.type[k + 1] === WORD
    ) &&
    !nameOnly(tokens.flags[k + 1] ?? 0)
  )
}

const WORD_TITLES = new Set([
  'nurse',
  'doctor',
  'doc',
  'sister',
  'father',
  'coach',
  'judge',
  'officer',
  'deputy',
  'uncle',
  'aunt',
  'auntie',
  'grandma',
  'grandpa',
  'madam',
  'miss',
  'chaplain',
  'bishop',
  'pastor',
  'dame',
  'sir',
  'detective',
  'professor',
  'rabbi',
  'imam',
])

const nameOnly = (flags: number): boolean =>
  (flags & (GIVEN | SURNAME | COMPOUND)) !== 0 && (flags & (COMMON | CLINICAL)) === 0

/** In lower-case text a title or label is enough when the word is no ordinary word, or is a surname. */
export function lowerRun(reading: Reading, k: number): NameRun | undefined {
  const { tokens } = reading
  if (tokens.type[k] !== WORD || tokens.shape[k] !== LOWER || (tokens.gap[k] ?? 0) > LINE) return undefined
  if (!lowerName(tokens.flags[k] ?? 0, tokens.lower[k] ?? '')) {
    const initial =
      (tokens.lower[k] ?? '').length === 1 &&
      tokens.lower[k + 1] === '.' &&
      tokens.shape[k + 2] === LOWER &&
      nameish(tokens.flags[k + 2] ?? 0)
    return initial ? { first: k, last: k + 2, words: 1 } : undefined
  }
  let last = k
  while (
    last + 1 < tokens.count &&
    last - k < 2 &&
    tokens.gap[last + 1] === 1 &&
    tokens.shape[last + 1] === LOWER &&
    nameish(tokens.flags[last + 1] ?? 0)
  )
    last++
  return { first: k, last, words: last - k + 1 }
}

function lowerName(flags: number, lower: string): boolean {
  if (
    lower.length < 2 ||
    flags & (PREPOSITION | CREDENTIAL | ROLE | RELATION | TITLE_WORD | CLINICAL | DRUG | MONTH | WEEKDAY)
  )
    return false
  if (flags & PERSON_VERB || LOWER_NEVER.has(lower)) return false
  return (flags & (GIVEN | SURNAME | COMPOUND)) !== 0 || (flags & (COMMON | WORDLIKE | HEAD)) === 0
}

const nameish = (flags: number): boolean =>
  (flags & (GIVEN | SURNAME | COMPOUND)) !== 0
    ? (flags & (COMMON | CLINICAL | PREPOSITION | PERSON_VERB)) === 0
    : (flags &
        (COMMON | CLINICAL | WORDLIKE | PREPOSITION | PERSON_VERB | DRUG | HEAD | CREDENTIAL | MONTH | WEEKDAY)) ===
      0

const LOWER_NEVER = new Set(
  'who will may can art long so do an in on young best good close home office order orders case may mark green brown white black day king bill rich price early case page self hand love hope grace chance will'
    .split(' ')
    .filter((word) => !['sweet'].includes(word)),
)

/** `her son Bill`, `wife Halina`, `daughter-in-law Faith Crohn`, `husband, Clement,`, `boyfriend named Guy`. */
function relations(reading: Reading): void {
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    const flags = tokens.flags[k] ?? 0
    if (!(flags & (RELATION | ROLE))) continue
    let next = k + 1
    if ((tokens.lower[next] === ',' || tokens.lower[next] === ':' || tokens.lower[next] === '(') && next < tokens.count)
      next++
    else while (/^(?:is|was|named|called|name|also)$/.test(tokens.lower[next] ?? '') && next < k + 3) next++
    const gap = tokens.gap[next] ?? 0
    if (next >= tokens.count || gap > LINE || (gap === TIGHT && tokens.lower[k + 1] !== '(')) continue
    if (tokens.lower[k + 1] === ':' && !(tokens.lower[k] ?? '').endsWith('s')) continue
    related(reading, k, next, (flags & RELATION) !== 0)
  }
}

function related(reading: Reading, k: number, next: number, relative: boolean): void {
  const { tokens } = reading
  const flags = tokens.flags[next] ?? 0
  if (isCapital(tokens, next)) {
    const aside = tokens.lower[next - 1] === ',' || tokens.lower[next - 1] === '('
    if (
      blocked(flags, aside, relative) ||
      (inCapsLine(reading, next) && !(flags & (GIVEN | SURNAME)) && flags & ORDINARY)
    )
      return
    if (
      (tokens.end[next] ?? 0) - (tokens.start[next] ?? 0) <= 4 &&
      tokens.shape[next] === CAPS &&
      !inCapsLine(reading, next)
    )
      return
    const run = cuedRun(reading, next, false)
    if (run === undefined || protectedRun(reading, run)) return
    addRun(reading, run, 'name/relation', aside ? 0.85 : 0.92)
    if ((tokens.lower[k] ?? '').endsWith('s')) listAfter(reading, run.last)
  } else if (next === k + 1 && tokens.shape[next] === LOWER) {
    if (
      ((flags & (GIVEN | COMPOUND)) !== 0 ||
        (nameish(tokens.flags[next + 1] ?? 0) && ((tokens.flags[next + 1] ?? 0) & (COMPOUND | SURNAME)) !== 0)) &&
      (tokens.lower[next] ?? '') !== 'e-sig' &&
      !(flags & (PREPOSITION | PERSON_VERB)) &&
      !LOWER_NEVER.has(tokens.lower[next] ?? '') &&
      ((flags & COMMON) === 0 || lowerFollow(reading, next))
    ) {
      const run = lowerRun(reading, next)
      if (run !== undefined) addRun(reading, run, 'name/relation-lower', 0.8)
    }
  }
}

function lowerFollow(reading: Reading, k: number): boolean {
  const flags = reading.tokens.flags[k + 1] ?? 0
  return nameish(flags) || (flags & PERSON_VERB) !== 0
}

/** After a comma or for a role the word itself must look like a name. */
function blocked(flags: number, aside: boolean, relative: boolean): boolean {
  if (flags & (STATE_WORD | WEEKDAY | PREPOSITION) && !(flags & GIVEN)) return true
  if (!aside && relative) return (flags & (CLINICAL | DRUG)) !== 0 && !(flags & GIVEN)
  return (flags & (ORDINARY | MONTH)) !== 0 && !(flags & GIVEN)
    ? true
    : !relative && (flags & ORDINARY) !== 0 && (flags & CLINICAL) !== 0
}

/** A name before `, MD`, ` RN`, ` PA-C`. */
function credentials(reading: Reading, taken: Uint8Array): void {
  const { tokens } = reading
  for (let k = 1; k < tokens.count; k++) {
    if (!((tokens.flags[k] ?? 0) & CREDENTIAL) || !credentialHere(reading, k)) continue
    let last = k - 1
    if (tokens.lower[last] === ',') last--
    else if ((tokens.gap[k] ?? 0) !== 1 && tokens.lower[last] !== '(') continue
    if (tokens.lower[last] === '(') last--
    const comma = tokens.lower[k - 1] === ','
    const run = runBack(reading, last, taken)
    if (run === undefined || (!comma && run.words < 2 && weakCredential(reading, k, run))) continue
    addRun(reading, run, 'name/credential', 0.92)
  }
}

const WEAK_CREDENTIALS = new Set([
  'pa',
  'rt',
  'od',
  'pt',
  'ma',
  'do',
  'ot',
  'at',
  'dc',
  'lac',
  'ms',
  'rd',
  'md',
  'np',
  'rn',
])

/** `Main PA`, `mantle RT`: a single word that no list calls a name before letters that mean something else too. */
function weakCredential(reading: Reading, k: number, run: NameRun): boolean {
  const flags = reading.tokens.flags[run.first] ?? 0
  if ((flags & (GIVEN | SURNAME | COMPOUND)) !== 0 && (flags & (COMMON | CLINICAL)) === 0) return false
  if (
    reading.tokens.shape[run.first] === LOWER ||
    (reading.tokens.end[run.first] ?? 0) - (reading.tokens.start[run.first] ?? 0) < 4
  )
    return true
  return WEAK_CREDENTIALS.has(reading.tokens.lower[k] ?? '') && (flags & (ORDINARY | EPONYM)) !== 0
}

/** `MD` in capitals, or lower case in lower-case text; `ma`, `do`, `pa` need the capitals. */
function credentialHere(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (tokens.shape[k] === LOWER)
    return (
      /^(?:md|rn|np|pa-c|lpn|cnm|pharmd|dds|dpm|lcsw)$/.test(tokens.lower[k] ?? '') ||
      (tokens.lower[k] === 'do' && /^\d/.test(tokens.lower[k + 1] ?? ''))
    )
  if (
    tokens.lower[k] === 'ma' ||
    tokens.lower[k] === 'do' ||
    tokens.lower[k] === 'od' ||
    tokens.lower[k] === 'pt' ||
    tokens.lower[k] === 'at' ||
    tokens.lower[k] === 'ot'
  ) {
    return tokens.shape[k] === CAPS && (tokens.lower[k - 1] === ',' || !inCapsLine(reading, k))
  }
  return tokens.shape[k] === CAPS || tokens.shape[k] === TITLE || tokens.shape[k] === 4
}

/** Back from `last` over the words of a name. */
export function runBack(reading: Reading, last: number, taken: Uint8Array): NameRun | undefined {
  const { tokens } = reading
  let end = last
  if (tokens.lower[end] === '.' && isInitial(reading, end - 1)) end--
  let first = end + 1
  let words = 0
  for (let i = end; i >= 0 && end - i < 7 && words < 4; i--) {
    if (i < end && (tokens.gap[i + 1] ?? 0) > 1) break
    const flags = tokens.flags[i] ?? 0
    if (tokens.lower[i] === '.' && isInitial(reading, i - 1)) continue
    if (flags & (TITLE_WORD | ROLE) && !(flags & (GIVEN | SURNAME)) && words > 0) break
    const lower =
      tokens.shape[i] === LOWER &&
      (tokens.shape[last] === LOWER ? nameish(flags) : (flags & PARTICLE) !== 0 && words > 0)
    if (!(isCapital(tokens, i) || isInitial(reading, i) || lower) || taken[i] === 1) break
    if ((flags & CREDENTIAL && !(flags & (GIVEN | SURNAME))) || BEFORE_NAME.has(tokens.lower[i] ?? '')) break
    if (flags & PREPOSITION && !(flags & PARTICLE)) break
    if (words > 0 && flags & ORDINARY && !(flags & (GIVEN | SURNAME)) && (words >= 2 || flags & CLINICAL)) break
    if (inCapsLine(reading, i) && flags & ORDINARY && !(flags & (GIVEN | SURNAME))) break
    first = i
    words++
  }
  while (first <= end && (tokens.flags[first] ?? 0) & PARTICLE && tokens.shape[first] === LOWER) first++
  if (first > end || words === 0) return undefined
  const flags = tokens.flags[first] ?? 0
  if (words === 1 && flags & (CLINICAL | ROLE | DRUG) && !(flags & (GIVEN | SURNAME))) return undefined
  if (words === 1 && isInitial(reading, first)) return undefined
  if (words === 1 && NOT_ALONE.has(tokens.lower[first] ?? '')) return undefined
  return { first, last, words }
}

const BEFORE_NAME = new Set([
  'by',
  'the',
  'per',
  'signed',
  'attending',
  'provider',
  'dr',
  'and',
  'cc',
  'for',
  'report',
  'notified',
  'seen',
  'clinician',
  'performed',
  'with',
  'surgeon',
  'dictated',
  'reviewed',
  'electronically',
  'primary',
  'charge',
  'bedside',
  'noc',
  'night',
  'day',
  'staff',
  'chair',
  'hi',
  'hello',
  'thanks',
  'note',
])
const NOT_ALONE = new Set([
  'the',
  'your',
  'my',
  'our',
  'a',
  'an',
  'primary',
  'charge',
  'night',
  'day',
  'staff',
  'icu',
  'ed',
  'or',
  'noc',
  'another',
  'this',
  'each',
  'for',
  'any',
  'his',
  'her',
  'their',
  'bedside',
  'float',
  'triage',
  'his',
  'clinic',
  'hospice',
  'home',
  'she',
  'he',
  'was',
  'is',
  'to',
  'school',
  'telehealth',
  'new',
  'on-call',
  'requested',
  'ask',
  'male',
  'female',
  'no',
  'not',
])

/** Names without a cue: capitalised words that the lexicons, or their form, make names. */
function bare(reading: Reading, taken: Uint8Array): void {
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    if (taken[k] === 1 || !startsBare(reading, k)) continue
    const comma = tokens.lower[k + 1] === ',' || tokens.lower[k + 2] === ','
    const run = cut(reading, extend(reading, k, comma && commaName(reading, k), false), taken)
    if (run === undefined) continue
    const score = bareScore(reading, run)
    if (score > 0) {
      addRun(reading, run, 'name/lexicon', score)
      k = run.last
    }
  }
}

/** A capitalised word that can begin a name: not a title or a credential, not an ordinary word, a role or a relation before the name proper. */
function startsBare(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const flags = tokens.flags[k] ?? 0
  if (isInitial(reading, k))
    return (
      tokens.lower[k] !== 'i' &&
      (tokens.lower[k] !== 'a' || tokens.lower[k + 1] === '.') &&
      (tokens.lower[k + 1] === '.' || isCapital(tokens, k + 1))
    )
  if (!isCapital(tokens, k)) return false
  if (
    k > 0 &&
    tokens.gap[k] === TIGHT &&
    /[\w@/\\.-]/.test(tokens.lower[k - 1] ?? '') &&
    !(tokens.lower[k - 1] === '.' && isInitial(reading, k - 2))
  )
    return false
  if (flags & (GIVEN | SURNAME))
    return !(
      flags & (TITLE_WORD | CREDENTIAL | PREPOSITION) &&
      flags & COMMON &&
      (tokens.flags[k + 1] ?? 0) & (GIVEN | SURNAME | COMPOUND)
    )
  return (flags & (TITLE_WORD | CREDENTIAL | ROLE | RELATION | ORDINARY | PREPOSITION | PERSON_VERB)) === 0
}

function cut(reading: Reading, run: NameRun, taken: Uint8Array): NameRun | undefined {
  let last = run.first - 1
  for (let i = run.first; i <= run.last && taken[i] !== 1; i++) last = i
  if (last < run.first) return undefined
  while (last > run.first && reading.tokens.type[last] === MARK && reading.tokens.lower[last] === ',') last--
  return last === run.last ? run : { first: run.first, last, words: last === run.first ? 1 : run.words }
}

/** `Fitzwilliam, Nigel`: a surname, a comma, a given name. */
function commaName(reading: Reading, k: number): boolean {
  const { tokens } = reading
  const at = tokens.lower[k + 1] === ',' ? k + 1 : k + 2
  const given = tokens.flags[at + 1] ?? 0
  const own = tokens.flags[k] ?? 0
  if (own & (STATE_WORD | CITY_WORD | MONTH | WEEKDAY) && !(own & SURNAME)) return false
  return (
    (given & GIVEN) !== 0 &&
    (given & CITY_WORD) === 0 &&
    isCapital(tokens, at + 1) &&
    ((own & (SURNAME | COMPOUND)) !== 0 || (own & (ORDINARY | EPONYM)) === 0) &&
    (own & GIVEN) === 0 &&
    tokens.shape[at + 1] === tokens.shape[k]
  )
}

/** How much a run without a cue looks like a person: 0 when it should stay. */
function bareScore(reading: Reading, run: NameRun): number {
  if (protectedRun(reading, run)) return 0
  const caps = inCapsLine(reading, run.first)
  const tally: Tally = { given: 0, sur: 0, unknown: 0, ordinary: 0, initials: 0, caps }
  for (let i = run.first; i <= run.last; i++) if (!aside(reading, run, i)) count(reading, i, tally)
  return judge(reading, run, tally)
}

/** Marks, and a nickname in quotes, say nothing. */
function aside({ tokens }: Reading, run: NameRun, i: number): boolean {
  const quoted = i > run.first && tokens.gap[i] === TIGHT && /["“”']/.test(tokens.lower[i - 1] ?? '')
  return tokens.type[i] === MARK || quoted
}

/** Adds one word to the tally: a name that is also an ordinary word, a place or an eponym weighs half. */
function count(reading: Reading, i: number, tally: Tally): void {
  const { tokens } = reading
  const flags = tokens.flags[i] ?? 0
  if (isInitial(reading, i)) tally.initials++
  else if (synthetic(reading, i)) tally.given += 2
  else if (flags & GIVEN && !(flags & (COMMON | MONTH | DRUG | CLINICAL))) tally.given++
  else if (flags & GIVEN) tally.sur += 0.5
  else if (flags & SURNAME) tally.sur += flags & (COMMON | EPONYM | CITY_WORD | CLINICAL | HEAD) ? 0.5 : 1
  else if (flags & NEVER_NAMES) tally.ordinary += 2
  else if (flags & (COMMON | WORDLIKE | MONTH | CITY_WORD)) tally.ordinary++
  else if (flags & EPONYM) tally.sur += 0.3
  else if (tokens.shape[i] !== CAPS || tally.caps || flags & COMPOUND) tally.unknown++
  else tally.ordinary++
}

const NEVER_NAMES = CLINICAL | DRUG | STATE_WORD | HEAD | STREET_END | FACILITY_END | ORG_END | WEEKDAY

interface Tally {
  given: number
  sur: number
  unknown: number
  ordinary: number
  initials: number
  readonly caps: boolean
}

function judge(reading: Reading, run: NameRun, tally: Tally): number {
  const { given, sur, ordinary } = tally
  if (ordinary >= 2 && given < 2) return 0
  if (ordinary > given + sur) return 0
  const start = sentenceStart(reading, run.first)
  if (run.words >= 2) return several(tally, start)
  return single(reading, run, tally)
}

/** Two words or more: a given name beside anything name-like; two surnames; unknown capitalised words in mid-sentence. */
function several({ given, sur, unknown, ordinary, caps }: Tally, start: boolean): number {
  if (given >= 1 && (sur > 0 || given >= 2 || (unknown > 0 && !ordinary))) return 0.85
  if (given >= 1 && ordinary > 0) return 0.6
  if (ordinary > 0) return 0
  if (sur >= 1.5) return 0.75
  if (sur >= 1 && unknown === 0 && !start) return 0.68
  if (sur + unknown >= 1.5 && !caps && (!start || sur > 0)) return sur > 0 ? 0.7 : 0.6
  return 0
}

/** One word, with or without initials. */
function single(reading: Reading, run: NameRun, tally: Tally): number {
  const { given, sur, unknown, initials, caps } = tally
  const { tokens } = reading
  const flags = tokens.flags[run.first] ?? 0
  if (
    initials > 0 &&
    dottedRun(reading, run) &&
    (given > 0 || sur > 0 || (unknown > 0 && !caps && isInitial(reading, run.first)))
  )
    return 0.75
  if (given >= 2) return 0.85
  const shout = tokens.shape[run.first] === CAPS && !caps
  if (given >= 1 && !shout && !(flags & (EPONYM | CITY_WORD | STATE_WORD | DRUG | ROLE | RELATION)))
    return caps ? 0.55 : 0.66
  if (initials > 0 && given > 0) return 0.7
  if (
    given >= 1 &&
    !shout &&
    flags & EPONYM &&
    !(flags & (CITY_WORD | STATE_WORD | DRUG)) &&
    DEALT.has(tokens.lower[run.first - 1] ?? '')
  )
    return 0.62
  return personVerb(reading, run, tally) ? 0.6 : 0
}

const DEALT = new Set([
  'from',
  'with',
  'by',
  'to',
  'and',
  'told',
  'asked',
  'for',
  'per',
  'covering',
  'paged',
  'called',
  'son',
  'daughter',
])

/** A single surname before a verb of persons: `Bell tolerated the procedure`. */
function personVerb(reading: Reading, run: NameRun, { sur, unknown, ordinary, caps }: Tally): boolean {
  const { tokens } = reading
  const next = tokens.flags[run.last + 1] ?? 0
  if (caps || ordinary > 0 || !(next & PERSON_VERB) || !HUMAN_VERB.has(tokens.lower[run.last + 1] ?? '')) return false
  const flags = tokens.flags[run.first] ?? 0
  if (flags & COMMON && sentenceStart(reading, run.first))
    return (flags & (GIVEN | SURNAME)) !== 0 && STRONG_VERB.has(tokens.lower[run.last + 1] ?? '')
  return sur >= 0.3 || (unknown > 0 && (flags & EPONYM) === 0)
}

const HUMAN_VERB = new Set(
  'says said saying states stated reports reported denies denied complains complained tolerated tolerates called phoned rang texted asked asks wants wanted lives lived underwent drives drove came went arrived attended visited visits agrees agreed declined refuses refused understands verbalized recommended recommends advised signed consented endorses endorsed gave told opened answered doubted disclosed walked laughed thinks believes hopes smokes drinks sleeps eats died'.split(
    ' ',
  ),
)
const STRONG_VERB = new Set(
  'says said tolerated denies denied reports reported phoned rang texted asked verbalized agreed declined refused consented endorses told answered doubted disclosed laughed'.split(
    ' ',
  ),
)

function dottedRun(reading: Reading, run: NameRun): boolean {
  for (let i = run.first; i <= run.last; i++) if (reading.tokens.lower[i] === '.') return true
  return isInitial(reading, run.last) && reading.tokens.shape[run.last + 1] !== LOWER
}

/** Names of synthetic records: `Sumiko254`, one to three digits after a capitalised word. */
function synthetic(reading: Reading, i: number): boolean {
  const { tokens, text } = reading
  return tokens.type[i] === MIXED && /^[A-ZÀ-Ý][a-zà-ÿ']{2,20}\d{1,4}$/.test(text.slice(tokens.start[i], tokens.end[i]))
}

/** Medicine by its neighbours, or the placeholder John Doe. */
export const protectedRun = (reading: Reading, run: NameRun): boolean =>
  isProtectedAt(reading, run.first, run.last) ||
  reading.tokens.lower[run.last] === 'doe' ||
  reading.tokens.lower[run.last + 1] === 'doe'
