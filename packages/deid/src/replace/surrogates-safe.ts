import type { CodeBook } from '../code-book.ts'
import { restoreEverywhere } from '../stream/find-restorable.ts'
import { readCode } from './code.ts'
import { cleanPiece, type DraftLeaf, isCleaned, type Piece } from './draft.ts'

/**
 * A text with surrogates leaves only when it comes back to the byte: each is read once as a restorer would. One that does
 * not, because a surrogate can be taken for something beside it, has codes in place of its surrogates.
 */
export function codeUnsafe(draft: readonly DraftLeaf[], book: CodeBook): void {
  for (const leaf of draft.filter(isCleaned)) {
    for (const piece of leaf.pieces) {
      if (piece.marks.some(isSurrogate) && restoreEverywhere(cleanPiece(piece).text, book) !== piece.text) {
        piece.marks = piece.marks.map((mark) => (isSurrogate(mark) ? coded(mark, piece, book) : mark))
      }
    }
  }
}

type Mark = Piece['marks'][number]

function isSurrogate({ code }: Mark): boolean {
  return !code.startsWith('[') || readCode(code) === undefined
}

function coded(mark: Mark, piece: Piece, book: CodeBook): Mark {
  return { ...mark, code: book.codeFor(mark.kind, piece.text.slice(mark.start, mark.end)) }
}
