import type { Dialect } from '../dialect.ts'
import { restoreStream, restoreWhole } from './answer.ts'
import { parseMessages } from './request.ts'

/** Anthropic Messages. */
export const messages: Dialect = {
  name: 'messages',
  shape: 'messages',
  feature: 'generation',
  turnsIn: 'messages',
  parse: parseMessages,
  restoreWhole,
  restoreStream,
  eventName: ({ type }) => (typeof type === 'string' ? type : undefined),
}
