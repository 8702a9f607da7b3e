import type { Making } from './make.ts'

/** One of `words` that is nowhere real and stands for nothing yet; `undefined` when luck runs out. */
export function invent(words: readonly string[], { book, isReal }: Making, fits: (word: string) => boolean = always) {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const word = words[book.pick(words.length)] ?? ''
    const lower = word.toLowerCase()
    if (word !== '' && fits(word) && !isReal(lower) && !book.isInvented(lower)) return word
  }
  return undefined
}

const ATTEMPTS_MAX = 128

const always = (): boolean => true
