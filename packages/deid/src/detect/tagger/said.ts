import { IDENTIFIER_KINDS, type IdentifierKind } from '../../span.ts'
import type { Finding, Reading } from '../evidence.ts'
import { LOWER, type Tokens, WORD } from '../tokens.ts'

/**
 * What the rules before the tagger say of each word, a byte per word: kind, how sure, whether it begins there; 0 where they are silent. The
 * tagger reads it as it reads a lexicon: a witness, whose worth in this company of words is learnt.
 */
export function saidOf({ tokens, found }: Pick<Reading, 'tokens' | 'found'>): Uint8Array {
  const said = new Uint8Array(tokens.count)
  for (const finding of found) {
    const first = wordAt(tokens, finding.start)
    const told = tell(finding)
    for (let k = first; k < tokens.count && (tokens.start[k] ?? 0) < finding.end; k++) {
      const word = told | (k === first ? 1 : 0)
      if (sureness(word) >= sureness(said[k] ?? 0)) said[k] = word
    }
  }
  return said
}

const NUMBER_OF = new Map<IdentifierKind, number>(IDENTIFIER_KINDS.map((kind, i) => [kind, i + 1]))

function tell({ kind, score }: Finding): number {
  const sure = score >= 0.9 ? 3 : score >= 0.8 ? 2 : score >= 0.65 ? 1 : 0
  return ((NUMBER_OF.get(kind) ?? 0) << 3) | (sure << 1)
}

/** Whether an identifier that a rule is sure of begins at the word. */
export const isSure = (word: number): boolean => (word & 1) === 1 && sureness(word) >= 2

/** The kind that is said of a word. */
export const kindOf = (word: number): IdentifierKind | undefined => IDENTIFIER_KINDS[(word >> 3) - 1]

const sureness = (word: number): number => (word === 0 ? -1 : (word >> 1) & 3)

/** The first word that ends after `at`. */
export function wordAt({ end, count }: Tokens, at: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((end[middle] ?? 0) > at) high = middle
    else low = middle + 1
  }
  return low
}

/** Bits of `companyOf`. */
export const SMALL_ELSEWHERE = 1
export const NAMED_ELSEWHERE = 2

/**
 * What the rest of the text says of each word, a byte per word: that it also stands there in small letters, or that a sure rule calls it a
 * person's name somewhere.
 */
export function companyOf({ tokens }: Pick<Reading, 'tokens'>, said: Uint8Array): Uint8Array {
  const company = new Uint8Array(tokens.count)
  const seen = new Map<number, number>()
  for (let k = 0; k < tokens.count; k++) {
    if (tokens.type[k] !== WORD) continue
    const small = tokens.shape[k] === LOWER ? SMALL_ELSEWHERE : 0
    const named = (said[k] ?? 0) >= SURE_NAME && (said[k] ?? 0) < AFTER_NAMES ? NAMED_ELSEWHERE : 0
    const hash = tokens.hash[k] ?? 0
    if ((small | named) !== 0) seen.set(hash, (seen.get(hash) ?? 0) | small | named)
  }
  if (seen.size > 0)
    for (let k = 0; k < tokens.count; k++) if (tokens.type[k] === WORD) company[k] = seen.get(tokens.hash[k] ?? 0) ?? 0
  return company
}

const NAME_NUMBER = NUMBER_OF.get('NAME') ?? 0
/** A name said with a score of 0.8 or more. */
const SURE_NAME = (NAME_NUMBER << 3) | (2 << 1)
const AFTER_NAMES = (NAME_NUMBER + 1) << 3
