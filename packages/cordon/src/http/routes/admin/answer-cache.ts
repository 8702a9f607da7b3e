import { ApplicationId, CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { parse, recordOf } from './configuration.ts'

const Which = z.strictObject({ application: ApplicationId.optional() })

/** How much the answer cache keeps of each application, in numbers; and its end, of one or of all. */
export function answerCacheRoutes(app: FastifyInstance, doors: Doors): void {
  const { answerCache, answerCacheEmpty } = ROUTES
  app.route({
    method: answerCache.method,
    url: answerCache.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, answerCache.right)
      return { items: await doors.answers.list(tenant) }
    },
  })
  app.route({
    method: answerCacheEmpty.method,
    url: answerCacheEmpty.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, answerCacheEmpty.right)
      if (!doors.journal.writable) throw new CordonError('journal_unavailable')
      const { application } = parse(Which, request.body ?? {})
      const { deleted } = await doors.answers.empty(tenant, application, recordOf(doors, tenant, principal.id))
      return { deleted }
    },
  })
}
