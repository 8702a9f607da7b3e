import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { chat } from '../../gateway/dialects/chat/chat.ts'
import type { Doors } from '../doors.ts'
import { serveCalls } from '../serve.ts'

/** `POST /v1/chat/completions`. */
export function chatRoute(app: FastifyInstance, doors: Doors): void {
  serveCalls(app, doors, ROUTES.chat, (call) => doors.answer({ ...call, dialect: chat }))
}
