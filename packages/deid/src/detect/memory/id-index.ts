import type { IdentifierKind } from '../../span.ts'
import { add, type Reading } from '../evidence.ts'
import { BLANK, MARK, TIGHT, WORD } from '../tokens.ts'
import { createLayered, createLayeredSet, type Layered, type LayeredSet } from './layered.ts'

/** Codes to be found again whatever blanks, hyphens or dots they are written with. */
export interface IdIndex {
  learn(value: string, kind: IdentifierKind): void
  readonly size: number
  /** What an index over this one reads. */
  readonly codes: Codes
  seek(reading: Reading, rule: string, score: number): void
}

/** Letters and digits in a code worth finding bare: fewer would hit doses and scores. */
const COMPACT_MIN = 4
const COMPACT_MAX = 48
const TOKENS_MAX = 12
/** Letters that decide whether reading on is worth it. */
const HEAD = 3

export interface Codes {
  readonly kinds: Layered<IdentifierKind>
  readonly heads: LayeredSet
  /** What heads begin with: words shorter than a head. */
  readonly starts: LayeredSet
  /** One bit for each head: most words begin no code. */
  readonly bits: Uint8Array
}

const INNER_MARKS = new Set('-./:_·()+–#*')

/** `under` are codes of another index that are found as well; that one stays as it is. */
export function createIdIndex(under?: Codes): IdIndex {
  const codes: Codes = {
    kinds: createLayered(under?.kinds),
    heads: createLayeredSet(under?.heads),
    starts: createLayeredSet(under?.starts),
    bits: under === undefined ? new Uint8Array(HEAD_BITS) : under.bits.slice(),
  }
  return {
    codes,
    get size() {
      return codes.kinds.size
    },
    learn(value, kind) {
      const compact = compacted(value)
      if (compact.length < COMPACT_MIN || compact.length > COMPACT_MAX || !/\d/.test(compact)) return
      if (compact.length < 5 && !/[a-z]/.test(compact)) return
      insert(compact, kind, codes)
      // The last four of a social security number identify as it does: people give them alone.
      if (kind === 'SSN' && /^\d{9}$/.test(compact)) insert(compact.slice(-4), kind, codes)
      if ((kind === 'PHONE' || kind === 'FAX') && compact.length === 11 && compact.startsWith('1'))
        insert(compact.slice(1), kind, codes)
    },
    seek(reading, rule, score) {
      if (codes.kinds.size > 0) seek(reading, codes, rule, score)
    },
  }
}

function insert(compact: string, kind: IdentifierKind, { kinds, heads, starts, bits }: Codes): void {
  kinds.set(compact, kind)
  heads.add(compact.slice(0, HEAD))
  for (let letters = 0; letters < HEAD; letters++) starts.add(compact.slice(0, letters))
  bits[headBit(compact)] = 1
}

/** A power of two. */
const HEAD_BITS = 1 << 10

const headBit = (word: string): number =>
  ((word.charCodeAt(0) * 37 + word.charCodeAt(1)) * 37 + word.charCodeAt(2)) & (HEAD_BITS - 1)

const compacted = (value: string): string => value.toLowerCase().replace(/[^\p{L}\d]/gu, '')

function seek(reading: Reading, codes: Codes, rule: string, score: number): void {
  const { tokens } = reading
  for (let k = 0; k < tokens.count; k++) {
    if (!mayStart(reading, k, codes)) continue
    const last = longest(reading, k, codes)
    if (last === undefined) continue
    add(reading, tokens.start[k] ?? 0, tokens.end[last.end] ?? 0, last.kind, rule, score)
    k = last.end
  }
}

/** Letters of a word that begins a code: longer words are words. */
const WORD_MAX = 6

function mayStart({ tokens }: Reading, k: number, { bits, starts }: Codes): boolean {
  const type = tokens.type[k]
  const length = (tokens.end[k] ?? 0) - (tokens.start[k] ?? 0)
  if (type === MARK || (type === WORD && length > WORD_MAX)) return false
  if (k > 0 && tokens.gap[k] === TIGHT && tokens.type[k - 1] !== MARK) return false
  const lower = tokens.lower[k] ?? ''
  return length < HEAD ? lower.length >= HEAD || starts.has(lower) : bits[headBit(lower)] === 1
}

/** Tokens from `k` on, joined without marks and blanks, as long as they might be a code. */
function longest(
  reading: Reading,
  k: number,
  { kinds, heads }: Codes,
): { end: number; kind: IdentifierKind } | undefined {
  const { tokens } = reading
  let compact = ''
  let best: { end: number; kind: IdentifierKind } | undefined
  for (let i = k; i < tokens.count && i < k + TOKENS_MAX && compact.length <= COMPACT_MAX; i++) {
    if (i > k && (tokens.gap[i] ?? 0) > BLANK) break
    if (tokens.type[i] === MARK) {
      if (!INNER_MARKS.has(tokens.lower[i] ?? '')) break
      continue
    }
    const word = tokens.lower[i] ?? ''
    compact += tokens.type[i] === WORD ? word.replace(/[-']/g, '') : word
    if (compact.length >= HEAD && !heads.has(compact.slice(0, HEAD))) break
    const kind = kinds.get(compact)
    if (kind !== undefined) best = { end: i, kind }
  }
  return best
}
