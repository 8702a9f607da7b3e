import { type Made, mintLabelled, type Phi } from './boundary.ts'
import type { CodeBook } from './code-book.ts'
import type { Detector, SyncDetector } from './detect/detector.ts'
import { DeidError } from './errors.ts'
import { documentMarker, editsOf, markCertain, openDocument, unsettled } from './formats/document.ts'
import type { FormatLeaf, Opened } from './formats/format.ts'

import { checkInForce } from './policies/determination.ts'
import {
  type Label,
  type LabelOf,
  labelOf,
  type Policy,
  type PolicyName,
  policyId,
  policyText,
} from './policies/policy.ts'
import { createStaff, NO_STAFF, type Staff } from './policies/staff.ts'
import { safeHarbor } from './policies/tables.ts'
import { type After, type Ask, createAsk } from './replace/ask.ts'
import {
  type DraftLeaf,
  isCleaned,
  leafMarks,
  type Mark,
  markRemembered,
  openDraft,
  type Piece,
} from './replace/draft.ts'
import { createMarker, lookalikes, type Marker, takenTails } from './replace/marker.ts'
import type { Place } from './replace/spans.ts'
import { codeUnsafe } from './replace/surrogates-safe.ts'
import { sweep } from './replace/sweep.ts'
import type { IdentifierKind, Known, Span } from './span.ts'
import { openMaking } from './surrogates/making.ts'
import { type Path, rebuild, type Treat, WALK_LIMITS, type WalkLimits, walk } from './walk.ts'

/** Makes `Clean` or `StillPhi` out of `Phi`: the only place that does. */
export interface Deidentifier {
  /** SHA-256 of `safe-harbor`'s rules and of the detector's version, in hexadecimal: for the record of each disclosure. */
  readonly policyHash: string
  readonly detectorHash: string
  /** What is registered under a name. Throws `policy_unknown`. */
  policy<N extends PolicyName>(name: N): PolicyRef & { readonly label: LabelOf<N> }
  /**
   * The request with every identifier replaced as the job's policy says. Rejects with `DeidError` when anything at all is
   * not certain; then nothing may leave. `book` learns the new codes and turns: store it before the result is sent.
   * Calls over one book run one after another, so each knows what the one before it learnt.
   */
  deidentify<T, N extends PolicyName = 'safe-harbor'>(
    request: Phi<T>,
    job: DeidJob<N>,
  ): Promise<Deidentified<T, LabelOf<N>>>
  /**
   * A document of a format, for example an HL7 message: its leaves cleaned, and put together again. Where the format says
   * that a leaf is an identifier, no detector is asked. Rejects as `deidentify` does; a document is no turn of a conversation.
   */
  deidentifyDocument<D, N extends PolicyName = 'safe-harbor'>(
    document: Phi<D>,
    job: DocumentJob<D, N>,
  ): Promise<Deidentified<D, LabelOf<N>>>
  /** What the detector finds in texts that stay inside, believed on the same terms: in time and in order, or refused. */
  find(texts: Phi<readonly string[]>, known: readonly Known[]): Promise<Span[][]>
}

/** A policy as a record names it: for example `coded/1` and the SHA-256 of its rules. */
export interface PolicyRef {
  readonly id: string
  readonly hash: string
}

export interface DocumentJob<D, N extends PolicyName = 'safe-harbor'>
  extends Pick<DeidJob<N>, 'known' | 'book' | 'policy' | 'embedding'> {
  readonly open: (document: D) => Opened<D>
}

export interface DeidJob<N extends PolicyName = 'safe-harbor'> {
  /** What each string of the request is; a place it does not know is refused. */
  readonly treat: Treat
  /** Identifiers known beforehand, from the patient's record. */
  readonly known: readonly Known[]
  /** The codes of this conversation. */
  readonly book: CodeBook
  /** A keyed hash of a turn's text, so that the book's turn memory tells nothing by itself. */
  readonly turnKey: (text: string) => string
  /** One of the registered policies; `safe-harbor` without it. */
  readonly policy?: N
  /** For vectors: each identifier becomes the bare word of its kind, `[NAME]`; the book learns nothing and restores nothing. */
  readonly embedding?: boolean
}

/** What came out, and how: `label` tells `clean` from `stillPhi`. */
export type Deidentified<T, L extends Label = 'clean'> = Made<T, L> & DeidReport

export interface DeidReport {
  readonly policy: PolicyRef
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
 * De-identification under the policies given; under Safe Harbor, 45 CFR 164.514(b)(2), when none is. Throws `label_wrong`
 * for a policy that claims what its rules do not make.
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
    /** One of each name; `safe-harbor` is there without being named. */
    policies?: readonly Policy[]
  },
): Deidentifier {
  const limits = { ...DEID_LIMITS, ...deps.limits }
  const { detector, now, after } = deps
  const newAsk = (): Ask => createAsk(detector, { now, after, msMax: limits.detectMsMax })
  const inTurn = createTurnstile()
  const policies = register([safeHarbor, ...(deps.policies ?? [])], deps.sha256)
  const registered = (name: PolicyName): Registered => {
    const found = policies.get(name)
    if (found === undefined) throw new DeidError('policy_unknown')
    return found
  }

  /** Everything that one run needs, its policy in force at the clock. */
  const begin = (job: Job, draft: readonly DraftLeaf[]): Run => {
    const { policy, ref } = registered(job.policy ?? 'safe-harbor')
    if (policy.determination !== undefined) checkInForce(policy.determination, now())
    const yearNow = new Date(now()).getUTCFullYear()
    const known = (): readonly Known[] => everyKnown(job)
    const staff = policy.providers === 'keep' ? createStaff(known()) : NO_STAFF
    const hasSurrogates = Object.values(policy.table).includes('surrogate') && job.embedding !== true
    const making = hasSurrogates ? openMaking(draft, known(), job.book, yearNow) : undefined
    const { book, embedding = false } = job
    const mark = createMarker({ book, policy, taken: takenTails(draft), yearNow, embedding, staff, making })
    // What stays is not looked for in what would leave.
    const gone = (): readonly Known[] => known().filter((one) => goes(one, policy, staff))
    return { policy, ref, book, ask: newAsk(), mark, staff, known, gone, embedding, hasSurrogates }
  }
  const finish = <T>(
    value: T,
    draft: readonly DraftLeaf[],
    run: Run,
    turnsRevised: number,
  ): Deidentified<T, Label> => ({
    ...mintLabelled(value, run.policy),
    policy: run.ref,
    counts: countKinds(draft),
    turnsRevised,
    leaves: report(draft),
  })

  const ofRequest = async <T>(given: T, job: DeidJob<PolicyName>): Promise<Deidentified<T, Label>> => {
    const draft = openDraft(walk(given, job.treat, limits), limits)
    // What was read, whatever becomes of the caller's object while the detector answers.
    const value = rebuild(
      given,
      draft.map(({ text }) => text),
    )
    const run = begin(job, draft)
    const turns = run.embedding ? strangers(draft) : recallTurns(draft, job, run.ref.hash)
    await detect(
      turns.filter((turn) => turn.remembered === undefined).map(({ leaf }) => leaf),
      run,
    )
    if (run.hasSurrogates) codeUnsafe(draft, run.book)
    const cleaned = await sweep(value, draft, run)
    const turnsRevised = run.embedding ? 0 : rememberTurns(turns, job.book)
    return finish(cleaned, draft, run, turnsRevised)
  }
  const ofDocument = async <D>(document: D, job: DocumentJob<D, PolicyName>): Promise<Deidentified<D, Label>> => {
    const { leaves, rebuild: putTogether, known: told = [] } = job.open(document)
    const draft = openDocument(leaves, limits)
    const run = begin({ ...job, known: [...job.known, ...told] }, draft)
    const mark = documentMarker(leaves, draft, run.mark)
    const here = { ...run, mark }
    run.staff.hear(certainNames(leaves))
    markCertain(leaves, draft, mark)
    await detect(unsettled(leaves, draft), here)
    if (run.hasSurrogates) codeUnsafe(draft, run.book)
    await sweep(
      leaves.map(({ text }) => text),
      draft,
      here,
    )
    return finish(putTogether(draft.map(editsOf), 'clean'), draft, run, 0)
  }

  return {
    policyHash: registered('safe-harbor').ref.hash,
    detectorHash: hashText(deps.sha256, deps.detector.version),
    policy: <N extends PolicyName>(name: N) => {
      const { policy, ref } = registered(name)
      return { ...ref, label: policy.makes as LabelOf<N> }
    },
    deidentify: <T, N extends PolicyName>(request: Phi<T>, job: DeidJob<N>) =>
      inTurn(job.book, () => ofRequest(request.reveal(), job)).then((made) => called<T, N>(made)),
    deidentifyDocument: <D, N extends PolicyName>(document: Phi<D>, job: DocumentJob<D, N>) =>
      inTurn(job.book, () => ofDocument(document.reveal(), job)).then((made) => called<D, N>(made)),
    find: async (texts, known) => newAsk()('find', texts.reveal(), known),
  }
}

/** The label of what was made is computed; this only says to the compiler which one the policy's name promises. */
function called<T, N extends PolicyName>(made: Deidentified<T, Label>): Deidentified<T, LabelOf<N>> {
  return made as unknown as Deidentified<T, LabelOf<N>>
}

type Job = Pick<DeidJob<PolicyName>, 'known' | 'book' | 'policy' | 'embedding'>

interface Run {
  readonly policy: Policy
  readonly ref: PolicyRef
  readonly book: CodeBook
  readonly ask: Ask
  readonly mark: Marker
  readonly staff: Staff
  readonly known: () => readonly Known[]
  readonly gone: () => readonly Known[]
  readonly embedding: boolean
  readonly hasSurrogates: boolean
}

interface Registered {
  readonly policy: Policy
  readonly ref: PolicyRef
}

/** By name, the last one standing; each label computed, and a wrong one refused before anything is read. */
function register(policies: readonly Policy[], sha256: (data: Uint8Array) => Uint8Array) {
  const registered = new Map<PolicyName, Registered>()
  for (const given of policies) {
    // A copy, so that what was checked is what is used.
    const policy: Policy = structuredClone(given)
    labelOf(policy)
    registered.set(policy.name, { policy, ref: { id: policyId(policy), hash: hashText(sha256, policyText(policy)) } })
  }
  return registered
}

/** Whether a known identifier may not be in what leaves. */
function goes({ kind, value }: Known, policy: Policy, staff: Staff): boolean {
  return policy.table[kind] !== 'stays' && !(kind === 'NAME' && staff.mayStay(value))
}

function certainNames(leaves: readonly FormatLeaf[]): string[] {
  return leaves.flatMap(({ certain = [], text }) =>
    certain.filter(({ kind }) => kind === 'NAME').map(({ start, end }) => text.slice(start, end)),
  )
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
function recallTurns(draft: readonly DraftLeaf[], job: DeidJob<PolicyName>, policyHash: string): Turn[] {
  job.book.under(policyHash)
  const kindOf = (code: string): IdentifierKind | undefined => job.book.find(code)?.kind
  return draft.filter(isCleaned).map((leaf) => {
    const key = job.turnKey(leaf.text)
    const spans = job.book.recall(key)
    const fits = spans !== undefined && markRemembered(leaf, spans, kindOf)
    return { leaf, key, remembered: fits ? spans.length : undefined }
  })
}

/** Nothing is remembered of what becomes a vector. */
function strangers(draft: readonly DraftLeaf[]): Turn[] {
  return draft.filter(isCleaned).map((leaf) => ({ leaf, key: '', remembered: undefined }))
}

/** The detector reads everything new together, so that a name learnt in one text is found in all. */
async function detect(fresh: readonly DraftLeaf[], { ask, mark, book, known, staff }: Run): Promise<void> {
  const pieces = fresh.flatMap((leaf) => leaf.pieces.map((piece) => ({ leaf, piece })))
  const texts = pieces.map(({ piece }) => piece.lead + piece.text)
  const found = await ask('find', texts, known())
  const places = pieces.map(({ piece }, i) => withoutLead(found[i] ?? [], piece.lead.length))
  const isName = ({ kind }: Place): boolean => kind === 'NAME'
  staff.hear(pieces.flatMap(({ piece }, i) => (places[i] ?? []).filter(isName).map((place) => said(piece, place))))
  pieces.forEach(({ leaf, piece }, i) => {
    mark(leaf, piece, [...(places[i] ?? []), ...lookalikes(piece, book)], true)
  })
}

function said(piece: Piece, { start, end }: Place): string {
  return piece.text.slice(start, end)
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
function everyKnown(job: Pick<Job, 'known' | 'book'>): readonly Known[] {
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

function report(draft: readonly DraftLeaf[]): DeidReport['leaves'] {
  return draft.map((leaf) => ({ path: leaf.path, spans: leafMarks(leaf) }))
}

function hashText(sha256: (data: Uint8Array) => Uint8Array, text: string): string {
  return Array.from(sha256(new TextEncoder().encode(text)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
