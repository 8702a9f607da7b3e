import { unaccented } from '../lexicon.ts'
import { BLANK, MARK, type Tokens } from '../tokens.ts'

export interface PhraseMatch<T> {
  readonly value: T
  /** The token after the phrase. */
  readonly next: number
}

/** Phrases of a pack by their words, so that a text is scanned for all of them at once. */
export interface Phrases<T> {
  /** Their first words. */
  readonly firstWords: readonly string[]
  /** The longest phrase that begins at token `k`. */
  match(tokens: Tokens, k: number): PhraseMatch<T> | undefined
}

interface Branch<T> {
  readonly next: Map<string, Branch<T>>
  end?: { readonly value: T }
}

/** `listed` are lists of phrases separated by `|`, each with what it stands for. `joined` takes `fechanacimiento` too. */
export function createPhrases<T>(listed: readonly (readonly [string, T])[], joined = false): Phrases<T> {
  const root: Branch<T> = { next: new Map() }
  for (const [list, value] of listed) {
    for (const phrase of phrasesIn(list)) {
      const words = wordsIn(phrase)
      insert(root, words, value)
      if (joined && words.length > 1) insert(root, [words.filter((word) => word !== '/').join('')], value)
    }
  }
  return { firstWords: [...root.next.keys()], match: (tokens, k) => longest(root, tokens, k) }
}

export const phrasesIn = (list: string): string[] =>
  list
    .split('|')
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '')

/** As the reader cuts and spells them: `N.º hist.` is `n o hist`. A slash counts. */
export const wordsIn = (phrase: string): string[] =>
  unaccented(phrase.normalize('NFKC').toLowerCase()).match(/[\p{L}\p{N}'-]+|\//gu) ?? []

/** `nº` as `no`: the reader keeps what stands above the line. */
export const asWord = (lower: string): string =>
  /[ºª]/.test(lower) ? lower.replace(/º/g, 'o').replace(/ª/g, 'a') : lower

function insert<T>(root: Branch<T>, words: readonly string[], value: T): void {
  let branch = root
  for (const word of words) {
    const next = branch.next.get(word) ?? { next: new Map() }
    branch.next.set(word, next)
    branch = next
  }
  branch.end ??= { value }
}

/** Marks inside a phrase that say nothing. */
const INNER = new Set(['.', "'", '_', '#', '-', '°', ','])

const TOKENS_MAX = 16

function longest<T>(root: Branch<T>, tokens: Tokens, k: number): PhraseMatch<T> | undefined {
  let branch: Branch<T> | undefined = root
  let best: PhraseMatch<T> | undefined
  for (let i = k; i < tokens.count && i < k + TOKENS_MAX; i++) {
    if (i > k && (tokens.gap[i] ?? 0) > BLANK) break
    const lower = asWord(tokens.lower[i] ?? '')
    if (i > k && tokens.type[i] === MARK && INNER.has(lower)) continue
    branch = branch.next.get(lower)
    if (branch === undefined) break
    if (branch.end !== undefined) best = { value: branch.end.value, next: i + 1 }
  }
  return best
}
