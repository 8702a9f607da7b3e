import type { Reading } from '../evidence.ts'
import { LETTERS, type Rule, tokenAfter } from '../rule.ts'
import { BLANK, CAPS, WORD } from '../tokens.ts'
import { addRun } from './add-run.ts'
import { isInitial } from './initial.ts'

/** `Q U I N T A N A R`, `bao. B A O`: a name letter by letter. */
export const spelledOut: Rule = { starts: { words: LETTERS }, take: letters }

/** Letters enough by themselves; fewer only after a word of spelling or beside the word they spell. */
const LETTERS_MIN = 5
const CUED_MIN = 3
const LETTERS_MAX = 20

function letters(reading: Reading, k: number): number {
  const { tokens } = reading
  if (!isInitial(reading, k) || (tokens.gap[k] === BLANK && isInitial(reading, k - 1))) return k
  let last = k
  while (last - k < LETTERS_MAX && tokens.gap[last + 1] === BLANK && isInitial(reading, last + 1)) last++
  const count = last - k + 1
  if (count < CUED_MIN || tokens.shape[k] !== CAPS) return k
  let word = ''
  for (let i = k; i <= last; i++) word += tokens.lower[i] ?? ''
  if ((count >= LETTERS_MIN && !ALPHABET.includes(word)) || cued(reading, k, word))
    addRun(reading, { first: k, last, words: 1 }, 'name/spelled', 0.8)
  return tokenAfter(reading, last, tokens.end[last] ?? 0)
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

function cued({ tokens }: Reading, k: number, word: string): boolean {
  for (let i = Math.max(0, k - 4); i < k; i++)
    if (tokens.type[i] === WORD && (SPELLING.has(tokens.lower[i] ?? '') || tokens.lower[i] === word)) return true
  return false
}

const SPELLING = new Set(['spell', 'spelled', 'spelt', 'spelling', 'spells', 'letters', 'deletreo'])
