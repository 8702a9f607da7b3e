import { CordonError, EmbeddingsAnswer } from '@cordon/contract'
import type { RestoredAnswer, Restoring } from '../dialect.ts'

type Vector = EmbeddingsAnswer['data'][number]['embedding']

/**
 * Vectors hold no codes, so nothing is restored. One for each text, in whatever order, all of one length and every number
 * finite: throws `upstream_invalid` for anything else, because whoever stores half an answer finds out much later.
 */
export function restoreWhole(json: Record<string, unknown>, { turns }: Restoring): RestoredAnswer {
  const parsed = EmbeddingsAnswer.safeParse(json)
  if (!parsed.success) throw new CordonError('upstream_invalid')
  const { data, usage } = parsed.data
  const places = new Set(data.map(({ index }) => index))
  if (data.length !== turns || places.size !== turns || data.some(({ index }) => index >= turns))
    throw new CordonError('upstream_invalid', { at: 'data (one vector for each text)' })
  const lengths = new Set(data.map(({ embedding }) => lengthOf(embedding)))
  if (lengths.size !== 1 || lengths.has(0)) throw new CordonError('upstream_invalid', { at: 'data (vectors)' })
  return { json: parsed.data, turns: [], opaque: [], tokensIn: usage?.prompt_tokens, tokensOut: 0 }
}

/** How many numbers; 0 when it is no vector. */
function lengthOf(vector: Vector): number {
  if (typeof vector !== 'string') return vector.length
  const bytes = Buffer.from(vector, 'base64')
  if (bytes.length % 4 !== 0) return 0
  for (let at = 0; at < bytes.length; at += 4) if (!Number.isFinite(bytes.readFloatLE(at))) return 0
  return bytes.length / 4
}
