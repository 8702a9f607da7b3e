import type { Reading } from '../evidence.ts'
import { CLINICAL, COMPOUND, EPONYM, GIVEN, SURNAME } from '../flags.ts'
import { CAPS, MARK, PARAGRAPH, TITLE } from '../tokens.ts'
import { endsClause, isMeasure } from './age-contexts.ts'

const KIN = new Set(
  `mother father mom mum mam mommy mummy dad daddy sister brother aunt auntie aunty uncle wife husband widow widower spouse cousin daughter son
  grandmother grandfather grandma grandpa grandmom granddad grandad granny gran nana nan nanna gma gpa great-grandmother great-grandfather great-grandma
  great-grandpa great-aunt great-uncle grand-aunt step-mother stepmother stepfather mother-in-law father-in-law sister-in-law brother-in-law godmother
  godfather half-sister half-brother twin oma opa gogo mkhulu abuela abuelo abuelita abuelito bisabuela bisabuelo lola lolo nonna nonno yiayia pappou
  tatay nanay ngoai noi popo halmoni haraboji tutu mormor farmor bubbe zayde babcia dziadek pgf pgm mgf mgm roommate landlady landlord neighbor neighbour
  partner sib sibling centenarian nonagenarian supercentenarian suegra suegro madre padre tia tio mere pere mamaw papaw meemaw memaw pawpaw baba maman grann granpe grand-mere grand-pere dtr friend`
    .trim()
    .split(/\s+/),
)

/** Between a person and the number: `, now`, ` is about`, `(`. */
const FILLERS = new Set(
  `, ( " “ ” . ' ) – is was now about abt aged almost nearly turned who still only has alive living lives well in`.split(
    ' ',
  ),
)

/** A number after these counts doors or roads. */
const PLACES = new Set([
  'room',
  'rm',
  'unit',
  'apt',
  'apartment',
  'bed',
  'suite',
  'route',
  'highway',
  'hwy',
  'lot',
  'box',
])

const WORDS_BACK = 9

/** `brother Elwood 95 blind`, `his dad, 92,`, `Mother is ninety-seven`: a relative, a name perhaps, and the number. */
export function ofRelative({ tokens }: Reading, k: number, after: string): boolean {
  if (isMeasure(after)) return false
  let names = 0
  let commas = 0
  for (let i = k - 1; i >= 0 && i >= k - WORDS_BACK; i--) {
    if ((tokens.gap[i + 1] ?? 0) >= PARAGRAPH) return false
    const lower = tokens.lower[i] ?? ''
    if (KIN.has(lower) && !(tokens.caps[i] && commas === 0)) return true
    if (FILLERS.has(lower)) {
      if (lower === '.' && (tokens.gap[i] ?? 0) > 0) return false
      if (tokens.type[i] === MARK) commas++
    } else if (isNameLike(tokens.shape[i] ?? 0, (tokens.caps[i] ?? 0) > 0) && names < 3) names++
    else return false
    if (PLACES.has(lower)) return false
  }
  return false
}

const isNameLike = (shape: number, capsLine: boolean): boolean => shape === TITLE || (capsLine && shape === CAPS)

/** `Miss Taniguchi-Ilagan, 92,`: a name and a comma before. */
export function afterName({ tokens }: Reading, k: number): boolean {
  return tokens.lower[k - 1] === ',' && isName(tokens.shape[k - 2], tokens.flags[k - 2])
}

/** `Otis is ninety, which he will be`; `her baba ji is 96 and sits`: somebody is, and no measured thing. */
export function isPredicate(reading: Reading, k: number, after: string): boolean {
  const { tokens } = reading
  if (!endsClause(after) || isMeasure(after)) return false
  const copula = ADVERBS.has(tokens.lower[k - 1] ?? '') ? k - 2 : k - 1
  if (!COPULAS.has(tokens.lower[copula] ?? '')) return false
  const subject = copula - 1
  const flags = tokens.flags[subject] ?? 0
  if ((flags & CLINICAL) !== 0 || MEASURED.has(tokens.lower[subject] ?? '')) return false
  return isName(tokens.shape[subject], flags) || owned(reading, subject)
}

const ADVERBS = new Set(['now', 'only', 'almost', 'nearly', 'about', 'already'])
const COPULAS = new Set(['is', 'was', 'turned', 'turns'])

const MEASURED = new Set(
  'sat sats sao2 spo2 saturation saturations o2 oxygen pulse rate hr bp pressure systolic sugar sugars glucose temp temperature weight score level count ox reading heart number total sodium hemoglobin ferritin creatinine chloride potassium result value index angle ef pf peak flow map mean goal target limit dose time price cost bill room bed apartment average median size length'.split(
    ' ',
  ),
)

/** `her baba ji`: two words of a person between a possessive and the copula. A lone word after one may be anything measured. */
function owned({ tokens }: Reading, subject: number): boolean {
  return OWNERS.has(tokens.lower[subject - 2] ?? '') && !MEASURED.has(tokens.lower[subject - 1] ?? '')
    ? ((tokens.flags[subject - 1] ?? 0) & CLINICAL) === 0
    : false
}

const OWNERS = new Set(['her', 'his', 'their', 'my', 'our'])

function isName(shape: number | undefined, flags: number | undefined): boolean {
  return (
    shape === TITLE && ((flags ?? 0) & (GIVEN | SURNAME | COMPOUND)) !== 0 && ((flags ?? 0) & (EPONYM | CLINICAL)) === 0
  )
}

/** `97 F` is a person after a wide gap, a date, a comma, a bar or a name; after anything else it may be a temperature. */
export function sexFollows({ tokens }: Reading, k: number, before: string): boolean {
  if ((tokens.gap[k] ?? 0) > 1 || /\d{4}\W{0,3}$|,\s?$|\| ?$/.test(before)) return true
  const flags = tokens.flags[k - 1] ?? 0
  const written = tokens.shape[k - 1] === TITLE || tokens.shape[k - 1] === CAPS
  return written && (flags & (GIVEN | SURNAME)) !== 0 && (flags & CLINICAL) === 0
}
