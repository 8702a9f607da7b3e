import { HASH_SEED, hashStep } from './lexicon/word-table.ts'

/** What one pass over a word sees. */
export interface Run {
  hash: number
  small: number
  capital: number
  digits: number
  /** A capital after the first letter, before any hyphen or apostrophe. */
  hump: boolean
  joined: boolean
  foreign: boolean
}

export const createRun = (): Run => ({
  hash: 0,
  small: 0,
  capital: 0,
  digits: 0,
  hump: false,
  joined: false,
  foreign: false,
})

/** End of a run of letters and digits; a hyphen or apostrophe between letters does not end it, unless a possessive follows. */
export function runEnd(text: string, from: number, run: Run): number {
  let hash = HASH_SEED
  let small = 0
  let capital = 0
  let digits = 0
  run.hump = false
  run.joined = false
  run.foreign = false
  let i = from
  for (; ; i++) {
    const code = text.charCodeAt(i)
    if (code >= 97 && code <= 122) {
      small++
      hash = hashStep(hash, code)
    } else if (code >= 65 && code <= 90) {
      capital++
      if (i > from && !run.joined) run.hump = true
      hash = hashStep(hash, code + 32)
    } else if (code >= 48 && code <= 57) {
      digits++
      hash = hashStep(hash, code)
    } else if (joins(text, i, code)) {
      run.joined = true
      hash = hashStep(hash, code)
    } else if (code >= 0xaa && isLetter(code)) run.foreign = true
    else break
  }
  run.hash = hash
  run.small = small
  run.capital = capital
  run.digits = digits
  return i
}

function joins(text: string, i: number, code: number): boolean {
  if (code !== 39 && code !== 45) return false
  if (!isLetter(text.charCodeAt(i - 1)) || !isLetter(text.charCodeAt(i + 1))) return false
  return code === 45 || !isPossessive(text, i)
}

function isPossessive(text: string, apostrophe: number): boolean {
  const s = text.charCodeAt(apostrophe + 1)
  return (s === 115 || s === 83) && !isLetter(text.charCodeAt(apostrophe + 2))
}

/** Latin, Greek, Cyrillic and other alphabets, kana and Han; not symbols, not surrogates. */
export function isLetter(code: number): boolean {
  if (code < 0xaa) return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
  if (code < 0x2b0)
    return code !== 0xd7 && code !== 0xf7 && (code >= 0xc0 || code === 0xaa || code === 0xba || code === 0xb5)
  if (code < 0x2000) return true
  return (code >= 0x3040 && code <= 0x9fff) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0x2c60 && code <= 0x2dff)
}
