import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { embeddings } from '../../gateway/dialects/embeddings/embeddings.ts'
import type { Doors } from '../doors.ts'
import { serveCalls } from '../serve.ts'

/** `POST /v1/embeddings`. */
export function embeddingsRoute(app: FastifyInstance, doors: Doors): void {
  serveCalls(app, doors, ROUTES.embeddings, (call) => doors.answer({ ...call, dialect: embeddings }))
}
