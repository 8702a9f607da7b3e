import { CordonError } from '@cordon/contract'
import type { Placed } from './bert-words.ts'
import type { Token, WordPieceModel } from './tokenizer.ts'

/** WordPiece: from the left, the longest piece that the vocabulary has; a word with a part it has not is unknown whole. */
export function createWordPiece(
  { vocab, unk_token, continuing_subword_prefix: prefix, max_input_chars_per_word: charsMax }: WordPieceModel,
  split: (text: string) => Placed[][],
): (text: string) => Token[] {
  const ids = new Map(Object.entries(vocab))
  const unknown = ids.get(unk_token)
  if (unknown === undefined) throw new CordonError('config_invalid', { at: 'detector.onnx: tokenizer.json, unk_token' })

  const longestAt = (word: readonly Placed[], from: number): { id: number; to: number } | undefined => {
    for (let to = word.length; to > from; to--) {
      const piece = word.slice(from, to).map(({ char }) => char)
      const id = ids.get((from > 0 ? prefix : '') + piece.join(''))
      if (id !== undefined) return { id, to }
    }
    return undefined
  }
  const piecesOf = (word: readonly Placed[], number: number): Token[] => {
    const whole = [token(unknown, word, 0, word.length, number)]
    if (word.length > charsMax) return whole
    const pieces: Token[] = []
    for (let from = 0; from < word.length; ) {
      const longest = longestAt(word, from)
      if (longest === undefined) return whole
      pieces.push(token(longest.id, word, from, longest.to, number))
      from = longest.to
    }
    return pieces
  }
  return (text) => split(text).flatMap(piecesOf)
}

function token(id: number, word: readonly Placed[], from: number, to: number, number: number): Token {
  return { id, start: word[from]?.start ?? 0, end: word[to - 1]?.end ?? 0, word: number }
}
