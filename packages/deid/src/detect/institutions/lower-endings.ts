import { add, type Reading } from '../evidence.ts'
import {
  CLINICAL,
  COMMON,
  DRUG,
  EPONYM,
  MONTH,
  NUMBER_WORD,
  PREPOSITION,
  RELATION,
  ROLE,
  STATE_WORD,
  TITLE_WORD,
  WEEKDAY,
  WORDLIKE,
} from '../flags.ts'
import type { Rule } from '../rule.ts'
import { LOWER, TITLE, WORD } from '../tokens.ts'
import { endsWith } from './ending-words.ts'

const LOWER_ENDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['health', ['home', 'health']],
  ['drug', ['drug']],
  ['drugs', ['drugs']],
  ['pharmacy', ['pharmacy']],
  ['hospital', ['hospital']],
  ['clinic', ['clinic']],
  ['exchange', ['seed', 'exchange']],
  ['elementary', ['elementary']],
  ['imaging', ['imaging']],
  ['respiratory', ['respiratory']],
  ['dialysis', ['dialysis']],
  ['pediatrics', ['pediatrics']],
  ['peds', ['peds']],
  ['ortho', ['ortho']],
  ['hospice', ['hospice']],
  ['hosp', ['hosp']],
  ['memorial', ['memorial']],
  ['apothecary', ['apothecary']],
  ['nails', ['nails']],
  ['seafood', ['seafood']],
  ['trucking', ['trucking']],
  ['church', ['church']],
  ['logistics', ['logistics']],
  ['roofing', ['roofing']],
  ['baptist', ['baptist']],
  ['lutheran', ['lutheran']],
  ['chiropractic', ['chiropractic']],
  ['dental', ['dental']],
  ['rehab', ['rehab']],
  ['med', ['family', 'med']],
  ['medicine', ['family', 'medicine']],
  ['care', ['home', 'care']],
  ['school', ['middle', 'school']],
  ['chapel', ['chapel']],
  ['diner', ['diner']],
  ['foundry', ['foundry']],
  ['manor', ['manor']],
  ['surgical', ['surgical']],
  ['labs', ['labs']],
  ['lab', ['lab']],
])

/** `yucca drug`, `casa serena home health` in lower-case text: one or two uncommon words before an unmistakable ending. */
export const lowerEndings: Rule = { starts: { words: [...LOWER_ENDS.keys()] }, read: lowerEnding }

/** Words that stand between a name and its ending: `teche mem clinic`, `oneida comm health`. */
const MIDDLE = new Set(
  'mem memorial comm community general gen reg regional county valley family med medical health'.split(' '),
)

/** `yucca drug`, `casa serena home health` in lower-case text: one or two uncommon words before an unmistakable ending. */
function lowerEnding(reading: Reading, k: number): void {
  const { tokens } = reading
  const words = LOWER_ENDS.get(tokens.lower[k] ?? '')
  if (words === undefined) return
  if (titled(reading, k)) return
  if (tokens.shape[k] !== LOWER || !endsWith(tokens, k, words)) return
  let first = k - words.length + 1
  while (MIDDLE.has(tokens.lower[first - 1] ?? '') && tokens.gap[first] === 1 && k - first < 3) first--
  const middle = k - words.length + 1 - first
  for (let i = first - 1; i >= 0 && first - i < 4 && (tokens.gap[i + 1] ?? 0) === 1; i--) {
    if (
      tokens.type[i] !== WORD ||
      tokens.shape[i] !== LOWER ||
      (tokens.flags[i] ?? 0) & (COMMON | CLINICAL | PREPOSITION | WORDLIKE | DRUG | NUMBER_WORD | RELATION | ROLE)
    )
      break
    first = i
  }
  if (first <= k - words.length - middle)
    add(reading, tokens.start[first] ?? 0, tokens.end[k] ?? 0, 'FACILITY', 'facility/lower', 0.66)
}

const TITLED = new Set('lab labs clinic pharmacy hospital imaging dialysis hospice rehab peds'.split(' '))

/** `Jackson North lab`: capitalised words before an ending in lower case; one word only where it is in no list. */
function titled(reading: Reading, k: number): boolean {
  const { tokens } = reading
  if (
    !TITLED.has(tokens.lower[k] ?? '') ||
    tokens.shape[k] !== LOWER ||
    tokens.shape[k - 1] !== TITLE ||
    tokens.gap[k] !== 1
  )
    return false
  let first = k
  let odd = 0
  while (
    k - first < 3 &&
    tokens.type[first - 1] === WORD &&
    tokens.shape[first - 1] === TITLE &&
    tokens.gap[first] === 1
  ) {
    const flags = tokens.flags[first - 1] ?? 0
    if (flags & (CLINICAL | DRUG | EPONYM | MONTH | WEEKDAY | ROLE | RELATION | TITLE_WORD | STATE_WORD | PREPOSITION))
      return false
    if ((flags & (COMMON | WORDLIKE)) === 0) odd++
    first--
  }
  if (first === k || odd === 0 || (k - first === 1 && (tokens.flags[first] !== 0 || tokens.word[first] !== 0)))
    return false
  add(reading, tokens.start[first] ?? 0, tokens.end[k] ?? 0, 'FACILITY', 'facility/titled', 0.68)
  return true
}
