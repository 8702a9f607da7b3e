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
  if ((tokens.lower[k] ?? '').length === 2 && tokens.shape[k] !== CAPS) return
  const start = tokens.start[k] ?? 0
  const match = matchAt(STATE_ZIP, text, start)
  if (match === null) return
  const zip = match[1]
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
