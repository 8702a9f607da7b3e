import type { Known, Span } from '../span.ts'

/**
 * Finds identifiers in the texts of one request, read together: a name learnt in one text is found in all.
 * Deterministic: the same texts and context give the same spans.
 */
export interface Detector {
  /** Changes whenever a rule does; it is hashed into each disclosure entry. */
  readonly version: string
  /**
   * For each text its spans, sorted by start, never overlapping, each with start < end.
   * `known` are identifiers certain beforehand; they are found in every form a person would write them.
   */
  find(texts: readonly string[], context: { readonly known: readonly Known[] }): Span[][]
  /** The sweep: only what is known, in every form. Used on cleaned text, where any hit blocks. */
  findKnown(texts: readonly string[], known: readonly Known[]): Span[][]
}
