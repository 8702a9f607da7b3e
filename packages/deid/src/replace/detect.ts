import type { Span } from '../span.ts'
import type { DraftLeaf, Piece } from './draft.ts'
import { lookalikes } from './marker.ts'
import type { Run } from './run.ts'
import type { Place } from './spans.ts'

/** The detector reads everything new together, so that a name learnt in one text is found in all. */
export async function detect(fresh: readonly DraftLeaf[], { ask, mark, book, known, staff }: Run): Promise<void> {
  const pieces = fresh.flatMap((leaf) => leaf.pieces.map((piece) => ({ leaf, piece })))
  const texts = pieces.map(({ piece }) => piece.lead + piece.text)
  const found = await ask('find', texts, known())
  const places = pieces.map(({ piece }, i) => withoutLead(found[i] ?? [], piece.lead.length))
  const isName = ({ kind }: Place): boolean => kind === 'NAME'
  staff.hear(pieces.flatMap(({ piece }, i) => (places[i] ?? []).filter(isName).map((place) => said(piece, place))))
  pieces.forEach(({ leaf, piece }, i) => {
    mark(leaf, piece, [...piece.certain, ...(places[i] ?? []), ...lookalikes(piece, book)], true)
  })
}

function said(piece: Piece, { start, end }: Place): string {
  return piece.text.slice(start, end)
}

/** Spans of what the piece itself says: its lead is there to be read beside it only. */
function withoutLead(spans: readonly Span[], leadChars: number): Place[] {
  if (leadChars === 0) return [...spans]
  return spans
    .filter((span) => span.end > leadChars)
    .map((span) => ({ ...span, start: Math.max(0, span.start - leadChars), end: span.end - leadChars }))
}
