import { checkedState } from './code-book-state.ts'
import { DeidError } from './errors.ts'
import { fitsFrame, isUnmistakable, readCode, readLoosely, TAIL_CHARS, writeCode, writeTail } from './replace/code.ts'
import type { IdentifierKind, Known } from './span.ts'
import { createSurrogateBook, type SurrogateBook, type SurrogateState } from './surrogates/surrogate-book.ts'

/**
 * The codes of one conversation: which code stands for which value, and what each earlier turn looked like upstream,
 * so that a client which resends its restored history produces the same bytes again.
 */
export interface CodeBook {
  /** The code of (kind, exact value, keep), minted at first use. Throws `book_full`. */
  codeFor(kind: IdentifierKind, value: string, keep?: string, how?: Minting): string
  /** What a code or surrogate stands for, in any tolerated spelling; `undefined` when it is not of this book. */
  find(code: string): CodeEntry | undefined
  /** `find(code)?.value`. */
  valueOf(code: string): string | undefined
  entries(): readonly CodeEntry[]
  /** The values as identifiers known for later turns: those with three letters or digits or more. */
  learned(): readonly Known[]
  /** Keeps how a turn looked: `textKey` is a keyed hash of its text, spans are places of that text. Throws `book_full`. */
  remember(textKey: string, spans: readonly TurnSpan[]): void
  recall(textKey: string): readonly TurnSpan[] | undefined
  /** The surrogates of this conversation, and its secrets for making them. */
  readonly surrogates: SurrogateBook
  /** Says under which policy, by its hash, the next turns are cleaned. Turns of another are forgotten: what it let stay may not stay now. */
  under(policyHash: string): void
  /** Plain JSON that holds identifiers in clear: seal it. `createCodeBook({ state })` reads it back. */
  serialize(): CodeBookState
}

export interface CodeEntry {
  readonly code: string
  readonly kind: IdentifierKind
  readonly value: string
  /** False for a form of something already known, and for a foreign code: nothing to look for in later turns. */
  readonly learned: boolean
}

/** `[start, end, code]` in UTF-16 units of the turn's text. */
export type TurnSpan = readonly [start: number, end: number, code: string]

export interface Minting {
  /** Tails that stand in the request's own texts already, and so must not become codes. */
  readonly taken?: ReadonlySet<string>
  /** Default true. */
  readonly learned?: boolean
}

export interface CodeBookState {
  readonly version: 1
  readonly codes: readonly (readonly [
    code: string,
    kind: IdentifierKind,
    value: string,
    keep: string,
    learned: 0 | 1,
  ])[]
  readonly turns: readonly (readonly [textKey: string, spans: readonly TurnSpan[]])[]
  readonly surrogates?: SurrogateState
  /** The hash of the policy that the turns were cleaned under. */
  readonly policy?: string
}

export interface BookLimits {
  readonly valuesMax: number
  readonly turnsMax: number
  /** Of values, keys and spans together, as UTF-16: what the sealed book costs, roughly. */
  readonly bytesMax: number
}

export const BOOK_LIMITS: BookLimits = { valuesMax: 20_000, turnsMax: 20_000, bytesMax: 16_000_000 }

/**
 * `random` gives cryptographic random bytes. Codes are never derived from the person: 45 CFR 164.514(c)(1).
 *
 * @example
 * const book = createCodeBook({ random: (n) => crypto.getRandomValues(new Uint8Array(n)) })
 * book.codeFor('NAME', 'Ada Bell') // '[NAME-7Q2K4H]', and the same again for the same value
 */
export function createCodeBook(deps: {
  random: (length: number) => Uint8Array
  state?: CodeBookState
  limits?: Partial<BookLimits>
}): CodeBook {
  const limits = { ...BOOK_LIMITS, ...deps.limits }
  // Tails are compared whole, and no two codes share one.
  const byTail = new Map<string, CodeEntry>()
  // The spelling that we write, which is nearly all that is ever looked up.
  const byCode = new Map<string, CodeEntry>()
  const byValue = new Map<string, { entry: CodeEntry; keep: string }>()
  const turns = new Map<string, readonly TurnSpan[]>()
  const learned: Known[] = []
  let bytes = 0
  let policy = deps.state?.policy

  const spend = (cost: number): void => {
    bytes += cost
    if (bytes > limits.bytesMax) throw new DeidError('book_full')
  }
  const enter = (entry: CodeEntry, keep: string): void => {
    const written = readCode(entry.code)
    if (written === undefined || byTail.has(written.tail)) throw new DeidError('book_invalid')
    if (byTail.size >= limits.valuesMax) throw new DeidError('book_full')
    spend(2 * (entry.value.length + entry.code.length))
    file(written.tail, entry, keep)
  }
  const file = (tail: string, entry: CodeEntry, keep: string): void => {
    byTail.set(tail, entry)
    byCode.set(entry.code, entry)
    byValue.set(valueKey(entry.kind, entry.value, keep), { entry, keep })
    if (entry.learned && isTelling(entry.value)) learned.push({ kind: entry.kind, value: entry.value })
  }
  /** A value first met as a form of something else, and now found by itself. */
  const learn = (entry: CodeEntry, keep: string): string => {
    if (!entry.learned) {
      const written = readCode(entry.code)
      if (written !== undefined) file(written.tail, { ...entry, learned: true }, keep)
    }
    return entry.code
  }
  const mintTail = (taken: ReadonlySet<string> | undefined): string => {
    for (let attempt = 0; attempt < MINT_ATTEMPTS_MAX; attempt++) {
      const tail = writeTail(deps.random(TAIL_CHARS))
      if (isUnmistakable(tail) && !byTail.has(tail) && taken?.has(tail) !== true) return tail
    }
    throw new DeidError('book_full')
  }
  const find = (code: string): CodeEntry | undefined => {
    const known = byCode.get(code) ?? surrogates.find(code)
    if (known !== undefined) return known
    const loose = readLoosely(code)
    const entry = loose === undefined ? undefined : byTail.get(loose.tail)
    return entry !== undefined && fitsFrame(loose?.frame ?? '', entry.code) ? entry : undefined
  }
  const remember = (textKey: string, spans: readonly TurnSpan[]): void => {
    const before = turns.get(textKey)
    if (before === undefined && turns.size >= limits.turnsMax) throw new DeidError('book_full')
    spend(turnCost(textKey, spans) - (before === undefined ? 0 : turnCost(textKey, before)))
    turns.set(textKey, spans)
  }

  const forgetTurns = (): void => {
    for (const [textKey, spans] of turns) spend(-turnCost(textKey, spans))
    turns.clear()
  }

  const known = deps.state === undefined ? undefined : checkedState(deps.state)
  const surrogates = createSurrogateBook(deps.random, spend, known?.surrogates)
  if (known !== undefined) {
    for (const [code, kind, value, keep, isLearned] of known.codes) {
      enter({ code, kind, value, learned: isLearned === 1 }, keep)
    }
    for (const [textKey, spans] of known.turns) remember(textKey, spans)
  }

  return {
    codeFor(kind, value, keep = '', how = {}) {
      const known = byValue.get(valueKey(kind, value, keep))
      if (known !== undefined) return how.learned === false ? known.entry.code : learn(known.entry, keep)
      const code = writeCode(kind, keep === '' ? undefined : keep, mintTail(how.taken))
      enter({ code, kind, value, learned: how.learned ?? true }, keep)
      return code
    },
    find,
    valueOf: (code) => find(code)?.value,
    entries: () => [...byTail.values(), ...surrogates.entries()],
    learned: () => [...learned, ...surrogates.learned()],
    remember,
    recall: (textKey) => turns.get(textKey),
    surrogates,
    under(policyHash) {
      if (policy !== undefined && policy !== policyHash) forgetTurns()
      policy = policyHash
    },
    serialize: () => ({
      version: 1,
      codes: Array.from(byValue.values(), ({ entry, keep }) => [
        entry.code,
        entry.kind,
        entry.value,
        keep,
        entry.learned ? 1 : 0,
      ]),
      turns: [...turns],
      ...optional(surrogates.serialize(), policy),
    }),
  }
}

function optional(surrogates: SurrogateState | undefined, policy: string | undefined): Partial<CodeBookState> {
  return { ...(surrogates === undefined ? {} : { surrogates }), ...(policy === undefined ? {} : { policy }) }
}

/** Three letters or digits: shorter values are in every text. */
export function isTelling(value: string): boolean {
  return (value.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= 3
}

/** 2^30 tails: missing 64 times in a row means a source that is not random. */
const MINT_ATTEMPTS_MAX = 64

function valueKey(kind: IdentifierKind, value: string, keep: string): string {
  return `${kind}\n${keep}\n${value}`
}

function turnCost(textKey: string, spans: readonly TurnSpan[]): number {
  return 2 * textKey.length + 48 * spans.length
}
