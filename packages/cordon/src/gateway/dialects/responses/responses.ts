import type { Dialect } from '../dialect.ts'
import { restoreWhole } from './answer.ts'
import { parseResponses } from './request.ts'
import { restoreStream } from './stream.ts'

/** OpenAI Responses. */
export const responses: Dialect = {
  name: 'responses',
  shape: 'responses',
  feature: 'generation',
  turnsIn: 'input',
  parse: parseResponses,
  restoreWhole,
  restoreStream,
  eventName: ({ type }) => (typeof type === 'string' ? type : undefined),
}
