import type { IdentifierKind } from '../../span.ts'
import type { Reading } from '../evidence.ts'
import { KIND_OF } from './labels.ts'

/** Appends what was judged likely enough. */
export function report({ tokens, found }: Reading, first: number, last: number, label: number, score: number): void {
  const kind = KIND_OF[label]
  if (kind === null || kind === undefined) return
  found.push({
    start: tokens.start[first] ?? 0,
    end: tokens.end[last] ?? 0,
    kind,
    rule: RULES[label] ?? 'tagger/none',
    score: kind === 'NAME' && score >= CERTAIN ? CERTAIN_SCORE : Math.min(MOST[kind] ?? MOST_ELSE, score),
  })
}

const RULES = KIND_OF.map((kind) => `tagger/${(kind ?? 'none').toLowerCase()}`)

/**
 * Scores end here, so that where a rule saw the same words its kind stands: a rule reads the label, the tagger only knows a code when it
 * sees one.
 */
const MOST: Readonly<Partial<Record<IdentifierKind, number>>> = { NAME: 0.74, OTHERID: 0.4 }
const MOST_ELSE = 0.6

/** A name that is as certain as this is remembered: looked for in all texts. */
const CERTAIN = 0.9
const CERTAIN_SCORE = 0.8
