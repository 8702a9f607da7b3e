import type { CodeEntry } from '../code-book.ts'
import type { PolicyName } from '../policies/policy.ts'
import type { IdentifierKind, Known } from '../span.ts'
import { isWordChar, type Peek } from '../stream/read-code.ts'
import { caseLike, titleCase } from './letter-case.ts'

/**
 * The surrogates of one conversation: which invented text stands for which value, which invented word for which word of
 * a name (so that a person stays one person in all forms), and by how many days each policy shifts dates.
 */
export interface SurrogateBook {
  /** The entry of exactly this value. */
  of(kind: IdentifierKind, value: string): CodeEntry | undefined
  /** False when this text stands for another value, or too many begin like it: then nothing was entered. */
  enter(entry: CodeEntry): boolean
  /** The invented word for a word of a name, in its own capitals; `lower` is in small letters. */
  wordOf(lower: string): string | undefined
  enterWord(original: string, surrogate: string): void
  /** Whether a word in small letters is one of our inventions. */
  isInvented(lower: string): boolean
  /**
   * Days by which a policy shifts dates: whole weeks, so that weekdays stay. Random, once per book and policy: who has seen
   * one day under two policies knows what lies between them, and must not know either from it.
   */
  shiftDays(policy: PolicyName): number
  /** A number from zero up to `below`, from the book's own source. */
  pick(below: number): number
  /** What a text stands for that is a surrogate from end to end. */
  find(text: string): CodeEntry | undefined
  /** The surrogate that begins at a place, whole words only; the longest. The caller knows that a word begins there. */
  readAt(
    peek: Peek,
  ): { readonly chars: number; readonly entry: CodeEntry; readonly value: string; readonly code: string } | undefined
  entries(): readonly CodeEntry[]
  /** The real values as identifiers known for later turns. */
  learned(): readonly Known[]
  serialize(): SurrogateState | undefined
}

export interface SurrogateState {
  readonly texts: readonly (readonly [text: string, kind: IdentifierKind, value: string, learned: 0 | 1])[]
  readonly words: readonly (readonly [original: string, surrogate: string])[]
  readonly shifts: readonly (readonly [policy: PolicyName, days: number])[]
}

const SHIFTS: readonly number[] = Array.from({ length: 49 }, (_, i) => 7 * (4 + i)).flatMap((days) => [days, -days])

/** `spend` is told what each entry costs, and throws `book_full`. */
export function createSurrogateBook(
  random: (length: number) => Uint8Array,
  spend: (bytes: number) => void,
  state?: SurrogateState,
): SurrogateBook {
  const byValue = new Map<string, CodeEntry>()
  const byText = new Map<string, CodeEntry>()
  const byFirstWord = new Map<string, CodeEntry[]>()
  // Words of names: by the real word, and by the invented one.
  const invented = new Map<string, string>()
  const originals = new Map<string, string>()
  const shifts = new Map(state?.shifts)

  const pick = (below: number): number => Math.floor((readUint32(random(4)) / 2 ** 32) * below)
  const enter = (entry: CodeEntry): boolean => {
    const held = byText.get(entry.code)
    if (held !== undefined) return held.value === entry.value
    const first = firstWord(entry.code).toLowerCase()
    const near = byFirstWord.get(first) ?? []
    if (first === '' || near.length >= NEAR_MAX) return false
    spend(2 * (entry.code.length + entry.value.length))
    byText.set(entry.code, entry)
    byValue.set(`${entry.kind}\n${entry.value}`, entry)
    byFirstWord.set(
      first,
      [...near, entry].sort((a, b) => b.code.length - a.code.length),
    )
    return true
  }
  const enterWord = (original: string, surrogate: string): void => {
    spend(2 * (original.length + surrogate.length))
    invented.set(original.toLowerCase(), surrogate)
    if (original.length > 1) originals.set(surrogate.toLowerCase(), titleCase(original))
  }
  const wordEntry = (written: string): CodeEntry | undefined => {
    const original = originals.get(written.toLowerCase())
    if (original === undefined) return undefined
    return { code: written, kind: 'NAME', value: caseLike(written, original), learned: false }
  }
  const readPhrase = (peek: Peek, first: string): { entry: CodeEntry; value: string; code: string } | undefined => {
    const near = byFirstWord.get(first.toLowerCase()) ?? []
    const exact = near.find(({ code }) => standsAt(peek, code, (char) => char) === code)
    if (exact !== undefined) return { entry: exact, value: exact.value, code: exact.code }
    for (const entry of near) {
      const written = standsAt(peek, entry.code, (char) => char.toLowerCase())
      if (written !== undefined) return { entry, value: caseLike(written, entry.value), code: written }
    }
    const word = ends(peek, first.length) ? wordEntry(first) : undefined
    return word === undefined ? undefined : { entry: word, value: word.value, code: first }
  }

  for (const [text, kind, value, learned] of state?.texts ?? [])
    enter({ code: text, kind, value, learned: learned === 1 })
  for (const [original, surrogate] of state?.words ?? []) enterWord(original, surrogate)

  return {
    of: (kind, value) => byValue.get(`${kind}\n${value}`),
    enter,
    wordOf: (lower) => invented.get(lower),
    enterWord,
    isInvented: (lower) => originals.has(lower) || byFirstWord.has(lower),
    shiftDays(policy) {
      const held = shifts.get(policy)
      if (held !== undefined) return held
      // Four weeks to a year, to either side: never nothing, and nothing that another policy has.
      const taken = new Set(shifts.values())
      const free = SHIFTS.filter((days) => !taken.has(days))
      const days = free[pick(free.length)] ?? 28
      shifts.set(policy, days)
      return days
    },
    pick,
    find: (text) => byText.get(text) ?? wordEntry(text),
    readAt(peek) {
      if (byText.size === 0) return undefined
      const first = wordAt(peek)
      if (first === '') return undefined
      // "the Halverns": a plural is read off the word that is known.
      const read = readPhrase(peek, first) ?? (/s$/i.test(first) ? readPhrase(peek, first.slice(0, -1)) : undefined)
      return read === undefined ? undefined : { ...read, chars: read.code.length }
    },
    entries: () => [...byText.values()],
    learned: () => [...byText.values()].filter(({ learned }) => learned).map(({ kind, value }) => ({ kind, value })),
    serialize() {
      if (byText.size === 0 && shifts.size === 0) return undefined
      return {
        texts: Array.from(byText.values(), ({ code, kind, value, learned }) => [code, kind, value, learned ? 1 : 0]),
        words: Array.from(invented, ([lower, surrogate]) => [
          originals.get(surrogate.toLowerCase()) ?? lower,
          surrogate,
        ]),
        shifts: [...shifts],
      }
    },
  }
}

/** The text at a place when it is `phrase` under `fold`, and a word ends behind it. */
function standsAt(peek: Peek, phrase: string, fold: (char: string) => string): string | undefined {
  let written = ''
  for (let at = 0; at < phrase.length; at++) {
    const char = peek(at)
    if (char === '' || fold(char) !== fold(phrase.charAt(at))) return undefined
    written += char
  }
  return ends(peek, phrase.length) ? written : undefined
}

/** A word ends at `offset`, or is in the plural there. */
function ends(peek: Peek, offset: number): boolean {
  const char = peek(offset)
  if (!isWordChar(char)) return true
  return /s/i.test(char) && !isWordChar(peek(offset + 1))
}

/** Surrogates that begin with the same word, each of which a reader compares; what comes beyond gets a code. */
const NEAR_MAX = 64

/** Longer words are none of ours. */
const WORD_CHARS_MAX = 40

function wordAt(peek: Peek): string {
  let word = ''
  while (word.length < WORD_CHARS_MAX && isWordChar(peek(word.length))) word += peek(word.length)
  return word
}

function firstWord(text: string): string {
  let word = ''
  while (word.length < WORD_CHARS_MAX && isWordChar(text.charAt(word.length))) word += text.charAt(word.length)
  return word
}

function readUint32(bytes: Uint8Array): number {
  return bytes.subarray(0, 4).reduce((sum, byte) => sum * 256 + byte, 0)
}
