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
  let plan: Plan | undefined
  return (reading) => {
    plan ??= createPlan(rules, lexicon)
    const { count, word, type, shape, flags } = reading.tokens
    const resume = new Int32Array(rules.length)
    for (let k = 0; k < count; k++) {
      const number = word[k] ?? 0
      if (number !== 0) ask(rules, plan.byWord[number], reading, k, resume)
      else if ((flags[k] ?? 0) & plan.anyFlag) ask(rules, flagged(plan, flags[k] ?? 0), reading, k, resume)
      ask(rules, plan.byForm[(type[k] ?? 0) * SHAPES + (shape[k] ?? 0)], reading, k, resume)
    }
  }
}

function ask<R extends Reading>(
  rules: readonly Rule<R>[],
  chosen: readonly number[] | undefined,
  reading: R,
  k: number,
  resume: Int32Array,
): void {
  if (chosen === undefined) return
  for (const i of chosen) {
    const rule = rules[i]
    if (rule === undefined || k < (resume[i] ?? 0)) continue
    if ('take' in rule) resume[i] = rule.take(reading, k)
    else rule.read(reading, k)
  }
}

/** Which rules begin where, by index. */
interface Plan {
  readonly byWord: readonly (readonly number[] | undefined)[]
  readonly byForm: readonly (readonly number[] | undefined)[]
  readonly byFlag: readonly (readonly [flags: number, rule: number])[]
  readonly anyFlag: number
}

function createPlan<R extends Reading>(rules: readonly Rule<R>[], lexicon: Lexicon): Plan {
  const byForm: number[][] = []
  const byWord: number[][] = []
  const byFlag: [number, number][] = []
  rules.forEach(({ starts: { words = [], flags = 0, forms = [] } }, i) => {
    for (const at of forms) append(byForm, at, i)
    for (const word of words) append(byWord, lexicon.numberOf(word), i)
    if (flags !== 0) byFlag.push([flags, i])
  })
  for (const [flags, i] of byFlag)
    lexicon.flags.forEach((own, number) => {
      if (own & flags && !byWord[number]?.includes(i)) append(byWord, number, i)
    })
  return { byWord, byForm, byFlag, anyFlag: byFlag.reduce((any, [flags]) => any | flags, 0) }
}

function append(lists: number[][], at: number, rule: number): void {
  const list = lists[at] ?? []
  if (!list.includes(rule)) list.push(rule)
  lists[at] = list
}

/** For a word that is not listed. */
function flagged({ byFlag }: Plan, flags: number): number[] {
  return byFlag.filter(([mask]) => flags & mask).map(([, rule]) => rule)
}

/** The first token that starts at or after `end`, from token `k` on: where a rule goes on after what it has taken. */
export function tokenAfter({ tokens }: Reading, k: number, end: number): number {
  let next = k + 1
  while (next < tokens.count && (tokens.start[next] ?? 0) < end) next++
  return next
}

/** Every single letter, as a word. */
export const LETTERS: readonly string[] = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i))
