import { CordonError, TenantId } from '@cordon/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ticketMs } from '../../../identity/people/tickets.ts'
import { SECOND } from '../../../kernel/clock.ts'
import type { Doors } from '../../doors.ts'
import { readCookie, siteOf, writeCookie } from '../../site.ts'
import { parse } from '../admin/configuration.ts'
import { type Left, openWay, sessionShown, told } from './open-way.ts'

/** Signing in at an organisation's identity provider: each has its own, with a way back of its own. */
export function oidcRoutes(app: FastifyInstance, doors: Doors): void {
  const operator = doors.config.tenant
  const Begin = z.strictObject({ again: z.boolean().default(false), tenant: TenantId.default(operator) })

  openWay(app, doors, 'sessionOidcBegin', async (request, reply) => {
    const { again, tenant } = parse(Begin, request.body ?? {})
    const { origin } = siteOf(request, doors)
    const provider = await providerOf(doors, tenant)
    const leaving = packed(await sessionShown(request, doors))
    const { location, ticket } = await provider.begin({ origin, again, leaving })
    writeCookie(request, reply, doors, { cookie: 'oidc', value: ticket, seconds: ticketMs / SECOND })
    return { location }
  })
  openWay(app, doors, 'sessionOidcCallback', (request, reply) => comeBack(request, reply, doors, operator))
  openWay(app, doors, 'sessionOidcCallbackOf', (request, reply) => {
    const tenant = TenantId.safeParse((request.params as { tenant?: string }).tenant)
    if (!tenant.success) throw new CordonError('login_unavailable')
    return comeBack(request, reply, doors, tenant.data)
  })
}

/** An organisation that has no provider, and one that is none, are told the same. */
async function providerOf({ oidc, organisations }: Doors, tenant: string) {
  const provider = oidc(tenant)
  if (provider === undefined || (await organisations.standing(tenant)) === 'unknown')
    throw new CordonError('login_unavailable')
  return provider
}

/** The ticket in the cookie was made for one organisation: brought to the address of another, it fits nothing. */
async function comeBack(request: FastifyRequest, reply: FastifyReply, doors: Doors, tenant: string) {
  const provider = await providerOf(doors, tenant)
  const ticket = readCookie(request, doors, 'oidc')
  writeCookie(request, reply, doors, { cookie: 'oidc', value: '', seconds: 0 })
  // Whoever brings an answer without the ticket did not ask for it: another's login cannot be planted.
  if (ticket === undefined) throw new CordonError('login_refused')
  const { origin } = siteOf(request, doors)
  const query = new URL(request.url, origin).search
  const { leaving, ...vouched } = await provider.finish({ origin, ticket, query })
  const login = await doors.people.loginAs({ tenant, source: request.ip, ...vouched })
  // Sent here from elsewhere, the browser shows no session (SameSite=Strict): the ticket says which one it left.
  await told(request, reply, doors, login, unpacked(leaving))
  return reply.redirect('/', 303)
}

const LeftText = z.tuple([z.string(), z.string(), z.string()])

function packed(left: Left | undefined): string {
  if (left === undefined) return ''
  return Buffer.from(JSON.stringify([left.tenant, left.principal, left.session])).toString('base64url')
}

/** The ticket's proof covers it: nobody else can write one. */
function unpacked(text: string): Left | undefined {
  if (text === '') return undefined
  const [tenant, principal, session] = LeftText.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  return { tenant, principal, session }
}
