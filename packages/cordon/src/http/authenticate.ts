import { CordonError, type ErrorCode, type Right } from '@cordon/contract'
import type { FastifyRequest } from 'fastify'
import type { Caller } from '../identity/api-key.ts'
import { withLicensedRoles } from '../identity/licence.ts'
import { hasRight } from '../policy/decision/roles.ts'
import type { Doors } from './doors.ts'
import { knownError } from './errors.ts'
import { credentialsOf, shownBy } from './shown.ts'
import { signedInBy } from './signed-in.ts'
import { requireStepUp } from './step-up.ts'

/**
 * Who is asking. A login is journalled before anything is served. A refusal is counted per source and journalled once a minute, so that strangers cannot fill the disk;
 * a source with too many refusals has to wait.
 */
export async function authenticate(
  request: FastifyRequest,
  doors: Doors,
  recognise = () => doors.authenticate(credentialsOf(request), request.ip),
): Promise<Caller> {
  return counting(request, doors, async () => {
    const caller = await recognise()
    if ((await doors.organisations.standing(caller.tenant)) === 'unknown') throw new CordonError('credentials_invalid')
    await doors.recordLogin(caller, request.ip)
    return caller
  })
}

/** A refusal that says something about who asks is counted. */
export async function counting<T>(request: FastifyRequest, doors: Doors, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const known = knownError(error)
    const counts = (known.status === 401 || known.status === 429) && !doors.people.record.isNoted(known)
    if (counts) countRefused(request, doors, known.code)
    throw known
  }
}

export function countRefused(request: FastifyRequest, { recorder, metrics }: Doors, code: ErrorCode): void {
  recorder.countRefusedCredentials(request.ip, code)
  metrics.refusedCredentials()
}

/** A key that is good and not for this is counted too: somebody tries the doors. */
export function refuse(request: FastifyRequest, doors: Doors): never {
  const error = new CordonError('right_missing')
  countRefused(request, doors, error.code)
  throw error
}

/** A caller of the application door: an application's key, or another credential that is registered for one. */
export async function applicationCaller(request: FastifyRequest, doors: Doors, right: Right) {
  const { application, ...caller } = await authenticate(request, doors, () =>
    doors.callers(shownBy(request), request.ip),
  )
  if (application === undefined || caller.principal.suspended === true) return refuse(request, doors)
  // Whoever acts for somebody may do no more than both may: the person's rights are looked at where it is decided.
  const { delegate } = caller
  if (delegate !== undefined && (delegate.suspended === true || !hasRight(delegate, right))) refuse(request, doors)
  if ((await doors.organisations.standing(caller.tenant)) === 'closed') throw new CordonError('tenant_closed')
  // An application's own key has nobody before it who could show a factor, unless one comes along; a person's token does.
  const somebody = (caller.method !== undefined && caller.method !== 'api-key') || delegate !== undefined
  if (!somebody && request.headers['x-cordon-second-factor'] === undefined) return { ...caller, application }
  return { ...(await counting(request, doors, () => requireStepUp(request, doors, caller))), application }
}

/** A caller of the admin door: a person's own key or session, whose roles carry the right now. */
export async function authorise(request: FastifyRequest, doors: Doors, right: Right): Promise<Caller> {
  const { licenceRequiredFor } = doors.config.identity
  const caller = withLicensedRoles(await personOf(request, doors), licenceRequiredFor, doors.now())
  // An application's key opens the application door only, whatever roles its principal has.
  if (caller.application !== undefined || !hasRight(caller.principal, right)) refuse(request, doors)
  if (caller.principal.suspended === true) refuse(request, doors)
  if (right === 'self' && caller.method !== 'session') refuse(request, doors)
  const standing = await doors.organisations.standing(caller.tenant)
  if (right === 'operate' && standing !== 'operator') refuse(request, doors)
  if (standing === 'closed' && !AFTER_CLOSING.has(right)) throw new CordonError('tenant_closed')
  return counting(request, doors, () => requireStepUp(request, doors, caller))
}

/** A key that is shown counts before a cookie that comes along; who signed in was journalled then. */
async function personOf(request: FastifyRequest, doors: Doors): Promise<Caller> {
  if (credentialsOf(request) !== undefined) return authenticate(request, doors)
  const signedIn = await counting(request, doors, () => signedInBy(request, doors))
  return signedIn?.caller ?? authenticate(request, doors)
}

/** Who left may still look into their record and have it destroyed, in a session of their own. */
const AFTER_CLOSING: ReadonlySet<Right> = new Set(['audit', 'destroy', 'self'] as const)
