import { add, matchAt, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, DRUG, MONTH, TITLE_WORD } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { LOWER, WORD } from '../tokens.ts'

const CITY_LABELS =
  'city town ciudad ville ort stadt birthplace hometown municipality suburb commune localidad municipio lugar wohnort clty geburtsort pob'.split(
    ' ',
  )

const COUNTY_LABELS = 'county parish borough parlsh condado district kreis'.split(' ')

/** `City: Kirkdale`, `Birthplace ....... Nnewi`, `CITY/ST/ZIP   COLUMBUS / OH / 43202`. */
export const cityLabels: Rule = { starts: { words: CITY_LABELS }, read: (reading, k) => labelled(reading, k, 'CITY') }

/** `Parish ....... Vermilion`, `county of residence Honolulu`, `7d. county Autauga`. */
export const countyLabels: Rule = {
  starts: { words: COUNTY_LABELS },
  read: (reading, k) => labelled(reading, k, 'COUNTY'),
}

const SEPARATOR =
  /(?: of (?:residence|birth|death|residency|origin|injury)|\/st(?:ate)?(?:\/zip)?)?(?: as| is| was)?(?:["']?(?: {0,2}[:=>]| {0,2}\.{2,}| {0,2}\||\t| {2,})[\s._:=>["'…]{0,16}| |_{1,4} ?_{0,2})/iy

const VALUE = /\p{Lu}[\p{L}\d'’.-]{1,24}(?: \p{Lu}[\p{L}\d'’-]{1,20}){0,2}(?: (?:County|Parish|Co\b\.?|Borough))?/uy

const NO_VALUE =
  /^(?:State|Zip|County|Parish|Phone|Fax|Tel|DOB|Date|Name|Address|Country|Unknown|None|NA|Same|Health|Jail|Road|Rd|Hospital|Clinic|Court|Sheriff|Attorney|Coroner|Medical|Council|Hall|Line|Social|Department|Dept|General|Commissioner|Mental|Services?|Water|Fair|Hwy|Highway|Trunk|Police|EMS|Fire|The|He|She|Mr|Mrs|Ms|Dr|School|Schools|Board|Nurse|I|In|On|At|And|Or|Judge|Center|Office|Probate|Superior|Family|Juvenile|Circuit|Public|Human|Animal|Park|Planning|Recorder|Clerk|Detention|Correctional|Lockup)\b/

function labelled(reading: Reading, k: number, kind: 'CITY' | 'COUNTY'): void {
  const { text, tokens } = reading
  const end = tokens.end[k] ?? 0
  const separator = matchAt(SEPARATOR, text, end)
  if (separator === null) return
  const at = end + separator[0].length
  const value = matchAt(VALUE, text, at)?.[0]
  if (value === undefined || NO_VALUE.test(value)) return
  const bare = separator[0] === ' '
  if (bare && !bareLabel(reading, k, kind, at, value)) return
  const shown = kind === 'CITY' ? value.replace(/ (?:State|County|Zip|ST|[A-Z]{2})$/, '') : value
  add(reading, at, at + shown.length, kind, `${kind.toLowerCase()}/label`, bare ? 0.66 : 0.8)
}

/** A label without a colon: only where the label is no name's last word (`Linn County Road`), and a plain word is no value. */
function bareLabel(reading: Reading, k: number, kind: 'CITY' | 'COUNTY', at: number, value: string): boolean {
  const { tokens, text } = reading
  if (kind === 'CITY' || value.includes('\n')) return false
  if (
    tokens.shape[k] !== LOWER ||
    (tokens.type[k - 1] === WORD && (tokens.gap[k] ?? 0) <= 1 && tokens.shape[k - 1] !== LOWER)
  )
    return false
  const flags = tokens.flags[k + 1] ?? 0
  return (
    (flags & (COMMON | CLINICAL | DRUG | MONTH | TITLE_WORD)) === 0 &&
    /^[,.;\n) ]|^$/.test(text.charAt(at + value.length))
  )
}
