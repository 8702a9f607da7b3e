import { add, type Reading } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { BLANK, LOWER, WORD } from '../tokens.ts'
import { LINKS } from './capital-words.ts'

/** `St. Cyprian's`, `our lady of solitude`: a church or a hospital named by its saint. */
export const saints: Rule = { starts: { words: ['st', 'saint', 'our'] }, read: saint }

/** `St. Cyprian's`, `saint anne's`, `our lady of solitude`: a church or a hospital named by its saint. */
function saint(reading: Reading, k: number): void {
  const { tokens } = reading
  if (tokens.lower[k] === 'our') {
    ourLady(reading, k)
    return
  }
  const at = tokens.lower[k + 1] === '.' ? k + 2 : k + 1
  if (
    tokens.gap[at] !== BLANK ||
    tokens.type[at] !== WORD ||
    (tokens.shape[at] === LOWER) !== (tokens.shape[k] === LOWER)
  )
    return
  if (tokens.lower[at + 1] !== "'" || tokens.lower[at + 2] !== 's' || tokens.gap[at + 2] !== 0) return
  if (/^(?:wort|dance|fire|disease|vitus)$/.test(tokens.lower[at + 3] ?? '') || tokens.lower[at] === 'elmo') return
  let last = at + 2
  if (tokens.lower[last + 1] === 'by' && tokens.lower[last + 2] === 'the') last += 3
  add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/saint', 0.72)
}

function ourLady(reading: Reading, k: number): void {
  const { tokens } = reading
  if (!/^(?:lady|redeemer|savior|saviour|father|mother|lord)$/.test(tokens.lower[k + 1] ?? '')) return
  if (tokens.shape[k] === LOWER && tokens.lower[k + 1] !== 'lady') return
  let last = k + 1
  for (let i = k + 2; i < k + 7 && tokens.gap[i] === BLANK && tokens.type[i] === WORD; i++) {
    if (tokens.shape[i] === LOWER && tokens.shape[k] !== LOWER && !LINKS.has(tokens.lower[i] ?? '')) break
    if (!LINKS.has(tokens.lower[i] ?? '')) last = i
    if (tokens.shape[k] === LOWER && !LINKS.has(tokens.lower[i] ?? '')) break
  }
  if (last > k + 1) add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, 'ORG', 'org/saint', 0.75)
}
