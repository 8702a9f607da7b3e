import { DeidError } from '../errors.ts'
import { type DraftLeaf, leafMarks } from '../replace/draft.ts'
import type { Marker } from '../replace/marker.ts'
import { outside, type Place } from '../replace/spans.ts'
import { formatPath, LONE_SURROGATE, type WalkLimits } from '../walk.ts'
import type { Edit, FormatLeaf } from './format.ts'

/** The leaves of a document as the engine drafts them. Throws `input_too_large` or `text_invalid` with the path. */
export function openDocument(leaves: readonly FormatLeaf[], limits: WalkLimits): DraftLeaf[] {
  let chars = 0
  return leaves.map((leaf, i) => {
    chars += leaf.text.length
    if (chars > limits.charsMax || i >= limits.leavesMax) {
      throw new DeidError('input_too_large', formatPath(leaf.path))
    }
    if (LONE_SURROGATE.test(leaf.text)) throw new DeidError('text_invalid', formatPath(leaf.path))
    return draftLeaf(leaf)
  })
}

/** Marks what the format is sure of, before the detector reads: its names are then known in every other leaf. */
export function markCertain(leaves: readonly FormatLeaf[], draft: readonly DraftLeaf[], mark: Marker): void {
  draft.forEach((leaf, i) => {
    const [piece] = leaf.pieces
    const places = leaves[i]?.certain ?? []
    if (piece !== undefined && places.length > 0) mark(leaf, piece, places, true)
  })
}

/** The leaves that a detector reads: those of which something is left to find. */
export function unsettled(leaves: readonly FormatLeaf[], draft: readonly DraftLeaf[]): DraftLeaf[] {
  return draft.filter((_, i) => {
    const { settled = false, certain: [first] = [], text = '' } = leaves[i] ?? {}
    return !settled && !(first?.start === 0 && first.end === text.length)
  })
}

/** A marker that keeps to what each leaf allows: whole leaves, no code over a cut, nothing marked twice. */
export function documentMarker(leaves: readonly FormatLeaf[], draft: readonly DraftLeaf[], mark: Marker): Marker {
  const rules = new Map(draft.map((leaf, i) => [leaf, leaves[i]]))
  return (leaf, piece, places, learned) => {
    const rule = rules.get(leaf)
    const wide = rule?.whole === true ? places.map((place) => ({ ...place, start: 0, end: piece.text.length })) : places
    const parts = wide.flatMap((place) => cutApart(place, rule?.cuts ?? [], piece.text))
    const free = piece.marks.length === 0 ? parts : parts.flatMap((place) => outside(place, piece.marks, piece.text))
    mark(leaf, piece, free, learned)
  }
}

export function editsOf(leaf: DraftLeaf): Edit[] {
  return leafMarks(leaf).map(({ start, end, code }) => ({ start, end, text: code }))
}

/** By place; what is inserted comes before what is replaced there. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
}

/** Applies edits to a text as it stands. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text
  const parts: string[] = []
  let at = 0
  for (const edit of edits) {
    parts.push(text.slice(at, edit.start), edit.text)
    at = edit.end
  }
  parts.push(text.slice(at))
  return parts.join('')
}

function draftLeaf({ path, text, lead = '', key = false }: FormatLeaf): DraftLeaf {
  const rawAt = (offset: number): number => offset
  const kind = key ? 'key' : 'text'
  return {
    path,
    text,
    treatment: 'text',
    pieces: [{ kind, text, lead, start: 0, end: text.length, rawAt, certain: [], marks: [] }],
  }
}

function cutApart(place: Place, cuts: readonly number[], text: string): Place[] {
  const parts: Place[] = []
  let { start } = place
  for (let i = firstAfter(cuts, start); i < cuts.length && (cuts[i] ?? 0) < place.end; i++) {
    parts.push({ ...place, start, end: cuts[i] ?? start })
    start = cuts[i] ?? start
  }
  parts.push({ ...place, start })
  return parts.length === 1 ? parts : parts.filter((part) => SAYS_SOMETHING.test(text.slice(part.start, part.end)))
}

const SAYS_SOMETHING = /[\p{L}\p{N}]/u

/** The index of the first of ascending offsets that lies behind `offset`. */
export function firstAfter(cuts: readonly number[], offset: number): number {
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cuts[middle] ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return low
}
