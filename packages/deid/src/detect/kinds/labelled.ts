import { add, type Layer, matchAt, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, WORDLIKE } from '../flags.ts'
import { CAPS, LINE, MARK, MIXED, NUMBER, WORD } from '../tokens.ts'
import { isDeaNumber, isNpi } from './checksums.ts'
import { codeEnd } from './code-value.ts'
import { glued } from './glued-labels.ts'
import { createLabelTrie, type Label, type LabelMatch } from './label-trie.ts'

/** Identifiers that a label announces: `MRN: 4402-91`, `plate 7KRM 402`, `badge 2665`. Checksums raise the score and never veto. */
export function createLabelled(): Layer {
  const trie = createLabelTrie()
  return (reading) => {
    const { tokens } = reading
    for (let k = 0; k < tokens.count; k++) {
      if (tokens.type[k] === MIXED) glued(reading, k)
      if (tokens.type[k] !== WORD) continue
      if (tokens.lower[k + 1] === '#' && tokens.gap[k + 1] === 0 && tokens.shape[k] === CAPS) numbered(reading, k)
      if ((tokens.lower[k] ?? '').startsWith('mrn') && (tokens.lower[k] ?? '').length === 4) temporary(reading, k)
      const match = trie.match(tokens, k)
      if (match === undefined || inWord(reading, k, match)) continue
      value(reading, k, match)
      k = Math.max(k, match.next - 1)
    }
  }
}

/** `PV# 0629-A-993`: capitals, a number sign, a code. */
function numbered(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const at = tokens.start[k + 2] ?? 0
  const end = (tokens.gap[k + 2] ?? 9) > 1 ? -1 : codeEnd(text, at)
  if (end > 0 && text.slice(at, end).replace(/\D/g, '').length >= 4)
    add(reading, tokens.start[k] ?? 0, end, 'OTHERID', 'otherid/numbered', 0.6)
}

/** `MRNT-99017`: the label and a code that begins with a letter, written together. */
function temporary(reading: Reading, k: number): void {
  const start = (reading.tokens.start[k] ?? 0) + 3
  const end = codeEnd(reading.text, start)
  if (end > 0) add(reading, start, end, 'MRN', 'label/glued', 0.8)
}

/** `_mrn` and `mrn_` count as labels; `foo.mrn@host` does not. */
function inWord(reading: Reading, k: number, match: LabelMatch): boolean {
  const { text, tokens } = reading
  const after = text.charAt(tokens.end[match.next - 1] ?? 0)
  return /[@\\]/.test(after) || /[@/\\.]/.test(tokens.gap[k] === 0 ? text.charAt((tokens.start[k] ?? 0) - 1) : '')
}

/** Words and marks that may stand between a label and its value. */
const FILLER = new Set([
  ':',
  '#',
  '=',
  '.',
  '-',
  '>',
  '"',
  '(',
  '|',
  '*',
  '[',
  '–',
  '”',
  '—',
  '/',
  'number',
  'numbers',
  'num',
  'no',
  'nr',
  'is',
  'was',
  'id',
  'code',
  'of',
  'the',
  'are',
  'as',
  'ending',
  'in',
  'with',
  'my',
  'his',
  'her',
  'at',
  'to',
  'on',
  'uh',
  'um',
  'its',
  'el',
  'es',
  'me',
  'a',
  'pad',
  'valid',
  'address',
  'ids',
  'last',
  'four',
  '4',
  ')',
  'pt',
  'patient',
])
const FILLER_MAX = 12

function value(reading: Reading, k: number, { label, next }: LabelMatch): void {
  const { tokens } = reading
  let i = next
  let marked = false
  for (; i < tokens.count && i < next + FILLER_MAX; i++) {
    if ((tokens.gap[i] ?? 0) >= LINE && !(i === next || marked)) return
    if (!FILLER.has(tokens.lower[i] ?? '')) break
    if (/^(?:[:#=|]|number|no|id)$/.test(tokens.lower[i] ?? '')) marked = true
  }
  if (i >= tokens.count || (tokens.gap[i] ?? 0) > LINE) return
  if ((tokens.gap[i] ?? 0) === LINE && !marked) return
  const start = starStart(reading, i, label.kind === 'SSN' || label.phrase === 'barcode')
  if (label.shape === 'user') {
    user(reading, i, start, marked || tokens.lower[i - 1] === 'is', label)
    return
  }
  if (label.shape === 'digits') {
    digits(reading, i, start, label, marked)
    return
  }
  coded(reading, { k, label, start, marked })
}

/** A value may begin with a star of masking or a bracket of UDI. */
function starStart(reading: Reading, i: number, stars: boolean): number {
  const { tokens, text } = reading
  let start = tokens.start[i] ?? 0
  while (
    start > 0 &&
    (text.charAt(start - 1) === '+' ||
      (text.charAt(start - 1) === '(' && /^\d\d\d?\)/.test(text.slice(start, start + 4))) ||
      (stars && text.charAt(start - 1) === '*'))
  )
    start--
  return start
}

interface Coded {
  readonly k: number
  readonly label: Label
  readonly start: number
  readonly marked: boolean
}

/** Labels that are everyday words need a mark (`:`, `#`, `number`) or a value that cannot be an ordinary number. */
const WEAK = new Set(
  'mr|rec|record|chart|member|policy|group|plan|ins|case|pa|ref|reference|block|scan|tube|container|kit|cup|card|order|bag|slip|fin|visit|study|encounter|account|license|permit|certificate|machine|meter|tablet|monitor|lead|device|unit|receiver|implant|asset|tag|vehicle|registration|face|palm|template|capture|subject|student|job|band|cause|star|code|id|agent|interpreter|participant|registry|order no|report number|har|acc|claim|statement|slide|jar|rx|chip|insurance|medicare|medicaid|enrollment|prescription|passport|badge|retina|iris|dictation|barcode|ss|confirmation|conf|specimen|invoice|auth|accession|ticket|sn|ser|pcr|lic|udi|mac'.split(
    '|',
  ),
)

function coded(reading: Reading, { k, label, start, marked }: Coded): void {
  const { text } = reading
  const end =
    label.shape === 'plate'
      ? plateEnd(text, start)
      : label.phrase.startsWith('udi')
        ? udiEnd(text, start)
        : codeEnd(text, start)
  if (end < 0) return
  const raw = text.slice(start, end)
  const digits = raw.replace(/\D/g, '').length
  const letters = /[A-Za-z]/.test(raw)
  if (negated(reading, k)) return
  if (
    WEAK.has(label.phrase) &&
    !marked &&
    !(digits >= 4 || (letters && digits >= 2) || (digits === 3 && label.phrase === 'badge'))
  )
    return
  if (label.kind === 'VEHICLE' && !marked && digits === 0 && !label.phrase.startsWith('vanity')) return
  if (/^(?:\d{1,2}|[A-Z]\d)$/.test(raw) && !/badge|study|subject/.test(label.phrase)) return
  if (WEAK.has(label.phrase) && /^(?:19|20)\d\d$/.test(raw) && label.kind !== 'OTHERID') return
  if (/^\d+(?:\.\d+)?(?:mg|ml|cm|mm|kg|lb|mcg|hr|x|fr|g|h|d|y|yo|f|m|w|v)$/i.test(raw)) return
  if (/^\d+\.\d{1,2}$/.test(raw) && digits < 5) return
  add(reading, start, end, checked(label, raw), `label/${label.phrase.replace(/ /g, '-')}`, score(label, raw, marked))
}

function checked(label: Label, raw: string): Label['kind'] {
  return label.kind !== 'LICENSE' && label.kind !== 'DEVICE' && isNpi(raw) ? label.kind : label.kind
}

function score(label: Label, raw: string, marked: boolean): number {
  const base = WEAK.has(label.phrase) && !marked ? 0.75 : 0.93
  return isNpi(raw) || isDeaNumber(raw) ? Math.min(1, base + 0.04) : base
}

/** Numbers that are codes of a catalogue, a form or a product stay. */
const NOT_PERSONAL =
  /(?:model|lot|form|protocol|ndc|cpt|icd(?:-?10)?|hcpcs|loinc|snomed|rxnorm|taxonomy|payer|payer_id|rev|revenue|lcd|article|policy section|drg|bin|version|size|stage|grade|type|no known)[ :#=."]{0,3}$/i

function negated(reading: Reading, k: number): boolean {
  const start = reading.tokens.start[k] ?? 0
  return NOT_PERSONAL.test(reading.text.slice(Math.max(0, start - 16), start))
}

const PLATE = /[A-Z]{1,3}[ -]?(?:[A-Z0-9]{1,4}[ ·-]?){1,3}[A-Z0-9]*|[A-Z0-9]{2,8}(?:[ ·-][A-Z0-9]{1,5}){0,2}/iy
const VIN = /[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])/iy

/** Letters and digits in two or three short groups; words only when they are capitals (a vanity plate). */
function plateEnd(text: string, start: number): number {
  const vin = matchAt(VIN, text, start)
  if (vin !== null) return start + 17
  const code = codeEnd(text, start)
  if (code > 0 && text.charAt(code) !== '·') return code
  const match = matchAt(PLATE, text, start)
  if (match === null || !/^[A-Z0-9 ·-]+$/.test(match[0])) return -1
  return start + match[0].trimEnd().length
}

function udiEnd(text: string, start: number): number {
  const match = /[(+][\w()+/$.*-]{8,120}/y
  match.lastIndex = start
  const hit = match.exec(text)
  return hit === null ? codeEnd(text, start) : start + hit[0].length
}

const USER = /[\w][\w.@/-]{2,40}/y

/** A user name: one word with a digit or an inner mark, or any uncommon word after a mark. */
function user(reading: Reading, i: number, start: number, marked: boolean, label: Label): void {
  const match = matchAt(USER, reading.text, start)
  if (match === null) return
  const raw = match[0].replace(/[.\-/]+$/, '')
  const odd = /\d|[_.]/.test(raw)
  const common =
    ((reading.tokens.flags[i] ?? 0) & (COMMON | CLINICAL | WORDLIKE)) !== 0 ||
    (label.phrase === 'user' && reading.tokens.lower[i - 1] === ':' && reading.tokens.gap[i] === 1)
  if (!odd && (!marked || common || !/^[a-z]{4,}$/i.test(raw) || /^[A-Z][a-z]/.test(raw))) return
  if (/^\d{1,3}$/.test(raw) || reading.tokens.type[i] === MARK) return
  add(reading, start, start + raw.length, 'OTHERID', `label/${label.phrase.replace(/ /g, '-')}`, odd ? 0.9 : 0.75)
}

const SSN_VALUE = /(?:[*xX#•]{3}[- ]?[*xX#•]{2}[- ]?\d{4}|\d{3}[- .]?\d{2}[- .]?\d{4}|\d( ?\d){8}|\d{4})(?![\d-])/y
const PHONE_VALUE = /[x+(]?[\d(][\d()./ \-–•·]{2,22}\d(?:,? {0,2}(?:ext\.?|x\.?|extension) {0,2}\d{1,6})?/iy
const SHORT_VALUE = /[xp]?[\dO]{2,7}(?:-\d{2,5})?(?!\d|[/.%]\d|%)/iy
const SHORT_LABELS = /^(?:pager|pgr|ext|extension|extn|paged|beeper|desk|extensión)$/

function digits(reading: Reading, i: number, start: number, label: Label, marked: boolean): void {
  const { text, tokens } = reading
  if (label.kind === 'SSN') {
    const stars = /[*xX#•]{3}[- ]?[*xX#•]{2}[- ]?$/.exec(text.slice(Math.max(0, start - 8), start))
    if (stars !== null && /^\d{4}(?!\d)/.test(text.slice(start, start + 5))) {
      add(reading, start - stars[0].length, start + 4, 'SSN', 'ssn/masked', 0.98)
      return
    }
    const match = matchAt(SSN_VALUE, text, start)
    if (match !== null && (match[0].length > 4 || /last|ending|ssn/.test(label.phrase) || marked)) {
      add(reading, start, start + match[0].length, 'SSN', 'ssn/label', 0.98)
    }
    return
  }
  if (tokens.type[i] === WORD) return
  const long = matchAt(PHONE_VALUE, text, start)
  const count = long === null ? 0 : long[0].replace(/\D/g, '').length
  if (long !== null && count >= 7 && count <= 17) {
    add(
      reading,
      start,
      start + long[0].length,
      label.kind,
      `${label.kind.toLowerCase()}/label`,
      label.kind === 'FAX' ? 0.99 : 0.9,
    )
    return
  }
  const short = matchAt(SHORT_VALUE, text, start)
  const allowed =
    SHORT_LABELS.test(label.phrase) ||
    ((marked || /^(?:tel|phone|ph|hospitalist)$/.test(label.phrase)) && /-/.test(short?.[0] ?? ''))
  if (short !== null && allowed && (tokens.type[i] === NUMBER || tokens.type[i] === MIXED)) {
    add(reading, start, start + short[0].length, label.kind, `${label.kind.toLowerCase()}/short`, 0.85)
  }
}
