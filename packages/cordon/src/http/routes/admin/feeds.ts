import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Change } from '../../../identity/change.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf } from './configuration.ts'

/**
 * Messages of a feed that could not be taken in. What is wrong with them is for whoever runs the feed; the messages themselves name
 * patients, so that reading one needs the audit right and is an entry before it is handed out.
 */
export function feedRoutes(app: FastifyInstance, doors: Doors): void {
  const { kept, journal } = doors
  const changes = (name: 'feedRetry' | 'feedDrop', make: (tenant: string, id: string) => Promise<Change>) =>
    app.route({
      method: ROUTES[name].method,
      url: ROUTES[name].path,
      handler: async (request: FastifyRequest) => {
        const { tenant, principal } = await authorise(request, doors, ROUTES[name].right)
        if (!journal.writable) throw new CordonError('journal_unavailable')
        const made = await make(tenant, idOf(request))
        await journal.append(tenant, { class: 'configuration', v: 1, principal: principal.id, ...made })
        return made
      },
    })

  app.route({
    method: ROUTES.feedKept.method,
    url: ROUTES.feedKept.path,
    handler: async (request) => {
      const { tenant } = await authorise(request, doors, ROUTES.feedKept.right)
      return { items: await kept.list(tenant) }
    },
  })
  app.route({
    method: ROUTES.feedShow.method,
    url: ROUTES.feedShow.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.feedShow.right)
      const id = idOf(request)
      const reading = { what: 'feed message', filters: { id: id.slice(0, 200) }, count: 1 }
      await journal.append(tenant, { class: 'reading', v: 2, principal: principal.id, ...reading })
      return kept.read(tenant, id)
    },
  })
  changes('feedRetry', (tenant, id) => kept.retry(tenant, id))
  changes('feedDrop', (tenant, id) => kept.drop(tenant, id))
}
