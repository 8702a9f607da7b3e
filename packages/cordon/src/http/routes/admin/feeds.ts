import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Change, RecordChange } from '../../../identity/change.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, recordOf } from './configuration.ts'

/**
 * Messages of a feed that could not be taken in. What is wrong with them is for whoever runs the feed; the messages themselves name
 * patients, so that reading one needs the audit right and is an entry before it is handed out.
 */
export function feedRoutes(app: FastifyInstance, doors: Doors): void {
  const { kept, journal } = doors
  type Make = (tenant: string, id: string, record: RecordChange) => Promise<Change>
  const changes = (name: 'feedRetry' | 'feedDrop', make: Make) =>
    app.route({
      method: ROUTES[name].method,
      url: ROUTES[name].path,
      handler: async (request: FastifyRequest) => {
        const { tenant, principal } = await authorise(request, doors, ROUTES[name].right)
        if (!journal.writable) throw new CordonError('journal_unavailable')
        return make(tenant, idOf(request), recordOf(doors, tenant, principal.id))
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
  changes('feedRetry', (tenant, id, record) => kept.retry(tenant, id, record))
  changes('feedDrop', (tenant, id, record) => kept.drop(tenant, id, record))
}
