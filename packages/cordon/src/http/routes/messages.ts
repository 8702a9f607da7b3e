import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { countTokens } from '../../gateway/dialects/messages/count-tokens.ts'
import { messages } from '../../gateway/dialects/messages/messages.ts'
import { ANTHROPIC_CLIENT } from '../client-shape.ts'
import type { Doors } from '../doors.ts'
import { serveCalls } from '../serve.ts'

/**
 * Anthropic Messages and `count_tokens`, wherever a client looks for them: Anthropic's own clients add `/v1/messages` to their base URL,
 * others add `/messages` to one that ends in `/v1`, or in nothing.
 */
export function messagesRoutes(app: FastifyInstance, doors: Doors): void {
  for (const route of [ROUTES.messages, ROUTES.messagesWithoutVersion, ROUTES.messagesUnderAnthropic])
    serveCalls(app, doors, { ...route, shape: ANTHROPIC_CLIENT }, (call) =>
      doors.answer({ ...call, dialect: messages }),
    )
  for (const route of [ROUTES.countTokens, ROUTES.countTokensWithoutVersion, ROUTES.countTokensUnderAnthropic])
    serveCalls(app, doors, { ...route, shape: ANTHROPIC_CLIENT }, (call) =>
      doors.answer({ ...call, dialect: countTokens }),
    )
}
