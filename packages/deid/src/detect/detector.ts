import type { Known, Span } from '../span.ts'

/**
 * Finds identifiers in the texts of one request, read together: a name learnt in one text is found in all.
 * Deterministic: the same texts and context give the same spans. It may answer later, from a worker or a process of its
 * own; an answer that does not come in time is a refusal. A detector with too much to do rejects with `detector_busy`.
 */
export interface Detector {
  /** Changes whenever a rule does; it is hashed into each disclosure entry. */
  readonly version: string
  /**
   * For each text its spans, sorted by start, never overlapping, each with start < end.
   * `known` are identifiers certain beforehand; they are found in every form a person would write them.
   */
  find(texts: readonly string[], context: { readonly known: readonly Known[] }): Span[][] | Promise<Span[][]>
  /** The sweep: only what is known, in every form. Used on cleaned text, where any hit blocks. */
  findKnown(texts: readonly string[], known: readonly Known[]): Span[][] | Promise<Span[][]>
}

/** A detector that answers at once, in the caller's own thread: nothing can stop a call of it. */
export interface SyncDetector extends Detector {
  find(texts: readonly string[], context: { readonly known: readonly Known[] }): Span[][]
  findKnown(texts: readonly string[], known: readonly Known[]): Span[][]
}
