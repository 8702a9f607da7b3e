import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { responses } from '../../gateway/dialects/responses/responses.ts'
import { RESPONSES_CLIENT } from '../client-shape.ts'
import type { Doors } from '../doors.ts'
import { serveCalls } from '../serve.ts'

/** `POST /v1/responses`. */
export function responsesRoute(app: FastifyInstance, doors: Doors): void {
  const route = { ...ROUTES.responses, shape: RESPONSES_CLIENT }
  serveCalls(app, doors, route, (call) => doors.answer({ ...call, dialect: responses }))
}
