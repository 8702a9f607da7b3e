import { add, type Reading } from '../evidence.ts'
import { isDeaNumber, isNpi } from './checksums.ts'
import { codeEnd } from './code-value.ts'
import { plateEnd } from './label-plate.ts'
import type { Label } from './label-trie.ts'

interface Coded {
  readonly k: number
  readonly label: Label
  readonly start: number
  readonly marked: boolean
}

/** Labels that are everyday words need a mark (`:`, `#`, `number`) or a value that cannot be an ordinary number. */
const WEAK = new Set(
  'run|wheelchair|concentrator|transmitter|glucose sensor|infusion pump|pump|swapped for|home cuff|hearing aids l|hearing aid l|hearing aid r|hull|mr|rec|record|chart|member|policy|group|plan|ins|case|pa|ref|reference|block|scan|tube|container|kit|cup|card|order|bag|slip|fin|visit|study|encounter|account|license|permit|certificate|machine|meter|tablet|monitor|lead|device|unit|receiver|implant|asset|tag|vehicle|registration|face|palm|template|capture|subject|student|job|band|cause|star|code|id|agent|interpreter|participant|registry|order no|report number|har|acc|claim|statement|slide|jar|rx|chip|insurance|medicare|medicaid|enrollment|prescription|passport|badge|retina|iris|dictation|barcode|ss|confirmation|conf|specimen|invoice|auth|accession|ticket|sn|ser|pcr|lic|udi|mac'.split(
    '|',
  ),
)

export function coded(reading: Reading, { k, label, start, marked }: Coded): void {
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
  if (!marked && /^\d{2,3}\/\d{2,3}$/.test(raw)) return
  add(reading, start, end, label.kind, `label/${label.phrase.replace(/ /g, '-')}`, score(label, raw, marked))
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

function udiEnd(text: string, start: number): number {
  const match = /[(+][\w()+/$.*-]{8,120}/y
  match.lastIndex = start
  const hit = match.exec(text)
  return hit === null ? codeEnd(text, start) : start + hit[0].length
}
