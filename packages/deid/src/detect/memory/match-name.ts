import type { Reading } from '../evidence.ts'
import { COMPOUND, GIVEN, SURNAME } from '../flags.ts'
import { unaccented } from '../lexicon.ts'
import { isInitial } from '../names/initial.ts'
import { isProtectedAt } from '../names/protection.ts'
import { CAMEL, LINE, LOWER, MARK, MIXED, TIGHT, TITLE, WORD } from '../tokens.ts'
import { AMBIGUOUS } from './ambiguous.ts'
import type { Part, Store } from './name-store.ts'
import { placed } from './placed.ts'
import { isThing } from './things.ts'

/** Whether a name may start at token `k`: a listed word only as a part of one, another word also joined, hyphenated or misspelt. */
export function mayStart(reading: Reading, k: number, store: Store): boolean {
  const { tokens } = reading
  const type = tokens.type[k]
  if (type !== WORD && type !== MIXED) return false
  if (isBroken(reading, k)) return true
  if (store.words.mayHave(tokens.hash[k] ?? 0)) return true
  if (tokens.word[k] !== 0) return false
  return type === MIXED || tokens.shape[k] !== LOWER || ((tokens.flags[k] ?? 0) & COMPOUND) !== 0
}

/** The last token of the name that starts at `k`, or -1. */
export function nameEnd(reading: Reading, k: number, store: Store): number {
  const { tokens } = reading
  const both = wholeName(reading, k, store)
  if (both >= 0) return Math.max(both, chain(reading, both, store))
  const lower = tokens.lower[k] ?? ''
  const part = store.parts.get(lower) ?? compound(reading, k, store)
  const broken = brokenEnd(reading, k, store)
  if (broken >= 0) return Math.max(broken, chain(reading, broken, store))
  if (part === undefined) return joinedForm(reading, k, store) || misspelt(reading, k, store) ? k : -1
  const beside = chain(reading, k, store)
  if (!part.ambiguous)
    return reading.tokens.shape[k] === LOWER && lower.length < 3 && beside < 0 ? -1 : Math.max(k, beside)
  if (beside > k && (tokens.shape[k] !== LOWER || clear(reading, beside, store))) return beside
  return placed(reading, k, part, store) ? k : -1
}

/** The end of somebody's given name and surname, in either order and any case: `ada bell`, `bell_ada`, `Ada-bell`; -1 when it is none. */
function wholeName({ tokens, text }: Reading, k: number, { whole }: Store): number {
  if (whole.size === 0) return -1
  const lower = tokens.lower[k] ?? ''
  if (whole.has(lower.replace('-', ' '))) return k
  for (let i = k + 1; i <= k + 2 && i < tokens.count; i++) {
    const between = text.slice(tokens.end[k], tokens.start[i])
    if (/^(?:[ \t]{1,3}|[_.-])$/.test(between) && whole.has(`${lower} ${tokens.lower[i] ?? ''}`)) return i
  }
  return -1
}

/** Whether a word ends in a hyphen at the end of its line. */
function isBroken({ tokens, text }: Reading, k: number): boolean {
  const end = tokens.end[k] ?? 0
  const at = text.charCodeAt(end) === HYPHEN ? end : end - 1
  return text.charCodeAt(at) === HYPHEN && /[\r\n]/.test(text.charAt(at + 1))
}

const HYPHEN = 45

/** The second half of a name that was hyphenated over the end of a line; -1 when it is none. */
function brokenEnd(reading: Reading, k: number, { parts }: Store): number {
  if (!isBroken(reading, k)) return -1
  const { tokens, text } = reading
  const next = tokens.type[k + 1] === MARK ? k + 2 : k + 1
  if (next >= tokens.count || !/^-?\r?\n[ \t]*$/.test(text.slice(tokens.end[k], tokens.start[next]))) return -1
  const part = parts.get((tokens.lower[k] ?? '').replace(/-$/, '') + (tokens.lower[next] ?? ''))
  return part !== undefined && (!part.ambiguous || tokens.shape[k] !== LOWER) ? next : -1
}

/** Whether an ambiguous part of a known name stands alone at `k` where it is neither surely the person nor surely medicine. */
export function mayMean(reading: Reading, k: number, store: Store): boolean {
  const { tokens } = reading
  const part = store.parts.get(tokens.lower[k] ?? '')
  if (part === undefined || !part.ambiguous || tokens.shape[k] !== TITLE || tokens.type[k] !== WORD) return false
  return !isProtectedAt(reading, k, k) && !isThing(reading, k) && !placed(reading, k, part, store)
}

/** A hyphenated word with a known part in it. */
function compound(reading: Reading, k: number, store: Store): Part | undefined {
  const lower = reading.tokens.lower[k] ?? ''
  if (!lower.includes('-')) return undefined
  for (const piece of lower.split('-')) {
    const part = store.parts.get(piece)
    if (part !== undefined && !part.ambiguous && piece.length >= 4 && !isProtectedAt(reading, k, k)) return part
  }
  return undefined
}

const clear = (reading: Reading, k: number, { parts }: Store): boolean =>
  parts.get(reading.tokens.lower[k] ?? '')?.ambiguous === false

/** The last of the parts that follow one another from `k` on; -1 when none follows. */
function chain(reading: Reading, k: number, store: Store): number {
  let last = -1
  for (let next = neighbour(reading, k, store); next > 0 && next - k < 12; next = neighbour(reading, next, store))
    last = next
  return last
}

/** The next word, over a comma, an initial or a caret, when it is a part too; else -1. */
function neighbour(reading: Reading, k: number, { parts }: Store): number {
  const { tokens } = reading
  let i = k + 1
  for (let skipped = 0; i < tokens.count && skipped < 3; i++, skipped++) {
    if ((tokens.gap[i] ?? 0) > LINE) return -1
    if (tokens.type[i] === MARK ? !joins(reading, i) : !isInitial(reading, i)) break
  }
  const lower = tokens.lower[i] ?? ''
  const part = tokens.type[i] === MARK ? undefined : parts.get(lower)
  if (part === undefined || lower === tokens.lower[k] || (tokens.gap[i] ?? 0) > LINE) return -1
  const shape = tokens.shape[i] ?? 0
  return !part.ambiguous || shape !== LOWER || tokens.shape[k] === LOWER ? i : -1
}

/** Marks inside a name: a comma or a caret; a dot after an initial; a dot, a hyphen or a slash with no blank beside it. */
function joins(reading: Reading, i: number): boolean {
  const mark = reading.tokens.lower[i] ?? ''
  if (/^[,^_*]$/.test(mark)) return true
  const tight = reading.tokens.gap[i] === TIGHT && reading.tokens.gap[i + 1] === TIGHT
  return mark === '.' ? tight || isInitial(reading, i - 1) : /^[-/]$/.test(mark) && tight
}

/** Letters of a name that is written as one word. */
const JOINED_MIN = 5

/** `jsmith`, `JohnSmith`, `smith_john` written as one word. */
function joinedForm(reading: Reading, k: number, { joined, parts }: Store): boolean {
  const { tokens } = reading
  const lower = tokens.lower[k] ?? ''
  if (lower.length < JOINED_MIN) return false
  const letters =
    tokens.type[k] === MIXED || lower.includes('-') ? lower.replace(/\d+$/, '').replace(/[-']/g, '') : lower
  if (letters.length >= JOINED_MIN && joined.has(letters)) return true
  if (tokens.shape[k] !== CAMEL) return false
  const humps = reading.text.slice(tokens.start[k], tokens.end[k]).match(/[\p{Lu}][\p{Ll}]+/gu) ?? []
  return humps.some((hump) => {
    const part = parts.get(unaccented(hump.toLowerCase()))
    return part !== undefined && (!part.ambiguous || humps.length === 2) && hump.length > 2
  })
}

/** One letter wrong, missing or too many, in a capitalised word that no list holds. */
function misspelt({ tokens }: Reading, k: number, { typos }: Store): boolean {
  if (tokens.shape[k] === LOWER || (tokens.flags[k] ?? 0) & (AMBIGUOUS | SURNAME | GIVEN)) return false
  return typos.has(tokens.lower[k] ?? '')
}
