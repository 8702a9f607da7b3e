import { type Clean, mintClean, type Phi } from './boundary.ts'
import type { CodeBook } from './code-book.ts'
import type { Detector, SyncDetector } from './detect/detector.ts'
import { documentMarker, editsOf, markCertain, openDocument, unsettled } from './formats/document.ts'
import type { Opened } from './formats/format.ts'
import { type After, type Ask, createAsk } from './replace/ask.ts'
import { type DraftLeaf, isCleaned, leafMarks, type Mark, markRemembered, openDraft } from './replace/draft.ts'
import { createMarker, lookalikes, type Marker, takenTails } from './replace/marker.ts'
import { SAFE_HARBOR, SAFE_HARBOR_TEXT } from './replace/safe-harbor.ts'
import type { Place } from './replace/spans.ts'
import { sweep } from './replace/sweep.ts'
import type { IdentifierKind, Known, Span } from './span.ts'
import { type Path, rebuild, type Treat, WALK_LIMITS, type WalkLimits, walk } from './walk.ts'

/** Makes `Clean` out of `Phi`: the only place that does. */
export interface Deidentifier {
  /** SHA-256 of the policy's rules and of the detector's version, in hexadecimal: for the record of each disclosure. */
  readonly policyHash: string
  readonly detectorHash: string
  /**
   * The request with every identifier replaced by a code of `book`. Rejects with `DeidError` when anything at all is not
   * certain; then nothing may leave. `book` learns the new codes and turns: store it before the result is sent.
   * Calls over one book run one after another, so each knows what the one before it learnt.
   */
  deidentify<T>(request: Phi<T>, job: DeidJob): Promise<Deidentified<T>>
  /**
   * A document of a format, for example an HL7 message: its leaves cleaned, and put together again. Where the format says
   * that a leaf is an identifier, no detector is asked. Rejects as `deidentify` does; a document is no turn of a conversation.
   */
  deidentifyDocument<D>(document: Phi<D>, job: DocumentJob<D>): Promise<Omit<Deidentified<D>, 'turnsRevised'>>
  /** What the detector finds in texts that stay inside, believed on the same terms: in time and in order, or refused. */
  find(texts: Phi<readonly string[]>, known: readonly Known[]): Promise<Span[][]>
}

export interface DocumentJob<D> extends Pick<DeidJob, 'known' | 'book'> {
  readonly open: (document: D) => Opened<D>
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
  /** Milliseconds for the detector, all its calls together. A call that answers later is cut; a synchronous one cannot be. */
  readonly detectMsMax: number
}

export const DEID_LIMITS: DeidLimits = { ...WALK_LIMITS, detectMsMax: 10_000 }

/** A detector that may answer later needs a timer, so that one that never answers is cut. */
export type DetectorParts =
  | { readonly detector: SyncDetector; readonly after?: After }
  | { readonly detector: Detector; readonly after: After }

/**
 * De-identification under Safe Harbor, 45 CFR 164.514(b)(2).
 *
 * @example
 * const deid = createDeidentifier({ detector: createDetector(), sha256, now: Date.now })
 * const { clean } = await deid.deidentify(new Phi(body), { treat: () => 'text', known: [], book, turnKey })
 */
export function createDeidentifier(
  deps: DetectorParts & {
    sha256: (data: Uint8Array) => Uint8Array
    /** Milliseconds since 1970: decides which years tell an age over 89, and bounds the detector. */
    now: () => number
    limits?: Partial<DeidLimits>
  },
): Deidentifier {
  const limits = { ...DEID_LIMITS, ...deps.limits }
  const { detector, now, after } = deps
  const newAsk = (): Ask => createAsk(detector, { now, after, msMax: limits.detectMsMax })
  const inTurn = createTurnstile()
  return {
    policyHash: hashText(deps.sha256, SAFE_HARBOR_TEXT),
    detectorHash: hashText(deps.sha256, deps.detector.version),
    deidentify: <T>(request: Phi<T>, job: DeidJob): Promise<Deidentified<T>> =>
      inTurn(job.book, async () => {
        const given = request.reveal()
        const draft = openDraft(walk(given, job.treat, limits), limits)
        // What was read, whatever becomes of the caller's object while the detector answers.
        const value = rebuild(
          given,
          draft.map(({ text }) => text),
        )
        const ask = newAsk()
        const mark = createMarker(job.book, takenTails(draft), new Date(deps.now()).getUTCFullYear())

        const turns = recallTurns(draft, job)
        const fresh = turns.filter((turn) => turn.remembered === undefined)
        await detect(
          fresh.map(({ leaf }) => leaf),
          ask,
          mark,
          job,
        )
        const cleaned = await sweep(value, draft, { ask, mark, book: job.book, known: () => everyKnown(job) })
        const turnsRevised = rememberTurns(turns, job.book)
        return {
          clean: mintClean(cleaned, SAFE_HARBOR),
          counts: countKinds(draft),
          turnsRevised,
          leaves: report(draft),
        }
      }),
    deidentifyDocument: <D>(document: Phi<D>, job: DocumentJob<D>): Promise<Omit<Deidentified<D>, 'turnsRevised'>> =>
      inTurn(job.book, async () => {
        const { leaves, rebuild, known: told = [] } = job.open(document.reveal())
        const knowing = { book: job.book, known: [...job.known, ...told] }
        const draft = openDocument(leaves, limits)
        const ask = newAsk()
        const yearNow = new Date(deps.now()).getUTCFullYear()
        const mark = documentMarker(leaves, draft, createMarker(job.book, takenTails(draft), yearNow))

        markCertain(leaves, draft, mark)
        await detect(unsettled(leaves, draft), ask, mark, knowing)
        await sweep(
          leaves.map(({ text }) => text),
          draft,
          { ask, mark, book: job.book, known: () => everyKnown(knowing) },
        )
        const cleaned = rebuild(draft.map(editsOf), 'clean')
        return { clean: mintClean(cleaned, SAFE_HARBOR), counts: countKinds(draft), leaves: report(draft) }
      }),
    find: async (texts, known) => newAsk()('find', texts.reveal(), known),
  }
}

/** One call at a time for each book: between two answers of a detector nobody else mints in it or teaches it. */
function createTurnstile() {
  const last = new WeakMap<CodeBook, Promise<unknown>>()
  return <T>(book: CodeBook, act: () => Promise<T>): Promise<T> => {
    const mine = (last.get(book) ?? Promise.resolve()).then(act, act)
    last.set(book, mine)
    return mine
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
  return draft.filter(isCleaned).map((leaf) => {
    const key = job.turnKey(leaf.text)
    const spans = job.book.recall(key)
    const fits = spans !== undefined && markRemembered(leaf, spans, kindOf)
    return { leaf, key, remembered: fits ? spans.length : undefined }
  })
}

/** The detector reads everything new together, so that a name learnt in one text is found in all. */
async function detect(
  fresh: readonly DraftLeaf[],
  ask: Ask,
  mark: Marker,
  job: Pick<DeidJob, 'known' | 'book'>,
): Promise<void> {
  const pieces = fresh.flatMap((leaf) => leaf.pieces.map((piece) => ({ leaf, piece })))
  const texts = pieces.map(({ piece }) => piece.lead + piece.text)
  const found = await ask('find', texts, everyKnown(job))
  pieces.forEach(({ leaf, piece }, i) => {
    const places = [...withoutLead(found[i] ?? [], piece.lead.length), ...lookalikes(piece)]
    mark(leaf, piece, places, true)
  })
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

/** The caller's and the conversation's, each once; of the latter only what is long enough to mean something. */
function everyKnown(job: Pick<DeidJob, 'known' | 'book'>): readonly Known[] {
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
