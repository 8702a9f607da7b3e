import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import type { Doors } from '../doors.ts'

/** `/livez`: the process answers. `/readyz`: journal and store would take a request. No detail, no credentials. */
export function healthRoutes(app: FastifyInstance, doors: Doors): void {
  app.route({ ...ROUTES.live, url: ROUTES.live.path, handler: () => ({ live: true }) })
  app.route({
    ...ROUTES.ready,
    url: ROUTES.ready.path,
    handler: async (_, reply) => {
      const ready = doors.journal.writable && !doors.admission.draining && (await answers(doors))
      return reply.status(ready ? 200 : 503).send({ ready })
    },
  })
}

function answers({ store }: Doors): Promise<boolean> {
  return store.ping().then(
    () => true,
    () => false,
  )
}

/** Prometheus, on the admin port only. Labels come from closed sets. */
export function metricsRoute(app: FastifyInstance, { metrics, journal }: Doors): void {
  app.route({
    ...ROUTES.metrics,
    url: ROUTES.metrics.path,
    handler: async (_, reply) => {
      metrics.journalWritable(journal.writable)
      return reply.type(metrics.contentType).send(await metrics.text())
    },
  })
}
