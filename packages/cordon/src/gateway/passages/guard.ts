import type { Finding } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import type { Passage } from '../../retrieval/retrieval.ts'
import type { Trail } from '../trail.ts'
import { seenOf } from './hidden-text.ts'
import { scoreOf } from './score.ts'

/** Passages as they may go to a model, and what was found in them. */
export interface Guarded {
  readonly passages: readonly GuardedPassage[]
  readonly found: Readonly<Partial<Record<Finding, number>>>
  /** The highest of any passage, from 0 to 1. */
  readonly score: number
}

export interface GuardedPassage extends Passage {
  /** It reads like instructions, and the registration wants it all the same. */
  readonly isSuspect: boolean
}

/** From this score on a passage reads like instructions to a model. */
export const SUSPECT_SCORE = 0.5

/**
 * What a chart says may have been written by anybody: a patient's message, a fax, a form. Hidden text is taken out; a passage
 * that speaks to a model is left out, or marked.
 */
export function guardPassages(passages: readonly Passage[], mode: 'left-out' | 'marked' = 'left-out'): Guarded {
  const looked = passages.map(look)
  const suspects = looked.filter(({ score }) => score >= SUSPECT_SCORE).length
  const hidden = looked.filter(({ hides }) => hides).length
  return {
    passages: looked
      .filter(({ score }) => mode === 'marked' || score < SUSPECT_SCORE)
      .map(({ passage, text, score }) => ({ ...passage, text: new Phi(text), isSuspect: score >= SUSPECT_SCORE })),
    found: {
      ...(hidden === 0 ? {} : { 'hidden-text': hidden }),
      ...(suspects === 0 ? {} : { [mode === 'marked' ? 'passage-marked' : 'passage-left-out']: suspects }),
    },
    score: Math.max(0, ...looked.map(({ score }) => score)),
  }
}

/** Into the record and the trace: how often and how much, never what. */
export function noteGuarded(
  trail: Pick<Trail, 'found' | 'suspected'>,
  { found, score }: Pick<Guarded, 'found' | 'score'>,
): void {
  for (const [finding, times] of Object.entries(found)) trail.found(finding as Finding, times)
  trail.suspected(score)
}

function look(passage: Passage) {
  const { text, hidden } = seenOf(passage.text.reveal())
  const score = Math.max(scoreOf(text), ...hidden.map(scoreOf))
  return { passage, text, score, hides: hidden.length > 0 }
}
