import { type AnsweringRoute, CordonError, ROUTES, type RouteName, SESSION_ANSWERS } from '@cordon/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Login } from '../../../identity/people/people.ts'
import { DAY, HOUR, SECOND } from '../../../kernel/clock.ts'
import { counting } from '../../authenticate.ts'
import type { Doors } from '../../doors.ts'
import { readCookie, requireOwnOrigin, writeCookie } from '../../site.ts'

const DEVICE_MS = 90 * DAY

/**
 * A route that nobody has to be known for. A source with too many refusals waits before any work; the journal has to be
 * able to write; another site cannot sign anybody in (login CSRF).
 */
export function openWay(
  app: FastifyInstance,
  doors: Doors,
  name: RouteName,
  answer: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
): void {
  const { method, path } = ROUTES[name]
  app.route({
    method,
    url: path,
    handler: (request, reply) =>
      counting(request, doors, () =>
        bounded(request, doors, async () => {
          if (method !== 'GET') requireOwnOrigin(request, doors)
          if (!doors.journal.writable) throw new CordonError('journal_unavailable')
          reply.header('cache-control', 'no-store')
          return declared(name, await answer(request, reply))
        }),
      ),
  })
}

/** Only what the contract declares goes out; a redirection has no body. */
function declared(name: RouteName, answer: unknown): unknown {
  return name in SESSION_ANSWERS ? SESSION_ANSWERS[name as AnsweringRoute].parse(answer) : answer
}

async function bounded<T>(request: FastifyRequest, doors: Doors, work: () => Promise<T>): Promise<T> {
  const { sources } = doors
  const { ip } = request
  if (!sources.open(ip) && !isKnown(request, doors)) throw new CordonError('rate_limited')
  try {
    return await work()
  } catch (error) {
    // One that had to wait counts as well: who knocks on is slowed, at whichever name.
    if (error instanceof CordonError && (error.status === 401 || error.status === 429)) sources.failed(ip)
    throw error
  }
}

const Named = z.object({ tenant: z.string().optional(), user: z.string() })

/** The browser of the person whom it names: it has a wait of its own, and strangers behind the same address do not stop it. */
function isKnown(request: FastifyRequest, doors: Doors): boolean {
  const device = readCookie(request, doors, 'device')
  const { data } = Named.safeParse(request.body)
  if (device === undefined || data === undefined) return false
  return doors.people.knows(data.tenant ?? doors.config.tenant, data.user, device)
}

/**
 * Where the person is now: inside, with new cookies and whatever session this browser had ended; or half-way. Session fixation:
 * what the browser showed before is dead once somebody signs in with it.
 */
export async function told(request: FastifyRequest, reply: FastifyReply, doors: Doors, login: Login, left?: Left) {
  if ('ticket' in login) return { next: 'second-factor', ticket: login.ticket, factors: login.factors }
  const old = left ?? (await sessionShown(request, doors))
  if (old !== undefined) await end(old, request.ip, doors)
  writeSession(request, reply, doors, login.cookie)
  const device = { cookie: 'device' as const, value: login.device, seconds: DEVICE_MS / SECOND }
  writeCookie(request, reply, doors, device)
  return { next: 'session' }
}

export function writeSession(request: FastifyRequest, reply: FastifyReply, doors: Doors, value: string): void {
  const seconds = (doors.config.people.sessionHours * HOUR) / SECOND
  writeCookie(request, reply, doors, { cookie: 'session', value, seconds })
}

/** A session that its browser leaves behind. */
export interface Left {
  readonly tenant: string
  readonly principal: string
  readonly session: string
}

/** The session that this browser shows, if it is one. */
export async function sessionShown(request: FastifyRequest, doors: Doors): Promise<Left | undefined> {
  const cookie = readCookie(request, doors, 'session')
  const { sessions } = doors.people
  const signedIn = cookie === undefined ? undefined : await sessions.authenticate(cookie).catch(() => undefined)
  if (signedIn === undefined) return undefined
  const { tenant, principal, keyId } = signedIn.caller
  return { tenant, principal: principal.id, session: keyId }
}

async function end({ session, ...who }: Left, source: string, { people }: Doors): Promise<void> {
  const { tenant, principal } = who
  await people.sessions.end(tenant, { principal, ids: [session] }, 'logoff', async (_tx, ended) => {
    if (ended.length > 0) await people.record.authentication({ ...who, source, session }, 'logoff')
  })
}
