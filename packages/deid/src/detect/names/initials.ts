import { add, matchAt, type Reading } from '../evidence.ts'
import { GIVEN, SURNAME } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, CAPS, LINE, LOWER, TIGHT, WORD } from '../tokens.ts'

/** Transcription initials: `AKM/jp`, `DW:sl`. */
export const initialPairs: Rule = { starts: { words: ['/', ':'] }, read: pair }

function pair(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k - 1] ?? 0
  if (tokens.shape[k - 1] !== CAPS || (start > 0 && !/[\s.]/.test(text.charAt(start - 1)))) return
  const match = matchAt(INITIALS_PAIR, text, start)
  if (match !== null) initials(reading, match)
}

/** `- jp rn` at the start of a line or after a dash. */
export const soloInitials: Rule = { starts: { words: ['cnm', 'rn', 'md', 'np', 'pa', 'lpn', 'do'] }, read: solo }

function solo(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k - 1] ?? 0
  const length = (tokens.end[k - 1] ?? 0) - start
  if (k === 0 || tokens.shape[k] !== LOWER || tokens.shape[k - 1] !== LOWER || tokens.gap[k] !== BLANK) return
  if (length >= 2 && length <= 3 && /(?:--|—|–|\n)\s?$/.test(text.slice(Math.max(0, start - 3), start)))
    add(reading, start, start + length, 'NAME', 'name/initials', 0.7)
}

/** Initials that end a text: `… awake. SAS`, `plan reviewed - jk`. */
export function finalInitials(reading: Reading): void {
  const { tokens } = reading
  let k = tokens.count - 1
  if (tokens.lower[k] === '.' && tokens.gap[k] === TIGHT) k--
  const start = tokens.start[k] ?? 0
  const end = tokens.end[k] ?? 0
  const small = tokens.shape[k] === LOWER
  if (k < 1 || tokens.type[k] !== WORD || UNITS.test(tokens.lower[k] ?? '')) return
  if (end - start < 2 || end - start > 3 || (!small && tokens.shape[k] !== CAPS)) return
  if ((tokens.flags[k] ?? 0) & ~(GIVEN | SURNAME) || NOT_INITIALS.test((tokens.lower[k] ?? '').toUpperCase())) return
  const before = tokens.lower[k - 1] ?? ''
  if ((tokens.gap[k] ?? 0) >= LINE || (small ? /^[-–—/]$/ : /^[-–—/.]$/).test(before))
    add(reading, start, end, 'NAME', 'name/initials', 0.7)
}

const UNITS = /^(?:min|hpf|lpf|mod|kg|mg|mcg|ml|dl|mm|cm|hr|hrs|day|wk|mo|yr|sec|ppm|bpm|mod|std|ref|abs|tbd|etc)$/

const INITIALS_PAIR = /([A-Z]{2,4})\s?[/:]\s?([a-z]{2,3}|[A-Z]{2,4})(?=\s|$|\/)/y

const NOT_INITIALS =
  /^(?:AC|AP|AV|BP|CC|CT|CV|DC|DD|DP|DT|ED|ER|FH|GI|GU|HD|HR|ID|IM|IV|LA|LE|LV|MD|MR|MS|NC|NG|NS|OB|OR|OS|OT|PA|PE|PO|PR|PT|RA|RN|RV|SH|SL|SO|ST|TB|UA|UE|US|VA|VS|WC|AST|ALT|BUN|CTA|CXR|DNR|DNI|ECG|EKG|EMT|GYN|HIV|HCV|ICU|INR|IVF|KUB|LAD|LFT|MRI|MRA|NAD|NPO|PTT|RBC|RCA|ROS|WBC|USER|PAC|PVC|BID|TID|QID|TSH|FSH|LH|PFT|COPD|HFREF|TKA|THA|ORIF|AND|NOT|THE|HX|DX|RX|TX|FX|SX)$/

function initials(reading: Reading, match: RegExpExecArray): void {
  const first = match[1] ?? ''
  const second = match[2] ?? ''
  if (/: [A-Z]/.test(match[0])) return
  const lower = second === second.toLowerCase()
  if (
    NOT_INITIALS.test(first) ||
    NOT_INITIALS.test(second.toUpperCase()) ||
    (!lower && first.length + second.length < 4)
  )
    return
  const lineEnd = /^\s*(?:\n|$)/.test(
    reading.text.slice(match.index + match[0].length, match.index + match[0].length + 3),
  )
  const said = /\bby $/i.test(reading.text.slice(Math.max(0, match.index - 4), match.index))
  if (!lineEnd && !said && second.toUpperCase() !== 'MEDQ') return
  const at = match.index + match[0].indexOf(first)
  add(reading, at, at + first.length, 'NAME', 'name/initials', 0.7)
  const other = match.index + match[0].lastIndexOf(second)
  add(reading, other, other + second.length, 'NAME', 'name/initials', 0.7)
}
