import type { IdentifierKind } from '../span.ts'
import type { Path } from '../walk.ts'
import { type DraftLeaf, leafMarks, type Mark } from './draft.ts'

/** How many of each kind were replaced. */
export function countKinds(draft: readonly DraftLeaf[]): Partial<Record<IdentifierKind, number>> {
  const counts: Partial<Record<IdentifierKind, number>> = {}
  for (const leaf of draft) {
    for (const piece of leaf.pieces) for (const { kind } of piece.marks) counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

/** Where, in offsets of each leaf's own text. */
export function reportLeaves(draft: readonly DraftLeaf[]): { readonly path: Path; readonly spans: readonly Mark[] }[] {
  return draft.map((leaf) => ({ path: leaf.path, spans: leafMarks(leaf) }))
}
