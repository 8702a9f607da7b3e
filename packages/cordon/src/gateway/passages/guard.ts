import type { Finding } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import type { Passage } from '../../retrieval/retrieval.ts'
import type { Trail } from '../trail.ts'
import { seenOf } from './hidden-text.ts'
import { readingOf, scoreOf } from './score.ts'

/** Passages as they may go to a model, and what was found in them. */
export interface Guarded {
  readonly passages: readonly GuardedPassage[]
  /** How many of them are not there; whoever reads the answer is told. */
  readonly leftOut: number
  readonly found: Readonly<Partial<Record<Finding, number>>>
  /** The highest of any passage, from 0 to 1. */
  readonly score: number
}

export interface GuardedPassage extends Passage {
  /** It reads like instructions, and goes with a mark that says so. */
  readonly isSuspect: boolean
}

/** From this score on a passage reads like instructions to a model. */
export const SUSPECT_SCORE = 0.5

/**
 * What a chart says may have been written by anybody: a patient's message, a fax, a form. Hidden text is taken out; a passage
 * that says what only a model could be told is left out, unless the registration wants it marked; one that merely reads like
 * instructions is marked. A patient's voices and a discharge letter do that too, and a summary may not miss them.
 */
export function guardPassages(passages: readonly Passage[], mode: 'left-out' | 'marked' = 'left-out'): Guarded {
  const looked = passages.map(look)
  const isLeftOut = ({ isForModels }: Looked): boolean => mode === 'left-out' && isForModels
  const going = looked.filter((each) => !isLeftOut(each))
  const leftOut = looked.length - going.length
  const counts: Readonly<Partial<Record<Finding, number>>> = {
    'hidden-text': looked.filter(({ hides }) => hides).length,
    'passage-left-out': leftOut,
    'passage-marked': going.filter(({ isSuspect }) => isSuspect).length,
  }
  return {
    passages: going.map(({ passage, text, isSuspect }) => ({ ...passage, text: new Phi(text), isSuspect })),
    leftOut,
    found: Object.fromEntries(Object.entries(counts).filter(([, times]) => times > 0)),
    score: Math.max(0, ...looked.map(({ score }) => score)),
  }
}

/** What an answer says beside it where a passage is missing. */
export function leftOutHeader(guarded: Pick<Guarded, 'leftOut'> | undefined): Record<string, string> {
  const leftOut = guarded?.leftOut ?? 0
  return leftOut === 0 ? {} : { 'x-cordon-passages-left-out': String(leftOut) }
}

/** Into the record and the trace: how often and how much, never what. */
export function noteGuarded(
  trail: Pick<Trail, 'found' | 'suspected'>,
  { found, score }: Pick<Guarded, 'found' | 'score'>,
): void {
  for (const [finding, times] of Object.entries(found)) trail.found(finding as Finding, times)
  trail.suspected(score)
}

type Looked = ReturnType<typeof look>

function look(passage: Passage) {
  const { text, hidden } = seenOf(passage.text.reveal())
  const seen = readingOf(text)
  // What was hidden is gone already; the rest of its passage is what the reader saw, and stays.
  const score = Math.max(seen.score, ...hidden.map(scoreOf))
  const isForModels = seen.isForModels && seen.score >= SUSPECT_SCORE
  return { passage, text, score, isForModels, isSuspect: score >= SUSPECT_SCORE, hides: hidden.length > 0 }
}
