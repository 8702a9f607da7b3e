import { add, matchAt, type Reading } from '../evidence.ts'
import { STATE_CODES, STATE_NAMES } from '../lexicon/places.ts'
import type { Rule } from '../rule.ts'
import { CAPS, NUMBER, TIGHT } from '../tokens.ts'
import { cityBefore } from './city-before.ts'

const STATE_FIRST = new Set([
  ...STATE_CODES.toLowerCase().split(' '),
  ...STATE_NAMES.split('|').map((name) => name.split(' ')[0] ?? ''),
])

/** A state after a comma, or before a ZIP, makes the words before it a city. */
export const states: Rule = { starts: { words: STATE_FIRST }, read: state }

const CODES = STATE_CODES.split(' ').join('|')

const STATE_ZIP = new RegExp(
  `(?:${CODES}|${STATE_NAMES.replace(/[a-z]/g, (char) => `[${char}${char.toUpperCase()}]`)})\\b(?:[,. ]{1,2}|\\n)(\\d{5}(?: ?- ?\\d{4}|\\d{4})?|\\d(?: \\d){4})(?![\\d-])|(?:${CODES}|${STATE_NAMES.replace(/[a-z]/g, (char) => `[${char}${char.toUpperCase()}]`)})\\b`,
  'y',
)

/** A state after a comma, or before a ZIP, makes the words before it a city. */
function state(reading: Reading, k: number): void {
  const { text, tokens } = reading
  if (tokens.lower[k - 1] === '|' && tokens.lower[k + 1] === '|') cell(reading, k + 2)
  if ((tokens.lower[k] ?? '').length === 2 && tokens.shape[k] !== CAPS) {
    smallState(reading, k)
    return
  }
  const start = tokens.start[k] ?? 0
  const match = matchAt(STATE_ZIP, text, start)
  if (match === null) return
  const zip = match[1]
  if (/\b(?:DL|OLN|LIC|LICENSE|ID|PLATE|TAG|REG)\.?:? $/i.test(text.slice(Math.max(0, start - 10), start))) return
  if (/^ (?:temp|plate|tag|reg|lic)\b/i.test(text.slice(start + 2, start + 9))) return
  const comma = k > 0 && tokens.lower[k - 1] === ','
  if (!comma && zip === undefined) return
  if (
    zip === undefined &&
    AMBIGUOUS_STATES.has(match[0]) &&
    !/^(?:[.,;)?!]|\s*$|\n| (?:on|at|since|for|and|in)\b)/.test(text.slice(start + 2, start + 10))
  )
    return
  if (zip === undefined && match[0] === 'MD') return
  if (
    match[0].startsWith('ID ') &&
    /^(?:payer|patient|member|group|plan|user|state|photo|subscriber|policy|provider|employee|student|study|subject|outside|claim)$/.test(
      tokens.lower[k - 1] ?? '',
    )
  ) {
    return
  }
  if (zip !== undefined) {
    const at = start + match[0].length - zip.length
    add(reading, at, at + zip.length, 'ZIP', 'zip/state', 0.95)
  }
  cityBefore(reading, comma ? k - 2 : k - 1, zip !== undefined ? 0.92 : 0.85, !comma)
}

/** Codes of States that are words. */
const WORDS = new Set(['in', 'or', 'me', 'hi', 'ok', 'de', 'al', 'id', 'as', 'ma', 'pa', 'oh', 'co'])

const SMALL_ZIP = /,? {1,2}(\d{5}(?:-\d{4})?)(?![\w-]|[.,]\d)/y

const SMALL_CITY =
  /(?:^|[\n,;|:(]|\d|\b(?:in|from|st|rd|ave|ln|dr|ct|cir|way|pine|lane|road)\b) ?((?:st\. |ste\. |mt\. )?[a-z][a-z'’-]{2,15}(?: [a-z][a-z'’-]{2,15}){0,2}),? {1,2}$/

/** `breaux point la 70517`, `oneida, wi 54155`. */
function smallState(reading: Reading, k: number): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (WORDS.has(tokens.lower[k] ?? '') && tokens.lower[k - 1] !== ',') return
  const zip = matchAt(SMALL_ZIP, text, tokens.end[k] ?? 0)
  const post = zip?.[1]
  if (zip === null || post === undefined) return
  const end = (tokens.end[k] ?? 0) + zip[0].length
  add(reading, end - post.length, end, 'ZIP', 'zip/state', 0.85)
  const before = SMALL_CITY.exec(text.slice(Math.max(0, start - 50), start))
  const city = before?.[1]
  if (before === null || city === undefined) return
  const at = start - before[0].length + before[0].lastIndexOf(city)
  add(reading, at, at + city.length, 'CITY', 'city/state', 0.75)
}

/** `|nh|03585|`: the cell after a State's. */
function cell(reading: Reading, k: number): void {
  const { tokens } = reading
  const start = tokens.start[k] ?? 0
  if (
    tokens.type[k] !== NUMBER ||
    (tokens.end[k] ?? 0) - start !== 5 ||
    tokens.gap[k] !== TIGHT ||
    tokens.lower[k + 1] !== '|'
  )
    return
  add(reading, start, start + 5, 'ZIP', 'zip/cell', 0.9)
}

const AMBIGUOUS_STATES = new Set([
  'OR',
  'IN',
  'ME',
  'OK',
  'HI',
  'PA',
  'LA',
  'ID',
  'MA',
  'OH',
  'CO',
  'AL',
  'DE',
  'MS',
  'MD',
  'MT',
  'PR',
  'NE',
  'AR',
  'CT',
  'VA',
  'SC',
  'MI',
])
