import type { Normalizing } from './tokenizer.ts'

/** One character of the normalised text, and the place of the original that it stands for. */
export interface Placed {
  readonly char: string
  readonly start: number
  readonly end: number
}

/** BERT's words: normalised, cut at white space, every mark of punctuation and every Chinese character by itself. */
export function createBertWords(how: Normalizing): (text: string) => Placed[][] {
  const stripAccents = how.strip_accents ?? how.lowercase
  return (text) => {
    const words: Placed[][] = []
    let word: Placed[] = []
    const end = (): void => {
      if (word.length > 0) words.push(word)
      word = []
    }
    let at = 0
    for (const original of text) {
      const start = at
      at += original.length
      if (how.clean_text && isDropped(original)) continue
      for (const char of normalised(original, stripAccents, how.lowercase)) {
        const placed = { char, start, end: at }
        if (WHITE_SPACE.test(char)) end()
        else if (PUNCTUATION.test(char) || (how.handle_chinese_chars && CHINESE.test(char))) {
          end()
          words.push([placed])
        } else word.push(placed)
      }
    }
    end()
    return words
  }
}

function normalised(char: string, stripAccents: boolean, lowercase: boolean): string {
  const bare = stripAccents ? char.normalize('NFD').replace(/\p{Mn}/gu, '') : char
  return lowercase ? bare.toLowerCase() : bare
}

/** Characters without a shape; white space among them stays, for it ends a word. */
function isDropped(char: string): boolean {
  return char === '\ufffd' || (/\p{C}/u.test(char) && !/[\t\n\r]/.test(char))
}

const WHITE_SPACE = /\s/u
/** What ASCII calls punctuation, `$` and `+` too, and what Unicode does. */
const PUNCTUATION = /[!-/:-@[-`{-~\p{P}]/u
const CHINESE =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/u
