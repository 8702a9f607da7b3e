import { type AnsweringRoute, CordonError, ROUTES, SESSION_ANSWERS, type Session } from '@cordon/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SignedIn } from '../../../identity/people/sessions.ts'
import { MINUTE, SECOND } from '../../../kernel/clock.ts'
import { authorise, counting } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { signedInBy } from '../../signed-in.ts'
import { siteOf, writeCookie } from '../../site.ts'
import { idOf, parse } from '../admin/configuration.ts'
import { writeSession } from './open-way.ts'
import { Shown } from './sign-in.ts'

export interface Own {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly signedIn: SignedIn
  readonly who: { readonly tenant: string; readonly principal: string }
}

type Answer = (of: Own) => Promise<unknown>

/** A route of one's own session: what it answers is what the contract declares. For whoever is signed in, by a session alone. */
export function own(app: FastifyInstance, doors: Doors, name: AnsweringRoute, answer: Answer): void {
  const { method, path, right } = ROUTES[name]
  app.route({
    method,
    url: path,
    handler: async (request, reply) => {
      await authorise(request, doors, right)
      const signedIn = await signedInBy(request, doors)
      if (signedIn === undefined) throw new CordonError('session_ended')
      if (method !== 'GET' && !doors.journal.writable) throw new CordonError('journal_unavailable')
      reply.header('cache-control', 'no-store')
      const { tenant, principal } = signedIn.caller
      return SESSION_ANSWERS[name].parse(
        // Refusals in it are guesses as those at a login are: counted for the source, unless they have their entry.
        await counting(request, doors, () =>
          answer({ request, reply, signedIn, who: { tenant, principal: principal.id } }),
        ),
      )
    },
  })
}

/** One's own session: until when, longer, and no more. */
export function ownRoutes(app: FastifyInstance, doors: Doors): void {
  const { people } = doors

  own(app, doors, 'session', async ({ signedIn, who }) => ({
    ...shownOf(signedIn, doors),
    factors: await people.factors.enrolled(who),
    told: await people.told(who),
  }))
  own(app, doors, 'sessionExtend', async ({ signedIn }) => shownOf(await people.sessions.extend(signedIn), doors))
  own(app, doors, 'sessionLogout', async ({ request, reply, signedIn, who }) => {
    await endOne(doors, who, signedIn.caller.keyId, request.ip, 'logoff')
    for (const cookie of ['session', 'oidc'] as const)
      writeCookie(request, reply, doors, { cookie, value: '', seconds: 0 })
    return { ended: signedIn.caller.keyId }
  })
  own(app, doors, 'sessions', async ({ signedIn, who }) => {
    const open = await people.sessions.list(who.tenant, who.principal)
    return { items: open.map((each) => ({ ...each, current: each.id === signedIn.caller.keyId })) }
  })
  own(app, doors, 'sessionRevoke', async ({ request, who }) => {
    await endOne(doors, who, idOf(request), request.ip, 'revoked')
    return { ended: idOf(request) }
  })
  own(app, doors, 'sessionSecondBegin', ({ request, who }) =>
    people.factors.askPasskey(who.tenant, siteOf(request, doors), who.principal),
  )
  own(app, doors, 'sessionSecond', async (of) => {
    const shown = parse(z.strictObject({ shown: Shown }), of.request.body ?? {})
    const kind = await people.factors.show(of.who, shown.shown, siteOf(of.request, doors)).catch((error: unknown) => {
      throw people.record.refused({ ...of.who, source: of.request.ip }, error)
    })
    return steppedUp(of, doors, kind)
  })
}

/** A second factor was shown: the session goes on under another cookie, so that the old one is worth nothing. */
export async function steppedUp({ request, reply, signedIn, who }: Own, doors: Doors, kind: string) {
  const { people } = doors
  const { cookie } = await people.sessions.stepUp(signedIn, (session) =>
    people.record.authentication({ ...who, source: request.ip, session }, 'step-up', kind),
  )
  writeSession(request, reply, doors, cookie)
  return shownOf(await people.sessions.authenticate(cookie), doors)
}

type Who = Own['who']

async function endOne(doors: Doors, who: Who, id: string, source: string, by: 'logoff' | 'revoked'): Promise<void> {
  const { sessions, record } = doors.people
  await sessions.end(who.tenant, { principal: who.principal, ids: [id] }, by, async (_tx, ended) => {
    if (ended.length === 0) throw new CordonError('not_found', { at: 'session' })
    await record.authentication({ ...who, source, session: id }, by)
  })
}

/** What a page has to know: who, until when, when to warn, and the token that goes with every write. */
function shownOf({ caller, how, idleEndsAt, endsAt, csrf }: SignedIn, { config, now }: Doors): Session {
  const { people } = config
  const at = now()
  const end = Math.min(idleEndsAt, endsAt)
  const warnAt = end - people.warnMinutes * MINUTE
  const { principal, tenant, keyId, steppedUpAt } = caller
  return {
    id: keyId,
    tenant,
    person: { id: principal.id, name: principal.name, roles: [...principal.roles] },
    how,
    now: at,
    idleEndsAt,
    warnAt,
    endsAt,
    secondsLeft: Math.max(0, Math.floor((end - at) / SECOND)),
    warning: at >= warnAt,
    ...(steppedUpAt === undefined ? {} : { steppedUpUntil: steppedUpAt + people.stepUpMinutes * MINUTE }),
    csrf,
  }
}
