import { type Clean, mintClean, type Phi } from './boundary.ts'
import type { CodeBook } from './code-book.ts'
import type { Detector } from './detect/detector.ts'
import { DeidError } from './errors.ts'
import { findCodes } from './replace/code.ts'
import {
  cleanLeaf,
  type DraftLeaf,
  leafMarks,
  type Mark,
  markRemembered,
  openDraft,
  type Piece,
  uncleanedAt,
} from './replace/draft.ts'
import { keepUnderSafeHarbor, SAFE_HARBOR, SAFE_HARBOR_TEXT } from './replace/safe-harbor.ts'
import { areSound, outside, type Place, toWholeCharacters, union } from './replace/spans.ts'
import type { IdentifierKind, Known, Span } from './span.ts'
import { formatPath, type Path, rebuild, type Treat, WALK_LIMITS, type WalkLimits, walk } from './walk.ts'

/** Makes `Clean` out of `Phi`: the only place that does. */
export interface Deidentifier {
  /** SHA-256 of the policy's rules and of the detector's version, in hexadecimal: for the record of each disclosure. */
  readonly policyHash: string
  readonly detectorHash: string
  /**
   * The request with every identifier replaced by a code of `book`. Throws `DeidError` when anything at all is not
   * certain; then nothing may leave. `book` learns the new codes and turns: store it before the result is sent.
   */
  deidentify<T>(request: Phi<T>, job: DeidJob): Deidentified<T>
}

export interface DeidJob {
  /** What each string of the request is; a place it does not know is refused. */
  readonly treat: Treat
  /** Identifiers known beforehand, from the patient's record. */
  readonly known: readonly Known[]
  /** The codes of this conversation. */
  readonly book: CodeBook
  /** A keyed hash of a turn's text, so that the book's turn memory tells nothing by itself. */
  readonly turnKey: (text: string) => string
}

export interface Deidentified<T> {
  readonly clean: Clean<T>
  /** How many identifiers of each kind were replaced. */
  readonly counts: Partial<Record<IdentifierKind, number>>
  /** Earlier turns in which a later one revealed an identifier: their upstream text is no longer what it was. */
  readonly turnsRevised: number
  readonly leaves: readonly { readonly path: Path; readonly spans: readonly Mark[] }[]
}

export interface DeidLimits extends WalkLimits {
  /** Milliseconds for the detector, all its calls together. Checked between calls: a call itself cannot be stopped. */
  readonly detectMsMax: number
}

export const DEID_LIMITS: DeidLimits = { ...WALK_LIMITS, detectMsMax: 10_000 }

/**
 * De-identification under Safe Harbor, 45 CFR 164.514(b)(2).
 *
 * @example
 * const deid = createDeidentifier({ detector, sha256, now: Date.now })
 * const { clean } = deid.deidentify(new Phi(body), { treat: () => 'text', known: [], book, turnKey })
 */
export function createDeidentifier(deps: {
  detector: Detector
  sha256: (data: Uint8Array) => Uint8Array
  /** Milliseconds since 1970: decides which years tell an age over 89, and bounds the detector. */
  now: () => number
  limits?: Partial<DeidLimits>
}): Deidentifier {
  const limits = { ...DEID_LIMITS, ...deps.limits }
  return {
    policyHash: hashText(deps.sha256, SAFE_HARBOR_TEXT),
    detectorHash: hashText(deps.sha256, deps.detector.version),
    deidentify<T>(request: Phi<T>, job: DeidJob): Deidentified<T> {
      const value = request.reveal()
      const draft = openDraft(walk(value, job.treat, limits), limits)
      const ask = guard(deps.detector, deps.now, limits.detectMsMax)
      const mark = createMarker(job.book, takenTails(draft), new Date(deps.now()).getUTCFullYear())

      const turns = recallTurns(draft, job)
      detect(turns, ask, mark, job)
      const cleaned = sweep(value, draft, ask, mark, job)
      const turnsRevised = rememberTurns(turns, job.book)
      return { clean: mintClean(cleaned, SAFE_HARBOR), counts: countKinds(draft), turnsRevised, leaves: report(draft) }
    },
  }
}

interface Turn {
  readonly leaf: DraftLeaf
  readonly key: string
  /** How many codes the book remembered for it; `undefined` when it is new. */
  readonly remembered: number | undefined
}

/** Turns that the book knows get their old codes again, so that their upstream text stays the same to the byte. */
function recallTurns(draft: readonly DraftLeaf[], job: DeidJob): Turn[] {
  const kindOf = (code: string): IdentifierKind | undefined => job.book.find(code)?.kind
  const cleanable = draft.filter((leaf) => leaf.treatment !== 'literal')
  return cleanable.map((leaf) => {
    const key = job.turnKey(leaf.text)
    const spans = job.book.recall(key)
    const fits = spans !== undefined && markRemembered(leaf, spans, kindOf)
    return { leaf, key, remembered: fits ? spans.length : undefined }
  })
}

/** The detector reads everything new together, so that a name learnt in one text is found in all. */
function detect(turns: readonly Turn[], ask: Ask, mark: Marker, job: DeidJob): void {
  const fresh = turns.filter((turn) => turn.remembered === undefined)
  const pieces = fresh.flatMap(({ leaf }) => leaf.pieces.map((piece) => ({ leaf, piece })))
  const texts = pieces.map(({ piece }) => piece.lead + piece.text)
  const found = ask('find', texts, everyKnown(job))
  pieces.forEach(({ leaf, piece }, i) => {
    const places = [...withoutLead(found[i] ?? [], piece.lead.length), ...lookalikes(piece)]
    mark(leaf, piece, places, true)
  })
}

/**
 * The gate: everything known is looked for once more in what would really leave. What is found in a text is masked and
 * the whole looked through again; anything found then, or where nothing can be masked, refuses the request.
 */
function sweep<T>(value: T, draft: readonly DraftLeaf[], ask: Ask, mark: Marker, job: DeidJob): T {
  const cleaned = render(value, draft)
  const residue = findResidue(cleaned, draft, ask, job)
  if (residue.length === 0) return cleaned
  for (const { leaf, piece, places } of residue) mark(leaf, piece, places, false)
  const cleanedAgain = render(value, draft)
  const [still] = findResidue(cleanedAgain, draft, ask, job)
  if (still !== undefined) throw new DeidError('residual_identifier', formatPath(still.leaf.path))
  return cleanedAgain
}

interface Residue {
  readonly leaf: DraftLeaf
  readonly piece: Piece
  /** In offsets of the piece before cleaning. */
  readonly places: readonly Place[]
}

/** Reads `cleaned` afresh, codes masked out. Throws when an identifier stands where it cannot be replaced. */
function findResidue(cleaned: unknown, draft: readonly DraftLeaf[], ask: Ask, job: DeidJob): Residue[] {
  const { leaves, asides } = walk(cleaned, byOrder(draft), UNBOUNDED)
  const after = openDraft({ leaves, asides }, UNBOUNDED).flatMap((leaf, i) =>
    leaf.pieces.map((piece, j) => ({ path: leaf.path, piece, leaf: draft[i], before: draft[i]?.pieces[j] })),
  )
  const all = [...after.map(({ piece }) => piece.text), ...asides.map(({ text }) => text)]
  const masked = all.map((text) => maskCodes(text, job.book))
  const found = ask(
    'findKnown',
    masked.map(({ text }) => text),
    everyKnown(job),
  )
  const left = masked.map(({ text, holes }, i) => (found[i] ?? []).flatMap((span) => outside(span, holes, text)))
  asides.forEach(({ path }, i) => {
    if ((left[after.length + i] ?? []).length > 0) throw new DeidError('residual_identifier', formatPath(path))
  })
  return after.flatMap(({ path, leaf, before }, i) => {
    const places = left[i] ?? []
    if (places.length === 0) return []
    if (leaf === undefined || before === undefined || leaf.treatment === 'literal') {
      throw new DeidError('residual_identifier', formatPath(path))
    }
    return [{ leaf, piece: before, places: places.map((place) => uncleaned(before, place)) }]
  })
}

function render<T>(value: T, draft: readonly DraftLeaf[]): T {
  return rebuild(
    value,
    draft.map((leaf) => (leaf.treatment === 'literal' ? leaf.text : cleanLeaf(leaf))),
  )
}

/** The book keeps how each turn left. Gives how many earlier turns are no longer what they were. */
function rememberTurns(turns: readonly Turn[], book: CodeBook): number {
  let revised = 0
  for (const { leaf, key, remembered } of turns) {
    const marks = leafMarks(leaf)
    if (marks.length === remembered) continue
    book.remember(
      key,
      marks.map(({ start, end, code }) => [start, end, code] as const),
    )
    if (remembered !== undefined) revised += 1
  }
  return revised
}

/** `learned` is false for what the sweep finds: a form of something known, which tells nothing new. */
type Marker = (leaf: DraftLeaf, piece: Piece, places: readonly Place[], learned: boolean) => void

/** Puts codes on places of a piece. Throws `identifier_in_key`: a renamed key would break whoever reads the JSON. */
function createMarker(book: CodeBook, taken: ReadonlySet<string>, yearNow: number): Marker {
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

type Ask = (method: 'find' | 'findKnown', texts: readonly string[], known: readonly Known[]) => Span[][]

/** Asks the detector, and believes it only when it answers in time and in order. Everything else refuses. */
function guard(detector: Detector, now: () => number, msMax: number): Ask {
  const deadline = now() + msMax
  // Written so that a clock that gives NaN is late.
  const isLate = (): boolean => !(now() <= deadline)
  return (method, texts, known) => {
    if (isLate()) throw new DeidError('detector_failed')
    const found = attempt(() =>
      method === 'find' ? detector.find([...texts], { known }) : detector.findKnown([...texts], known),
    )
    if (isLate() || !areSound(found, texts)) throw new DeidError('detector_failed')
    return found
  }
}

function attempt(call: () => unknown): unknown {
  try {
    return call()
  } catch {
    // Its own error may quote the text it read, so it is not kept.
    throw new DeidError('detector_failed')
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
function lookalikes(piece: Piece): Place[] {
  return findCodes(piece.text).map(({ start, end }) => ({ start, end, kind: 'OTHERID', rule: LOOKALIKE }))
}

const LOOKALIKE = 'code/lookalike'

/** A code is never minted with a tail that stands in the request already. */
function takenTails(draft: readonly DraftLeaf[]): ReadonlySet<string> {
  const tails = new Set<string>()
  for (const leaf of draft) {
    for (const piece of leaf.pieces) for (const { code } of findCodes(piece.text)) tails.add(code.tail)
  }
  return tails
}

/** The caller's and the conversation's, each once; of the latter only what is long enough to mean something. */
function everyKnown(job: DeidJob): readonly Known[] {
  const each = new Map<string, Known>()
  for (const known of [...job.known, ...job.book.learned()]) each.set(`${known.kind}\n${known.value}`, known)
  return [...each.values()]
}

/** Spans of what the piece itself says: its lead is there to be read beside it only. */
function withoutLead(spans: readonly Span[], leadChars: number): Place[] {
  if (leadChars === 0) return [...spans]
  return spans
    .filter((span) => span.end > leadChars)
    .map((span) => ({ ...span, start: Math.max(0, span.start - leadChars), end: span.end - leadChars }))
}

/** A code replaces whole characters, and of a number the whole number. */
function wholePlace(place: Place, piece: Piece): Place {
  return piece.kind === 'number' ? { ...place, start: 0, end: piece.text.length } : toWholeCharacters(place, piece.text)
}

/** The book's codes hidden under a character that no word, number or separator holds, so that offsets stay. */
function maskCodes(text: string, book: CodeBook): { text: string; holes: { start: number; end: number }[] } {
  const holes = findCodes(text).filter(({ start, end }) => book.find(text.slice(start, end)) !== undefined)
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

function countKinds(draft: readonly DraftLeaf[]): Partial<Record<IdentifierKind, number>> {
  const counts: Partial<Record<IdentifierKind, number>> = {}
  for (const leaf of draft) {
    for (const piece of leaf.pieces) for (const { kind } of piece.marks) counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

function report(draft: readonly DraftLeaf[]): Deidentified<unknown>['leaves'] {
  return draft.map((leaf) => ({ path: leaf.path, spans: leafMarks(leaf) }))
}

function hashText(sha256: (data: Uint8Array) => Uint8Array, text: string): string {
  return Array.from(sha256(new TextEncoder().encode(text)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
