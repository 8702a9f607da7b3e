import type { IdentifierKind } from '../../span.ts'
import { add, type Layer, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, DRUG, GIVEN, HEAD, PREPOSITION, SURNAME, WORDLIKE } from '../flags.ts'
import { wordAt } from '../tagger/said.ts'
import { WORD } from '../tokens.ts'
import { createFieldKinds, FITS, fieldKey } from './fields.ts'

const KEY =
  /"([A-Za-z_][\w .-]{0,40})"\s{0,4}:\s{0,4}(?:"([^"\n]{0,400})"|(\d{4,15})(?=[,\s}\]])|\[\s{0,40}("[^\]{}]{1,600})\])/g
const SYSTEM =
  /"system"\s{0,4}:\s{0,4}"[^"]{0,80}?(us-ssn|us-mbi|us-npi|us-dl|npi|ssn)"[^{}]{0,60}?"value"\s{0,4}:\s{0,4}"([^"]{1,60})"/g
const NAME_TEXT =
  /"use"\s{0,4}:\s{0,4}"(?:nickname|official|usual|maiden|old)"\s{0,4},\s{0,40}"text"\s{0,4}:\s{0,4}"([^"\n]{2,60})"/g
const BARE_VALUE = /"identifier"[^{}]{0,40}\{|"value"\s{0,4}:\s{0,4}"([^"\n]{3,60})"/g
const LIST_ITEM = /"([^"]{1,100})"/g

const SYSTEM_KINDS: Readonly<Record<string, IdentifierKind>> = {
  'us-ssn': 'SSN',
  ssn: 'SSN',
  'us-mbi': 'HEALTHPLAN',
  'us-npi': 'LICENSE',
  npi: 'LICENSE',
  'us-dl': 'LICENSE',
}
const STANDARD = /^(?:https?:\/\/(?:\w+\.)*(?:hl7\.org|loinc\.org|snomed\.info|w3\.org|unitsofmeasure\.org)|urn:oid:)/

/** JSON inside a text: what a key announces is found whole, when it has the right form. */
export function createJson(): Layer {
  const kinds = createFieldKinds()
  return (reading) => {
    if (!reading.text.includes('"') || !/"\s{0,4}:/.test(reading.text)) return
    for (const match of reading.text.matchAll(KEY)) pair(reading, match, kinds)
    for (const match of reading.text.matchAll(SYSTEM)) {
      const value = match[2] ?? ''
      const kind = SYSTEM_KINDS[match[1] ?? '']
      if (kind !== undefined) whole(reading, match.index + match[0].length - 1 - value.length, value, kind, 0.98)
    }
    for (const match of reading.text.matchAll(NAME_TEXT))
      value(reading, match.index + match[0].length - 1 - (match[1] ?? '').length, match[1] ?? '', 'NAME')
    for (const match of reading.text.matchAll(BARE_VALUE)) bareValue(reading, match)
  }
}

function pair(reading: Reading, match: RegExpExecArray, kinds: ReadonlyMap<string, IdentifierKind>): void {
  const kind = kinds.get(fieldKey(match[1] ?? ''))
  if (kind === undefined) return
  const text = match[2] ?? match[3]
  if (text !== undefined) {
    const at = match.index + match[0].length - text.length - (match[2] === undefined ? 0 : 1)
    value(reading, at, text, kind)
    return
  }
  const list = match[4] ?? ''
  const from = match.index + match[0].length - 1 - list.length
  for (const item of list.matchAll(LIST_ITEM)) value(reading, from + item.index + 1, item[1] ?? '', kind)
}

function value(reading: Reading, at: number, text: string, kind: IdentifierKind): void {
  if (!FITS[kind].test(text) || STANDARD.test(text) || text.length > 120) return
  if (kind === 'NAME') {
    if (!NOT_NAMES.test(text) && text.split(' ').length <= 5 && !isThing(reading, at, text))
      whole(reading, at, text.replace(/,? (?:MD|DO|RN|NP|PA-C|PhD|RDCS|CRNP|DPM)\b.*$/, ''), kind, 0.9)
  } else if (kind === 'OTHERID' && NOT_USERS.test(text)) return
  else if (kind === 'STREET' && text.includes(',')) street(reading, at, text)
  else if (kind === 'FACILITY' || kind === 'ORG') {
    if (/\p{Lu}/u.test(text.charAt(0)) && text.split(' ').length <= 8) whole(reading, at, text, kind, 0.85)
  } else if (kind === 'DATE')
    whole(
      reading,
      at,
      !text.includes(' ')
        ? text
        : (/^(?:\d{4}-\d\d-\d\d(?:T\S+)?|[A-Za-z]\S* \d{1,2},? \d{4}|\S+)/.exec(text)?.[0] ?? text),
      kind,
      0.9,
    )
  else whole(reading, at, text, kind, 0.92)
}

/** `ceftriaxone`, `release of information`: a name of something, since many things have names in JSON. */
function isThing({ tokens }: Reading, at: number, text: string): boolean {
  const first = wordAt(tokens, at)
  if ((tokens.flags[first] ?? 0) & DRUG && ((tokens.flags[first] ?? 0) & (GIVEN | SURNAME)) === 0) return true
  if (text !== text.toLowerCase()) return false
  for (let k = first; k < tokens.count && (tokens.start[k] ?? 0) < at + text.length; k++) {
    const flags = tokens.flags[k] ?? 0
    if (tokens.type[k] === WORD && (flags & (GIVEN | SURNAME) || (flags & ORDINARY) === 0)) return false
  }
  return true
}

const ORDINARY = COMMON | CLINICAL | DRUG | WORDLIKE | PREPOSITION | HEAD

/** The line up to the city: rules of places do the rest. */
function street(reading: Reading, at: number, text: string): void {
  const parts = text.split(',')
  const unit = /^ (?:apt|unit|ste|suite|lot|#|rm|fl)\b/i.test(parts[1] ?? '') ? 2 : 1
  whole(reading, at, parts.slice(0, unit).join(','), 'STREET', 0.85)
  const city = parts[unit]
  if (city !== undefined && parts.length > unit + 1 && FITS.CITY.test(city.trim())) {
    const start = at + parts.slice(0, unit).join(',').length + 1 + (city.length - city.trimStart().length)
    whole(reading, start, city.trim(), 'CITY', 0.8)
    const post = /(\d{3}-\d{4}|\d{5}(?:-\d{4})?)$/.exec(text)
    if (post !== null) whole(reading, at + text.length - post[0].length, post[0], 'ZIP', 0.85)
  }
}

const NOT_USERS =
  /^(?:bot|user|agent|system|assistant|admin|human|ai|model|tool|caller|patient|member|nurse|clinician|staff|service|unknown|none|null|true|false|anonymous|guest|root)$/i

const NOT_NAMES =
  /^(?:official|usual|home|work|mobile|old|temp|phone|email|fax|final|active|unassigned|unknown|none|null|true|false|male|female|self|spouse|stable|patient|user|assistant|system|function|object|string|practitioner|ppo|hmo|send_\w+|search_\w+|\w+_\w+)$/i

/** The value of an identifier that no system explains: a code when it looks like one. */
function bareValue(reading: Reading, match: RegExpExecArray): void {
  const text = match[1]
  if (text === undefined || !/\d.*\d.*\d/.test(text) || (/^\+?[\d.,]+(?: ?\w+\/?\w*)?$/.test(text) && text.length < 7))
    return
  if (STANDARD.test(text) || /^\d{1,3}(?:\.\d+)?$/.test(text)) return
  const near = reading.text.slice(Math.max(0, match.index - 220), match.index)
  if (/"(?:quantity|valueQuantity|unit|low|high|systolic|diastolic)"[^{}]{0,60}\{?[^{}]{0,40}$/i.test(near)) return
  whole(
    reading,
    match.index + match[0].length - 1 - text.length,
    text,
    /"MR"/.test(near) ? 'MRN' : 'OTHERID',
    /"MR"/.test(near) ? 0.95 : 0.62,
  )
}

function whole(reading: Reading, at: number, text: string, kind: IdentifierKind, score: number): void {
  add(reading, at, at + text.length, kind, `field/${kind.toLowerCase()}`, score)
}
