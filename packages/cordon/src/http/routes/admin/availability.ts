import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, parse, recordOf } from './configuration.ts'

const NewDrill = z.strictObject({ minutes: z.int().min(1).max(240).default(5) })

/** What tiers declare and how they are measured against it, and drills that take a vendor out. */
export function availabilityRoutes(app: FastifyInstance, doors: Doors): void {
  const { availability, drills, drillStart, drillEnd } = ROUTES

  app.route({
    method: availability.method,
    url: availability.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, availability.right)
      const measured = await doors.availability.of(tenant)
      const declared = new Map(doors.tiers.all.map(({ name, tier }) => [name, tier]))
      return { items: measured.map((one) => ({ ...declared.get(one.tier), ...one })) }
    },
  })

  app.route({
    method: drills.method,
    url: drills.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, drills.right)
      return { items: await doors.drills.list(tenant) }
    },
  })

  app.route({
    method: drillStart.method,
    url: drillStart.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, drillStart.right)
      if (!doors.journal.writable) throw new CordonError('journal_unavailable')
      const { minutes } = parse(NewDrill, request.body ?? {})
      const asked = { vendor: idOf(request), person: principal.id, minutes }
      const { change, drill } = await doors.drills.start(tenant, asked, recordOf(doors, tenant, principal.id))
      return { ...change, drill }
    },
  })

  app.route({
    method: drillEnd.method,
    url: drillEnd.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, drillEnd.right)
      if (!doors.journal.writable) throw new CordonError('journal_unavailable')
      return await doors.drills.end(tenant, idOf(request), recordOf(doors, tenant, principal.id))
    },
  })
}
