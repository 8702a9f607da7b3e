import { CordonError, ResponsesAnswer, type ResponsesOutput, type ResponsesPart } from '@cordon/contract'
import { restoreArguments } from '../../answers/arguments.ts'
import { restoreProse } from '../../answers/prose.ts'
import { lookAt } from '../../answers/scan.ts'
import type { KeptItem, RestoredAnswer, RestoredTurn, Restoring } from '../dialect.ts'

/** Restores a whole answer. What the table does not declare is dropped, not passed through. */
export function restoreWhole(json: Record<string, unknown>, restoring: Restoring): RestoredAnswer {
  const answer = parsed(ResponsesAnswer.safeParse(json))
  const turns: RestoredTurn[] = []
  const restored = restoreAnswer(answer, restoring, turns)
  return { json: restored, turns, opaque: opaqueIn(answer), items: itemsIn(answer), id: answer.id, ...tokensOf(answer) }
}

/** The same answer with every text of it restored, in whatever state it is. */
export function restoreAnswer(answer: ResponsesAnswer, restoring: Restoring, turns: RestoredTurn[]): ResponsesAnswer {
  return { ...answer, output: answer.output.map((item) => restoreItem(item, restoring, turns)) }
}

export function restoreItem(item: ResponsesOutput, restoring: Restoring, turns: RestoredTurn[]): ResponsesOutput {
  switch (item.type) {
    case 'message':
      return { ...item, content: item.content.map((part) => restorePart(part, restoring, turns)) }
    case 'function_call':
      lookAt(item.name, restoring)
      return { ...item, arguments: called(item.arguments, restoring, restoring.toolInside(item.name), turns) }
    case 'reasoning':
      return {
        ...item,
        summary: item.summary.map((part) => ({ ...part, text: prose(part.text, restoring, turns) })),
        ...(item.content == null ? {} : { content: item.content.map((part) => restorePart(part, restoring, turns)) }),
      }
  }
}

/** Reasoning that only the vendor can read. */
export function opaqueIn({ output }: ResponsesAnswer): string[] {
  return output.flatMap((item) =>
    item.type === 'reasoning' && typeof item.encrypted_content === 'string' ? [item.encrypted_content] : [],
  )
}

/** What a client may name later on: as the vendor sent it, so that what is kept of an answer holds codes and no names. */
export function itemsIn({ output }: ResponsesAnswer): KeptItem[] {
  return output.flatMap((item) => (item.id == null ? [] : [{ id: item.id, json: JSON.stringify(item) }]))
}

export function restorePart(part: ResponsesPart, restoring: Restoring, turns: RestoredTurn[]): ResponsesPart {
  return part.type === 'refusal'
    ? { ...part, refusal: prose(part.refusal, restoring, turns) }
    : { ...part, text: prose(part.text, restoring, turns) }
}

export function prose(text: string, restoring: Restoring, turns: RestoredTurn[]): string {
  return remembered(restoreProse(text, restoring), turns)
}

export function called(text: string, restoring: Restoring, isInside: boolean, turns: RestoredTurn[]): string {
  const restored = restoreArguments(text, restoring, isInside)
  return restored === undefined ? text : remembered(restored, turns)
}

function remembered(restored: RestoredTurn, turns: RestoredTurn[]): string {
  turns.push(restored)
  return restored.text
}

export function tokensOf({ usage }: ResponsesAnswer) {
  return { tokensIn: usage?.input_tokens, tokensOut: usage?.output_tokens }
}

export function parsed<T>(result: { success: true; data: T } | { success: false }): T {
  if (!result.success) throw new CordonError('upstream_invalid')
  return result.data
}
