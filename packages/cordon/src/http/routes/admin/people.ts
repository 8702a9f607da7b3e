import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Caller } from '../../../identity/api-key.ts'
import { change } from '../../../identity/change.ts'
import { authorise } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { idOf, recordOf } from './configuration.ts'

type Name = 'userEnrolment' | 'userSessions' | 'userSessionsRevoke' | 'userSecondFactorReset'

/** Accounts of others: a code to enrol with, their sessions, and their second factors taken away. */
export function peopleRoutes(app: FastifyInstance, doors: Doors): void {
  const { people, journal, directory, secondPerson } = doors
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
    if ((await directory.user(tenant, user)) === undefined) throw new CordonError('not_found', { at: 'user' })
  }

  route('userEnrolment', async ({ tenant, principal }, user) => {
    const record = recordOf(doors, tenant, principal.id)
    await secondPerson.noteHand(tenant, user, principal.id)
    const { change: _, ...issued } = await people.issueEnrolment(tenant, user, record)
    return { user, ...issued }
  })
  route('userSessions', async ({ tenant }, user) => {
    await requireThere(tenant, user)
    return { items: await people.sessions.list(tenant, user) }
  })
  route('userSessionsRevoke', async ({ tenant, principal }, user, { ip }) => {
    await requireThere(tenant, user)
    const ended = await people.sessions.end(tenant, { principal: user }, 'revoked', async (_tx, sessions) => {
      await people.record.changed(tenant, principal.id, change('session.revoke', user))
      for (const session of sessions)
        await people.record.authentication({ tenant, principal: user, source: ip, session }, 'revoked')
    })
    return { ended: ended.length }
  })
  route('userSecondFactorReset', async ({ tenant, principal }, user, { ip: source }) => {
    const record = recordOf(doors, tenant, principal.id)
    await secondPerson.noteHand(tenant, user, principal.id)
    await people.resetFactors({ tenant, principal: user, by: principal.id, source }, record)
    return { user, next: `cordon user enrol ${user}` }
  })
}
