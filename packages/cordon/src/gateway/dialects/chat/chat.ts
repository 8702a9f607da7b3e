import type { Dialect } from '../dialect.ts'
import { restoreStream, restoreWhole } from './answer.ts'
import { parseChat } from './request.ts'

/** OpenAI Chat Completions. */
export const chat: Dialect = {
  name: 'chat',
  shape: 'chat',
  feature: 'generation',
  turnsIn: 'messages',
  parse: parseChat,
  restoreWhole,
  restoreStream,
  eventName: () => undefined,
}
