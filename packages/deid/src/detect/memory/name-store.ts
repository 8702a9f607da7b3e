import { createLayered, createLayeredSet, type Layered, type LayeredSet } from './layered.ts'
import { createTypos, type Typos } from './typo.ts'
import { createWordFilter, type WordFilter } from './word-filter.ts'

/** The parts of the names that are known, and the forms in which they may be joined or misspelt. */
export interface Store {
  readonly parts: Layered<Part>
  readonly joined: LayeredSet
  /** Given name and surname in either order, with a blank between: the whole name of somebody stated, whatever its words mean else. */
  readonly whole: LayeredSet
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

/** An empty one; or one over another that stays as it is, in which the names of both are found as one. */
export const createStore = (under?: Store): Store => ({
  parts: createLayered(under?.parts),
  joined: createLayeredSet(under?.joined),
  whole: createLayeredSet(under?.whole),
  words: createWordFilter(under?.words),
  typos: createTypos(under?.typos),
})
