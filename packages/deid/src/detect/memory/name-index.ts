import { add, type Reading } from '../evidence.ts'
import type { Lexicon } from '../lexicon.ts'
import { LOWER } from '../tokens.ts'
import { withInitial, withTrailingInitial } from './initials.ts'
import { learn } from './learn-name.ts'
import { mayMean, mayStart, nameEnd } from './match-name.ts'
import { createStore, type Store } from './name-store.ts'

/** Names to be found again, by their parts, joined forms and misspellings. */
export interface NameIndex {
  /** `isStated`: of the record, not found in a text. */
  learn(name: string, isStated?: boolean): void
  readonly size: number
  /** What an index over this one reads; undefined while it has no name. */
  readonly store: Store | undefined
  seek(reading: Reading, rule: string, score: number): void
  /** Capitalised words that may mean a person of the name, or something else: for the tagger to judge. */
  seekMaybe(reading: Reading, rule: string, score: number): void
}

/** Names kept per call; more than a page of people is a list, and lists are found by structure. */
const NAMES_MAX = 20_000

/** `under` are names of another index that are found as well; that one stays as it is. */
export function createNameIndex(lexicon: Lexicon, under?: Store): NameIndex {
  // Made with the first name: many texts have none.
  let own: Store | undefined
  let store = under
  return {
    get store() {
      return store
    },
    get size() {
      return store?.parts.size ?? 0
    },
    learn(name, isStated) {
      own ??= createStore(under)
      store = own
      if (own.parts.size < NAMES_MAX) learn(name, own, lexicon, isStated)
    },
    seek(reading, rule, score) {
      if (store !== undefined && store.parts.size > 0) seek(reading, store, rule, score)
    },
    seekMaybe(reading, rule, score) {
      if (store !== undefined && store.parts.size > 0) seekMaybe(reading, store, rule, score)
    },
  }
}

function seek(reading: Reading, store: Store, rule: string, score: number): void {
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    const last = mayStart(reading, k, store) ? nameEnd(reading, k, store) : -1
    if (last < k) continue
    const start = tokens.start[withInitial(reading, k)] ?? 0
    add(reading, start, tokens.end[withTrailingInitial(reading, last)] ?? 0, 'NAME', rule, score)
    k = last
  }
}

function seekMaybe(reading: Reading, store: Store, rule: string, score: number): void {
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    if ((tokens.shape[k] ?? 0) <= LOWER || !store.words.mayHave(tokens.hash[k] ?? 0)) continue
    if (mayMean(reading, k, store)) add(reading, tokens.start[k] ?? 0, tokens.end[k] ?? 0, 'NAME', rule, score)
  }
}
