import { CordonError } from '@cordon/contract'
import { z } from 'zod'
import { restoreProse } from '../../answers/prose.ts'
import { whole } from '../../answers/scan.ts'
import type { RestoredAnswer, RestoredTurn, Restoring } from '../../dialects/dialect.ts'
import type { ReviewedTool } from './reviewed.ts'
import { visible } from './visible.ts'
import { placeText, visit } from './visit.ts'

const Result = z.object({
  content: z
    .array(z.looseObject({ type: z.string() }))
    .max(256)
    .default([]),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
})

/**
 * What a server's tool gave, on its way to the host: texts, and what its reviewed schema names, with the codes of this conversation
 * given their values back. Images, sounds, links and resources of the server's are refused by their place; annotations and what else
 * stands beside are dropped.
 */
export function restoreResult(
  json: Record<string, unknown>,
  { outputSchema }: ReviewedTool,
  restoring: Restoring,
): RestoredAnswer {
  const parsed = Result.safeParse(json)
  if (!parsed.success) throw new CordonError('upstream_invalid', { at: 'result' })
  const turns: RestoredTurn[] = []
  const restored = (text: string): string => {
    const made = restoreProse(visible(text), restoring)
    turns.push(made)
    return made.text
  }
  const content = parsed.data.content.map((block, n) => ({ type: 'text', text: restored(textOf(block, n)) }))
  const given = parsed.data.structuredContent
  // A schema that promises an answer and an answer without one, or the other way round: not what was reviewed.
  if ((given === undefined) !== (outputSchema === undefined))
    throw new CordonError('upstream_invalid', { at: 'structuredContent' })
  const made = (text: (text: string) => string): unknown =>
    visit(outputSchema ?? {}, given, ['structuredContent'], {
      undeclared: 'dropped',
      text,
      number: () => undefined,
      wrong: (at) => new CordonError('upstream_invalid', { at: placeText(at) }),
    })
  // All of it together first, as the server wrote it: somebody's row is a name in two fields and a number in a third.
  if (outputSchema !== undefined) whole(restoring.scan.json(), JSON.stringify(made(visible)))
  const structured = outputSchema === undefined ? {} : { structuredContent: made(restored) }
  return { json: { content, ...structured }, turns, opaque: [], tokensIn: undefined, tokensOut: undefined }
}

function textOf({ type, text }: { type: string; text?: unknown }, n: number): string {
  if (type !== 'text') throw new CordonError('upstream_invalid', { at: `content[${n}].type` })
  if (typeof text !== 'string') throw new CordonError('upstream_invalid', { at: `content[${n}].text` })
  return text
}
