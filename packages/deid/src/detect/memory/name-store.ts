import type { Typos } from './typo.ts'
import type { WordFilter } from './word-filter.ts'

/** The parts of the names that are known, and the forms in which they may be joined or misspelt. */
export interface Store {
  readonly parts: Map<string, Part>
  readonly joined: Set<string>
  /** Given name and surname in either order, with a blank between: the whole name of somebody stated, whatever its words mean else. */
  readonly whole: Set<string>
  /** Of parts and joined forms: most words of a text are none of them. */
  readonly words: WordFilter
  readonly typos: Typos
}

export interface Part {
  readonly surname: boolean
  readonly given: boolean
  /** Also an ordinary word, a place or an eponym: found only where it is written and placed like a name. */
  readonly ambiguous: boolean
}
