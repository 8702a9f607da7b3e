import { inCapsLine } from '../caps-line.ts'
import type { Reading } from '../evidence.ts'
import { CLINICAL, COMMON, COMPOUND, GIVEN, SURNAME, TITLE_WORD } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, LOWER, NUMBER, TIGHT, TITLE, WORD } from '../tokens.ts'
import { addRun } from './add-run.ts'
import { isCapital } from './initial.ts'
import { lowerRun } from './lower-run.ts'
import { cuedRun, type NameRun } from './name-run.ts'
import { ORDINARY } from './ordinary.ts'

/** `Dr. Graves`, `Mrs. Crohn`, `dr sweet`, `Nurse Mori`. */
export const titles: Rule = { starts: { flags: TITLE_WORD }, read: title }

function title(reading: Reading, k: number): void {
  const { tokens } = reading
  const dot = tokens.lower[k + 1] === '.' && tokens.gap[k + 1] === TIGHT
  const next = dot ? k + 2 : k + 1
  const gap = tokens.gap[next] ?? 0
  if (next >= tokens.count || gap > LINE || (gap === TIGHT && !dot) || weakTitle(reading, k, dot)) return
  if (ofCode(reading, k, next, dot)) return
  const run = cuedRun(reading, next, false) ?? lowerRun(reading, next) ?? smallWord(reading, k, next)
  if (run === undefined || (run.last === run.first && NO_NAMES.has(tokens.lower[run.first] ?? ''))) return
  if (!BRANDS.has(`${tokens.lower[k] ?? ''} ${tokens.lower[run.last] ?? ''}`)) addRun(reading, run, 'name/title', 0.95)
}

/** `16 Fr. Salem`, `Rev. J`, `mx.host.example`, a title that ends a field before the next segment (`^DR\nAIL|1`), `const TEST_`, a DRE. */
function ofCode(reading: Reading, k: number, next: number, dot: boolean): boolean {
  const { tokens } = reading
  const after = tokens.lower[next + 1] ?? ''
  if (tokens.gap[next] === LINE && after === '|') return true
  if (tokens.shape[next] === CAPS && after === '_' && tokens.gap[next + 1] === TIGHT) return true
  const lower = tokens.lower[k] ?? ''
  if (lower === 'fr') return tokens.type[k - 1] === NUMBER && tokens.gap[k] === BLANK
  if (lower === 'dre' && tokens.shape[k] === CAPS && !inCapsLine(reading, k)) return true
  if (lower === 'ba' && !isCapital(tokens, next)) return true
  if (lower === 'mx') return dot && tokens.gap[next] === TIGHT
  const letter = (tokens.end[next] ?? 0) - (tokens.start[next] ?? 0) === 1
  return lower === 'rev' && letter && after !== '.'
}

/** `dr price`, `mr hand`, `dra love`: in small letters a surname that is an everyday word too. */
function smallWord({ tokens }: Reading, k: number, next: number): NameRun | undefined {
  const flags = tokens.flags[next] ?? 0
  if (!SMALL_TITLES.has(tokens.lower[k] ?? '') || tokens.shape[k] !== LOWER || tokens.shape[next] !== LOWER)
    return undefined
  if ((flags & (SURNAME | GIVEN)) === 0 || tokens.gap[next] !== BLANK || tokens.type[next] !== WORD) return undefined
  return { first: next, last: next, words: 1 }
}

const SMALL_TITLES = new Set(['dr', 'mr', 'mrs', 'dra', 'srta', 'sra', 'prof'])

/** What stands after a title and is nobody: `dr sig`, `MR mod`, `7 Fr triple lumen`, `nurse practitioner`. */
const NO_NAMES = new Set(
  'lic sig mod mild moderate severe trace jet triple double single practitioner practitioners auth number note notes orders appt visit office line x y qms who may can an so will abuse reviewer manager educator navigator so-and-so injects'.split(
    ' ',
  ),
)

/** Brands that are written like people. */
const BRANDS = new Set(
  'dr pepper|dr scholl|dr martens|doc martens|mr clean|mrs dash|mr bubble|mr coffee|uncle ben|aunt jemima|captain morgan|sister joseph|mrs butterworth|mr potato|dr brown|captain crunch|dr bronner|mrs meyer|sir duke|general mills|colonel sanders'.split(
    '|',
  ),
)

/** A word that is a title only when it is written like one; `dr` after a street is none. */
function weakTitle(reading: Reading, k: number, dot: boolean): boolean {
  const lower = reading.tokens.lower[k] ?? ''
  if (SHORT_TITLES.has(lower)) return weakShort(reading, k, dot)
  return afterStreet(reading, k) || (WORD_TITLES.has(lower) && weakWord(reading, k))
}

/** Abbreviations that mean other things too, or are endings of a place. */
const SHORT_TITLES = new Set(['ms', 'col', 'det', 'lt', 'fr', 'don', 'ba', 'sen', 'rev'])

/** They need a dot, or a capital and no ordinary word after it; `fr` may be small before what can only be a name. */
function weakShort({ tokens }: Reading, k: number, dot: boolean): boolean {
  const flags = tokens.flags[k + 1] ?? 0
  if (dot && tokens.shape[k] !== LOWER) return false
  if (tokens.shape[k] === TITLE)
    return tokens.gap[k + 1] !== BLANK || (flags & ORDINARY) !== 0 || (tokens.shape[k + 1] === LOWER && flags === 0)
  const priest = tokens.lower[k] === 'fr' && tokens.shape[k] === LOWER
  return !(priest && (nameOnly(flags) || (flags === 0 && (tokens.lower[k + 1] ?? '').length > 3)))
}

/** `12 Oak dr`. */
function afterStreet({ tokens }: Reading, k: number): boolean {
  if (tokens.lower[k] !== 'dr' || tokens.gap[k] !== BLANK) return false
  return tokens.type[k - 1] === WORD && tokens.shape[k - 1] === TITLE && tokens.type[k - 2] === NUMBER
}

/** A whole word in small letters: only before a capital, a name, or, for a nurse or a doctor, a word that no list holds. */
function weakWord({ tokens }: Reading, k: number): boolean {
  if (tokens.shape[k] === TITLE || tokens.shape[k] === CAPS || isCapital(tokens, k + 1)) return false
  const flags = tokens.flags[k + 1] ?? 0
  const unlisted = flags === 0 && tokens.type[k + 1] === WORD && (tokens.lower[k + 1] ?? '').length > 3
  if (unlisted && /^(?:nurse|doctor)$/.test(tokens.lower[k] ?? '')) return false
  return !nameOnly(flags)
}

const WORD_TITLES = new Set(
  'nurse doctor doc sister father coach judge officer deputy uncle aunt auntie grandma grandpa madam miss chaplain bishop pastor dame sir detective professor rabbi imam aunty trooper constable elder matron deacon granny gran gogo lola lolo tita tito oma opa tante onkel pan pani padre chef tutu avo ato kuya sitti garda cdr const hermano hermana didi bhai manman'.split(
    ' ',
  ),
)

const nameOnly = (flags: number): boolean =>
  (flags & (GIVEN | SURNAME | COMPOUND)) !== 0 && (flags & (COMMON | CLINICAL)) === 0
