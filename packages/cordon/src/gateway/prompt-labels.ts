import type { SecurityLabel } from '@cordon/contract'
import { labelsOfText } from '../policy/labels/text.ts'
import type { Question } from './dialects/dialect.ts'

/**
 * What the caller's own text is about, by its words: somebody may paste a psychotherapy note. Everything that would be sent
 * is read, tool results and earlier turns included; nothing of the chart is in it yet. Sorted.
 */
export function promptLabels(question: Pick<Question, 'model' | 'outgoing'>): SecurityLabel[] {
  const texts: string[] = []
  gather(question.outgoing(question.model, undefined).reveal(), texts)
  return [...labelsOfText(texts.join('\n\n'))].sort()
}

/** The body was bounded in depth and number when it was parsed. */
function gather(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value)
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) gather(inner, texts)
}
