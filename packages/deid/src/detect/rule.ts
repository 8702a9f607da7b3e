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
/** Types of tokens, times their shapes. */
const FORMS = 8 * SHAPES

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
    const { byWord, byForm, lists } = plan
    const { count, word, type, shape, flags } = reading.tokens
    resume.fill(0)
    for (let k = 0; k < count; k++) {
      const number = word[k] ?? 0
      const worded = number !== 0 ? (byWord[number] ?? 0) : flagged(plan, flags[k] ?? 0)
      if (worded !== 0) ask(lists[worded], reading, k, resume)
      const formed = byForm[(type[k] ?? 0) * SHAPES + (shape[k] ?? 0)] ?? 0
      if (formed !== 0) ask(lists[formed], reading, k, resume)
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

/** Which rules begin where. Words are many and lists of rules few, so a word, a form or a set of flags has the number of its list; 0 is the empty one. */
interface Plan<R extends Reading> {
  readonly lists: readonly (readonly Step<R>[])[]
  readonly byWord: Uint16Array
  readonly byForm: Uint16Array
  /** For flags that words outside the lexicon have had so far: there are few. */
  readonly byFlags: Map<number, number>
  readonly anyFlag: number
  readonly listOf: (rules: readonly number[]) => number
  readonly flagsOf: readonly number[]
}

function createPlan<R extends Reading>(rules: readonly Rule<R>[], lexicon: Lexicon): Plan<R> {
  const byForm = Array.from({ length: FORMS }, (): number[] => [])
  const byWord = lexicon.words.map((): number[] => [])
  rules.forEach(({ starts: { words = [], flags = 0, forms = [] } }, index) => {
    for (const at of forms) byForm[at]?.push(index)
    for (const word of words) byWord[lexicon.numberOf(word)]?.push(index)
    if (flags !== 0) for (const [number, own] of lexicon.flags.entries()) if (own & flags) byWord[number]?.push(index)
  })
  const { lists, listOf } = createLists(rules.map(stepOf))
  const flagsOf = rules.map(({ starts }) => starts.flags ?? 0)
  return {
    lists,
    listOf,
    byWord: Uint16Array.from(byWord, listOf),
    byForm: Uint16Array.from(byForm, listOf),
    byFlags: new Map(),
    flagsOf,
    anyFlag: flagsOf.reduce((any, flags) => any | flags, 0),
  }
}

function stepOf<R extends Reading>(rule: Rule<R>, index: number): Step<R> {
  return 'take' in rule ? { index, takes: true, run: rule.take } : { index, takes: false, run: rule.read }
}

/** Each list of rules once, in their order; `listOf` gives its number. */
function createLists<R extends Reading>(steps: readonly Step<R>[]): Pick<Plan<R>, 'lists' | 'listOf'> {
  const lists: Step<R>[][] = [[]]
  const numbers = new Map<string, number>([['', 0]])
  return {
    lists,
    listOf(rules) {
      const own = new Set(rules)
      const key = [...own].join()
      const number = numbers.get(key) ?? lists.push(steps.filter(({ index }) => own.has(index))) - 1
      numbers.set(key, number)
      return number
    },
  }
}

/** For a word that is not listed. */
function flagged<R extends Reading>({ byFlags, anyFlag, flagsOf, listOf }: Plan<R>, flags: number): number {
  if ((flags & anyFlag) === 0) return 0
  const known = byFlags.get(flags)
  if (known !== undefined) return known
  const number = listOf([...flagsOf.keys()].filter((rule) => (flags & (flagsOf[rule] ?? 0)) !== 0))
  byFlags.set(flags, number)
  return number
}

/** The first token that starts at or after `end`, from token `k` on: where a rule goes on after what it has taken. */
export function tokenAfter({ tokens }: Reading, k: number, end: number): number {
  let next = k + 1
  while (next < tokens.count && (tokens.start[next] ?? 0) < end) next++
  return next
}

/** Every single letter, as a word. */
export const LETTERS: readonly string[] = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i))
