import type { Dialect } from '../dialect.ts'
import { neverStreamed } from '../never-streamed.ts'
import { restoreWhole } from './answer.ts'
import { parseEmbeddings } from './request.ts'

/** OpenAI Embeddings. */
export const embeddings: Dialect = {
  name: 'embeddings',
  shape: 'embeddings',
  feature: 'embeddings',
  turnsIn: 'input',
  parse: parseEmbeddings,
  restoreWhole,
  ...neverStreamed,
}
