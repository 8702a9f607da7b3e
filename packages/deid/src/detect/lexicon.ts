import {
  CITY_WORD,
  CLINICAL,
  COMMON,
  COMPOUND,
  DRUG,
  EPONYM,
  GIVEN,
  HEAD,
  NUMBER_WORD,
  STATE_WORD,
  SURNAME,
  WORDLIKE,
} from './flags.ts'
import { CLINICAL_WORDS } from './lexicon/clinical-words.ts'
import { COMMON_WORDS } from './lexicon/common-words.ts'
import { DRUG_STEMS, DRUGS } from './lexicon/drugs.ts'
import { EPONYM_HEADS, EPONYMS } from './lexicon/eponyms.ts'
import { GIVEN_NAMES } from './lexicon/given-names.ts'
import { CITIES, STATE_CODES, STATE_NAMES } from './lexicon/places.ts'
import { SURNAMES } from './lexicon/surnames.ts'
import { WORD_CLASSES } from './lexicon/word-classes.ts'
import { CAMEL, CAPS, LOWER, TITLE } from './tokens.ts'

export interface Entry {
  readonly lower: string
  readonly flags: number
  readonly shape: number
}

export interface Lexicon {
  /** Flags and shape of a word as written. */
  look(word: string): Entry
  /** Flags of a lower-case word as listed; 0 when unknown. */
  flagsOf(lower: string): number
}

/** Words remembered as written between calls; bounded so that hostile text cannot fill the memory. */
const CACHE_ENTRIES_MAX = 50_000

export function createLexicon(): Lexicon {
  const flags = load()
  const cache = new Map<string, Entry>()
  const stems = DRUG_STEMS.split(' ')
  function look(word: string): Entry {
    const hit = cache.get(word)
    if (hit !== undefined) return hit
    const entry = describe(word, flags, stems)
    if (cache.size < CACHE_ENTRIES_MAX && word.length <= 40) cache.set(word, entry)
    return entry
  }
  return { look, flagsOf: (lower) => flags.get(lower) ?? 0 }
}

function load(): ReadonlyMap<string, number> {
  const flags = new Map<string, number>()
  const add = (list: string, flag: number, separator: RegExp = /\s+/) => {
    for (const word of list.split(separator)) if (word !== '') flags.set(word, (flags.get(word) ?? 0) | flag)
  }
  add(GIVEN_NAMES, GIVEN)
  add(SURNAMES, SURNAME)
  add(COMMON_WORDS, COMMON)
  add(CLINICAL_WORDS, CLINICAL)
  add(EPONYMS, EPONYM)
  add(EPONYM_HEADS, HEAD)
  add(DRUGS, DRUG)
  add(CITIES, CITY_WORD, /[|\n]/)
  add(STATE_NAMES, STATE_WORD, /\|/)
  add(STATE_CODES.toLowerCase(), STATE_WORD)
  for (const [flag, list] of WORD_CLASSES) add(list, flag)
  return flags
}

function describe(word: string, flags: ReadonlyMap<string, number>, stems: readonly string[]): Entry {
  const lower = unaccented(word.toLowerCase())
  const shape = shapeOf(word)
  const listed = flags.get(lower)
  if (listed !== undefined) return { lower, shape, flags: listed }
  if (lower.includes('-') || lower.includes("'")) return { lower, shape, flags: compoundFlags(lower, flags, stems) }
  return { lower, shape, flags: guess(lower, stems, flags) }
}

/** A hyphenated word is a name when a part is, an ordinary word when all are. */
function compoundFlags(lower: string, flags: ReadonlyMap<string, number>, stems: readonly string[]): number {
  let all = COMMON | CLINICAL | WORDLIKE | DRUG | HEAD | EPONYM | NUMBER_WORD
  let any = 0
  for (const part of lower.split(/[-']/)) {
    const own = flags.get(part) ?? guess(part, stems, flags)
    any |= own
    if ((own & (COMMON | CLINICAL | WORDLIKE | DRUG | HEAD | NUMBER_WORD)) === 0) all = 0
  }
  if (all !== 0)
    return (any & (COMMON | CLINICAL | WORDLIKE | DRUG | NUMBER_WORD)) | (any & (GIVEN | SURNAME) ? COMPOUND : 0)
  return COMPOUND | (any & EPONYM)
}

const WORD_ENDINGS =
  /(?:tion|sion|ment|ness|able|ible|ical|ally|ously|ing|ings|tive|ology|ologist|graphy|graph|gram|itis|osis|oses|emia|aemia|uria|pathy|ectomy|ostomy|otomy|plasty|scopy|oma|omas|algia|plegia|penia|philia|trophy|plasia|genic|lytic|ase|ases|idine|amine|ium|ic|ics|ous|ful|less|ship|hood|wise|ward|wards|ated|ized|ised|ified|tal|rial|nal|cal|ular|ity|ities|ance|ances|ence|ences|ency|ancy|est|ly|ed|n't|ism|isms)$/

function guess(lower: string, stems: readonly string[], flags: ReadonlyMap<string, number>): number {
  if (lower.length >= 6 && stems.some((stem) => lower.endsWith(stem))) return DRUG
  if (lower.endsWith('s') && lower.length >= 4) {
    const singular = flags.get(lower.slice(0, -1)) ?? 0
    if (singular & (COMMON | CLINICAL) && (singular & (GIVEN | SURNAME)) === 0) return COMMON
  }
  return lower.length >= 5 && WORD_ENDINGS.test(lower) ? WORDLIKE : 0
}

/** "José" is looked up as "jose". */
export function unaccented(lower: string): string {
  if (!/[\u0080-\uffff]/.test(lower)) return lower
  return lower
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/đ/g, 'd')
    .replace(/ß/g, 'ss')
}

function shapeOf(word: string): number {
  const lower = word.toLowerCase()
  const upper = word.toUpperCase()
  if (lower === upper) return 0
  if (word === lower) return LOWER
  if (word === upper) return CAPS
  const first = word.charAt(0)
  if (first === first.toLowerCase()) return CAMEL
  return /^.[^A-Z]*(?:['-][^\s]*)?$/.test(word) || /^(?:Mc|Mac|De|Di|La|Le|Van|O')[A-Z][a-z]+/.test(word)
    ? TITLE
    : CAMEL
}
