import { CordonError } from '@cordon/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../identity/people/passkeys.ts'
import type { Doors } from './doors.ts'

type Configured = Pick<Doors, 'config'>

/** The admin door as browsers know it: `people.origin`, else this machine. */
export function siteOf(request: FastifyRequest, { config }: Configured): Site {
  const { origin } = config.people
  return { origin: origin ?? localOrigin(request, config, 'localhost') }
}

/**
 * ASVS 3.5.1: a browser says where a request comes from, and only the console's own origin may write, or sign anybody in.
 * Clients that are no browser say nothing; what a cookie authenticates needs the session's token besides.
 */
export function requireOwnOrigin(request: FastifyRequest, doors: Configured): void {
  const { origin, 'sec-fetch-site': fetchSite } = request.headers
  const foreign =
    fetchSite !== undefined && fetchSite !== 'same-origin' && !(fetchSite === 'none' && request.method === 'GET')
  if (foreign || (origin !== undefined && !ownOrigins(request, doors).includes(origin)))
    throw new CordonError('origin_refused', { at: 'Origin' })
}

function ownOrigins(request: FastifyRequest, { config }: Configured): string[] {
  const { origin } = config.people
  if (origin !== undefined) return [origin]
  const { host } = config.admin
  const names = ['localhost', '127.0.0.1', '[::1]', host.includes(':') ? `[${host}]` : host]
  return names.map((name) => localOrigin(request, config, name))
}

function localOrigin({ raw }: FastifyRequest, { admin }: Doors['config'], host: string): string {
  return `${admin.tls === undefined ? 'http' : 'https'}://${host}:${raw.socket.localPort ?? admin.port}`
}

export type CookieName = 'session' | 'device' | 'oidc'

/** `__Host-` (RFC 6265bis): of this host alone, over TLS alone. A browser refuses it without, so loopback has a bare name. */
function nameOf(cookie: CookieName, site: Site): string {
  return `${isSecure(site) ? '__Host-' : ''}cordon-${cookie}`
}

function isSecure({ origin }: Site): boolean {
  return origin.startsWith('https:')
}

/** A cookie that is there exactly once. Two of a name mean that somebody else has set one: then there is none. */
export function readCookie(request: FastifyRequest, doors: Configured, cookie: CookieName): string | undefined {
  const name = `${nameOf(cookie, siteOf(request, doors))}=`
  const found = (request.headers.cookie ?? '').split(';').filter((pair) => pair.trimStart().startsWith(name))
  const [only] = found
  return found.length === 1 ? only?.trimStart().slice(name.length).trimEnd() : undefined
}

/** No script reads it, no other site sends it. What comes back from an identity provider is another site's navigation: `Lax`. */
export function writeCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  doors: Configured,
  { cookie, value, seconds }: { cookie: CookieName; value: string; seconds: number },
): void {
  const site = siteOf(request, doors)
  const sameSite = cookie === 'oidc' ? 'Lax' : 'Strict'
  const secure = isSecure(site) ? '; Secure' : ''
  const text = `${nameOf(cookie, site)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}${secure}`
  reply.header('set-cookie', [...cookiesOf(reply), text])
}

function cookiesOf(reply: FastifyReply): string[] {
  const set = reply.getHeader('set-cookie')
  return set === undefined ? [] : [set].flat().map(String)
}
