import type { CodeBook } from '../code-book.ts'
import type { Context } from '../detect/detector.ts'
import { DeidError } from '../errors.ts'
import { formatPath, rebuild, type Treat, type WalkLimits, walk } from '../walk.ts'
import type { Ask } from './ask.ts'
import { findCodes } from './code.ts'
import {
  cleanLeaf,
  cleanPiece,
  type DraftLeaf,
  type Hole,
  isCleaned,
  openDraft,
  type Piece,
  uncleanedAt,
} from './draft.ts'
import type { Marker } from './marker.ts'
import { outside, type Place } from './spans.ts'

/**
 * The gate: everything known is looked for once more in what would really leave. What is found in a text is masked and
 * the whole looked through again; anything found then, or where nothing can be masked, refuses the request.
 */
export async function sweep<T>(value: T, draft: readonly DraftLeaf[], by: Sweeping): Promise<T> {
  const cleaned = render(value, draft)
  const residue = await findResidue(cleaned, draft, by)
  if (residue.length === 0) return cleaned
  for (const { leaf, piece, places } of residue) by.mark(leaf, piece, places, false)
  const cleanedAgain = render(value, draft)
  const [still] = await findResidue(cleanedAgain, draft, by)
  if (still !== undefined) throw new DeidError('residual_identifier', formatPath(still.leaf.path))
  return cleanedAgain
}

export interface Sweeping {
  readonly ask: Ask
  readonly mark: Marker
  readonly book: CodeBook
  /** Everything known by now that may not be in what leaves. */
  readonly gone: () => Context
}

interface Residue {
  readonly leaf: DraftLeaf
  readonly piece: Piece
  /** In offsets of the piece before cleaning. */
  readonly places: readonly Place[]
}

/** Reads `cleaned` afresh, codes masked out. Throws when an identifier stands where it cannot be replaced. */
async function findResidue(
  cleaned: unknown,
  draft: readonly DraftLeaf[],
  { ask, book, gone }: Sweeping,
): Promise<Residue[]> {
  const { leaves, asides } = walk(cleaned, byOrder(draft), UNBOUNDED)
  const after = openDraft({ leaves, asides }, UNBOUNDED).flatMap((leaf, i) =>
    leaf.pieces.map((piece, j) => ({ path: leaf.path, piece, leaf: draft[i], before: draft[i]?.pieces[j] })),
  )
  const all = [...after.map(({ piece }) => piece.text), ...asides.map(({ text }) => text)]
  const masked = all.map((text, i) => mask(text, holesIn(text, after[i]?.before, book)))
  const found = await ask(
    'findKnown',
    masked.map(({ text }) => text),
    gone(),
  )
  const left = masked.map(({ text, holes }, i) => (found[i] ?? []).flatMap((span) => outside(span, holes, text)))
  asides.forEach(({ path }, i) => {
    if ((left[after.length + i] ?? []).length > 0) throw new DeidError('residual_identifier', formatPath(path))
  })
  return after.flatMap(({ path, leaf, before }, i) => {
    const places = left[i] ?? []
    if (places.length === 0) return []
    if (leaf === undefined || before === undefined || !isCleaned(leaf)) {
      throw new DeidError('residual_identifier', formatPath(path))
    }
    return [{ leaf, piece: before, places: places.map((place) => uncleaned(before, place)) }]
  })
}

function render<T>(value: T, draft: readonly DraftLeaf[]): T {
  return rebuild(
    value,
    draft.map((leaf) => (isCleaned(leaf) ? cleanLeaf(leaf) : leaf.text)),
  )
}

/** What we put there: the marks, where the text is what they make of it, and codes of the book anywhere. */
function holesIn(text: string, before: Piece | undefined, book: CodeBook): Hole[] {
  const codes = findCodes(text).filter(({ start, end }) => book.find(text.slice(start, end)) !== undefined)
  const cleaned = before === undefined || before.marks.length === 0 ? undefined : cleanPiece(before)
  if (cleaned === undefined || cleaned.text !== text) return codes
  return apart([...cleaned.holes, ...codes])
}

/** Sorted, each beginning behind the one before it: of two over one place the first in the list. */
function apart(holes: readonly Hole[]): Hole[] {
  const kept: Hole[] = []
  for (const hole of [...holes].sort((a, b) => a.start - b.start)) {
    if (hole.start >= (kept.at(-1)?.end ?? 0)) kept.push(hole)
  }
  return kept
}

/** Holes hidden under a character that no word, number or separator holds, so that offsets stay. */
function mask(text: string, holes: readonly Hole[]): { text: string; holes: readonly Hole[] } {
  let masked = ''
  let at = 0
  for (const { start, end } of holes) {
    masked += text.slice(at, start) + '\u25a0'.repeat(end - start)
    at = end
  }
  return { text: masked + text.slice(at), holes }
}

function uncleaned(piece: Piece, place: Place): Place {
  return { ...place, start: uncleanedAt(piece, place.start), end: uncleanedAt(piece, place.end) }
}

/** The cleaned request has the same leaves in the same order; nothing is asked twice. */
function byOrder(draft: readonly DraftLeaf[]): Treat {
  let next = 0
  return () => draft[next++]?.treatment
}

/** The limits were checked on what came in; codes may be longer than what they stand for. */
const UNBOUNDED: WalkLimits = {
  depthMax: Number.POSITIVE_INFINITY,
  leavesMax: Number.POSITIVE_INFINITY,
  charsMax: Number.POSITIVE_INFINITY,
}
