import type { Reading } from '../evidence.ts'
import { ofNeighbours, ofPlace, ofText } from './facts-around.ts'
import { ofNumbers } from './facts-of-numbers.ts'
import { ofRules, ofWords } from './facts-of-words.ts'
import { FIRST_SINGLE } from './labels.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What is judged: tokens `first` to `last`, read as a label. */
export interface Candidate {
  readonly label: number
  readonly first: number
  readonly last: number
  /** By how much the label beats ordinary text. */
  readonly margin: number
  /** The doubtful rule that made it; absent for the tagger's own. */
  readonly rule?: { readonly name: string; readonly score: number }
}

/** What is around a candidate. */
export interface Surroundings {
  readonly reading: Reading
  /** What rules and the rest of the text say of each token: see `said.ts`. */
  readonly said: Uint8Array
  readonly company: Uint8Array
  /** Identifiers in the text that a rule is sure of. */
  readonly sure: number
  /** Those of them that are days. */
  readonly days: number
  readonly vocabulary: Vocabulary
}

/** Takes the number of a fact that holds. */
export type On = (fact: number) => void

/** Facts are numbered: 0 always, 1 of margin and label, 32 of words, 100 of rules, 148 of the place, 220 of the text, 256 of neighbours, 440 of digits. */
export const FACTS = 512
/** More facts than any candidate has. */
export const FACTS_MAX = 128

/** Weights that all labels share, and those of a group of labels. */
const GROUPS = 5
export const JUDGE_WEIGHTS = FACTS * GROUPS
/** Weights are whole numbers; this many make one. */
export const WEIGHT_UNIT = 100

/**
 * How likely a candidate identifies somebody: a logistic sum over facts that hold or not. What the tagger's margin cannot weigh is weighed here:
 * how lists know the words, which rule vouches for them, what stands beside, and whether the text has identifiers at all.
 */
export function judge(weights: ArrayLike<number>, facts: Int32Array, count: number, label: number): number {
  const own = groupStart(label)
  let sum = 0
  for (let i = 0; i < count; i++) {
    const fact = facts[i] ?? 0
    sum += (weights[fact] ?? 0) + (weights[own + fact] ?? 0)
  }
  return 1 / (1 + Math.exp(-sum / WEIGHT_UNIT))
}

/** Where the weights of a label's own group begin: names, places and institutions, codes, days and ages. */
export function groupStart(label: number): number {
  const group = label <= 2 ? 1 : label <= 4 || label === 15 ? 4 : label < FIRST_SINGLE ? 2 : 3
  return group * FACTS
}

/** Writes the numbers of the facts that hold to `facts`, and returns how many they are. */
export function factsOf(candidate: Candidate, around: Surroundings, facts: Int32Array): number {
  let count = 0
  const on = (fact: number): void => {
    facts[count++] = fact
  }
  on(0)
  ofMargin(candidate, on)
  ofWords(candidate, around, on)
  ofRules(candidate, around, on)
  ofPlace(candidate, around, on)
  ofText(candidate, around, on)
  ofNeighbours(candidate, around, on)
  ofNumbers(candidate, around, on)
  return count
}

const STEPS = [-600, -400, -250, -100, 0, 100, 200, 300, 400, 500, 650, 800, 1000, 1300, 1700, 2200]

/** 1 to 31. */
function ofMargin({ margin, label, first, last }: Candidate, on: On): void {
  for (let i = 0; i < STEPS.length; i++) if (margin > (STEPS[i] ?? 0)) on(1 + i)
  on(17 + Math.min(4, last - first))
  on(22 + (label < FIRST_SINGLE ? (label - 1) >> 1 : label - 7))
}
