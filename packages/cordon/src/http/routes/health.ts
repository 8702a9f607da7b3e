import { ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { overdueOf } from '../../policy/emergency/watch.ts'
import type { Doors } from '../doors.ts'

/**
 * `/livez`: the process answers. `/readyz`: journal, store and detector would take a request, and somebody outside this
 * machine holds checkpoints of the journal (`heldOutside`). `anchored` says whether a witness holds the newest, `backedUp`
 * whether every place has every byte and gave a restore that was proved today; neither of these takes a node out of service.
 * No detail, no credentials.
 */
export function healthRoutes(app: FastifyInstance, doors: Doors): void {
  app.route({ ...ROUTES.live, url: ROUTES.live.path, handler: () => ({ live: true }) })
  app.route({
    ...ROUTES.ready,
    url: ROUTES.ready.path,
    handler: async (_, reply) => {
      const detects = doors.detectorStatus === undefined || doors.detectorStatus().alive > 0
      const heldOutside = doors.heldOutside()
      const works = doors.journal.writable && !doors.admission.draining && detects && (await answers(doors))
      const { uncovered } = doors.vendorsWatched()
      // 164.308(b)(1): nobody holds health information for this entity without satisfactory assurance.
      const agreed = uncovered.length === 0
      const ready = works && heldOutside && agreed
      const more = {
        heldOutside,
        anchored: doors.anchored(),
        backedUp: backedUp(doors),
        agreed,
        vendors: vendorsStand(doors),
      }
      return reply.status(ready ? 200 : 503).send({ ready, ...more })
    },
  })
}

/** 164.308(a)(7)(ii)(A): no backups, or late ones, are red. */
function backedUp({ backups }: Doors): boolean {
  return backups !== undefined && backups.status().troubles.length === 0
}

/** Whether no row of the catalogue in use expires within a week, and every setting that is read is as it has to be. */
function vendorsStand({ vendorsWatched }: Doors): boolean {
  const { expiring, settings } = vendorsWatched()
  return expiring.every(({ within }) => within > 7) && settings.failing + settings.stale === 0
}

function foreignRegisters({ keyCare }: Doors): number {
  return (keyCare.places?.status() ?? []).reduce((sum, { doubts }) => sum + doubts, 0)
}

function answers({ store }: Doors): Promise<boolean> {
  return store.ping().then(
    () => true,
    () => false,
  )
}

/** Prometheus, on the admin port only. Labels come from closed sets. */
export function metricsRoute(app: FastifyInstance, doors: Doors): void {
  const { metrics, journal, anchored, detectorStatus } = doors
  app.route({
    ...ROUTES.metrics,
    url: ROUTES.metrics.path,
    handler: async (_, reply) => {
      metrics.journalWritable(journal.writable)
      metrics.journalAnchored(anchored())
      metrics.contradicted(doors.contradicted())
      metrics.foreignRegisters(foreignRegisters(doors))
      metrics.backedUp(backedUp(doors))
      metrics.vendorsResting(doors.vendorsResting())
      metrics.vendors(doors.vendorsWatched())
      metrics.availability(doors.availabilityWatched())
      const { open, due, pending } = doors.watched()
      metrics.emergencies({ open, unsettled: due.length, overdue: overdueOf({ due }, doors.now()), pending })
      if (detectorStatus !== undefined) metrics.detector(detectorStatus())
      return reply.type(metrics.contentType).send(await metrics.text())
    },
  })
}
