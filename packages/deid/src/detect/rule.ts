import type { Reading } from './evidence.ts'
import type { Lexicon } from './lexicon.ts'

/**
 * One way to find identifiers: where it may begin, and how it reads on from there. A rule appends to `reading.found` and changes nothing else.
 * `read` looks around one token; `take` also returns the token from which this rule wants to be asked again.
 */
export type Rule<R extends Reading = Reading> =
  | { readonly starts: Starts; readonly read: (reading: R, k: number) => void }
  | { readonly starts: Starts; readonly take: (reading: R, k: number) => number }

/** Where a rule begins: at any of these. Cheap to ask for every token, so that patterns run only where they may hit. */
export interface Starts {
  /** Lower-case words and marks. */
  readonly words?: readonly string[] | ReadonlySet<string>
  /** Words with any of these flags. */
  readonly flags?: number
  /** Types and shapes of tokens, as made by `form`. */
  readonly forms?: readonly number[]
}

const SHAPES = 8

/** A type of token, of any shape or of these. */
export function form(type: number, ...shapes: readonly number[]): number[] {
  const all = shapes.length > 0 ? shapes : Array.from({ length: SHAPES }, (_, shape) => shape)
  return all.map((shape) => type * SHAPES + shape)
}

/** Reads a text once for all rules. Every rule of a detector must be made before its first text is cut into tokens. */
export function createRules<R extends Reading>(rules: readonly Rule<R>[], lexicon: Lexicon): (reading: R) => void {
  for (const { starts } of rules) for (const word of starts.words ?? []) lexicon.intern(word)
  // Where each rule wants to be asked again; kept from text to text, since no rule reads a text of its own.
  const resume = new Int32Array(rules.length)
  let plan: Plan<R> | undefined
  return (reading) => {
    plan ??= createPlan(rules, lexicon)
    const { byWord, byForm, anyFlag } = plan
    const { count, word, type, shape, flags } = reading.tokens
    resume.fill(0)
    for (let k = 0; k < count; k++) {
      const number = word[k] ?? 0
      if (number !== 0) ask(byWord[number], reading, k, resume)
      else if ((flags[k] ?? 0) & anyFlag) ask(flagged(plan, flags[k] ?? 0), reading, k, resume)
      ask(byForm[(type[k] ?? 0) * SHAPES + (shape[k] ?? 0)], reading, k, resume)
    }
  }
}

function ask<R extends Reading>(
  steps: readonly Step<R>[] | undefined,
  reading: R,
  k: number,
  resume: Int32Array,
): void {
  if (steps === undefined) return
  for (const { index, takes, run } of steps) {
    if (k < (resume[index] ?? 0)) continue
    const next = run(reading, k)
    if (takes) resume[index] = next as number
  }
}

/** A rule in one shape, so that the loop over all tokens stays fast. */
interface Step<R extends Reading> {
  readonly index: number
  readonly takes: boolean
  readonly run: (reading: R, k: number) => unknown
}

/** Which rules begin where. */
interface Plan<R extends Reading> {
  readonly byWord: readonly (readonly Step<R>[] | undefined)[]
  readonly byForm: readonly (readonly Step<R>[] | undefined)[]
  readonly byFlag: readonly (readonly [flags: number, step: Step<R>])[]
  /** For flags that words outside the lists have had so far: there are few. */
  readonly byFlags: Map<number, readonly Step<R>[]>
  readonly anyFlag: number
}

function createPlan<R extends Reading>(rules: readonly Rule<R>[], lexicon: Lexicon): Plan<R> {
  const byForm: Step<R>[][] = []
  const byWord: Step<R>[][] = []
  const byFlag: [number, Step<R>][] = []
  rules.forEach((rule, index) => {
    const { words = [], flags = 0, forms = [] } = rule.starts
    const step = stepOf(rule, index)
    for (const at of forms) append(byForm, at, step)
    for (const word of words) append(byWord, lexicon.numberOf(word), step)
    lexicon.flags.forEach((own, number) => {
      if (own & flags) append(byWord, number, step)
    })
    if (flags !== 0) byFlag.push([flags, step])
  })
  return { byWord, byForm, byFlag, byFlags: new Map(), anyFlag: byFlag.reduce((any, [flags]) => any | flags, 0) }
}

function stepOf<R extends Reading>(rule: Rule<R>, index: number): Step<R> {
  return 'take' in rule ? { index, takes: true, run: rule.take } : { index, takes: false, run: rule.read }
}

function append<T>(lists: T[][], at: number, step: T): void {
  const list = lists[at] ?? []
  if (!list.includes(step)) list.push(step)
  lists[at] = list
}

/** For a word that is not listed. */
function flagged<R extends Reading>({ byFlag, byFlags }: Plan<R>, flags: number): readonly Step<R>[] {
  const known = byFlags.get(flags)
  if (known !== undefined) return known
  const steps = byFlag.filter(([mask]) => flags & mask).map(([, step]) => step)
  byFlags.set(flags, steps)
  return steps
}

/** The first token that starts at or after `end`, from token `k` on: where a rule goes on after what it has taken. */
export function tokenAfter({ tokens }: Reading, k: number, end: number): number {
  let next = k + 1
  while (next < tokens.count && (tokens.start[next] ?? 0) < end) next++
  return next
}

/** Every single letter, as a word. */
export const LETTERS: readonly string[] = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i))
