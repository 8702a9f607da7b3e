import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Server } from '../../../gateway/tools/servers/servers.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, parse, recordOf } from './configuration.ts'

/** `hash`: of the definition that was read, as a look showed it. */
const Review = z.strictObject({
  tool: z.string().min(1).max(128),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})

/** Other MCP servers: what of their tools was reviewed, what they say now, and a person's review of one tool. */
export function serverRoutes(app: FastifyInstance, doors: Doors): void {
  const { servers: all, serverLook, serverReview } = ROUTES
  const { servers } = doors

  app.route({
    method: all.method,
    url: all.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, all.right)
      return { items: (await servers.list(tenant)).map(shown) }
    },
  })

  app.route({
    method: serverLook.method,
    url: serverLook.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, serverLook.right)
      return servers.look(tenant, idOf(request))
    },
  })

  app.route({
    method: serverReview.method,
    url: serverReview.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, serverReview.right)
      if (!doors.journal.writable) throw new CordonError('journal_unavailable')
      const read = { ...parse(Review, request.body), by: principal.id }
      return servers.review(tenant, idOf(request), read, recordOf(doors, tenant, principal.id))
    },
  })
}

function shown({ vendor: { id, name, placement, baseUrl, models }, tools }: Server) {
  const reviewed = tools.map(({ tool, hash, reviewedBy, reviewedAt }) => ({
    name: tool.name,
    hash,
    reviewedBy,
    reviewedAt,
  }))
  const waiting = models.filter((one) => !reviewed.some((tool) => tool.name === one))
  return { id, name, placement, baseUrl, path: `/mcp/${id}`, tools: reviewed, waiting }
}
