import { BLANK, CAPS, TITLE, type Tokens, WORD } from '../tokens.ts'

export const LINKS = new Set([
  'of',
  'de',
  'des',
  'du',
  'del',
  'la',
  'le',
  'les',
  'the',
  'for',
  'el',
  'los',
  'las',
  'santa',
  'san',
  'y',
  'and',
  'am',
  'zum',
  'der',
  'do',
  'da',
  'di',
])

/** The last of the capitalised words from `i` on, over links. */
export function capitals(tokens: Tokens, i: number): number {
  let last = i - 1
  for (let j = i; j < tokens.count && j < i + 7; j++) {
    if (tokens.gap[j] !== BLANK) break
    const capital = tokens.type[j] === WORD && (tokens.shape[j] === TITLE || tokens.shape[j] === CAPS)
    if (capital) last = j
    else if (!LINKS.has(tokens.lower[j] ?? '') && tokens.lower[j] !== '&') break
  }
  return last
}
