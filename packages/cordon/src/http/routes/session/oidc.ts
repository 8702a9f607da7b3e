import { CordonError } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ticketMs } from '../../../identity/people/tickets.ts'
import { SECOND } from '../../../kernel/clock.ts'
import type { Doors } from '../../doors.ts'
import { readCookie, siteOf, writeCookie } from '../../site.ts'
import { parse } from '../admin/configuration.ts'
import { openWay, told } from './open-way.ts'

const Begin = z.strictObject({ again: z.boolean().default(false) })

/** Signing in at the organisation's identity provider: the operator's own people. */
export function oidcRoutes(app: FastifyInstance, doors: Doors): void {
  const { people, config } = doors
  const { tenant } = config
  const configured = () => {
    if (doors.oidc === undefined) throw new CordonError('login_unavailable')
    return doors.oidc
  }

  openWay(app, doors, 'sessionOidcBegin', async (request, reply) => {
    const { again } = parse(Begin, request.body ?? {})
    const { origin } = siteOf(request, doors)
    const { location, ticket } = await configured().begin({ tenant, origin, again })
    writeCookie(request, reply, doors, { cookie: 'oidc', value: ticket, seconds: ticketMs / SECOND })
    return { location }
  })
  openWay(app, doors, 'sessionOidcCallback', async (request, reply) => {
    const oidc = configured()
    const ticket = readCookie(request, doors, 'oidc')
    writeCookie(request, reply, doors, { cookie: 'oidc', value: '', seconds: 0 })
    // Whoever brings an answer without the ticket did not ask for it: another's login cannot be planted.
    if (ticket === undefined) throw new CordonError('login_refused')
    const { origin } = siteOf(request, doors)
    const query = new URL(request.url, origin).search
    const vouched = await oidc.finish({ tenant, origin, ticket, query })
    await told(request, reply, doors, await people.loginAs({ tenant, source: request.ip, ...vouched }))
    return reply.redirect('/', 303)
  })
}
