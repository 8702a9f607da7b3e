import type { Known, Span } from '../span.ts'

/**
 * Finds identifiers in the texts of one request, read together: a name learnt in one text is found in all.
 * Deterministic: the same texts and context give the same spans. It may answer later, from a worker or a process of its
 * own; an answer that does not come in time is a refusal. A detector with too much to do rejects with `detector_busy`.
 */
export interface Detector {
  /** Changes whenever a rule does; it is hashed into each disclosure entry. */
  readonly version: string
  /** Whether it reads `standing`; one that does not is given it within `known`. */
  readonly readsStanding?: boolean
  /**
   * For each text its spans, sorted by start, never overlapping, each with start < end.
   * `known` are identifiers certain beforehand; they are found in every form a person would write them. `standing` are more
   * of them, in a list that comes again with other texts and never changes: what is made of it may be kept as long as the list.
   */
  find(texts: readonly string[], context: Context): Span[][] | Promise<Span[][]>
  /** The sweep: only what is known, in every form. Used on cleaned text, where any hit blocks. */
  findKnown(
    texts: readonly string[],
    known: readonly Known[],
    standing?: readonly Known[],
  ): Span[][] | Promise<Span[][]>
}

/** What is known beforehand. `standing` reaches only a detector that `readsStanding`. */
export interface Context {
  readonly known: readonly Known[]
  readonly standing?: readonly Known[]
}

/** A detector that answers at once, in the caller's own thread: nothing can stop a call of it. */
export interface SyncDetector extends Detector {
  find(texts: readonly string[], context: Context): Span[][]
  findKnown(texts: readonly string[], known: readonly Known[], standing?: readonly Known[]): Span[][]
}

/** The context as this detector reads it: nothing that is known is left out. */
export function contextFor({ readsStanding }: Detector, { known, standing = [] }: Context): Context {
  if (standing.length === 0) return { known }
  return readsStanding === true ? { known, standing } : { known: [...standing, ...known] }
}
