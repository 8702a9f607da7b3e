import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Caller } from '../../../identity/api-key.ts'
import { change } from '../../../identity/change.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf } from './configuration.ts'

type Name = 'userEnrolment' | 'userSessions' | 'userSessionsRevoke' | 'userSecondFactorReset'

/** Accounts of others: a code to enrol with, their sessions, and their second factors taken away. */
export function peopleRoutes(app: FastifyInstance, doors: Doors): void {
  const { people, journal, directory } = doors
  const route = (name: Name, answer: (caller: Caller, user: string, request: FastifyRequest) => Promise<unknown>) =>
    app.route({
      method: ROUTES[name].method,
      url: ROUTES[name].path,
      handler: async (request, reply) => {
        const caller = await authorise(request, doors, ROUTES[name].right)
        if (ROUTES[name].method !== 'GET' && !journal.writable) throw new CordonError('journal_unavailable')
        reply.header('cache-control', 'no-store')
        return answer(caller, idOf(request), request)
      },
    })
  const requireThere = async (tenant: string, user: string): Promise<void> => {
    if (!(await directory.listUsers(tenant)).some(({ id }) => id === user))
      throw new CordonError('not_found', { at: 'user' })
  }

  route('userEnrolment', async ({ tenant, principal }, user) => {
    const { change: made, ...issued } = await people.issueEnrolment(tenant, user)
    await people.record.changed(tenant, principal.id, made)
    return { user, ...issued }
  })
  route('userSessions', async ({ tenant }, user) => {
    await requireThere(tenant, user)
    return { items: await people.sessions.list(tenant, user) }
  })
  route('userSessionsRevoke', async ({ tenant, principal }, user, { ip }) => {
    await requireThere(tenant, user)
    // First: what cannot be recorded does not happen.
    await people.record.changed(tenant, principal.id, change('session.revoke', user))
    const ended = await people.sessions.end(tenant, { principal: user }, 'revoked')
    for (const session of ended)
      await people.record.authentication({ tenant, principal: user, source: ip, session }, 'revoked')
    return { ended: ended.length }
  })
  route('userSecondFactorReset', async ({ tenant, principal }, user) => {
    const made = await people.resetFactors(tenant, user, principal.id)
    await people.record.changed(tenant, principal.id, made)
    return { user, next: `cordon user enrol ${user}` }
  })
}
