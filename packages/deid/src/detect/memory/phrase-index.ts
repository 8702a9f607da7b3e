import type { IdentifierKind } from '../../span.ts'
import { add, type Reading } from '../evidence.ts'
import type { Lexicon } from '../lexicon.ts'
import { LOWER, MARK, PARAGRAPH, tokenise } from '../tokens.ts'

/** Addresses, places, institutions and links to be found again: word by word, marks ignored, usual abbreviations equal. */
export interface PhraseIndex {
  learn(value: string, kind: IdentifierKind): void
  seek(reading: Reading, rule: string, score: number): void
}

const ABBREVIATIONS: Readonly<Record<string, string>> = {
  street: 'st',
  avenue: 'ave',
  road: 'rd',
  boulevard: 'blvd',
  drive: 'dr',
  lane: 'ln',
  court: 'ct',
  place: 'pl',
  terrace: 'ter',
  trail: 'trl',
  circle: 'cir',
  highway: 'hwy',
  parkway: 'pkwy',
  square: 'sq',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
  apartment: 'apt',
  suite: 'ste',
  unit: 'apt',
  floor: 'fl',
  building: 'bldg',
  saint: 'st',
  mount: 'mt',
  fort: 'ft',
  hospital: 'hosp',
  center: 'ctr',
  centre: 'ctr',
  medical: 'med',
  university: 'univ',
  county: 'co',
}

interface Phrase {
  readonly words: readonly string[]
  readonly kind: IdentifierKind
  readonly single: boolean
}

export function createPhraseIndex(lexicon: Lexicon): PhraseIndex {
  const byFirst = new Map<string, Phrase[]>()
  function insert(words: readonly string[], kind: IdentifierKind): void {
    const first = words[0]
    if (first === undefined || (words.length === 1 && first.length < 3)) return
    byFirst.set(first, [
      ...(byFirst.get(first) ?? []),
      { words, kind, single: words.length === 1 && /^\p{L}+$/u.test(first) },
    ])
  }
  return {
    learn(value, kind) {
      for (const line of kind === 'STREET' ? value.split(/[\n,]/) : [value]) insert(phraseWords(line, lexicon), kind)
    },
    seek: (reading, rule, score) => seek(reading, byFirst, rule, score),
  }
}

function phraseWords(value: string, lexicon: Lexicon): string[] {
  const tokens = tokenise(value, lexicon)
  const words: string[] = []
  for (let k = 0; k < tokens.count; k++) if (tokens.type[k] !== MARK) words.push(plain(tokens.lower[k] ?? ''))
  return words
}

const plain = (word: string): string => ABBREVIATIONS[word] ?? word

function seek(reading: Reading, byFirst: ReadonlyMap<string, readonly Phrase[]>, rule: string, score: number): void {
  if (byFirst.size === 0) return
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    const phrases = tokens.type[k] === MARK ? undefined : byFirst.get(plain(tokens.lower[k] ?? ''))
    for (const phrase of phrases ?? []) {
      const last = phraseEnd(reading, k, phrase)
      if (last < 0) continue
      add(reading, tokens.start[k] ?? 0, tokens.end[last] ?? 0, phrase.kind, rule, score)
    }
  }
}

/** A phrase of one word must be written with a capital: a town may be called Mobile. */
function phraseEnd(reading: Reading, k: number, { words, single }: Phrase): number {
  const { tokens } = reading
  if (single && tokens.shape[k] === LOWER) return -1
  let i = k
  for (let w = 0; w < words.length; i++) {
    if (i >= tokens.count || i > k + words.length * 4 || (i > k && tokens.gap[i] === PARAGRAPH)) return -1
    if (tokens.type[i] === MARK) continue
    if (plain(tokens.lower[i] ?? '') !== words[w]) return -1
    w++
  }
  return i - 1
}
