import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import { formatPath } from '../walk.ts'
import { findCodes } from './code.ts'
import type { DraftLeaf, Mark, Piece } from './draft.ts'
import { keepUnderSafeHarbor } from './safe-harbor.ts'
import { type Place, toWholeCharacters, union } from './spans.ts'

/** `learned` is false for what the sweep finds: a form of something known, which tells nothing new. */
export type Marker = (leaf: DraftLeaf, piece: Piece, places: readonly Place[], learned: boolean) => void

/** Puts codes on places of a piece. Throws `identifier_in_key`: a renamed key would break whoever reads the JSON. */
export function createMarker(book: CodeBook, taken: ReadonlySet<string>, yearNow: number): Marker {
  return (leaf, piece, places, learned) => {
    if (places.length === 0) return
    if (piece.kind === 'key') throw new DeidError('identifier_in_key', formatPath(leaf.path))
    const settled = union(places.map((place) => wholePlace(place, piece)))
    const beside = createBeside([...piece.marks, ...settled].filter((place) => place.kind === 'AGE90'))
    const marks = settled.map(({ start, end, kind, rule }): Mark => {
      const value = piece.text.slice(start, end)
      const keep = keepUnderSafeHarbor(kind, { value, besideAge90: beside(start, end), yearNow })
      const how = { taken, learned: learned && rule !== LOOKALIKE }
      return { start, end, kind, rule, code: book.codeFor(kind, value, keep, how) }
    })
    piece.marks = [...piece.marks, ...marks].sort((a, b) => a.start - b.start)
  }
}

/** Tells of places in ascending order whether an age over 89 stands right beside them, on the same line or so. */
function createBeside(ages: readonly { start: number; end: number }[]): (start: number, end: number) => boolean {
  const sorted = [...ages].sort((a, b) => a.start - b.start)
  let next = 0
  return (start, end) => {
    while ((sorted[next]?.end ?? start) < start - BESIDE_CHARS) next++
    const age = sorted[next]
    return age !== undefined && age.start <= end + BESIDE_CHARS
  }
}

/** As far as "born 3/4/1931 (now 94)" is wide. */
const BESIDE_CHARS = 24

/** A text may hold what reads as a code, ours or not. It gets a code of its own, and so comes back as it was. */
export function lookalikes(piece: Piece): Place[] {
  return findCodes(piece.text).map(({ start, end }) => ({ start, end, kind: 'OTHERID', rule: LOOKALIKE }))
}

const LOOKALIKE = 'code/lookalike'

/** A code is never minted with a tail that stands in the request already. */
export function takenTails(draft: readonly DraftLeaf[]): ReadonlySet<string> {
  const tails = new Set<string>()
  for (const leaf of draft) {
    for (const piece of leaf.pieces) for (const { code } of findCodes(piece.text)) tails.add(code.tail)
  }
  return tails
}

/** A code replaces whole characters, and of a number the whole number. */
function wholePlace(place: Place, piece: Piece): Place {
  return piece.kind === 'number' ? { ...place, start: 0, end: piece.text.length } : toWholeCharacters(place, piece.text)
}
