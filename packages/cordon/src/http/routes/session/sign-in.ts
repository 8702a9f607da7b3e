import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AuthenticationResponse } from '../../../identity/people/passkeys.ts'
import { passwordCharactersMax } from '../../../identity/people/passwords.ts'
import type { Doors } from '../../doors.ts'
import { readCookie, siteOf } from '../../site.ts'
import { parseUnstored } from '../admin/configuration.ts'
import { openWay, told } from './open-way.ts'

const Tenant = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/)
/** As `Principal.id`. */
const USER_CHARACTERS_MAX = 64
/** In nobody's name; PostgreSQL keeps no NUL. */
const CONTROL = /[\p{Cc}\p{Cs}]/u
const CONTROLS = /[\p{Cc}\p{Cs}]/gu
const User = z.string().min(1).max(USER_CHARACTERS_MAX)
const Password = z.string().min(1).max(passwordCharactersMax)
const Ticket = z.string().min(1).max(200)

/** A second factor as a body has it: one of three. */
export const Shown = z.union([
  z.strictObject({ totp: z.string().regex(/^[0-9]{6}$/) }),
  z.strictObject({ recoveryCode: z.string().min(20).max(40) }),
  z.strictObject({ passkey: AuthenticationResponse }),
])

/** Signing in with an account of this deployment: password and second factor, or a passkey, which is both. */
export function signInRoutes(app: FastifyInstance, doors: Doors): void {
  const { people, config } = doors
  const tenant = Tenant.default(config.tenant)
  const user = User
  const Login = z.strictObject({ tenant, user, password: Password })
  const Enrol = z.strictObject({ tenant, user, code: z.string().min(20).max(40), password: Password })
  const Second = z.strictObject({ tenant, user, ticket: Ticket, shown: Shown })
  const PasskeyBegin = z.strictObject({ tenant, user: User.optional(), ticket: Ticket.optional() })
  const Passkey = z.strictObject({ tenant, response: AuthenticationResponse })

  /** What was sent, and from where. A tenant or a name that is none costs the same work, at a name that nobody can have. */
  const given = async <T extends { tenant: string; user?: string | undefined }>(
    request: FastifyRequest,
    schema: z.ZodType<T>,
  ) => {
    const asked = parseUnstored(schema, request.body ?? {})
    const from = { source: request.ip, device: readCookie(request, doors, 'device') }
    const known = (await doors.organisations.standing(asked.tenant)) !== 'unknown'
    if (known && !CONTROL.test(asked.user ?? '')) return { ...asked, ...from }
    const nobody = `${asked.user ?? ''} of ${asked.tenant}`.replaceAll(CONTROLS, ' ').padEnd(USER_CHARACTERS_MAX + 1)
    return { ...asked, ...from, tenant: config.tenant, user: nobody }
  }

  openWay(app, doors, 'sessionLogin', async (request, reply) =>
    told(request, reply, doors, await people.login(await given(request, Login))),
  )
  openWay(app, doors, 'sessionEnrol', async (request, reply) =>
    told(request, reply, doors, await people.enrol(await given(request, Enrol))),
  )
  openWay(app, doors, 'sessionLoginSecond', async (request, reply) =>
    told(request, reply, doors, await people.finish(await given(request, Second), siteOf(request, doors))),
  )
  openWay(app, doors, 'sessionLoginPasskeyBegin', async (request) => {
    const { tenant, user, ticket } = await given(request, PasskeyBegin)
    const site = siteOf(request, doors)
    const known = user !== undefined && ticket !== undefined
    return known ? people.askPasskey({ tenant, user, ticket }, site) : people.factors.askPasskey(tenant, site)
  })
  openWay(app, doors, 'sessionLoginPasskey', async (request, reply) =>
    told(request, reply, doors, await people.loginWithPasskey(await given(request, Passkey), siteOf(request, doors))),
  )
}
