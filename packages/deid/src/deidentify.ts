import { type Made, mintLabelled, type Phi } from './boundary.ts'
import type { CodeBook } from './code-book.ts'
import type { Detector, SyncDetector } from './detect/detector.ts'
import { documentMarker, editsOf, markCertain, openDocument, unsettled } from './formats/document.ts'
import type { FormatLeaf, Opened } from './formats/format.ts'
import type { Label, LabelOf, Policy, PolicyName } from './policies/policy.ts'
import { createRegistry, type PolicyRef } from './policies/registry.ts'
import { safeHarbor } from './policies/tables.ts'
import { type After, type Ask, createAsk } from './replace/ask.ts'
import { detect } from './replace/detect.ts'
import { type DraftLeaf, type Mark, openDraft } from './replace/draft.ts'
import { countKinds, reportLeaves } from './replace/report.ts'
import { createRuns, type Run } from './replace/run.ts'
import { codeUnsafe } from './replace/surrogates-safe.ts'
import { sweep } from './replace/sweep.ts'
import { recallTurns, rememberTurns, strangers } from './replace/turns.ts'
import { createTurnstile } from './replace/turnstile.ts'
import type { IdentifierKind, Known, Span } from './span.ts'
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
  find(texts: Phi<readonly string[]>, known: readonly Known[], standing?: readonly Known[]): Promise<Span[][]>
}

export interface DocumentJob<D, N extends PolicyName = 'safe-harbor'>
  extends Pick<DeidJob<N>, 'known' | 'standing' | 'book' | 'policy' | 'embedding'> {
  readonly open: (document: D) => Opened<D>
}

export interface DeidJob<N extends PolicyName = 'safe-harbor'> {
  /** What each string of the request is; a place it does not know is refused. */
  readonly treat: Treat
  /** Identifiers known beforehand, from the patient's record. */
  readonly known: readonly Known[]
  /** More of them, the same for many requests, in a list that never changes: a detector may keep what it makes of it. */
  readonly standing?: readonly Known[]
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
  const hash = (text: string): string => hexOf(deps.sha256(new TextEncoder().encode(text)))
  const registered = createRegistry([safeHarbor, ...(deps.policies ?? [])], hash)
  const begin = createRuns({ registered, now, newAsk })
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
    leaves: reportLeaves(draft),
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
    detectorHash: hash(detector.version),
    policy: <N extends PolicyName>(name: N) => {
      const { policy, ref } = registered(name)
      return { ...ref, label: policy.makes as LabelOf<N> }
    },
    deidentify: <T, N extends PolicyName>(request: Phi<T>, job: DeidJob<N>) =>
      inTurn(job.book, () => ofRequest(request.reveal(), job)).then((made) => called<T, N>(made)),
    deidentifyDocument: <D, N extends PolicyName>(document: Phi<D>, job: DocumentJob<D, N>) =>
      inTurn(job.book, () => ofDocument(document.reveal(), job)).then((made) => called<D, N>(made)),
    find: async (texts, known, standing = []) => newAsk()('find', texts.reveal(), { known, standing }),
  }
}

/** The label of what was made is computed; this only says to the compiler which one the policy's name promises. */
function called<T, N extends PolicyName>(made: Deidentified<T, Label>): Deidentified<T, LabelOf<N>> {
  return made as unknown as Deidentified<T, LabelOf<N>>
}

function certainNames(leaves: readonly FormatLeaf[]): string[] {
  return leaves.flatMap(({ certain = [], text }) =>
    certain.filter(({ kind }) => kind === 'NAME').map(({ start, end }) => text.slice(start, end)),
  )
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
