import { add, type Reading } from '../evidence.ts'
import { COMMON } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { WORD } from '../tokens.ts'

/** One to three capitalised words before County or Parish. */
export const counties: Rule = { starts: { words: ['county', 'parish', 'co', 'borough'] }, read: county }

const IRISH = new Set(
  'antrim armagh carlow cavan clare cork derry donegal down dublin durham fermanagh galway kerry kildare kilkenny laois leitrim limerick longford louth mayo meath monaghan offaly roscommon sligo tipperary tyrone waterford westmeath wexford wicklow'.split(
    ' ',
  ),
)

/** `Co. Mayo`, `County Clare`: in Ireland the word stands first. */
function irish({ tokens }: Reading, k: number): number {
  const at = tokens.lower[k + 1] === '.' && tokens.gap[k + 1] === 0 ? k + 2 : k + 1
  return tokens.shape[k] !== 1 && tokens.gap[at] === 1 && tokens.shape[at] !== 1 && IRISH.has(tokens.lower[at] ?? '')
    ? at
    : -1
}

/** One to three capitalised words before County or Parish, or Ireland's counties after it. */
function county(reading: Reading, k: number): void {
  const after = irish(reading, k)
  if (after > 0) {
    add(reading, reading.tokens.start[k] ?? 0, reading.tokens.end[after] ?? 0, 'COUNTY', 'county/irish', 0.88)
    return
  }
  const { tokens, text } = reading
  const lower = tokens.lower[k] ?? ''
  const lowerCase = tokens.shape[k] === 1
  let first = k
  for (let i = k - 1; i >= 0 && k - i <= 3 && (tokens.gap[i + 1] ?? 0) === 1; i--) {
    if (tokens.type[i] !== WORD || COUNTY_LEAD.has(tokens.lower[i] ?? '')) break
    if (tokens.shape[i] === 1 && !(lowerCase && k - i === 1)) break
    first = i
  }
  if (
    first === k ||
    (lower === 'co' &&
      (k - first < 1 || (lowerCase && !/^co\.?(?:[.,;)]|\s|$)/.test(text.slice(tokens.start[k] ?? 0)))))
  )
    return
  if (lowerCase && (tokens.flags[first] ?? 0) & COMMON) return
  if (lower === 'parish' && /^(?:st|saint|our|holy|the)$/.test(tokens.lower[first] ?? '')) return
  if (
    lower === 'co' &&
    lowerCase === false &&
    !/^Co\.?[;,)]/.test(text.slice(tokens.start[k] ?? 0)) &&
    !/^CO[,.]/.test(text.slice(tokens.start[k] ?? 0))
  )
    return
  const dot = lower === 'co' && text.charAt(tokens.end[k] ?? 0) === '.' && !lowerCase ? 1 : 0
  add(reading, tokens.start[first] ?? 0, (tokens.end[k] ?? 0) + dot, 'COUNTY', 'county/word', 0.88)
}

const COUNTY_LEAD = new Set([
  'the',
  'in',
  'of',
  'to',
  'from',
  'our',
  'lives',
  'a',
  'this',
  'that',
  'and',
  'or',
  'near',
  'at',
  'with',
])
