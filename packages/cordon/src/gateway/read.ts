import { CordonError } from '@cordon/contract'
import type { Config } from '../config/schema.ts'
import type { Ask } from './ask.ts'
import { contextOfMetadata, mergeContext } from './context.ts'
import { checkAdmitFields } from './dialects/admitted.ts'
import type { Asked } from './dialects/dialect.ts'
import { readJson } from './read-json.ts'

/** The question in a request's body: bounded, JSON, and every field of it known to the dialect. */
export function createRead({ limits, admitFields }: Pick<Config, 'limits' | 'admitFields'>) {
  checkAdmitFields(admitFields)
  return async function read(ask: Ask): Promise<Asked> {
    if ('fault' in ask.stated) throw ask.stated.fault
    if (!/^application\/json\s*(;|$)/i.test(ask.contentType ?? '')) throw new CordonError('body_type_unsupported')
    if ((ask.bytesDeclared ?? 0) > limits.bodyBytesMax) throw new CordonError('body_too_large')
    const body = await readJson(ask.body, limits, ask.signal)
    const { name } = ask.dialect
    const question = ask.dialect.parse(body, name === 'tool-call' ? [] : admitFields[name])
    const bound = ask.dialect.feature === 'embeddings' ? 'embeddingTextsMax' : 'messagesMax'
    if (question.turns > limits[bound])
      throw new CordonError('body_too_large', { at: `${ask.dialect.turnsIn} (limits.${bound})` })
    const context = mergeContext(ask.stated.context, contextOfMetadata(question.metadata))
    // Ignored, it would give a vector of something else than was asked for.
    if (context.retrieve !== undefined && ask.dialect.feature !== 'generation')
      throw new CordonError('context_invalid', { at: 'x-cordon-retrieve' })
    return { ...question, context }
  }
}
