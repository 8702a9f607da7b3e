import { EmbeddingsRequest, type ErrorCode } from '@cordon/contract'
import { Phi } from '@cordon/deid'
import { fieldRefusal } from '../../field-refusal.ts'
import { splitAdmitted } from '../admitted.ts'
import type { Question } from '../dialect.ts'
import { constant, treatByField } from '../treat-by-field.ts'

/**
 * Parses an Embeddings body against the dated table. A text of it is a turn; nothing is asked of the chart, and no passage is
 * ever added: a vector is of the caller's text alone.
 */
export function parseEmbeddings(body: Phi<unknown>, admitFields: readonly string[]): Question {
  const { known, admitted } = splitAdmitted('embeddings', body.reveal(), admitFields)
  const parsed = EmbeddingsRequest.safeParse(known)
  if (!parsed.success) throw fieldRefusal(parsed.error, codeOf)
  const { user: _, ...request } = parsed.data
  const texts = [request.input].flat()
  return {
    model: request.model,
    stream: false,
    turns: texts.length,
    metadata: {},
    // Without a session each request is a conversation of its own: its texts name it.
    opening: { system: new Phi(''), firstUser: new Phi(texts.join('\0')) },
    query: new Phi(''),
    schemaTexts: new Phi([]),
    opaque: new Phi([]),
    outgoing: (model) => new Phi({ ...request, ...admitted, model }),
    treat: treatByField({ model: constant, input: () => 'text', encoding_format: constant }, admitFields),
  }
}

/** A list of tokens is text that cannot be read here. */
function codeOf(path: readonly PropertyKey[]): ErrorCode {
  return path[0] === 'input' && path.length > 1 ? 'part_unsupported' : 'field_invalid'
}
