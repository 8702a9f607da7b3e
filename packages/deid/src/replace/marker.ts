import type { CodeBook } from '../code-book.ts'
import { DeidError } from '../errors.ts'
import { PART } from '../formats/part-names.ts'
import type { Policy } from '../policies/policy.ts'
import { type Found, type Outcome, outcomeOf } from '../policies/rules.ts'
import type { Staff } from '../policies/staff.ts'
import { findRestorable } from '../stream/find-restorable.ts'
import { isWordChar } from '../stream/read-code.ts'
import { type Making, makeSurrogate } from '../surrogates/make.ts'
import { formatPath } from '../walk.ts'
import { findCodes } from './code.ts'
import type { DraftLeaf, Mark, Piece } from './draft.ts'
import { type Place, toWholeCharacters, union } from './spans.ts'

/** `learned` is false for what the sweep finds: a form of something known, which tells nothing new. */
export type Marker = (leaf: DraftLeaf, piece: Piece, places: readonly Place[], learned: boolean) => void

export interface Marking {
  readonly book: CodeBook
  readonly policy: Policy
  /** Tails that stand in the request already. */
  readonly taken: ReadonlySet<string>
  readonly yearNow: number
  /** For vectors: the bare word of the kind, nothing random and nothing to restore. */
  readonly embedding: boolean
  readonly staff: Staff
  /** Under a policy with surrogates: what they must not collide with. */
  readonly making: Making | undefined
}

/** Does with places of a piece what the policy says. Throws `identifier_in_key`: a renamed key would break whoever reads the JSON. */
export function createMarker(by: Marking): Marker {
  return (leaf, piece, places, learned) => {
    const wide = places.map((place) => wholePlace(place, piece))
    const beside = createBeside([...piece.marks, ...wide].filter((place) => place.kind === 'AGE90'))
    const outcome = (place: Place): Outcome => outcomeAt(place, piece, by, beside)
    const going = union(wide.filter((place) => outcome(place).becomes !== 'itself'))
    if (going.length === 0) return
    if (piece.kind === 'key') throw new DeidError('identifier_in_key', formatPath(leaf.path))
    const marks = going.map((place) => markOf(place, piece, outcome(place), by, learned && !UNTOLD.has(place.rule)))
    piece.marks = [...piece.marks, ...marks].sort((a, b) => a.start - b.start)
  }
}

function outcomeAt(place: Place, piece: Piece, by: Marking, beside: Beside): Outcome {
  const { start, end, kind, rule } = place
  const value = piece.text.slice(start, end)
  if (rule === LOOKALIKE) return { becomes: 'code' }
  if (kind === 'NAME' && by.staff.mayStay(value)) return { becomes: 'itself' }
  const found: Found = {
    kind,
    value,
    besideAge90: beside(start, end),
    before: (piece.lead + piece.text.slice(0, start)).slice(-CONTEXT_CHARS),
    after: piece.text.slice(end, end + CONTEXT_CHARS),
    isPlaced: rule.startsWith('format/'),
    yearNow: by.yearNow,
    shiftDays: () => by.book.surrogates.shiftDays(by.policy.name),
  }
  return outcomeOf(by.policy.table[kind], found)
}

/** As far as ", TX 77002" says the state, and "resides in" that it is a place. */
const CONTEXT_CHARS = 12

function markOf(place: Place, piece: Piece, outcome: Outcome, by: Marking, learned: boolean): Mark {
  const { start, end, kind, rule } = place
  if (by.embedding) return { start, end, kind, rule, code: `[${kind}]` }
  const surrogate = outcome.becomes === 'surrogate' && learned ? surrogateMark(place, piece, by) : undefined
  if (surrogate !== undefined) return surrogate
  const keep = outcome.becomes === 'code' ? outcome.keep : undefined
  const code = by.book.codeFor(kind, piece.text.slice(start, end), keep, { taken: by.taken, learned })
  return { start, end, kind, rule, code }
}

/** A surrogate stands for whole words; where it could not be told from what stands beside it there is none. */
function surrogateMark(place: Place, piece: Piece, { book, making }: Marking): Mark | undefined {
  const { start, end } = trimmed(place, piece.text)
  const isGlued = isWordChar(piece.text.charAt(start - 1)) || isWordChar(piece.text.charAt(end))
  if (making === undefined || isGlued || start >= end || piece.kind === 'number') return undefined
  const { kind, rule } = place
  const value = piece.text.slice(start, end)
  const held = book.surrogates.of(kind, value)
  if (held !== undefined) return { start, end, kind, rule, code: held.code }
  const before = piece.text.slice(Math.max(0, start - BEFORE_CHARS), start)
  const code = makeSurrogate(kind, { value, before }, making)
  const isEntered = code !== undefined && book.surrogates.enter({ code, kind, value, learned: true })
  return isEntered ? { start, end, kind, rule, code } : undefined
}

/** As far as a title is wide. */
const BEFORE_CHARS = 8

/** Brackets and dots at its ends stay in the text: a surrogate begins and ends with a letter or a digit. */
function trimmed({ start, end }: Place, text: string): { start: number; end: number } {
  let from = start
  let to = end
  while (from < to && !isWordChar(text.charAt(from))) from++
  while (to > from && !isWordChar(text.charAt(to - 1))) to--
  return { start: from, end: to }
}

type Beside = (start: number, end: number) => boolean

/** Tells whether an age over 89 stands right beside a place, on the same line or so. */
function createBeside(ages: readonly { start: number; end: number }[]): Beside {
  const sorted = [...ages].sort((a, b) => a.start - b.start)
  return (start, end) => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[middle]?.start ?? 0) <= end + BESIDE_CHARS) low = middle + 1
      else high = middle
    }
    const age = sorted[low - 1]
    return age !== undefined && age.end >= start - BESIDE_CHARS
  }
}

/** As far as "born 3/4/1931 (now 94)" is wide. */
const BESIDE_CHARS = 24

/** A text may hold what reads as ours or a foreign code. It gets a code of its own, and so comes back as it was. */
export function lookalikes(piece: Piece, book: CodeBook): Place[] {
  const ours = book.entries().length === 0 ? [] : findRestorable(piece.text, book)
  const places = [...findCodes(piece.text), ...ours]
  return places.map(({ start, end }) => ({ start, end, kind: 'OTHERID', rule: LOOKALIKE }))
}

const LOOKALIKE = 'code/lookalike'
/** What tells of nobody, and so is not looked for elsewhere. */
const UNTOLD: ReadonlySet<string> = new Set([LOOKALIKE, PART])

/** A code is never minted with a tail that stands in the request already, by itself or in a code. */
export function takenTails(draft: readonly DraftLeaf[]): ReadonlySet<string> {
  const tails = new Set<string>()
  for (const leaf of draft) {
    for (const piece of leaf.pieces) {
      for (const { code } of findCodes(piece.text)) tails.add(code.tail)
      for (const [word] of piece.text.matchAll(TAIL_LIKE)) tails.add(word.toUpperCase())
    }
  }
  return tails
}

const TAIL_LIKE = /(?<![0-9A-Za-z])(?=[A-Za-z]*\d)[0-9A-Za-z]{6}(?![0-9A-Za-z])/g

/** A code replaces whole characters, and of a number the whole number. */
function wholePlace(place: Place, piece: Piece): Place {
  return piece.kind === 'number' ? { ...place, start: 0, end: piece.text.length } : toWholeCharacters(place, piece.text)
}
