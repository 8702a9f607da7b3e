import { CordonError, Organisation, type Principal, ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import type { Change } from '../../../identity/change.ts'
import { DAY } from '../../../kernel/clock.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, parse } from './configuration.ts'

const FIRST_KEY_DAYS = 7

/** Organisations that share this deployment. What the operator does is in its own journal; what happens in a tenant, in that tenant's. */
export function organisationRoutes(app: FastifyInstance, doors: Doors): void {
  const { organisations, directory, identity, journal } = doors
  const record = (tenant: string, principal: string, made: Change) =>
    journal.append(tenant, { class: 'configuration', v: 1, principal, ...made })

  app.route({
    method: ROUTES.tenants.method,
    url: ROUTES.tenants.path,
    handler: async (request) => {
      await authorise(request, doors, ROUTES.tenants.right)
      return { items: await organisations.list() }
    },
  })
  app.route({
    method: ROUTES.tenantAdd.method,
    url: ROUTES.tenantAdd.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.tenantAdd.right)
      const { administrator, ...organisation } = parse(Organisation, request.body)
      if (!journal.writable) throw new CordonError('journal_unavailable')
      const added = await organisations.add(organisation)
      await record(tenant, principal.id, added)
      const person: Principal = { ...administrator, kind: 'user', roles: ['administrator'] }
      await record(organisation.id, OPERATOR, await directory.addUser(organisation.id, person))
      const issued = await identity.issueKey({
        tenant: organisation.id,
        principal: person.id,
        lifetimeMs: FIRST_KEY_DAYS * DAY,
      })
      const { change: issue, ...key } = issued
      await record(organisation.id, OPERATOR, issue)
      return { ...added, ...key }
    },
  })
  app.route({
    method: ROUTES.tenantClose.method,
    url: ROUTES.tenantClose.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.tenantClose.right)
      if (!journal.writable) throw new CordonError('journal_unavailable')
      const closed = await organisations.close(idOf(request))
      await record(tenant, principal.id, closed)
      await record(idOf(request), OPERATOR, closed)
      return closed
    },
  })
}

/** Who set a tenant up, in that tenant's own journal: the operator's people are none of its business. */
const OPERATOR = 'operator'
