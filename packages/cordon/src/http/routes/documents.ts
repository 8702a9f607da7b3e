import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import type { Doors } from '../doors.ts'
import { serveCalls } from '../serve.ts'

/** `POST /v1/deidentify` and `POST /v1/reidentify`: documents, without a model. */
export function documentRoutes(app: FastifyInstance, doors: Doors): void {
  serveCalls(app, doors, ROUTES.deidentify, doors.deidentify)
  serveCalls(app, doors, ROUTES.reidentify, doors.reidentify)
}
