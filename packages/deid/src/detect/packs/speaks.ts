import { NUMBER, type Tokens, WORD } from '../tokens.ts'
import type { LanguagePack } from './language-pack.ts'
import { wordList } from './pack-words.ts'
import { createPhrases } from './phrases.ts'

/** Yes, no, or too short to tell. */
export type Spoken = 'yes' | 'no' | 'short'

/** Words below which a text is too short to tell by its small words. */
const WORDS_MIN = 12
const SIGNS_MIN = 4
/** Share of its words that are signs of the language. */
const SHARE_MIN = 0.07

/** Whether a text is in the language of the pack, in whole or in part: by its small words, or by its labels. */
export function createEar({ signs, labels }: LanguagePack): (tokens: Tokens) => Spoken {
  const small = new Set(wordList(signs))
  const announced = createPhrases(
    labels.map(({ phrases }) => [phrases, true] as const),
    true,
  )
  return (tokens) => {
    const heard = new Set<string>()
    let words = 0
    let hits = 0
    for (let k = 0; k < tokens.count; k++) {
      if (tokens.type[k] !== WORD && tokens.type[k] !== NUMBER) continue
      if (tokens.type[k] === WORD) words++
      const label = announced.match(tokens, k)
      const lower = tokens.lower[k] ?? ''
      if (label === undefined && !small.has(lower)) continue
      if (label !== undefined && !small.has(lower) && tokens.lower[label.next] !== ':') continue
      hits++
      heard.add(lower)
    }
    if (heard.size >= SIGNS_MIN && hits >= words * SHARE_MIN) return 'yes'
    if (words < WORDS_MIN) return heard.size > 1 ? 'yes' : 'short'
    return 'no'
  }
}
