import type { CodeBook } from '../code-book.ts'
import { findRestorable } from '../stream/find-restorable.ts'
import { readCode } from './code.ts'
import { cleanPiece, type DraftLeaf, type Hole, isCleaned, type Mark, type Piece, uncleanedAt } from './draft.ts'

/**
 * A text with surrogates leaves only when it comes back to the byte: each is read as a restorer would. A surrogate that
 * is not read back as its value gets a code instead, and so does what is read as a surrogate and is none.
 */
export function codeUnsafe(draft: readonly DraftLeaf[], book: CodeBook): void {
  for (const leaf of draft.filter(isCleaned)) for (const piece of leaf.pieces) mend(piece, book)
}

/** One code more can part two words that were read as one: so it is read again, and in the end only codes are left. */
const ROUNDS_MAX = 4

function mend(piece: Piece, book: CodeBook): void {
  for (let round = 1; piece.marks.some(isSurrogate); round++) {
    const { unsafe, strangers } = misread(piece, book)
    if (unsafe.size === 0 && strangers.length === 0) return
    const isLast = round >= ROUNDS_MAX
    const marks = piece.marks.map((mark) =>
      unsafe.has(mark) || (isLast && isSurrogate(mark)) ? coded(mark, piece, book) : mark,
    )
    piece.marks = [...marks, ...strangers.map((mark) => coded(mark, piece, book))].sort((a, b) => a.start - b.start)
    if (isLast) return
  }
}

interface Misread {
  /** Marks that do not come back as what they stand for. */
  readonly unsafe: ReadonlySet<Mark>
  /** Words of the text itself that would be put back as something else. */
  readonly strangers: readonly Mark[]
}

function misread(piece: Piece, book: CodeBook): Misread {
  const { text, holes } = cleanPiece(piece)
  const said = holes.map(({ start, end }) => text.slice(start, end))
  const unsafe = new Set<number>()
  const strangers: Mark[] = []
  // From behind, so that what is put back does not move what comes before it in its hole.
  for (const { start, end, value } of findRestorable(text, book).reverse()) {
    const touched = holesAt(holes, start, end)
    const [hole = -1] = touched
    const { start: from = 0, end: to = 0 } = holes[hole] ?? {}
    if (touched.length === 0) strangers.push(strangerAt(piece, start, end))
    else if (touched.length > 1 || start < from || end > to) for (const one of touched) unsafe.add(one)
    else said[hole] = (said[hole] ?? '').slice(0, start - from) + value + (said[hole] ?? '').slice(end - from)
  }
  piece.marks.forEach(({ start, end }, i) => {
    if (said[i] !== piece.text.slice(start, end)) unsafe.add(i)
  })
  return { unsafe: new Set(piece.marks.filter((_, i) => unsafe.has(i))), strangers }
}

function holesAt(holes: readonly Hole[], start: number, end: number): number[] {
  let low = 0
  let high = holes.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((holes[middle]?.end ?? 0) <= start) low = middle + 1
    else high = middle
  }
  const touched: number[] = []
  for (let i = low; (holes[i]?.start ?? end) < end; i++) touched.push(i)
  return touched
}

function strangerAt(piece: Piece, start: number, end: number): Mark {
  const place = { start: uncleanedAt(piece, start), end: uncleanedAt(piece, end) }
  return { ...place, kind: 'OTHERID', rule: 'code/lookalike', code: '' }
}

function isSurrogate({ code }: Mark): boolean {
  return readCode(code) === undefined
}

function coded(mark: Mark, piece: Piece, book: CodeBook): Mark {
  const value = piece.text.slice(mark.start, mark.end)
  return { ...mark, code: book.codeFor(mark.kind, value, undefined, { learned: mark.rule !== 'code/lookalike' }) }
}
