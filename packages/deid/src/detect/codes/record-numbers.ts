import { add, type Finding, matchAt, type Reading } from '../evidence.ts'
import { siblings } from './siblings.ts'

/** Kinds that stand beside a record number in the line that names a patient. */
const BESIDE = new Set(['NAME', 'DATE', 'MRN', 'AGE90'])

/** Between the fields of such a line: a wide gap, a tab, a bar, slashes or dashes, an age and sex on the way. */
const NUMBER =
  /(?:,? {2,}|\t| ?\| ?| \/\/? | -- |, )(?:\d{1,3} ?[FM](?: {2,}|\t| ?\| ?| \/\/? | -- |, ))?#?((?:[A-Z]{1,3}-?)?\d{3,9}(?:[ -]\d{2,5}){0,2})(?= {2,}|\t| ?\||[.,]?\n|[.,]?$| \/| --|, |\. )/iuy

/** What stands first between such fields. */
const FIELD_ENDS = new Set([',', ' ', '\t', '|'])

/** Digits of a record number that no label announces. */
const DIGITS_MIN = 6

/** `ARREDONDO, ASHA | 24-May-27 | 640996`: the number in the line that names a patient, and the series of numbers found. Runs after names and dates are found. */
export function recordNumbers(reading: Reading): void {
  for (const finding of reading.found.slice()) if (BESIDE.has(finding.kind)) numberAfter(reading, finding)
  siblings(reading)
}

function numberAfter(reading: Reading, { end }: Finding): void {
  if (!FIELD_ENDS.has(reading.text.charAt(end))) return
  const match = matchAt(NUMBER, reading.text, end)
  const code = match?.[1]
  if (match === null || code === undefined || code.replace(/\D/g, '').length < DIGITS_MIN) return
  const start = end + match[0].length - code.length
  add(reading, start, start + code.length, 'MRN', 'mrn/beside', 0.76)
}
