import { add, matchAt, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { CAMEL, CAPS, LINE, LOWER, MARK, MIXED, NUMBER, TIGHT, TITLE } from '../tokens.ts'

const SUFFIXES =
  'egypt trail|mobile estates|street|st|avenue|ave|av|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|place|pl|way|terrace|ter|trail|trl|circle|cir|highway|hwy|parkway|pkwy|pike|square|sq|loop|lp|alley|plaza|run|row|path|walk|crescent|close|grove|gardens|mews|turnpike|expressway|crossing|bend|cove|point|ridge|hill|hollow|landing|wharf|pass|commons|heights|race|brook|wash|gate|rue|trace|trce|spur|springs?|terr|tce|fork|xing|crk|creek|vw|vly|valley|cyn|canyon|cres|quay|green|rise|parade|mount|bank|brae|wynd|vale|yard|fields?|knoll|knob|holler|branch|glen|oaks|park|meadows?|village|shores?|bluffs?|mesa|vista|view|island|estates?|woods|mill|ferry|fwy|freeway|causeway|camp|paseo|plz|aly|byp|bypass|esplanade|str|ext|cutoff|rdg|mdws|hts|grn|str eet'

const STREET_ENDS = SUFFIXES.split('|').flatMap((suffix) => {
  const last = suffix.split(' ').at(-1) ?? suffix
  return last.endsWith('s?') ? [last.slice(0, -2), last.slice(0, -1)] : [last]
})

/** A house number, a name, a word such as Street, and the unit: found from that word back. */
export const streets: Rule = { starts: { words: STREET_ENDS }, read: street }

/** Tokens between a house number and the word that ends a street. */
const REACH = 9

function street(reading: Reading, k: number): void {
  const { tokens } = reading
  if (tokens.shape[k] === LOWER && !capitalBefore(reading, k)) return
  for (let i = k - 1; i >= 0 && k - i <= REACH; i--) {
    if ((tokens.gap[i + 1] ?? 0) > LINE) return
    if (tokens.type[i] === NUMBER || tokens.type[i] === MIXED) numbered(reading, i, STREET)
  }
}

function capitalBefore({ tokens }: Reading, k: number): boolean {
  return (
    tokens.shape[k - 1] === TITLE ||
    tokens.shape[k - 1] === CAPS ||
    tokens.shape[k - 1] === CAMEL ||
    tokens.type[k - 1] === MARK
  )
}

/** `400 Broadway`, `12 County Road 9`, `88 Route 4`. */
export const plainStreets: Rule = {
  starts: { words: ['broadway', 'county', 'state', 'route', 'rte', 'highway', 'hwy', 'avenue'] },
  read: plainStreet,
}

function plainStreet(reading: Reading, k: number): void {
  const { tokens } = reading
  for (let i = k - 1; i >= 0 && k - i <= 3; i--)
    if (tokens.type[i] === NUMBER || tokens.type[i] === MIXED) numbered(reading, i, PLAIN_STREET)
}

function numbered(reading: Reading, k: number, pattern: RegExp): void {
  const { text, tokens } = reading
  const start = tokens.start[k] ?? 0
  if (tokens.gap[k] === TIGHT && /[a-zA-Z\d./-]/.test(text.charAt(start - 1)) && flatBefore(text, start) === 0) return
  const match = matchAt(pattern, text, start)
  if (match !== null && realStreet(match[0]))
    add(reading, start - flatBefore(text, start), start + match[0].length, 'STREET', 'street/number', 0.9)
}

/** `2/88 Wickman Way`, `98-1277 Kaahumanu St`, `S9240 County Rd C`: what belongs to a house number before its last digits. */
function flatBefore(text: string, start: number): number {
  return /(?<![\w./-])(?:\d{1,3}[/-]|[NSEW])$/.exec(text.slice(Math.max(0, start - 5), start))?.[0].length ?? 0
}

const UNIT =
  '(?:,?\\s{1,2}(?:apt|apartment|unit|ste|suite|lot|rm|room|bldg|building|fl|floor|space|#)\\.? ?#?[\\w-]{1,6}|,? ?#\\d{1,5}[A-Z]?|,? \\d{1,2}(?:st|nd|rd|th) (?:fl|floor)\\b){0,3}'

const WORDS = "(?:(?:[NSEW]|NE|NW|SE|SW)\\.? )?(?:(?:\\d{1,3}(?:st|nd|rd|th)|[A-ZÀ-Ý][\\p{L}\\d'.-]{0,24})[ \\n]){1,4}?"

const STREET = new RegExp(
  `(?:[NSEW](?=\\d{3}))?\\d{1,6}(?:[½-]?[A-Z]?|-\\d{1,4})(?: 1/2| ½)? ${WORDS}(?:${SUFFIXES})\\b\\.?(?: (?:rd|road|st|street|ave|avenue|dr|drive|ln|lane|hwy|highway|blvd|boulevard|trl|trail|ct|court|cir|circle|loop|pl|place|ter|terrace|way|pkwy)\\b\\.?)?(?: (?:[NSEW]|NE|NW|SE|SW)\\b)?${UNIT}`,
  'iuy',
)

const PLAIN_STREET = new RegExp(
  `\\d{1,6}[A-Z]? (?:(?:[NSEW]|NE|NW|SE|SW)\\.? )?(?:Broadway|County (?:Road|Rd) \\w{1,6}|(?:State )?(?:Route|Rte|Highway|Hwy) \\d{1,4}|Avenue [A-Z]\\b)${UNIT}`,
  'iy',
)

/** The name part must be capitalised, or wholly in lower-case text; "2 point way" and "10 day course" are not streets. */
function realStreet(raw: string): boolean {
  const words = raw.split(/\s+/)
  if (
    /^\d+x$/i.test(words[0] ?? '') ||
    words.slice(1, -1).some((word) => /\w{3,}\.$/.test(word)) ||
    / (?:to|TC|with|her|his|by|for) /.test(raw)
  )
    return false
  const named = words.slice(1).filter((word) => /^[A-ZÀ-Ý]|^\d+(?:st|nd|rd|th)$/.test(word))
  return named.length >= 2 || (named.length >= 1 && words.length === 3 && /^[A-Z]/.test(words[1] ?? ''))
}
