import { add, matchAt, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, DRUG, NUMBER_WORD, PREPOSITION } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LOWER, MIXED, NUMBER, TITLE, WORD } from '../tokens.ts'

const SURE = 'street avenue ave road rd boulevard blvd lane ln parkway pkwy trl hwy highway cir'.split(' ')

/** Words of streets that are other things in notes: `ct` is a scan, `dr` a doctor. */
const UNSURE = 'st ct dr pl ter way circle court drive place terrace trail loop'.split(' ')

/** `412 liberty st, apt 2`, `17 old mill rd`: a house number, one to three words and a street's word, all in lower case. */
export const lowerStreets: Rule = { starts: { words: [...SURE, ...UNSURE] }, read: lowerStreet }

function lowerStreet(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.shape[k] !== LOWER) return
  const house = houseBefore(reading, k)
  if (house < 0) return
  const sure = SURE.includes(tokens.lower[k] ?? '')
  if (!sure && !STREET_AFTER.test(text.slice(tokens.end[k], (tokens.end[k] ?? 0) + 14))) return
  add(reading, tokens.start[house] ?? 0, tokens.end[k] ?? 0, 'STREET', 'street/lower', 0.78)
}

const STREET_AFTER = /^\.?(?:$|\n|,|;| {2}| (?:apt|unit|lot|#|no|in|ste|[a-z]+,? [a-z]{2} \d{5}|[a-z]+ \d{5}))/

/** The house number before one to three words; -1 when medicine or grammar stands between. */
function houseBefore({ tokens, text }: Reading, k: number): number {
  for (let i = k - 1; i >= 0 && k - i <= 4; i--) {
    if ((tokens.gap[i + 1] ?? 0) !== BLANK) return -1
    if (
      tokens.type[i] === NUMBER ||
      (tokens.type[i] === MIXED && HOUSE.test(text.slice(tokens.start[i], tokens.end[i])))
    )
      if (!(k - i > 1 && tokens.type[i + 1] === MIXED)) {
        const length = (tokens.end[i] ?? 0) - (tokens.start[i] ?? 0)
        return k - i > 1 && length <= 6 && !/[\d.,/]/.test(text.charAt((tokens.start[i] ?? 0) - 1)) ? i : -1
      }
    const flags = tokens.flags[i] ?? 0
    if (tokens.type[i] !== WORD && tokens.type[i] !== MIXED) return -1
    if (flags & (PREPOSITION | CLINICAL | DRUG | NUMBER_WORD) || UNITS.has(tokens.lower[i] ?? '')) return -1
    if (flags & COMMON && tokens.shape[i] === TITLE) return -1
  }
  return -1
}

const HOUSE = /^(?:\d{1,6}[a-z]?|[nsew]\d{2,5})$/i

const UNITS = new Set(
  'mg ml mcg g kg cm mm min mins hr hrs hours days day weeks week wks months month years year yrs yo times x am pm the a an and or his her my their this that per each more other different lb lbs ft feet miles mile block blocks units beds people ct mri'.split(
    ' ',
  ),
)

const DIRECTIONS = 'n s e w ne nw se sw north south east west'.split(' ')

/** `1240 SW Columbia`, `204 E Elm`: a house number and a direction make a street of the name after them. */
export const headedStreets: Rule = { starts: { words: DIRECTIONS }, read: headed }

function headed(reading: Reading, k: number): void {
  const { tokens, text } = reading
  if (tokens.gap[k] !== BLANK) return
  if (tokens.shape[k] === LOWER) {
    lowerHeaded(reading, k)
    return
  }
  const house = text.slice(tokens.start[k - 1], tokens.end[k - 1])
  if (!/^\d{2,6}[A-Z]?$/.test(house) || /[\w./-]/.test(text.charAt((tokens.start[k - 1] ?? 0) - 1))) return
  const from = tokens.lower[k + 1] === '.' && tokens.gap[k + 1] === 0 ? k + 2 : k + 1
  let last = from - 1
  for (let i = from; i < from + 3 && tokens.gap[i] === BLANK; i++) {
    const ordinal = tokens.type[i] === MIXED && /^\d{1,3}(?:st|nd|rd|th)$/.test(tokens.lower[i] ?? '')
    if (!ordinal && !(tokens.type[i] === WORD && tokens.shape[i] === TITLE)) break
    if ((tokens.flags[i] ?? 0) & (CLINICAL | DRUG) && i === from) return
    last = i
    if (ordinal) break
  }
  if (last >= from) add(reading, tokens.start[k - 1] ?? 0, tokens.end[last] ?? 0, 'STREET', 'street/headed', 0.78)
}

const LOWER_HEADED =
  /(\d{3,5}[a-z]? (?:[nsew]|ne|nw|se|sw)\. )([a-z]{3,16}|\d{1,3}(?:st|nd|rd|th))(?: [a-z]{3,16})?(?: (?:st|ave?|rd|blvd|dr|ln|ct|pl|way|ter|cir|pkwy|hwy)\b)?(?=[.,;\n)]|$| (?:apt|unit|lot|#|zip|in)\b)/y

/** `6033 s. sherman, zip …`, `2207 n. sumpter st, apt c`: the direction's full stop says that a street follows. */
function lowerHeaded(reading: Reading, k: number): void {
  const { tokens, text } = reading
  const start = tokens.start[k - 1] ?? 0
  const name = tokens.flags[k + 2] ?? 0
  if (/[\w./$-]/.test(text.charAt(start - 1)) || name & (COMMON | CLINICAL | DRUG | PREPOSITION)) return
  const match = matchAt(LOWER_HEADED, text, start)
  if (match !== null) add(reading, start, start + match[0].length, 'STREET', 'street/headed', 0.78)
}
