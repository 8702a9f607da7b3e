import { inCapsLine } from '../caps-line.ts'
import { add, type Reading } from '../evidence.ts'
import { isDeaNumber, isNpi } from './checksums.ts'
import { listed } from './code-list.ts'
import { codeEnd } from './code-value.ts'
import { plateEnd } from './label-plate.ts'
import type { Label } from './label-trie.ts'

interface Coded {
  readonly k: number
  readonly label: Label
  readonly start: number
  readonly marked: boolean
  /** Words stand between label and value. */
  readonly far: boolean
}

/** Labels that are everyday words need a mark (`:`, `#`, `number`) or a value that cannot be an ordinary number. */
const WEAK = new Set(
  'run|wheelchair|concentrator|transmitter|glucose sensor|infusion pump|pump|swapped for|home cuff|hearing aids l|hearing aid l|hearing aid r|hull|mr|rec|record|chart|member|policy|group|plan|ins|case|pa|ref|reference|block|scan|tube|container|kit|cup|card|order|bag|slip|fin|visit|study|encounter|account|license|permit|certificate|machine|meter|tablet|monitor|lead|device|unit|receiver|implant|asset|tag|vehicle|registration|face|palm|template|capture|subject|student|job|band|cause|star|code|id|agent|interpreter|participant|registry|order no|report number|har|acc|claim|statement|slide|jar|rx|chip|insurance|medicare|medicaid|enrollment|prescription|passport|badge|retina|iris|dictation|barcode|ss|confirmation|conf|specimen|invoice|auth|accession|ticket|sn|ser|pcr|lic|udi|mac'.split(
    '|',
  ),
)

/** Words of one trade, whose numbers are short: `collar 14402`. */
const SHORT = new Set(['collar', 'fob', 'inmate'])

export function coded(reading: Reading, value: Coded): void {
  const { k, label, start } = value
  const end = endOf(reading.text, start, label)
  if (end < 0 || negated(reading, k, start, label)) return
  const raw = reading.text.slice(start, end)
  if (isMeasure(raw, label) || !speaks(raw, value) || isProduct(reading, value, raw, end)) return
  const rule = `label/${label.phrase.replace(/ /g, '-')}`
  const score = scoreOf(raw, value)
  add(reading, start, end, label.kind, rule, score)
  if (label.shape !== 'plate' || label.phrase !== 'registration')
    for (const [from, to] of listed(reading.text, start, end)) add(reading, from, to, label.kind, rule, score - 0.1)
}

/** What a serial number follows is a model: `lead 5076-52 SN PJN88`, `monitor LP15 ser 471`. */
const MODEL_AFTER = /^[^\n\d;]{0,14}(?:\b(?:s\/n|sn|ser|serial|lot)\b| # ?[A-Z\d])/i

/** Forms of agencies, object identifiers and names of fields. */
const PUBLIC =
  /^(?:(?:MCSA|CMS|HCFA|WH|SSA|OWCP|FDA)(?: - |[- ])\d{2,4}\b|urn:|(?:REF|BIN|LOT|PCN|NDC|GTIN|HR|BP|MAP) )/

/** Products, forms and schemes: they have the labels and the looks of identifiers, and are everybody's. */
function isProduct(reading: Reading, { k, label, marked }: Coded, raw: string, end: number): boolean {
  const { text, tokens } = reading
  if (PUBLIC.test(raw) || text.startsWith('":', end)) return true
  if (label.phrase === 'plan') return raw.replace(/\D/g, '').length < 4
  if (label.phrase === 'ref') {
    const catalogue = text.startsWith('REF', tokens.start[k] ?? 0) && !inCapsLine(reading, k)
    return !marked && (catalogue || MODEL_AFTER.test(text.slice(end, end + 24)))
  }
  return label.kind === 'DEVICE' && !/^s|serial/.test(label.phrase) && MODEL_AFTER.test(text.slice(end, end + 24))
}

function endOf(text: string, start: number, label: Label): number {
  if (label.shape === 'plate') return plateEnd(text, start)
  return label.phrase.startsWith('udi') ? udiEnd(text, start) : codeEnd(text, start)
}

/** Whether a value is an identifier under this label: the weaker the label, the more it must look like one. */
function speaks(raw: string, { label, marked, far }: Coded): boolean {
  const digits = raw.replace(/\D/g, '').length
  const letters = /[A-Za-z]/.test(raw)
  if (label.shape === 'tag') return isTag(raw, digits, marked)
  if (far && label.kind === 'VEHICLE') return letters && digits >= 3 && /^[A-Z\d -]{5,9}$/.test(raw)
  if (far) return digits >= 6 || (digits >= 4 && letters && !/^\d+[a-z]+$/.test(raw))
  if (
    label.plain &&
    !marked &&
    !(digits >= (label.kind === 'LICENSE' || SHORT.has(label.phrase) ? 4 : 6) || (letters && digits >= 3))
  )
    return false
  if (
    WEAK.has(label.phrase) &&
    !marked &&
    !(
      digits >= 4 ||
      (letters && digits >= 2 && !/^[A-Z]{2,} \d{2}$/.test(raw)) ||
      (digits === 3 && label.phrase === 'badge')
    )
  )
    return false
  if (label.kind === 'VEHICLE' && !marked && digits === 0 && !label.phrase.startsWith('vanity')) return false
  if (/^(?:\d{1,2}|[A-Z]\d)$/.test(raw) && !/badge|study|subject/.test(label.phrase)) return false
  if ((WEAK.has(label.phrase) || label.plain) && /^(?:19|20)\d\d$/.test(raw) && label.kind !== 'OTHERID') return false
  return marked || !/^\d{2,3}\/\d{2,3}$/.test(raw)
}

/** `MAMMO-RM2`, `WOW-3N-06`, `fm#7720-a3`: groups of letters and digits with a mark between, or a long number. */
function isTag(spaced: string, digits: number, marked: boolean): boolean {
  if (spaced.includes(' ') && !spaced.includes('-') && digits < 5) return false
  const raw = spaced.replace(/ /g, '-')
  if (/^[A-Za-z\d]*[A-Za-z][A-Za-z\d]*(?:[-./:_#][A-Za-z\d]+)+$/.test(raw))
    return digits >= 2 || (digits === 1 && /^[A-Z\d-]{5,}$/.test(raw))
  if (/^\d+(?:[-/:_][A-Za-z\d]+)+$/.test(raw) && /[A-Za-z]/.test(raw)) return digits >= 3
  if (/^[A-Z]{1,5}\d{3,}[A-Z\d]*$|^\d{1,4}[A-Z]{1,4}\d{2,}[A-Z\d]*$/.test(raw)) return digits >= 4 || marked
  return digits >= (marked ? 4 : 6)
}

/** Doses, sizes, rates and versions. */
function isMeasure(raw: string, { shape }: Label): boolean {
  if (/^\d+(?:\.\d+)?(?:mg|ml|cm|mm|kg|lb|mcg|hr|x|fr|g|h|d|y|yo|f|m|w|v|s)$/i.test(raw)) return true
  if (/^\d+:\d+$/.test(raw) || /^0{3,}$/.test(raw) || /^[0-2]\d:[0-5]\d:[0-5]\d$/.test(raw) || /^\dw\d\b/.test(raw))
    return true
  if (shape === 'tag' && /^[\d./]+(?:-\d+)?[A-Za-z]{0,3}$/.test(raw) && !/\d{5}/.test(raw)) return true
  return /^\d+\.\d{1,2}$/.test(raw) && raw.length < 6
}

function scoreOf(raw: string, { label, marked, far }: Coded): number {
  const base = far ? 0.7 : (WEAK.has(label.phrase) || label.plain) && !marked ? 0.75 : 0.93
  return isNpi(raw) || isDeaNumber(raw) ? Math.min(1, base + 0.04) : base
}

/** Numbers that are codes of a catalogue, a form or a product stay. */
const NOT_PERSONAL =
  /(?:model|lot|form|protocol|ndc|cpt|icd(?:-?10)?|hcpcs|loinc|snomed|rxnorm|taxonomy|payer|payer_id|rev|revenue|lcd|article|policy section|drg|bin|version|size|stage|grade|type|no known|dicom|catalogue|catalog|uri|urn)[ :#=."]{0,3}$/i

/** A catalogue's name before the label (`model number`) or between it and the value (`Rx bin 004336`). */
function negated({ tokens, text }: Reading, k: number, value: number, { phrase }: Label): boolean {
  const start = tokens.start[k] ?? 0
  if (NOT_PERSONAL.test(text.slice(Math.max(0, start - 16), start))) return true
  return value - start < 60 && BETWEEN.test(text.slice((tokens.start[k] ?? 0) + phrase.length, value))
}

const BETWEEN = /\b(?:model|lot|ndc|cpt|icd|hcpcs|loinc|snomed|bin|version|section|form|oid|ref|refs)[ :#=."]{0,3}$/i

function udiEnd(text: string, start: number): number {
  const match = /[(+][\w()+/$.*-]{8,120}/y
  match.lastIndex = start
  const hit = match.exec(text)
  return hit === null ? codeEnd(text, start) : start + hit[0].length
}
