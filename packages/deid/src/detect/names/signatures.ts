import { add, matchAt, type Reading } from '../evidence.ts'
import { cuedRun } from './name-run.ts'
import { addRun } from './names.ts'

const SIGNING = new Set([
  'electronically',
  'e-signed',
  'signed',
  'dictated',
  'authenticated',
  'cosigned',
  'verified',
  'transcribed',
  'reviewed',
  'rounded',
  's',
  'sincerely',
  'in',
  'best',
  'kind',
  'regards',
  'respectfully',
  'thank',
  'thanks',
  'cheers',
  'xx',
])
const SIGNED =
  /(?:electronically signed(?: by)?|e-signed(?: by)?|signed by|signed|dictated by|authenticated by|cosigned by|verified by|transcribed by|reviewed by|rounded by|s\/|sincerely|in sympathy|best regards|kind regards|regards|respectfully|thank you|thanks|cheers|xx)[,:]?[ \t]*\n{0,2}[ \t_]{0,60}(?=[\p{Lu}"])/iuy
const INITIALS_PAIR = /(?:^|[\s.])([A-Z]{2,4})\s?[/:]\s?([a-z]{2,3}|[A-Z]{2,4})(?=\s|$|\/)/gm
const INITIALS_SOLO = /(?:--|—|–|\n)\s?([a-z]{2,3}) (?:cnm|rn|md|np|pa|lpn|do)\b/g

/** Signature lines and transcription initials, `AKM/jp`. */
export function signatures(reading: Reading): void {
  const { text } = reading
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    if (!SIGNING.has(tokens.lower[k] ?? '')) continue
    const match = matchAt(SIGNED, text, tokens.start[k] ?? 0)
    if (match !== null) signed(reading, (tokens.start[k] ?? 0) + match[0].length)
  }
  for (const match of text.matchAll(INITIALS_PAIR)) initials(reading, match)
  for (const match of text.matchAll(INITIALS_SOLO)) {
    const at = match.index + match[0].indexOf(match[1] ?? '')
    add(reading, at, at + (match[1] ?? '').length, 'NAME', 'name/initials', 0.7)
  }
}

function signed(reading: Reading, at: number): void {
  const k = tokenAt(reading, at)
  const run = k < 0 ? undefined : cuedRun(reading, k, false)
  if (run !== undefined) addRun(reading, run, 'name/signature', 0.85)
}

/** Binary search for the token that starts at or after `at`. */
export function tokenAt({ tokens }: Reading, at: number): number {
  let low = 0
  let high = tokens.count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens.start[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low < tokens.count ? low : -1
}

const NOT_INITIALS =
  /^(?:AC|AP|AV|BP|CC|CT|CV|DC|DD|DP|DT|ED|ER|FH|GI|GU|HD|HR|ID|IM|IV|LA|LE|LV|MD|MR|MS|NC|NG|NS|OB|OR|OS|OT|PA|PE|PO|PR|PT|RA|RN|RV|SH|SL|SO|ST|TB|UA|UE|US|VA|VS|WC|AST|ALT|BUN|CTA|CXR|DNR|DNI|ECG|EKG|EMT|GYN|HIV|HCV|ICU|INR|IVF|KUB|LAD|LFT|MRI|MRA|NAD|NPO|PTT|RBC|RCA|ROS|WBC|USER|PAC|PVC|BID|TID|QID|TSH|FSH|LH|PFT|COPD|HFREF|TKA|THA|ORIF|AND|NOT|THE|HX|DX|RX|TX|FX|SX)$/

function initials(reading: Reading, match: RegExpExecArray): void {
  const first = match[1] ?? ''
  const second = match[2] ?? ''
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
  if (!lineEnd && second.toUpperCase() !== 'MEDQ') return
  const at = match.index + match[0].indexOf(first)
  add(reading, at, at + first.length, 'NAME', 'name/initials', 0.7)
  const other = match.index + match[0].lastIndexOf(second)
  add(reading, other, other + second.length, 'NAME', 'name/initials', 0.7)
}
