import { CordonError } from '@cordon/contract'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { RecordChange } from '../../../identity/change.ts'
import { RegistrationResponse } from '../../../identity/people/passkeys.ts'
import { passwordCharactersMax } from '../../../identity/people/passwords.ts'
import { isSteppedUp } from '../../../identity/people/people.ts'
import type { Doors } from '../../doors.ts'
import { readCookie, siteOf } from '../../site.ts'
import { parse } from '../admin/configuration.ts'
import { type Own, own, steppedUp } from './own.ts'

const Code = z.strictObject({ code: z.string().regex(/^[0-9]{6}$/) })
const Registration = z.strictObject({ response: RegistrationResponse })
const NewPassword = z.strictObject({
  current: z.string().min(1).max(passwordCharactersMax),
  password: z.string().min(1).max(passwordCharactersMax),
})

/** One's own second factors and password. A factor is enrolled by showing it, so the session is stepped up; recovery codes come with the first one, once. The first factor may be added by whoever signed in with a password; every other one by who shows one. */
export function factorRoutes(app: FastifyInstance, doors: Doors): void {
  const { people } = doors
  const inSession = ({ who, signedIn }: Own) => ({ ...who, session: signedIn.caller.keyId })
  const recordOf =
    ({ who }: Own): RecordChange =>
    (made) =>
      people.record.changed(who.tenant, who.principal, made)

  own(app, doors, 'sessionTotpBegin', async (of) => {
    await requireFactorOrNone(of, doors)
    return people.factors.beginTotp(inSession(of))
  })
  own(app, doors, 'sessionTotpFinish', async (of) => {
    await requireFactorOrNone(of, doors)
    const { code } = parse(Code, of.request.body ?? {})
    const recoveryCodes = await people.factors.finishTotp(inSession(of), code, recordOf(of)).catch((error: unknown) => {
      throw people.record.refused({ ...of.who, source: of.request.ip }, error)
    })
    return { ...(await steppedUp(of, doors, 'totp')), recoveryCodes }
  })
  own(app, doors, 'sessionPasskeyBegin', async (of) => {
    await requireFactorOrNone(of, doors)
    return people.factors.beginPasskey(of.who, siteOf(of.request, doors))
  })
  own(app, doors, 'sessionPasskeyFinish', async (of) => {
    await requireFactorOrNone(of, doors)
    const { response } = parse(Registration, of.request.body ?? {})
    const recoveryCodes = await people.factors.finishPasskey(
      inSession(of),
      response,
      siteOf(of.request, doors),
      recordOf(of),
    )
    return { ...(await steppedUp(of, doors, 'passkey')), recoveryCodes }
  })
  own(app, doors, 'sessionRecoveryCodes', async (of) => ({
    recoveryCodes: await people.factors.renewRecoveryCodes(inSession(of), recordOf(of)),
  }))
  own(app, doors, 'sessionPassword', async ({ request, signedIn, who }) => {
    const from = { source: request.ip, device: readCookie(request, doors, 'device') }
    await people.changePassword(signedIn, { ...parse(NewPassword, request.body ?? {}), ...from })
    return { changed: who.principal }
  })
}

/**
 * Whoever took over a session cannot add a factor of their own: not beside one that is there, and not as the first of a
 * person whose factors are the identity provider's. The first is for who came in with a password or its code.
 */
async function requireFactorOrNone({ signedIn, who }: Own, { people, config, now }: Doors): Promise<void> {
  const { steppedUpAt } = signedIn.caller
  if (isSteppedUp(steppedUpAt, config.people, now())) return
  if (signedIn.how === 'oidc' || steppedUpAt !== undefined) throw new CordonError('step_up_required')
  const { totp, passkeys } = await people.factors.enrolled(who)
  if (totp || passkeys.length > 0) throw new CordonError('step_up_required')
}
