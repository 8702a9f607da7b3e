import type { CodeBook } from '../code-book.ts'
import type { Place } from '../replace/spans.ts'
import type { Known } from '../span.ts'
import type { Path } from '../walk.ts'

/**
 * A format takes a document apart into leaves and puts it together again: byte for byte what it was, except where a leaf
 * was edited, and valid in the same format. What is not in a leaf is structure, or a word of a closed list.
 */
export interface Format {
  readonly name: string
  /** Whether a text looks like this format. Cheap, and never throws. */
  readonly sniff: (text: string) => boolean
  /**
   * Throws `format_invalid`, `format_unsupported` or `input_too_large` with the position. No edit of a text or a page
   * will span one of `breaks`, which are offsets of `text`.
   */
  readonly open: (text: string, breaks?: readonly number[]) => OpenedText
  /** What `open` cannot undo by itself: identifiers that a format wrote in another spelling than a code. */
  readonly unspell?: (text: string, book: Pick<CodeBook, 'find'>) => string
}

export interface OpenedText extends OpenedLeaves {
  /** Edits of the text for edits of its leaves: one list for each leaf. All are sorted and never overlap. */
  readonly rewrite: (edits: readonly (readonly Edit[])[], way: Way) => Edit[]
}

/** A document of any kind, for the engine. */
export interface Opened<D> extends OpenedLeaves {
  readonly rebuild: (edits: readonly (readonly Edit[])[], way: Way) => D
}

interface OpenedLeaves {
  readonly leaves: readonly FormatLeaf[]
  /** What the document says of its people as a whole: a full name, where its parts are leaves of their own. */
  readonly known?: readonly Known[]
  /** Of a table: what each column was taken for. */
  readonly columns?: readonly Column[]
}

/** `clean` writes codes where identifiers stood; `restore` writes identifiers where codes stand. */
export type Way = 'clean' | 'restore'

export interface FormatLeaf {
  /** Where it stands. Names no field whose name could be somebody's. */
  readonly path: Path
  /** What it says, escapes decoded. */
  readonly text: string
  /** A label that the detector reads before it, for example the column's name. */
  readonly lead?: string
  /** Identifiers that the format is sure of; the detector reads what is left. */
  readonly certain?: readonly Place[]
  /** What is not certain in it is structure: no detector is asked. */
  readonly settled?: boolean
  /** A find anywhere in it covers all of it: half a number is none. */
  readonly whole?: boolean
  /** Offsets that no code may span, for example where a tag stands between two words. Sorted. */
  readonly cuts?: readonly number[]
  /** A name of a field: an identifier in it refuses the document. */
  readonly key?: boolean
}

/** Places are UTF-16 offsets of the leaf's text, `end` exclusive. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

export interface Column {
  readonly column: number
  readonly role: string
  /** `header` or `values`: what decided. */
  readonly reason: string
}
