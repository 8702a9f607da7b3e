import { add, type Reading } from '../evidence.ts'
import { CLINICAL, COMMON, PREPOSITION, WORDLIKE } from '../flags.ts'
import type { Rule } from '../rule.ts'
import { LOWER, WORD } from '../tokens.ts'
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
])

/** `yucca drug`, `casa serena home health` in lower-case text: one or two uncommon words before an unmistakable ending. */
export const lowerEndings: Rule = { starts: { words: [...LOWER_ENDS.keys()] }, read: lowerEnding }

/** `yucca drug`, `casa serena home health` in lower-case text: one or two uncommon words before an unmistakable ending. */
function lowerEnding(reading: Reading, k: number): void {
  const { tokens } = reading
  const words = LOWER_ENDS.get(tokens.lower[k] ?? '')
  if (words === undefined || tokens.shape[k] !== LOWER || !endsWith(tokens, k, words)) return
  let first = k - words.length + 1
  for (let i = first - 1; i >= 0 && first - i < 4 && (tokens.gap[i + 1] ?? 0) === 1; i--) {
    if (
      tokens.type[i] !== WORD ||
      tokens.shape[i] !== LOWER ||
      (tokens.flags[i] ?? 0) & (COMMON | CLINICAL | PREPOSITION | WORDLIKE)
    )
      break
    first = i
  }
  if (first <= k - words.length)
    add(reading, tokens.start[first] ?? 0, tokens.end[k] ?? 0, 'FACILITY', 'facility/lower', 0.66)
}
