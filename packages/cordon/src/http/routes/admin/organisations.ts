import { CordonError, Organisation, type Principal, ROUTES } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { DAY } from '../../../kernel/clock.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, parse, recordOf } from './configuration.ts'

const FIRST_KEY_DAYS = 7

/** Organisations that share this deployment. What the operator does is in its own journal; what happens in a tenant, in that tenant's. */
export function organisationRoutes(app: FastifyInstance, doors: Doors): void {
  const { organisations, directory, identity, journal, people } = doors
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
      const { id } = organisation
      await organisations.requireFree(id)
      const person: Principal = { ...administrator, kind: 'user', roles: ['administrator'] }
      const theirs = recordOf(doors, id, OPERATOR)
      await directory.addUser(id, person, theirs)
      const asked = { tenant: id, principal: person.id, lifetimeMs: FIRST_KEY_DAYS * DAY, untilEnrolled: true }
      const { change: _, ...key } = await identity.issueKey(asked, theirs)
      // With the key alone they could add nobody: that takes a second factor, which they enrol once they signed in.
      const { code: enrolment } = await people.issueEnrolment(id, person.id, theirs)
      // Last: until then nobody comes in there, and the same name may be tried again.
      const added = await organisations.add(organisation, recordOf(doors, tenant, principal.id))
      return { ...added, ...key, enrolment }
    },
  })
  app.route({
    method: ROUTES.tenantClose.method,
    url: ROUTES.tenantClose.path,
    handler: async (request) => {
      const { tenant, principal } = await authorise(request, doors, ROUTES.tenantClose.right)
      if (!journal.writable) throw new CordonError('journal_unavailable')
      const ours = recordOf(doors, tenant, principal.id)
      const theirs = recordOf(doors, idOf(request), OPERATOR)
      return organisations.close(idOf(request), async (made) => {
        await ours(made)
        await theirs(made)
      })
    },
  })
}

/** Who set a tenant up, in that tenant's own journal: the operator's people are none of its business. */
const OPERATOR = 'operator'
