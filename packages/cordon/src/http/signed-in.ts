import { timingSafeEqual } from 'node:crypto'
import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyRequest } from 'fastify'
import type { SignedIn } from '../identity/people/sessions.ts'
import type { Doors } from './doors.ts'
import { readCookie, requireOwnOrigin } from './site.ts'

/** Routes that a person reaches before a second factor is there: one's own session and factors. */
const OWN: ReadonlySet<string> = new Set(
  Object.values(ROUTES)
    .filter(({ right }) => right === 'self')
    .map(({ method, path }) => `${method} ${path}`),
)

/**
 * Whose session cookie this is; nothing where there is none. Throws `session_ended`, `rate_limited`, `origin_refused`, and
 * `second_factor_required` for who came in with a password alone where the site wants more.
 */
export async function signedInBy(request: FastifyRequest, doors: Doors): Promise<SignedIn | undefined> {
  const cookie = readCookie(request, doors, 'session')
  if (cookie === undefined) return undefined
  const signedIn = await lookUp(cookie, request.ip, doors)
  requireOwnOrigin(request, doors)
  if (request.method !== 'GET') requireToken(request, signedIn)
  requireSecondFactor(request, doors, signedIn)
  return signedIn
}

async function lookUp(cookie: string, source: string, { people, sources }: Doors): Promise<SignedIn> {
  if (!sources.open(source) && !people.sessions.recognises(cookie)) throw new CordonError('rate_limited')
  try {
    return await people.sessions.authenticate(cookie)
  } catch (error) {
    if (error instanceof CordonError && error.status === 401) sources.failed(source)
    throw error
  }
}

/** ASVS 3.5.1: another site can make a browser send the cookie, in some old browser at least, and never this header. */
function requireToken({ headers }: FastifyRequest, { csrf }: SignedIn): void {
  const shown = Buffer.from(String(headers['x-cordon-csrf'] ?? ''))
  const genuine = Buffer.from(csrf)
  if (shown.length !== genuine.length || !timingSafeEqual(shown, genuine))
    throw new CordonError('origin_refused', { at: 'X-Cordon-Csrf' })
}

function requireSecondFactor(request: FastifyRequest, { config }: Doors, { caller }: SignedIn): void {
  // An identity provider counts where it says that a second factor was shown (`people.oidc.amr`, `acr`), and not without.
  if (config.people.secondFactor !== 'required' || caller.steppedUpAt !== undefined) return
  if (!OWN.has(`${request.method} ${request.routeOptions.url ?? ''}`)) throw new CordonError('second_factor_required')
}
