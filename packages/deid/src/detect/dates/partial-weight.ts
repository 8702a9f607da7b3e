import type { Reading } from '../evidence.ts'
import { DRUG } from '../flags.ts'
import { BLANK, LINE, MARK, WIDE } from '../tokens.ts'
import { dateStyle } from './date-style.ts'
import {
  HYPHEN_CUE,
  hasDateCue,
  isCount,
  isLooselyCued,
  isScore,
  isScoreAfter,
  isScoreOf,
  isStay,
} from './partial-words.ts'

/** How sure `3/14` is a date by the words around: 0 not, 1 perhaps, 2 sure. */
export function partialWeight(
  reading: Reading,
  k: number,
  end: number,
  month: number,
  day: number,
  hyphen: boolean,
): number {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  const before = text.slice(Math.max(0, start - 24), start)
  const after = text.slice(end, end + 16)
  if (afterDrug(reading, k) || EYE_AFTER.test(after) || LOT.test(text.slice(Math.max(0, start - 32), start))) return 0
  if (hyphen) return hyphenated(reading, k, before, after, month, day)
  const scored = isScore(before) || isCount(before) || (/\bbcx $/i.test(before) && day <= 4)
  if (!scored && inSeries(text, start)) return 2
  if (isScoreAfter(after)) return isStay(before) && !/^\s*(?:mg|cm|mm|tab|cup|inch)/i.test(after) ? 2 : 0
  if (scored || (day === 7 && /\b\d{1,2} $/.test(before))) return 0
  if (LEADING_ZERO.test(text.slice(start, end)) || TIME_AFTER.test(after) || PRESSURE_AFTER.test(after)) return 2
  const cued = (hasDateCue(before) && !isScoreOf(before)) || atLineEdge(reading, k, day)
  if (!isRatio(month, day)) return cued ? 2 : 1
  if (cued && !isLooselyCued(before)) return 2
  return besideDate(reading, start, end, day) || isAside(reading, before, after, day) ? 2 : 0
}

const LEADING_ZERO = /^0\d\/\d\d$|^\d\d\/0\d$/

const TIME_AFTER = /^\s{1,4}(?:\d{1,2}:\d\d|[0-2]\d[0-5]\d)\b/

/** `3/5 128/82`: the day of a reading. */
const PRESSURE_AFTER = /^[ :]{1,3}\d{2,3}\/\d{2,3}\b/

/** `Vision 6/6 R, 6/5 L`. */
const EYE_AFTER = /^ ?[LR]\b/

/** `lot 8BK0417, exp 10/27`: of a vial. */
export const LOT = /\b(?:lot|kit|vial|box)\b[^\n]{0,20}\bexp\.? $/i

/** Denominators of strengths, pains and murmurs, under a numerator that is no greater. */
const isRatio = (month: number, day: number): boolean =>
  (day <= 6 || day === 8 || day === 10 || (day === 12 && month !== 12)) && month <= day

/** `Junel 1/20`: strengths of one tablet. */
const afterDrug = ({ tokens }: Reading, k: number): boolean =>
  k > 0 && ((tokens.flags[k - 1] ?? 0) & DRUG) !== 0 && (tokens.lower[k - 1] ?? '').length > 4

const CLEAR_DATE = /(?<![\d/.])(?:0?[1-9]|1[0-2])\/(?:1[3-9]|2[1-9]|3[01])(?![\d/%])/

/** A ratio of 8 or 12 that stands near a date that can be nothing else. */
function besideDate({ text }: Reading, start: number, end: number, day: number): boolean {
  if (day <= 6 || day === 10) return false
  return CLEAR_DATE.test(text.slice(end, end + 20)) || CLEAR_DATE.test(text.slice(Math.max(0, start - 20), start))
}

/** `burial, 4/12, Galatia`: between commas, where months come first and `3/12` is no quarter of a year. */
const isAside = (reading: Reading, before: string, after: string, day: number): boolean =>
  day > 6 && day !== 10 && /[\p{L}.)], $/u.test(before) && /^[,.;)]/.test(after) && !dateStyle(reading).daysFirst

/** How far a series of results may reach on either side. */
const SERIES = 48

/** `5/4 neg  5/12 neg  5/19 POS`: three or more in order, one of which can be nothing but a date. */
function inSeries(text: string, start: number): boolean {
  const near = text.slice(Math.max(0, start - SERIES), start + SERIES)
  const all = [...near.matchAll(/(?<![\d/.-])(\d{1,2})\/(\d{1,2})(?![\d/%]|\.\d)/g)]
  if (all.length < 3 || !CLEAR_DATE.test(near)) return false
  let last = 0
  for (const [, month, day] of all) {
    const at = Number(month) * 32 + Number(day)
    if (Number(month) > 12 || Number(month) < 1 || Number(day) > 31 || at <= last) return false
    last = at
  }
  return true
}

/** `3-15` is a range of numbers unless a cue, or the habit of the text, makes it a date. */
function hyphenated(reading: Reading, k: number, before: string, after: string, month: number, day: number): number {
  if (/^ {1,4}(?:at )?[0-2]?\d:[0-5]\d\b/.test(after)) return 2
  if (
    /^\s*(?:[a-z%]|\d|x\b)/i.test(after) &&
    !/^\s*(?:(?:and|at|by|via|from|for|with|to)\b|k\.)|^\n|^ {3}/i.test(after)
  )
    return 0
  const cued = HYPHEN_CUE.test(before)
  if (!cued && isScore(before)) return 0
  if (cued && (day > month || day > 12)) return 2
  const edge = (reading.tokens.gap[k] ?? BLANK) >= WIDE && /^(?:\s{2}|\n|$)/.test(after)
  if ((edge || hasDateCue(before)) && !isLooselyCued(before) && dateStyle(reading).hyphened) return 2
  if (cued) return 1
  return /(?:[A-Z]{2,}|\w\.\w\.|clinic) $/.test(before) && !VITAL.test(before) && day > 12 ? 1 : 0
}

/** `RR 8-30`, `MAP 65-110`: limits. */
const VITAL = /\b(?:HR|RR|MAP|SBP|DBP|BP|PEEP|CVP|ICP|TV|FiO2|SpO2|ETCO2) $/

function atLineEdge({ tokens }: Reading, k: number, day: number): boolean {
  if ((tokens.gap[k] ?? BLANK) >= LINE) return true
  return k > 0 && day > 6 && tokens.type[k - 1] === MARK && /[|\t]/.test(tokens.lower[k - 1] ?? '')
}
