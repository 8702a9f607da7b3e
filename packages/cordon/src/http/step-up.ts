import { CordonError, ROUTES } from '@cordon/contract'
import type { FastifyRequest } from 'fastify'
import type { Caller } from '../identity/api-key.ts'
import { isSteppedUp } from '../identity/people/people.ts'
import { TOTP_CODE } from '../identity/people/totp.ts'
import type { Doors } from './doors.ts'
import { siteOf } from './site.ts'

/** Method and pattern of every route that needs a second factor shown lately: read from the table, so none is forgotten. */
const STEP_UP: ReadonlySet<string> = new Set(
  Object.values(ROUTES)
    .filter((route) => 'stepUp' in route)
    .map(({ method, path }) => `${method} ${path}`),
)

/**
 * The caller, once a second factor was shown where the route needs one: within the last minutes in the session, by the
 * identity provider, or now, as a code in `X-Cordon-Second-Factor` beside a key. Throws `step_up_required`, and for a
 * wrong code `login_refused` or `rate_limited`.
 */
export async function requireStepUp(request: FastifyRequest, doors: Doors, caller: Caller): Promise<Caller> {
  const { config, now } = doors
  if (!STEP_UP.has(`${request.method} ${request.routeOptions.url ?? ''}`)) return caller
  if (isSteppedUp(caller.steppedUpAt, config.people, now())) return caller
  const code = request.headers['x-cordon-second-factor']
  if (code !== undefined && caller.method !== 'session') return showCode(request, doors, caller, String(code))
  if (config.people.secondFactor === 'when-enrolled' && !(await hasFactor(doors, caller))) return caller
  throw new CordonError('step_up_required')
}

async function showCode(request: FastifyRequest, doors: Doors, caller: Caller, code: string): Promise<Caller> {
  const { factors, record } = doors.people
  const who = { tenant: caller.tenant, principal: caller.principal.id }
  const shown = TOTP_CODE.test(code) ? { totp: code } : { recoveryCode: code }
  const kind = await factors.show(who, shown, siteOf(request, doors)).catch((error: unknown) => {
    throw record.refused({ ...who, source: request.ip }, error)
  })
  await record.authentication({ ...who, source: request.ip, session: caller.keyId }, 'step-up', kind)
  return { ...caller, steppedUpAt: doors.now() }
}

async function hasFactor({ people }: Doors, { tenant, principal }: Caller): Promise<boolean> {
  const { totp, passkeys } = await people.factors.enrolled({ tenant, principal: principal.id })
  return totp || passkeys.length > 0
}
