import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import type { Doors } from '../doors.ts'
import { serveCalls } from '../serve.ts'

/** `POST /v1/emergency`. */
export function emergencyRoute(app: FastifyInstance, doors: Doors): void {
  serveCalls(app, doors, ROUTES.emergency, doors.breakGlass)
}
