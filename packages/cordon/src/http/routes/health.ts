import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import type { Doors } from '../doors.ts'

/**
 * `/livez`: the process answers. `/readyz`: journal, store and detector would take a request; `anchored` says whether a witness
 * holds the journal's newest checkpoints, and takes no node out of service. No detail, no credentials.
 */
export function healthRoutes(app: FastifyInstance, doors: Doors): void {
  app.route({ ...ROUTES.live, url: ROUTES.live.path, handler: () => ({ live: true }) })
  app.route({
    ...ROUTES.ready,
    url: ROUTES.ready.path,
    handler: async (_, reply) => {
      const detects = doors.detectorStatus === undefined || doors.detectorStatus().alive > 0
      const ready = doors.journal.writable && !doors.admission.draining && detects && (await answers(doors))
      return reply.status(ready ? 200 : 503).send({ ready, anchored: doors.anchored() })
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
export function metricsRoute(app: FastifyInstance, { metrics, journal, anchored, detectorStatus }: Doors): void {
  app.route({
    ...ROUTES.metrics,
    url: ROUTES.metrics.path,
    handler: async (_, reply) => {
      metrics.journalWritable(journal.writable)
      metrics.journalAnchored(anchored())
      if (detectorStatus !== undefined) metrics.detector(detectorStatus())
      return reply.type(metrics.contentType).send(await metrics.text())
    },
  })
}
