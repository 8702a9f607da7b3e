import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, COMPOUND, DRUG, GIVEN, SURNAME, WORDLIKE } from '../flags.ts'
import { CAPS, LINE, MARK, WORD } from '../tokens.ts'
import { listAfter } from './name-list.ts'
import { cuedRun, type NameRun } from './name-run.ts'
import { addRun, lowerRun } from './names.ts'

/** Words that announce a person when a colon, a tab or dots follow. */
const LABELS = new Set(
  'patient|pt|name|client|worker|decedent|mother|father|baby|guarantor|insured|subscriber|member name|attending|att|attg|surgeon|physician|provider|pcp|clinician|ordering|ord|fellow|resident|intern|nurse|author|dictated by|signed by|electronically signed by|reviewed|reviewed by|referring|referred by|ref by|requested by|submitting|anesthesia|anesthesiologist|first assistant|facilitators|facilitator|crew|foreman|technologist|tech|technician|performed by|interpreter|emergency contact|emerg|next of kin|nok|spouse|wife|husband|son|daughter|guardian|caregiver|contact|sender|from|to|cc|c c|aka|id|employee|patient name|pt name|full name|legal name|pref name|preferred name|nickname|first name|last name|maiden name|given name|family name|surname|middle name|primary care provider|primary care physician|attending physician|attending provider|ordering provider|ordering physician|admitting|admitting physician|consulting physician|consultant|pathologist|radiologist|dictated|dictator|transcribed by|scribe|collected by|coordinator|case manager|social worker|therapist|counselor|pharmacist|medical director|director|clia director|pi|principal investigator|investigator|adjuster|attn|attention|re|dear|hi|hello|contact person|contact name|responsible party|policy holder|policyholder|holder|account holder|cardholder|grantor|beneficiary name|student|teacher|school nurse|participant|subject name|resident name|decedent name|deceased|informant|historian|accompanied by|rounding|cosigned|cosigned by|co-signed by|verified by|read by|interpreted by|approved by|prepared by|entered by|recorded by|completed by|seen by|examined by|provider name|physician name|doctor|dr|rn|md|night nurse|charge nurse|manager|supervisor|lawyer|attorney|partner|friend|brother|sister|parent|child|present|absent|signature|signed|display_name|rendering|rendering provider|referring physician|referring provider|family'.split(
    '|',
  ),
)
const FIRST_WORDS = new Set([...LABELS].map((label) => label.split(' ')[0] ?? ''))
const LABEL_WORDS_MAX = 3

/** `Patient: Crohn, Marguerite A.`, `Attending: …`, `Dear …,`; several names after one label are split at commas by the runs that follow. */
export function nameLabels(reading: Reading): void {
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    if (tokens.type[k] !== WORD || !FIRST_WORDS.has(tokens.lower[k] ?? '')) continue
    const last = labelEnd(reading, k)
    if (last < 0) continue
    const value = valueStart(reading, last + 1, tokens.lower[last] ?? '')
    if (value < 0) continue
    labelled(reading, value)
    k = last
  }
}

/** The last token of the longest label at `k`, or -1. */
function labelEnd(reading: Reading, k: number): number {
  const { tokens } = reading
  let phrase = ''
  let best = -1
  for (let i = k; i < tokens.count && i < k + LABEL_WORDS_MAX; i++) {
    if (i > k && (tokens.gap[i] ?? 0) > 1) break
    phrase = i === k ? (tokens.lower[i] ?? '') : `${phrase} ${tokens.lower[i] ?? ''}`
    if (LABELS.has(phrase)) best = i
  }
  return best
}

const SALUTATIONS = new Set(['dear', 'hi', 'hello', 'attn', 'attention'])

function valueStart(reading: Reading, i: number, label: string): number {
  const { tokens, text } = reading
  if (SALUTATIONS.has(label)) return tokens.lower[i] === ':' ? i + 1 : (tokens.gap[i] ?? 0) === 1 ? i : -1
  let at = i
  if (tokens.lower[at] === '"' && tokens.lower[at + 1] === ':') at++
  if (tokens.lower[at] === '(' && tokens.lower[at + 2] === ')') at += 3
  let dots = 0
  while (tokens.lower[at] === '.' && dots < 40) {
    at++
    dots++
  }
  const tab = text.slice(tokens.end[i - 1], tokens.start[at]).includes('\t')
  if (tokens.lower[at] === ':' || tokens.lower[at] === '=') at++
  else if (dots < 3 && !tab) return -1
  while (at < tokens.count && tokens.type[at] === MARK && /^["“”(>-]$/.test(tokens.lower[at] ?? '')) at++
  return at < tokens.count && (tokens.gap[at] ?? 0) <= LINE ? at : -1
}

function labelled(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if ((tokens.gap[k] ?? 0) === LINE) return
  const caret = caretName(reading, k)
  if (caret > 0) {
    add(reading, tokens.start[k] ?? 0, caret, 'NAME', 'name/label', 0.97)
    return
  }
  const run = cuedRun(reading, k, true) ?? plainLower(reading, k)
  if (run === undefined || doubtful(reading, run)) return
  const after = text.slice(tokens.end[run.last] ?? 0, (tokens.end[run.last] ?? 0) + 2)
  if (/^ ?:/.test(after) || /^\w/.test(after)) return
  addRun(reading, run, 'name/label', 0.94)
  listAfter(reading, run.last)
}

/** `Hodgkin^Temperance^J` after a label. */
function caretName(reading: Reading, k: number): number {
  const match = /^[\p{L}' -]{1,40}(?:\^[\p{L}'".-]{0,40}(?: [\p{L}'.-]{1,30})?){1,4}/u.exec(
    reading.text.slice(reading.tokens.start[k], (reading.tokens.start[k] ?? 0) + 120),
  )
  return match === null ? -1 : (reading.tokens.start[k] ?? 0) + match[0].replace(/[\^\s]+$/, '').length
}

/** In lower case only what the lexicons know as a name. */
function plainLower(reading: Reading, k: number): NameRun | undefined {
  const flags = reading.tokens.flags[k] ?? 0
  return (flags & (GIVEN | SURNAME | COMPOUND)) !== 0 && (flags & (COMMON | CLINICAL)) === 0
    ? lowerRun(reading, k)
    : undefined
}

/** A single clinical word or abbreviation under a label: `Hx per pt: IDDM`. */
function doubtful(reading: Reading, run: NameRun): boolean {
  const { tokens } = reading
  const flags = tokens.flags[run.first] ?? 0
  if (run.words !== 1 || flags & (GIVEN | SURNAME)) return false
  const short = tokens.shape[run.first] === CAPS && (tokens.end[run.first] ?? 0) - (tokens.start[run.first] ?? 0) <= 5
  return run.last === run.first && ((flags & (CLINICAL | DRUG | WORDLIKE | COMMON)) !== 0 || short)
}
